"""Curves with bands, and the bars of who came and who went."""

from itertools import pairwise

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.curves import DAYS, MONTHS, MOST_CURVES, CurvePoint, curves
from dashboards.charts.flow import FlowMonth, flow_bars

NAMES = ("New", "Lost", "Back", "Net")
NASTY = '<b>x</b><a href="javascript:alert(1)">y</a>'


def steps(*values, bounds=0.0, first_place=0):
    return [
        CurvePoint(
            day * 10, value, f"hover {day}", first_place + day, value - bounds, value + bounds
        )
        for day, value in enumerate(values)
    ]


def drawn(named, **further):
    """The figure as Plotly reads it; an unknown key or value raises."""
    return go.Figure(curves(named, str, scale=DAYS, scale_title="days", **further))


def test_a_step_holds_until_the_next_point_and_lies_in_front_of_its_band():
    figure = drawn([("all", steps(1.0, 0.5, 0.25, bounds=0.1))], is_step=True)
    lower, upper, line = figure.data
    assert list(lower.y) == pytest.approx([0.9, 0.4, 0.15])
    assert list(upper.y) == pytest.approx([1.1, 0.6, 0.35])
    assert (lower.fill, upper.fill) == (None, "tonexty")
    assert {trace.line.shape for trace in figure.data} == {"hv"}
    assert list(line.y) == [1.0, 0.5, 0.25]
    assert not figure.layout.showlegend, "one curve needs no legend"
    # the axis has room for the band
    assert figure.layout.yaxis.range[1] >= 1.1


def test_a_band_is_only_where_both_bounds_are_known():
    points = [*steps(1.0, 0.5), CurvePoint(20, 0.0, "nobody is left", 2)]
    lower, upper, line = drawn([("all", points)]).data
    assert len(lower.x) == len(upper.x) == 2
    assert len(line.x) == 3
    assert len(drawn([("all", points[2:])]).data) == 1


def test_a_point_leads_to_its_row():
    figure = drawn([("a", steps(1.0, 0.5)), ("b", steps(1.0, 0.7, first_place=7))])
    lines = [trace for trace in figure.data if trace.customdata is not None]
    assert [list(line.customdata) for line in lines] == [[0, 1], [7, 8]]


@pytest.mark.parametrize("is_step", [True, False])
def test_every_point_can_be_chosen(is_step):
    [line] = drawn(
        [("a", [CurvePoint(0, 1.0, "", 0), CurvePoint(9, 0.5, "", 1)])], is_step=is_step
    ).data
    assert "markers" in line.mode
    assert line.marker.size > 0


def test_curves_are_told_apart_without_colours_and_named_in_order():
    named = [(f"curve {number}", steps(1.0, 0.5)) for number in range(MOST_CURVES)]
    figure = drawn(named)
    lines = [trace for trace in figure.data if trace.name]
    assert [line.name for line in lines] == [name for name, _ in named]
    assert len({line.line.dash for line in lines}) == MOST_CURVES
    assert figure.layout.legend.traceorder == "normal"
    with pytest.raises(ValueError, match="6 curves cannot be told apart; 5 can"):
        drawn([*named, ("one more", steps(1.0))])


@given(st.integers(0, 20_000), st.sampled_from([MONTHS, DAYS]))
def test_ticks_are_whole_steps_from_zero(largest, scale):
    point = CurvePoint(largest, 0.5, "", 0)
    figure = curves([("a", [point])], str, scale=scale, scale_title="since")
    ticks = figure["layout"]["xaxis"]["tickvals"]
    assert ticks[0] == 0
    assert ticks[-1] <= largest
    steps_between = {later - earlier for earlier, later in pairwise(ticks)}
    assert steps_between <= set(scale)
    assert len(ticks) <= max(8, largest // scale[-1] + 1)


def test_no_curve_is_an_empty_figure():
    assert drawn([]).data == ()


def test_names_and_hovers_are_shown_not_read_as_html():
    [line] = curves([(NASTY, [CurvePoint(0, 1.0, NASTY, 0)])], str, scale=DAYS, scale_title=NASTY)[
        "data"
    ]
    for text in (line["name"], *line["hovertext"]):
        assert "<" not in text


def test_who_came_stands_above_zero_and_who_went_below():
    months = [FlowMonth("Jan", 10, 2, 4, "jan"), FlowMonth("Feb", 0, 0, 9, "feb")]
    figure = go.Figure(flow_bars(months, NAMES, str))
    new, lost, back, net = figure.data
    assert (new.y, back.y, lost.y) == ((10, 0), (2, 0), (-4, -9))
    assert net.y == (8, -9)
    assert figure.layout.barmode == "relative"
    assert [trace.name for trace in figure.data] == list(NAMES)
    low, high = figure.layout.yaxis.range
    assert low <= -9
    assert high >= 12
    assert len({bar.marker.pattern.shape for bar in (new, back, lost)}) == 3


def test_a_flow_without_months_is_valid():
    assert len(go.Figure(flow_bars([], NAMES, str)).data) == 4
