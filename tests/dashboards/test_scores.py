"""NPS in points, CSAT and CES in percent."""

import pytest

from dashboards.language import load_language
from dashboards.scores import is_clear, written_margin, written_score


@pytest.mark.parametrize(
    ("kind", "share", "written"),
    [
        ("nps", 0.189, "19"),
        ("nps", -0.25, "-25"),
        # no minus in front of what rounds to nothing
        ("nps", -0.001, "0"),
        ("csat", 0.7745, "77%"),
        ("ces", 1.0, "100%"),
        ("nps", None, "–"),
        ("csat", None, "–"),
    ],
)
def test_a_score_is_written_in_its_unit(kind, share, written):
    for code in ("en", "zh"):
        assert written_score(load_language(code), kind, share) == written


def test_a_margin_has_the_unit_of_its_score():
    text = load_language("en")
    assert written_margin(text, "nps", 0.1086) == "± 11"
    assert written_margin(text, "csat", 0.0534) == "± 5%"
    assert written_margin(text, "csat", None) == "–"


@pytest.mark.parametrize(
    ("one", "other", "clear"),
    [
        # the margin of a difference is 5, from 3 and 4
        ((0.60, 0.03), (0.54, 0.04), True),
        ((0.54, 0.04), (0.60, 0.03), True),
        ((0.60, 0.03), (0.56, 0.04), False),
        # nothing tells how sure it is where all said the same, or nobody said anything
        ((1.0, None), (0.2, 0.01), False),
        ((None, None), (0.2, 0.01), False),
    ],
)
def test_a_change_is_clear_beyond_both_margins_together(one, other, clear):
    assert is_clear(one, other) is clear
