"""Every chart is a figure that Plotly itself accepts, whatever the data."""

import math

import plotly.graph_objects as go
import pytest

from dashboards import format as fmt
from dashboards.charts.base import figure, safe, shortened, value_axis
from dashboards.charts.funnels import Stage, funnel
from dashboards.charts.grids import INK, MOST_COLUMNS_WITH_TEXT, Area, Cell, heat_map, treemap
from dashboards.charts.simple import Point, bars_over_time, horizontal_bars, lines

NASTY = '<b>x</b><a href="javascript:alert(1)">y</a> & $1'


def points(*values):
    return [Point(f"label {n}", value, f"hover {n}") for n, value in enumerate(values)]


def valid(figure_dict):
    """The figure as Plotly reads it; an unknown key or value raises."""
    return go.Figure(figure_dict)


@pytest.mark.parametrize("values", [(), (0.0,), (None,), (1.0, None, -5.0), (1e9,) * 400])
def test_trends_are_valid_for_any_values(values):
    for drawn in (bars_over_time(points(*values), str), lines([("a", points(*values))], str)):
        assert len(valid(drawn).data[0].y) == len(values)


def test_partial_buckets_are_lighter():
    shown = [Point("a", 1.0, "a", is_partial=True), Point("b", 2.0, "b")]
    assert valid(bars_over_time(shown, str)).data[0].marker.opacity == (0.45, 1.0)


def test_labels_are_thinned_to_what_a_phone_can_show():
    axis = valid(bars_over_time(points(*[1.0] * 100), str)).layout.xaxis
    assert len(axis.tickvals) == len(axis.ticktext) <= 6


def test_labels_keep_clear_of_the_zero_of_the_values():
    assert valid(bars_over_time(points(1.0), str)).layout.xaxis.ticklabelstandoff >= 6


def test_the_second_line_of_a_label_is_written_only_where_it_is_new():
    shown = [Point(f"{month}\n{year}", 1.0, "") for year in (2025, 2026) for month in "AB"]
    text = valid(bars_over_time(shown, str)).layout.xaxis.ticktext
    assert text == ("A<br>2025", "B", "A<br>2026", "B")


def test_two_lines_have_a_legend_and_one_has_none():
    one = valid(lines([("a", points(1.0))], str))
    two = valid(lines([("a", points(1.0)), ("b", points(2.0))], str))
    assert (one.layout.showlegend, two.layout.showlegend) == (False, True)
    assert two.data[0].line.color != two.data[1].line.color


def test_a_long_text_beside_a_long_bar_is_not_cut_on_a_phone():
    def room(*texts: str, label: str = "Juniper Espresso Machine") -> float:
        shown = [Point(label, value, "") for value in (10.0, 1.0)]
        return valid(horizontal_bars(shown, texts, room=0.8)).layout.xaxis.range[1] / 10 - 1

    # 188 pixels for the bars, of which the text beside the longest takes about 96
    assert room("-US$1,749 · -67.5%", "1") > 1.04
    assert room("-US$1,749 · -67.5%", "1", label="A") == pytest.approx(0.8)
    # a short bar leaves room by itself
    assert room("1", "-US$1,749 · -67.5%") == pytest.approx(0.8)
    assert room("1" * 100, "1") <= 2


def test_bars_stand_in_the_given_order_with_their_text():
    drawn = valid(horizontal_bars(points(3.0, None, 1.0), ["3", "–", "1"], rows=8))
    assert list(drawn.data[0].x) == [3.0, 0, 1.0]
    assert drawn.data[0].text == ("3", "–", "1")
    assert drawn.layout.yaxis.range == (7.5, -0.5)
    assert drawn.layout.height > valid(horizontal_bars(points(3.0), ["3"])).layout.height


def test_a_heat_map_leaves_missing_cells_empty():
    cells = {("r1", "c1"): Cell(0.5, "50", "half"), ("r2", "c2"): Cell(0.0, "0", "none")}
    drawn = valid(heat_map(cells, ["r1", "r2"], ["c1", "c2"], "columns"))
    assert [list(line) for line in drawn.data[0].z] == [[0.5, None], [None, 0.0]]
    assert drawn.data[0].texttemplate == "%{text}"
    assert drawn.data[0].textfont.color == INK


def test_a_heat_map_of_one_row_has_room_for_labels_of_two_lines():
    drawn = valid(heat_map({("r", "Jan\n2026"): Cell(1.0, "1", "")}, ["r"], ["Jan\n2026"], ""))
    # Plotly makes no room for labels where less than 64 pixels would be left for the cells
    assert drawn.layout.height >= 64 + 80


def test_a_wide_heat_map_has_no_numbers_and_fewer_labels():
    columns = [str(n) for n in range(MOST_COLUMNS_WITH_TEXT + 1)]
    drawn = valid(heat_map({("r", "0"): Cell(1.0, "1", "")}, ["r"], columns, ""))
    assert drawn.data[0].texttemplate is None
    assert len(drawn.layout.xaxis.ticktext) < len(columns)


def test_a_treemap_orders_by_value_and_never_draws_a_negative_area():
    areas = [Area("small", 1.0, "", ""), Area("big", 5.0, "", ""), Area("less", -3.0, "", "")]
    drawn = valid(treemap(areas, 300))
    assert drawn.data[0].labels == ("big", "small", "less")
    assert drawn.data[0]["values"] == (5.0, 1.0, 0.0)


def luminance(colour: str) -> float:
    """Of a colour such as #3878C7, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_on_every_area_of_a_treemap_can_be_read():
    trace = valid(treemap([Area(str(n), float(n), "", "") for n in range(1, 8)], 300)).data[0]
    assert len(trace.textfont.color) == len(trace.marker.colors) == 7
    for words, area in zip(trace.textfont.color, trace.marker.colors, strict=True):
        dark, light = sorted((luminance(words), luminance(area)))
        assert (light + 0.05) / (dark + 0.05) > 4.4, f"{words} on {area}"


def test_a_funnel_goes_down_from_the_first_stage():
    drawn = valid(funnel([Stage("Lead", 10, "10", ""), Stage("Won", 0, "0", "")]))
    assert drawn.data[0].x == (10, 0)
    assert drawn.layout.yaxis.ticktext == ("Lead", "Won")


def test_a_stage_that_nobody_reached_has_its_zero_in_place_of_a_bar():
    drawn = valid(funnel([Stage("Lead", 10, "10", ""), Stage("Won", 0, "0 · 0.0%", "")]))
    [zero] = drawn.layout.annotations
    assert (zero.x, zero.y, zero.text) == (0, 1, "0 · 0.0%")


def test_labels_from_the_data_are_shown_and_never_read_as_html():
    drawn = [
        horizontal_bars([Point(NASTY, 1.0, NASTY)], [NASTY]),
        heat_map({(NASTY, NASTY): Cell(1.0, NASTY, NASTY)}, [NASTY], [NASTY], NASTY),
        treemap([Area(NASTY, 1.0, NASTY, NASTY)], 200),
        funnel([Stage(NASTY, 1, NASTY, NASTY)]),
        bars_over_time([Point(NASTY, 1.0, NASTY)], str),
        lines([(NASTY, [Point(NASTY, 1.0, NASTY)])], str),
    ]
    for figure_dict in drawn:
        valid(figure_dict)
        assert "<a" not in str(figure_dict)
        assert "<b>" not in str(figure_dict)
        assert "&lt;b&gt;" in str(figure_dict)


def test_long_labels_are_cut_for_the_axis():
    assert shortened("a" * 30) == "a" * 23 + "…"
    assert shortened("short") == "short"
    assert safe("a\nb<c") == "a<br>b&lt;c"


@pytest.mark.parametrize("maximum", [0.0, 0.3, 0.99, 1.0, 7.0, 99.0, 12345.0, 9.9e8])
def test_axes_have_few_round_ticks_from_zero_past_the_maximum(maximum):
    axis = value_axis(maximum, str)
    assert axis["tickvals"][0] == 0
    assert axis["range"][1] >= maximum
    assert 2 <= len(axis["tickvals"]) <= 6
    step = axis["tickvals"][1]
    assert math.isclose(float(f"{step:.1e}"), step) or f"{step:.2g}" in f"{step}"


@pytest.mark.parametrize("maximum", [1.0, 2.0, 3.0, 5.0, 9.0, 10.0, 11.0, 30.0, 75.0])
def test_ticks_of_counts_are_whole(maximum):
    axis = value_axis(maximum, lambda value: fmt.count(value, "en_US"))
    assert axis["range"][1] >= maximum
    assert [float(text) for text in axis["ticktext"]] == axis["tickvals"]


@pytest.mark.parametrize("maximum", [0.004, 0.01, 0.03, 0.09, 0.1, 0.7, 1.0])
def test_ticks_of_percentages_are_what_is_written(maximum):
    axis = value_axis(maximum, lambda value: fmt.percent(value, "en_US", digits=0))
    written = [float(text.rstrip("%")) / 100 for text in axis["ticktext"]]
    assert written == pytest.approx(axis["tickvals"])


def test_an_axis_of_negative_values_holds_zero():
    axis = value_axis(10.0, str, minimum=-30.0)
    assert axis["tickvals"][0] <= -30 < 0 <= axis["tickvals"][-1]
    assert 0 in axis["tickvals"]


def test_the_charts_do_not_import_plotly():
    import subprocess
    import sys

    code = (
        "import sys, dashboards.charts.simple, dashboards.charts.grids, dashboards.charts.funnels;"
        "sys.exit('plotly' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_layout_given_wins_over_the_house_style():
    assert valid(figure([], 100, showlegend=True)).layout.showlegend is True
