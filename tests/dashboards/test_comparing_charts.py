"""Charts that compare: bars beside and on one another, intervals, waterfalls, lines with bands."""

import subprocess
import sys

import plotly.graph_objects as go
import pytest

from dashboards.charts.bands import DASHES, MOST_LINES, Band, lines_with_bands
from dashboards.charts.comparisons import (
    bars_with_intervals,
    bars_with_limits,
    parts_of_bars,
    side_by_side,
)
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.charts.waterfall import Step, steps_down

NASTY = '<b>x</b><a href="javascript:alert(1)">y</a> & $1'


def points(*values):
    return [Point(f"label {n}", value, f"hover {n}") for n, value in enumerate(values)]


def valid(figure):
    """The figure as Plotly reads it; an unknown key or value raises."""
    return go.Figure(figure)


def test_bars_side_by_side_know_their_rows_and_differ_without_colour():
    shown = points(0.5, None, 0.25)
    texts = ["1 ÷ 2", "–", "1 ÷ 4"]
    drawn = valid(side_by_side([("closed", shown, texts), ("created", shown, texts)]))
    first, second = drawn.data
    assert list(first.x) == [0.5, 0, 0.25]
    assert list(first.customdata) == list(second.customdata) == [0, 1, 2]
    assert second.text == ("1 ÷ 2", "–", "1 ÷ 4")
    assert first.marker.pattern.shape != second.marker.pattern.shape
    assert drawn.layout.barmode == "group"
    assert drawn.layout.xaxis.range[1] > 0.5


def test_parts_of_a_bar_stand_on_each_other():
    drawn = valid(parts_of_bars([("won", points(1, 2)), ("lost", points(3, 4))]))
    assert [list(trace.x) for trace in drawn.data] == [[1, 2], [3, 4]]
    assert drawn.layout.barmode == "stack"
    assert drawn.layout.yaxis.ticktext == ("label 0", "label 1")


def test_a_mark_stands_where_the_limit_is_and_the_text_behind_both():
    drawn = valid(bars_with_limits(points(6.0, None), [17.2, None], ["6 / 17.2", "–"], ("a", "b")))
    _, marks, texts = drawn.data
    assert list(marks.x) == [17.2, None]
    assert texts.x[0] > 17.2
    assert texts.x[1] < 1
    assert texts.text[0].strip() == "6 / 17.2"


def test_an_interval_reaches_from_its_lower_to_its_upper_end():
    drawn = valid(
        bars_with_intervals(
            points(100.0, 50.0), [(40.0, 170.0), None], ["100", "50"], [False, True]
        )
    )
    bars, texts = drawn.data
    assert list(bars.error_x.array) == [70.0, None]
    assert list(bars.error_x.arrayminus) == [60.0, None]
    assert list(texts.x) == [170.0, 50.0]
    assert bars.marker.color[0] != bars.marker.color[1]
    assert bars.marker.pattern.shape == ("", "/")


def test_a_waterfall_goes_from_one_total_through_its_steps_to_the_other():
    steps = [
        Step("opening", 100.0, True, "100", ""),
        Step("created", 50.0, False, "+50", ""),
        Step("lost", -120.0, False, "-120", ""),
        Step("closing", 30.0, True, "30", ""),
    ]
    drawn = valid(steps_down(steps))
    falls, texts = drawn.data
    assert falls.measure == ("absolute", "relative", "relative", "absolute")
    assert list(falls.x) == [100.0, 50.0, -120.0, 30.0]
    assert list(falls.customdata) == [0, 1, 2, 3]
    # the text of a step stands behind the further of its two ends
    assert list(texts.x) == [100.0, 150.0, 150.0, 30.0]
    low, high = drawn.layout.xaxis.range
    assert low <= 0
    assert high > 150
    colours = {
        falls.increasing.marker.color,
        falls.decreasing.marker.color,
        falls.totals.marker.color,
    }
    assert len(colours) == 3


def test_a_waterfall_leaves_room_for_the_longest_text_beside_it():
    def end(text):
        return valid(steps_down([Step("a", 100.0, True, text, "")])).layout.xaxis.range[1]

    assert end("$1.85M · 172") == pytest.approx(148)
    assert end("+US$401万亿 · +200") == pytest.approx(172)


def test_a_waterfall_below_zero_is_seen_whole():
    steps = [Step("a", 10.0, True, "", ""), Step("b", -40.0, False, "", "")]
    low, high = valid(steps_down(steps)).layout.xaxis.range
    assert low < -30
    assert high > 10


def test_lines_differ_without_colour_and_a_band_has_only_the_places_with_both_ends():
    band = Band("80 %", [None, 1.0, 2.0], [None, 5.0, None])
    drawn = valid(
        lines_with_bands(
            [("actual", points(1.0, 2.0, None)), ("forecast", points(None, 3.0, 4.0))], str, [band]
        )
    )
    lower, upper, actual, forecast = drawn.data
    assert (list(lower.x), list(lower.y)) == ([1], [1.0])
    assert (list(upper.x), list(upper.y), upper.fill) == ([1], [5.0], "tonexty")
    assert (lower.showlegend, upper.showlegend) == (False, True)
    assert actual.line.dash != forecast.line.dash
    assert list(actual.customdata) == [0, 1, 2]
    # the axis holds the band, too
    assert drawn.layout.yaxis.range[1] >= 5.0


def test_more_lines_than_can_be_told_apart_are_refused():
    series = [(f"team {number}", points(1.0)) for number in range(MOST_LINES + 1)]
    assert len(valid(lines_with_bands(series[:-1], str)).data) == MOST_LINES == len(set(DASHES))
    with pytest.raises(ValueError, match="6 lines cannot be told apart; 5 can"):
        lines_with_bands(series, str)


def test_the_room_beside_the_longest_bar_can_be_wider():
    narrow, wide = (horizontal_bars(points(10.0), ["ten"], room=room) for room in (0.45, 0.8))
    assert narrow["layout"]["xaxis"]["range"][1] == pytest.approx(14.5)
    assert wide["layout"]["xaxis"]["range"][1] == pytest.approx(18.0)


@pytest.mark.parametrize(
    "drawn",
    [
        side_by_side([]),
        side_by_side([(NASTY, [Point(NASTY, 1.0, NASTY)], [NASTY])]),
        parts_of_bars([]),
        parts_of_bars([(NASTY, [Point(NASTY, 0.0, NASTY)])]),
        bars_with_limits([], [], [], ("a", "b")),
        bars_with_limits([Point(NASTY, 1.0, NASTY)], [2.0], [NASTY], (NASTY, NASTY)),
        bars_with_intervals([], [], [], []),
        bars_with_intervals([Point(NASTY, 1.0, NASTY)], [(0.0, 2.0)], [NASTY], [False]),
        steps_down([]),
        steps_down([Step(NASTY, 0.0, True, NASTY, NASTY)]),
        lines_with_bands([], str),
        lines_with_bands([(NASTY, [Point(NASTY, 1.0, NASTY)])], str, [Band(NASTY, [0.0], [2.0])]),
    ],
)
def test_nothing_and_markup_from_the_data_are_drawn_as_they_are(drawn):
    text = str(valid(drawn).to_dict())
    assert "<b>" not in text
    assert "<a " not in text


def test_these_charts_do_not_import_plotly():
    code = (
        "import sys, dashboards.charts.bands, dashboards.charts.waterfall;"
        "sys.exit('plotly' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
