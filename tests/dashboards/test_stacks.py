"""Stacked bars: what Plotly accepts, which can be told apart and lead to their rows."""

import plotly.graph_objects as go
import pytest

from dashboards.charts.simple import Point, horizontal_bars
from dashboards.charts.stacks import MOST_PARTS, stacked_bars


def points(*values, partial=False):
    return [
        Point(f"m{place}", value, f"<b>{value}</b>", partial) for place, value in enumerate(values)
    ]


@pytest.mark.parametrize("parts", [0, 1, 2, MOST_PARTS])
@pytest.mark.parametrize("values", [(), (0.0,), (None, 3.0), (1e9, -2.0) * 200])
def test_any_values_are_a_figure(parts, values):
    drawn = go.Figure(stacked_bars([(f"p{n}", points(*values)) for n in range(parts)], str))
    assert len(drawn.data) == parts
    assert drawn.layout.showlegend == (parts > 1)


def test_parts_differ_in_colour_and_in_pattern():
    drawn = go.Figure(stacked_bars([(f"p{n}", points(1.0)) for n in range(MOST_PARTS)], str))
    assert len({trace.marker.color for trace in drawn.data}) == MOST_PARTS
    assert len({trace.marker.pattern.shape for trace in drawn.data}) == MOST_PARTS


def test_more_parts_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="cannot be told apart"):
        stacked_bars([(f"p{n}", points(1.0)) for n in range(MOST_PARTS + 1)], str)


def test_the_axis_holds_what_stands_on_and_hangs_below_the_line():
    drawn = stacked_bars(
        [("up", points(60, 10)), ("more", points(30, 0)), ("down", points(-20, -45))], str
    )
    low, high = drawn["layout"]["yaxis"]["range"]
    assert low <= -45
    assert high >= 90
    assert drawn["layout"]["barmode"] == "relative"


def test_a_part_of_a_bar_is_its_row():
    own = stacked_bars([("a", points(1, 2)), ("b", points(3, 4))], str)
    assert [trace["customdata"] for trace in own["data"]] == [[0, 1], [0, 1]]
    given = stacked_bars([("a", points(1, 2)), ("b", points(3, 4))], str, rows=[[0, 2], [1, 3]])
    assert [trace["customdata"] for trace in given["data"]] == [[0, 2], [1, 3]]


def test_texts_from_data_are_no_markup_and_partial_bars_are_lighter():
    drawn = stacked_bars([("<i>gold</i>", points(1.0, partial=True))], str)
    assert drawn["data"][0]["name"] == "&lt;i&gt;gold&lt;/i&gt;"
    assert drawn["data"][0]["hovertext"] == ["&lt;b&gt;1.0&lt;/b&gt;"]
    assert drawn["data"][0]["marker"]["opacity"] == [0.45]


def test_a_label_of_two_lines_has_room_for_both():
    label = "An espresso machine\n+ a stock pot of iron"
    [short] = horizontal_bars([Point(label, 1.0, "")], ["1"])["layout"]["yaxis"]["ticktext"]
    [whole] = horizontal_bars([Point(label, 1.0, "")], ["1"], label_length=50)["layout"]["yaxis"][
        "ticktext"
    ]
    assert short.endswith("…")
    assert whole == label.replace("\n", "<br>")


def test_room_beside_the_longest_bar():
    narrow = horizontal_bars(points(10.0), ["1"])["layout"]["xaxis"]["range"]
    wide = horizontal_bars(points(10.0), ["1"], room=1.0)["layout"]["xaxis"]["range"]
    assert narrow == [0, 16.0]
    assert wide == [0, 20.0]
