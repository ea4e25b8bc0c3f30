"""NPS, CSAT and CES as people write them: NPS in points from -100 to 100, the others in percent."""

from __future__ import annotations

import math

from dashboards import format as fmt
from dashboards.language import Language

# The kinds of score, with the lowest and the highest share that there can be of each.
SCORES: dict[str, tuple[float, float]] = {"nps": (-1.0, 1.0), "csat": (0.0, 1.0), "ces": (0.0, 1.0)}


def written_score(text: Language, kind: str, share: float | None, *, digits: int = 0) -> str:
    """A score: 19 for an NPS of 0.19, 77% for a CSAT of 0.77."""
    if kind != "nps":
        return fmt.percent(share, text.locale, digits=digits)
    # adding zero takes the sign from what rounds to nothing
    points = None if share is None else round(100 * share, digits) + 0.0
    return fmt.number(points, text.locale, digits=digits)


def written_margin(text: Language, kind: str, margin: float | None) -> str:
    """What a score may be off by: ± 11 for an NPS, ± 5% for the others; a dash where none tells."""
    return fmt.MISSING if margin is None else f"± {written_score(text, kind, margin)}"


def is_clear(
    one: tuple[float | None, float | None], other: tuple[float | None, float | None]
) -> bool:
    """Whether two scores differ by more than the answers of other customers could make them.

    Args:
        one: a score and its margin of error, at 95 % confidence.
        other: the same of other answers.

    Returns:
        False, too, where something of it is not known.
    """
    (score, margin), (other_score, other_margin) = one, other
    if score is None or margin is None or other_score is None or other_margin is None:
        return False
    return abs(score - other_score) > math.hypot(margin, other_margin)
