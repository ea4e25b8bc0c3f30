"""Experience: what customers say of us, what moves that, and by which ways they come."""

from __future__ import annotations

from dashboards.cards.journey import journey
from dashboards.cards.low_scores import low_scores
from dashboards.cards.satisfaction import answers_words, scores_by_month
from dashboards.cards.satisfaction_drivers import drivers
from dashboards.cards.satisfaction_touchpoints import scores_by_touchpoint
from dashboards.components.change import change_words, compared_months, months_words
from dashboards.components.choice import choice
from dashboards.components.empty import no_data, nothing_of
from dashboards.components.header import scope
from dashboards.components.plain import plain
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.scores import SCORES, is_clear, written_margin, written_score
from dashboards.view import View, current_view

# no survey is about nothing
ALL = ""


def render(view: View) -> None:
    """Draw the page."""
    if not view.rows("experience_ever"):
        no_data(view, ever=False)
        return
    scope(view, view.text.sentences(view.text("experience.scope"), months_words(view)))
    named = [row["touchpoint"] for row in view.rows("satisfaction_touchpoints")]
    if named:
        _scores(view, named)
        drivers(view)
    else:
        nothing_of(view, "experience.touchpoints")
    journey(view)


def _scores(view: View, named: list[str]) -> None:
    chosen = choice(
        view.text("experience.touchpoint"),
        "touchpoint",
        [ALL, *named],
        lambda name: (
            view.text("experience.all_touchpoints")
            if name == ALL
            else plain(view.text.name("touchpoint", name))
        ),
        key="experience-touchpoint",
    )
    touchpoint = None if chosen == ALL else chosen
    found = view.rows("satisfaction_scores", by="all", touchpoint=touchpoint)
    if not found:
        no_data(view, ever=True)
        return
    tiles(view, _tiles(view, found, touchpoint))
    scores_by_month(view, touchpoint)
    scores_by_touchpoint(view)
    low_scores(view, touchpoint)


def _compared(view: View, touchpoint: str | None) -> list[dict[str, Row]]:
    """The scores by kind of the whole months of the period, and of those compared with."""
    return [
        {
            row["kind"]: row
            for row in view.rows(
                "satisfaction_scores",
                by="all",
                touchpoint=touchpoint,
                with_undated=False,
                first_month=months.start,
                end=months.end,
            )
        }
        for months in compared_months(view) or ()
    ]


def _tiles(view: View, found: list[Row], touchpoint: str | None) -> list[Tile]:
    text = view.text
    compared = _compared(view, touchpoint)
    by_kind = {row["kind"]: row for row in found}
    shown = []
    for kind in SCORES:
        nothing = {"satisfaction": None, "margin_of_error": None, "responses": 0, "unclassed": 0}
        row = by_kind.get(kind, nothing)
        margin = written_margin(text, kind, row["margin_of_error"])
        aside = f"{margin} · {answers_words(view, row['responses'], row['unclassed'])}"
        if row.get("note"):
            aside += f" · {text.name('score_note', row['note'])}"
        change = None
        if compared and all(kind in scores for scores in compared):
            now, before = (scores[kind] for scores in compared)
            if is_clear(*((one["satisfaction"], one["margin_of_error"]) for one in (now, before))):
                change = change_words(view, "rate", now["satisfaction"], before["satisfaction"])
            else:
                aside += f" · {text('experience.no_clear_change')}"
        shown.append(
            Tile(
                text(f"score_kind.{kind}"),
                written_score(text, kind, row["satisfaction"]),
                text(f"experience.{kind}_definition"),
                f"marts.satisfaction_monthly.{kind}",
                change=change,
                aside=aside,
            )
        )
    asked = [row for row in found if row["invitations"] is not None]
    invited = sum(row["invitations"] for row in asked)
    answered = sum(row["response_rate"] * row["invitations"] for row in asked if row["invitations"])
    return [
        *shown,
        Tile(
            text("column.response_rate"),
            view.show("rate", answered / invited if invited else None),
            text("experience.response_rate_definition"),
            "marts.satisfaction_monthly.response_rate",
            aside=text("experience.invited", count=view.show("count", invited))
            if asked
            else text("experience.invited_unknown"),
        ),
    ]


render(current_view())
