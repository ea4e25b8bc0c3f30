"""What became of each month's entries, and which months can still change."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.cards.funnel_cuts import ENTRY_COLUMNS
from dashboards.charts.simple import Point
from dashboards.charts.stacks import stacked_bars
from dashboards.components.card import card
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.periods import buckets
from dashboards.view import View

_COHORT_COLUMNS: dict[str, ColumnKind] = {
    "cohort_month": "month",
    "entries": "count",
    "won_count": "count",
    "lost_count": "count",
    "open_count": "count",
    "lead_to_won_rate": "rate",
    "is_closed": "flag",
}


def cohorts(view: View) -> None:
    """Entries by month of creation: won, lost and open."""
    rows = view.rows("funnel_cohorts")
    if not rows:
        return
    partial = {bucket.start for bucket in buckets(view.period, "month") if bucket.is_partial}
    parts = []
    for column in ("won_count", "lost_count", "open_count"):
        name = view.text(f"column.{column}")
        points = []
        for row in rows:
            month = fmt.month(row["cohort_month"], view.text.locale)
            share = view.show("rate", row[column] / row["entries"])
            hover = f"{month} · {name}: {view.show('count', row[column])} ({share})"
            label = axis_date(view.text, row["cohort_month"], "month")
            points.append(
                Point(label, row[column], hover, is_partial=row["cohort_month"] in partial)
            )
        parts.append((name, points))
    closed = sum(row["is_closed"] for row in rows)
    card(
        view,
        "funnel.cohorts",
        stacked_bars(parts, lambda value: view.show("count", value)),
        rows,
        _COHORT_COLUMNS,
        about="marts.sales_funnel.is_closed",
        note=view.text(
            "funnel.cohorts_note",
            closed=view.show("count", closed),
            months=view.show("count", len(rows)),
        ),
        drill=Drill(
            "funnel_entries",
            ENTRY_COLUMNS,
            lambda row: {
                "month": row["cohort_month"],
                "stage_order": None,
                "cut": None,
                "cut_value": None,
            },
            lambda row: fmt.month(row["cohort_month"], view.text.locale),
        ),
    )
