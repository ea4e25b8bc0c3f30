"""Service: how fast and how well tickets are solved, what waits, what customers complain about."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.cards.complaints import complaints
from dashboards.cards.service_figures import CLOCKS, clock_column, figures
from dashboards.cards.service_open import waiting
from dashboards.components.change import change_words, days_words, is_compared
from dashboards.components.choice import choice
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View, current_view

_FIGURES = {"cut": "all", "grain": "month"}
_RATES = {
    "sla": ("sla_met_rate", "sla_met", "sla_missed"),
    "reopened": ("reopen_rate", "reopened", "reopen_known"),
    "first_contact": (
        "first_contact_resolution_rate",
        "first_contact_resolved",
        "first_contact_known",
    ),
}


def render(view: View) -> None:
    """Draw the page."""
    found = view.rows("service_figures", **_FIGURES)
    ages = view.rows("service_open")
    if not found and not ages:
        no_data(view, ever=bool(view.rows("service_ever")))
        return
    scope(view, view.text.sentences(view.text("service.scope"), days_words(view)))
    clock = choice(
        view.text("service.clock"),
        "clock",
        CLOCKS,
        lambda name: view.text(f"service_clock.{name}"),
        key="service-clock",
    )
    tiles(view, _tiles(view, found, ages, clock))
    if found:
        figures(view, clock)
    waiting(view, ages)
    complaints(view)


def _before(view: View) -> Row:
    """The figures of the period to compare with; empty where there is none."""
    if view.compared is None or not is_compared(view):
        return {}
    start, end = view.compared.start, view.compared.end
    only = {"start": start, "end": end, "with_undated": False}
    rows = view.rows("service_figures", **_FIGURES, **only)
    solved = sum(row["solved"] for row in view.rows("service_solved", grain="month", **only))
    return {**(rows[0] if rows else {"tickets": 0}), "solved": solved}


def _tiles(view: View, found: list[Row], ages: list[Row], clock: str) -> list[Tile]:
    now: Row = found[0] if found else {"tickets": 0}
    solved = sum(row["solved"] for row in view.rows("service_solved", grain="month"))
    before = _before(view)
    shown = [
        _count(view, "opened", "tickets", now["tickets"], before.get("tickets")),
        _count(view, "solved", "resolved_date", solved, before.get("solved")),
    ]
    shown += [_time(view, name, now, before, clock) for name in ("first_response", "resolution")]
    shown += [_rate(view, name, now, before) for name in _RATES]
    waiting_now = sum(row["open_tickets"] for row in ages)
    overdue = view.show("count", sum(row["overdue"] for row in ages))
    return [
        *shown,
        Tile(
            view.text("service.open"),
            view.show("count", waiting_now),
            view.text("service.open_definition"),
            "marts.service_backlog_daily.backlog",
            aside=view.text("service.overdue_of", count=overdue),
        ),
    ]


def _count(view: View, name: str, column: str, now: float, before: float | None) -> Tile:
    table = "service_performance" if column == "tickets" else "service_ticket"
    return Tile(
        view.text(f"service.{name}"),
        view.show("count", now, compact=True),
        view.text(f"service.{name}_definition"),
        f"marts.{table}.{column}",
        # neither many nor few tickets are good in themselves
        change=change_words(view, "count", now, before) if name == "solved" else None,
        aside=_aside(view, now, before) if name == "opened" else None,
    )


def _aside(view: View, now: float, before: float | None) -> str | None:
    moved = change_words(view, "count", now, before)
    return None if moved is None else view.text("service.moved", change=moved)


def _time(view: View, name: str, now: Row, before: Row, clock: str) -> Tile:
    text = view.text
    column = clock_column(f"median_{name}_minutes", clock)
    tail = now.get(clock_column(f"p90_{name}_minutes", clock))
    in_days = clock == "calendar"
    value = now.get(column)
    return Tile(
        text(f"service.{name}"),
        fmt.duration(value, text.locale, in_days=in_days),
        text(f"service.{name}_definition"),
        f"marts.service_performance.{column}",
        change=change_words(view, "count", value, before.get(column)),
        is_better_low=True,
        aside=text("service.p90", time=fmt.duration(tail, text.locale, in_days=in_days)),
    )


def _rate(view: View, name: str, now: Row, before: Row) -> Tile:
    text = view.text
    rate, part, other = _RATES[name]
    whole = now.get(other, 0) + (now.get(part, 0) if name == "sla" else 0)
    return Tile(
        text(f"service.{name}"),
        view.show("rate", now.get(rate)),
        text(f"service.{name}_definition"),
        f"marts.service_performance.{rate}",
        change=change_words(view, "rate", now.get(rate), before.get(rate)),
        is_better_low=name == "reopened",
        # of none there is no part to tell
        aside=text(
            "service.of",
            part=view.show("count", now.get(part, 0)),
            whole=view.show("count", whole),
        )
        if whole
        else None,
    )


render(current_view())
