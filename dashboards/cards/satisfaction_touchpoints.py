"""Each kind of score by what the survey was about."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.cards.satisfaction import RESPONSE_COLUMNS, score_words, survey_name
from dashboards.charts.experience import Estimate, dots_with_margins
from dashboards.components.card import card
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.scores import SCORES, written_margin, written_score
from dashboards.view import View

_TOUCHPOINT_COLUMNS: dict[str, ColumnKind] = {
    "kind": "score_kind",
    "touchpoint": "touchpoint",
    # an NPS is in points, the others are in percent
    "satisfaction": "score_share",
    "margin_of_error": "score_share",
    "responses": "count",
    "invitations": "count",
    "response_rate": "rate",
    "favourable": "count",
    "neutral": "count",
    "unfavourable": "count",
    "unclassed": "count",
    "score": "number",
    "note": "score_note",
}


def scores_by_touchpoint(view: View) -> None:
    """A dot for each kind of score and touchpoint, with its margin of error."""
    rows = view.rows("satisfaction_scores", by="touchpoint", touchpoint=None)
    rows = [row for row in rows if row["satisfaction"] is not None]
    if not rows:
        nothing_of(view, "experience.touchpoints")
        return
    text = view.text
    kinds = list(SCORES)
    estimates, texts = [], []
    for row in rows:
        label = survey_name(view, row)
        words = score_words(view, row)
        estimates.append(
            Estimate(
                label,
                row["satisfaction"],
                row["margin_of_error"],
                f"{label}: {words}",
                group=kinds.index(row["kind"]),
            )
        )
        margin = written_margin(text, row["kind"], row["margin_of_error"])
        texts.append(f"{written_score(text, row['kind'], row['satisfaction'])} {margin}")
    card(
        view,
        "experience.touchpoints",
        dots_with_margins(
            estimates,
            texts,
            [text.name("score_kind", kind) for kind in kinds],
            lambda value: fmt.number(100 * value, text.locale, digits=0),
        ),
        rows,
        _TOUCHPOINT_COLUMNS,
        about="marts.satisfaction_monthly.margin_of_error",
        note=text("experience.touchpoints_note"),
        drill=Drill(
            "satisfaction_responses",
            RESPONSE_COLUMNS,
            lambda row: {"kind": row["kind"], "touchpoint": row["touchpoint"], "is_low": False},
            lambda row: survey_name(view, row),
        ),
    )
