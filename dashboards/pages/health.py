"""Data health: may the numbers be trusted today, and where does each come from?"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboards import format as fmt
from dashboards import url
from dashboards.charts.simple import Point, bars_over_time, horizontal_bars
from dashboards.components.card import card
from dashboards.components.dates import axis_date
from dashboards.components.empty import nothing_of
from dashboards.components.header import scope
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.definitions import one_line
from dashboards.view import View, current_view

MOST_REJECTED = 500
PARTS = ("runs", "checks", "sources", "rejected", "tables")

_RUN_COLUMNS: dict[str, ColumnKind] = {
    "started_at": "time",
    "run_id": "text",
    "command": "text",
    "status": "status",
    "as_of": "date",
    "run_seconds": "count",
    "message": "text",
}
_STEP_COLUMNS: dict[str, ColumnKind] = {
    "step": "step",
    "status": "status",
    "attempt": "count",
    "rows": "count",
    "step_seconds": "number",
    "share": "rate",
    "message": "text",
}
_CHECK_COLUMNS: dict[str, ColumnKind] = {
    "success": "flag",
    "severity": "severity",
    "stage": "check_stage",
    "table_name": "text",
    "column_name": "text",
    "description": "report",
    "rows_failed": "count",
    "rows_checked": "count",
    "observed": "text",
}
_SOURCE_COLUMNS: dict[str, ColumnKind] = {
    "source_system": "source_system",
    "table_name": "text",
    "last_landed_at": "time",
    "hours_before_publish": "count",
    "files": "count",
    "rows_landed": "count",
    "rows_rejected": "count",
    "rows_quarantined": "count",
    "rows_dropped": "count",
    "files_failed": "count",
}
_REJECTED_COLUMNS: dict[str, ColumnKind] = {
    "outcome": "outcome",
    "source_system": "source_system",
    "table_name": "text",
    "file_name": "text",
    "row_number": "count",
    "line_number": "count",
    "reason": "report",
    "happened_at": "time",
}
_TABLE_COLUMNS: dict[str, ColumnKind] = {
    "published_table": "text",
    "rows": "count",
    "columns": "count",
    "made_from": "text",
}
_COLUMN_COLUMNS: dict[str, ColumnKind] = {
    "column_name": "text",
    "data_type": "text",
    "meaning": "text",
}
_LINEAGE_COLUMNS: dict[str, ColumnKind] = {
    "direction": "direction",
    "steps": "count",
    "related_table": "text",
}


def render(view: View) -> None:
    """Draw the page."""
    scope(view, view.text("health.scope"))
    checks = view.rows("health_checks", run_id=view.run.run_id)
    sources = view.rows("health_freshness", run_id=view.run.run_id)
    tiles(view, _tiles(view, checks, sources))
    part = _part(view)
    if part == "runs":
        _runs(view)
    elif part == "checks":
        _checks(view, checks)
    elif part == "sources":
        _table(view, "health.sources", sources, _SOURCE_COLUMNS, "ops.files")
    elif part == "rejected":
        rows = view.rows("health_rejected", row_limit=MOST_REJECTED)
        note = view.text("health.rejected_note", count=view.show("count", MOST_REJECTED))
        _table(view, "health.rejected", rows, _REJECTED_COLUMNS, "ops.rejected_rows", note)
    else:
        _tables(view)


def _tiles(view: View, checks: list[Row], sources: list[Row]) -> list[Tile]:
    text = view.text
    failing = sum(not row["success"] for row in checks)
    landed = sum(row["rows_landed"] for row in sources)
    left_out = sum(row["rows_rejected"] + row["rows_quarantined"] for row in sources)
    return [
        Tile(
            text("health.as_of"),
            # a whole date is too long for a tile on a phone; the badge above has the year
            fmt.short_day(view.run.as_of_date, text.locale),
            text("health.as_of_definition"),
            "core.as_of",
        ),
        Tile(
            text("health.published"),
            _ago(view),
            text("health.published_definition", run=plain(view.run.run_id)),
            "ops.runs",
        ),
        Tile(
            text("health.failing"),
            f"{view.show('count', failing)} / {view.show('count', len(checks))}",
            text("health.failing_definition"),
            "ops.check_results",
        ),
        Tile(
            text("health.left_out"),
            f"{view.show('count', left_out)} / {view.show('count', landed + left_out)}",
            text("health.left_out_definition"),
            "ops.files",
        ),
    ]


def _ago(view: View) -> str:
    age = view.run.age(dt.datetime.now(dt.UTC).replace(tzinfo=None))
    return fmt.MISSING if age is None else fmt.ago(age, view.text.locale, is_narrow=True)


def _part(view: View) -> str:
    url.begin_choice("part", PARTS, PARTS[0])
    part = st.segmented_control(
        view.text("health.part"),
        list(PARTS),
        format_func=lambda name: view.text(f"health.part_{name}"),
        key="part",
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    url.remember("part", str(part), PARTS[0])
    return str(part)


def _runs(view: View) -> None:
    runs = view.rows("health_runs")
    timed = [row for row in reversed(runs) if row["run_seconds"] is not None]
    points = [_run_point(view, row) for row in timed]
    card(
        view,
        "health.runs",
        bars_over_time(points, lambda value: _seconds(view, value, digits=0)),
        runs,
        _RUN_COLUMNS,
        about="ops.runs",
    )
    steps = view.rows("health_steps", run_id=view.run.run_id)
    if steps:
        shown = [view.text.name("step", row["step"]) for row in steps]
        seconds = [
            fmt.MISSING  # it was still at work when the run log was published
            if row["step_seconds"] is None
            else _seconds(view, row["step_seconds"])
            for row in steps
        ]
        bars = [
            Point(name, row["step_seconds"] or 0, f"{name}: {written}")
            for name, row, written in zip(shown, steps, seconds, strict=True)
        ]
        card(
            view,
            "health.steps",
            horizontal_bars(bars, seconds),
            steps,
            _STEP_COLUMNS,
            about="ops.run_steps",
        )


def _seconds(view: View, value: float, digits: int = 1) -> str:
    return view.text("health.seconds", seconds=fmt.number(value, view.text.locale, digits))


def _run_point(view: View, row: Row) -> Point:
    status = view.text.name("status", row["status"])
    written = _seconds(view, row["run_seconds"], digits=0)
    return Point(
        axis_date(view.text, row["started_at"].date(), "day"),
        row["run_seconds"],
        f"{row['run_id']}: {status} · {written}",
        # a run that did not succeed stands back
        is_partial=row["status"] != "succeeded",
    )


def _checks(view: View, checks: list[Row]) -> None:
    history = view.rows("check_history")
    failing = [row for row in checks if not row["success"]]
    if checks and not failing:
        st.success(
            view.text("health.all_hold", count=view.show("count", len(checks))),
            icon=":material/check_circle:",
        )
    _table(view, "health.checks", checks, _CHECK_COLUMNS, "ops.check_results")
    columns: dict[str, ColumnKind] = {
        "night": "date",
        "checks": "count",
        "warnings": "count",
        "criticals": "count",
    }
    _table(view, "health.nights", history, columns, "ops.check_results")


def _tables(view: View) -> None:
    tables = view.rows("health_tables")
    _table(view, "health.tables", tables, _TABLE_COLUMNS, "ops.lineage")
    names = [row["published_table"] for row in tables]
    if not names:
        return
    first = "marts.customer_360" if "marts.customer_360" in names else names[0]
    url.begin_choice("table", names, first)
    name = st.selectbox(view.text("health.table"), names, key="table")
    url.remember("table", str(name), first)
    described = view.definition(str(name))
    if described:
        st.markdown(plain(described))
    columns = [
        {**row, "meaning": view.text.describe(one_line(row["meaning"] or ""))}
        for row in view.rows("health_columns", published_table=name)
    ]
    left, right = st.columns(2)
    with left:
        _table(view, "health.columns", columns, _COLUMN_COLUMNS, str(name))
    with right:
        lineage = view.rows("health_lineage", published_table=name)
        _table(view, "health.lineage", lineage, _LINEAGE_COLUMNS, "ops.lineage")


def _table(
    view: View,
    key: str,
    rows: list[Row],
    columns: dict[str, ColumnKind],
    about: str,
    note: str | None = None,
) -> None:
    if rows:
        card(view, key, None, rows, columns, about=about, note=note)
    else:
        nothing_of(view, key)


render(current_view())
