"""Charts of marketing and experience: valid for any data, and each part knows its row."""

import pytest

from dashboards.charts.experience import Estimate, dots_with_margins, score_line
from dashboards.charts.marketing import MARKS, Opinion, opinions
from dashboards.charts.quadrant import Driver, quadrant
from dashboards.charts.ways import Way, ways
from tests.dashboards.test_charts import NASTY, valid


def estimates(*pairs):
    return [
        Estimate(f"label {place}", score, margin, f"hover {place}")
        for place, (score, margin) in enumerate(pairs)
    ]


def bands(drawn):
    return [trace for trace in drawn.data if trace.fill == "toself"]


def test_a_band_reaches_as_far_as_the_margin_and_not_beyond_what_can_be():
    drawn = valid(score_line(estimates((0.5, 0.1), (0.9, 0.3)), str, (0.0, 1.0)))
    [band] = bands(drawn)
    assert list(band.x) == [0, 1, 1, 0]
    assert list(band.y) == pytest.approx([0.6, 1.0, 0.6, 0.4])


def test_a_band_is_broken_where_there_is_no_margin():
    shown = estimates((0.5, 0.1), (0.6, 0.1), (1.0, None), (None, None), (0.7, 0.2))
    drawn = valid(score_line(shown, str, (-1.0, 1.0)))
    pair, alone = bands(drawn)
    assert list(pair.x) == [0, 1, 1, 0]
    # one month alone still has a band that can be seen
    assert (min(alone.x), max(alone.x)) == (3.75, 4.25)
    assert list(drawn.data[-1].y) == [0.5, 0.6, 1.0, None, 0.7]


def test_an_axis_of_scores_holds_the_whole_band():
    drawn = valid(score_line(estimates((-0.2, 0.5), (0.3, 0.4)), str, (-1.0, 1.0)))
    low, high = drawn.layout.yaxis.range
    assert low <= -0.7
    assert high >= 0.7


def test_points_of_few_answers_are_hollow():
    shown = [Estimate("a", 0.1, 0.1, "", is_weak=True), Estimate("b", 0.1, 0.1, "")]
    line = valid(score_line(shown, str, (-1, 1))).data[-1]
    assert list(line.marker.symbol) == ["circle-open", "circle"]


@pytest.mark.parametrize("pairs", [(), ((None, None),), ((0.0, None),) * 40])
def test_score_lines_are_valid_for_any_values(pairs):
    drawn = valid(score_line(estimates(*pairs), str, (0, 1)))
    assert len(drawn.data[-1].x) == len(pairs)


def test_dots_have_their_margins_and_know_their_rows():
    shown = [
        Estimate("NPS", 0.2, 0.1, "", group=0),
        Estimate("CSAT", 0.8, None, "", group=1),
        Estimate("NPS 2", -0.3, 0.4, "", group=0),
    ]
    drawn = valid(dots_with_margins(shown, ["20", "80%", "-30"], ["nps", "csat", "ces"], str))
    first, second, texts = drawn.data
    assert list(first.customdata) == [0, 2]
    assert list(first.error_x.array) == [0.1, 0.4]
    assert list(second.customdata) == [1]
    # a kind is told by its mark as well as by its colour, and one without a score is not there
    assert first.marker.symbol != second.marker.symbol
    assert [one.strip() for one in texts.text] == ["20", "80%", "-30"]
    assert drawn.layout.xaxis.range[0] <= -0.7


def test_the_ticks_of_a_quadrant_are_round():
    shown = [Driver("a", 0.43, 0.78, "", 0), Driver("b", 0.10, 0.82, "", 1)]
    drawn = valid(quadrant(shown, ("a", "b", "c", "d"), ("across", "up"), "{:.0%}".format))
    assert drawn.layout.yaxis.ticktext == ("20%", "40%")
    assert drawn.layout.xaxis.ticktext == ("75%", "80%", "85%")


def test_a_quadrant_is_divided_at_the_means():
    shown = [
        Driver("Speed", 0.6, 0.5, "", row=0),
        Driver(NASTY, 0.2, 0.9, "", row=2),
    ]
    drawn = valid(quadrant(shown, ("a", "b", "c", "d"), ("across", "up"), "{:.0%}".format))
    upright, level = drawn.layout.shapes
    assert (upright.x0, upright.x1) == pytest.approx((0.7, 0.7))
    assert (level.y0, level.y1) == pytest.approx((0.4, 0.4))
    [points] = drawn.data
    assert list(points.customdata) == [0, 2]
    assert "<a" not in points.text[1]
    low, high = drawn.layout.xaxis.range
    assert 0 <= low < 0.5
    assert 0.9 < high <= 1
    assert [note.text for note in drawn.layout.annotations] == ["a", "b", "c", "d"]


def test_ways_stand_under_the_heading_of_their_step():
    first = [Way("a", 9, "9", "", end=0, row=0), Way("b", 5, "5", "", end=1, row=3)]
    drawn = valid(ways([("Step 1", first), ("Step 2", [Way("c", 2, "2", "", 1, 7)])], list("tpno")))
    assert list(drawn.layout.yaxis.ticktext) == ["<b>Step 1</b>", "a", "b", "<b>Step 2</b>", "c"]
    touches, purchases = drawn.data
    assert (list(touches.y), list(touches.customdata)) == ([1], [0])
    assert (list(purchases.y), list(purchases.customdata)) == ([2, 4], [3, 7])
    assert [trace.name for trace in drawn.data] == ["t", "p"]
    # a bar lies in its own row, however far that is from the next of its colour
    assert {trace.width for trace in drawn.data} == {0.7}


def test_ways_are_valid_without_any():
    assert valid(ways([], list("tpno"))).data == ()


def test_opinions_lie_in_lanes_and_know_their_channel():
    shown = [Opinion("first", [5.0, 2.0], ["", ""]), Opinion("last", [3.0, 2.0], ["", ""])]
    drawn = valid(opinions(["Email", NASTY], shown, str))
    spans, first, last = drawn.data
    assert list(spans.base) == [3.0, 2.0]
    assert list(spans.x) == [2.0, 0.0]
    assert list(first.customdata) == list(last.customdata) == [0, 1]
    assert all(one < other for one, other in zip(first.y, last.y, strict=True))
    # no model's mark leaves the row of its channel
    assert all(abs(y - row) < 0.5 for row, y in enumerate(first.y))
    assert "<a" not in drawn.layout.yaxis.ticktext[1]


def test_every_model_has_a_mark_of_its_own():
    shown = [Opinion(str(number), [1.0], [""]) for number in range(len(MARKS))]
    drawn = valid(opinions(["a"], shown, str))
    looks = {(trace.marker.symbol, trace.marker.color) for trace in drawn.data[1:]}
    assert len(looks) == len(MARKS)
    assert max(abs(trace.y[0]) for trace in drawn.data[1:]) < 0.5
    with pytest.raises(ValueError, match="cannot be told apart"):
        opinions(["a"], [*shown, Opinion("more", [1.0], [""])], str)
