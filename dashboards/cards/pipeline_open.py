"""Open opportunities: bars of what is open, and the opportunities themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.drill import MOST_ROWS, Drill, OpensCustomer
from dashboards.components.owners import with_employee_names
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# More bars than these are a list, and that is what the table is for.
MOST_BARS = 8

POSITION_COLUMNS: dict[str, ColumnKind] = {
    "open_count": "count",
    "amount": "money",
    "weighted_amount": "money",
    "unweighted_count": "count",
}
_OPEN_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "stage": "stage_name",
    "owner": "owner",
    "amount": "money",
    "win_probability": "rate",
    "forecast_amount": "money",
    "age_days": "count",
    "expected_close_date": "date",
    "is_overdue": "flag",
    "overdue_days": "count",
    "is_amount_estimated": "flag",
    "source_system": "source_system",
}


def bars(
    view: View, rows: Sequence[Row], label: Callable[[Row], str], height: int
) -> dict[str, object]:
    """Bars of open amount, with how many opportunities that is.

    Args:
        view: the current view.
        rows: with `amount`, `open_count` and `weighted_amount`; the first `MOST_BARS` are drawn.
        label: what a row is called.
        height: in bars, where another chart stands beside it.
    """
    # where nothing is known of amounts, the opportunities are counted
    is_valued = any(row["amount"] for row in rows)
    points, texts = [], []
    for row in rows[:MOST_BARS]:
        name = label(row)
        amount = view.show("money", row["amount"], compact=True)
        count = view.show("count", row["open_count"])
        weighted = view.text(
            "pipeline.weighted_hover", amount=view.show("money", row["weighted_amount"])
        )
        hover = f"{name}: {view.show('money', row['amount'])} · {count} · {weighted}"
        points.append(Point(name, row["amount" if is_valued else "open_count"], hover))
        texts.append(f"{amount} · {count}" if is_valued else count)
    return horizontal_bars(points, texts, rows=height, room=0.8)


def open_drill(
    parameters: Callable[[Row], dict[str, object]], label: Callable[[Row], str]
) -> Drill:
    """The open opportunities behind a row, of which `parameters` says what they have in common."""
    every = {"is_of_stage": False, "stage_id": None, "owner_employee_id": None}
    return Drill("pipeline_open", _OPEN_COLUMNS, lambda row: every | parameters(row), label)


def open_list(view: View, opportunities: int) -> None:
    """The open opportunities of which most is expected; a row leads to its customer.

    Args:
        view: the current view.
        opportunities: how many there are.
    """
    rows = view.rows(
        "pipeline_open",
        row_limit=MOST_ROWS,
        is_of_stage=False,
        stage_id=None,
        owner_employee_id=None,
    )
    if not rows:
        return
    note = view.text("pipeline.list_note")
    if opportunities > len(rows):
        note = (
            view.text(
                "pipeline.list_more",
                shown=view.show("count", len(rows)),
                count=view.show("count", opportunities),
            )
            + " "
            + note
        )
    card(
        view,
        "pipeline.list",
        None,
        with_employee_names(view, rows, "owner_employee_id", "owner"),
        _OPEN_COLUMNS,
        about="marts.pipeline_forecast",
        note=note,
        drill=OpensCustomer(),
    )
