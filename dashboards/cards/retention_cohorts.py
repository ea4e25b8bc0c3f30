"""Cohorts: the heat map of a chosen measure, and all cohorts together as curves."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.charts.base import Figure
from dashboards.charts.curves import MONTHS, CurvePoint, curves
from dashboards.charts.grids import Cell, heat_map
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View

TABLE = "marts.cohort_retention_by_cut"
# What the heat map can show: the column of the query, how it is written, the mart's column.
MEASURES: dict[str, tuple[str, Kind, str]] = {
    "on": ("retention_rate", "rate", "retention_rate"),
    "on_or_after": ("retention_rate_or_after", "rate", "customers_on_or_after"),
    "revenue_share": ("revenue_retention_rate", "rate", "revenue"),
    "revenue": ("cumulative_revenue_per_customer", "money", "cumulative_revenue_per_customer"),
}

_COHORT_COLUMNS: dict[str, ColumnKind] = {
    "cohort_month": "month",
    "months_since": "count",
    "cohort_size": "count",
    "customers_on": "count",
    "retention_rate": "rate",
    "customers_on_or_after": "count",
    "retention_rate_or_after": "rate",
    "revenue": "money",
    "revenue_retention_rate": "rate",
    "cumulative_revenue_per_customer": "money",
    "is_partial": "flag",
}
_CURVE_COLUMNS: dict[str, ColumnKind] = {
    "months_since": "count",
    "cohort_size": "count",
    "customers_on": "count",
    "retention_rate": "rate",
    "revenue": "money",
    "revenue_retention_rate": "rate",
}
_EARNED_COLUMNS: dict[str, ColumnKind] = {
    "months_since": "count",
    "cohort_size": "count",
    "revenue": "money",
    "revenue_per_customer": "money",
    "cumulative_revenue_per_customer": "money",
}
_CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "first_order_date": "date",
    "order_days": "count",
    "revenue": "money",
    "channel": "channel",
    "source_system": "source_system",
}


def cohort_heat(view: View, cohorts: list[Row]) -> None:
    """The heat map of the cohorts by a measure that the reader chooses."""
    text = view.text
    measure = choice(
        text("retention.measure"),
        "measure",
        list(MEASURES),
        lambda name: text(f"measure.{name}"),
        key="measure",
    )
    figure = _heat(view, cohorts, measure)
    is_partial = any(row["is_partial"] for row in cohorts)
    last_month = fmt.month(view.run.as_of_date, text.locale)
    note = text("retention.partial", month=last_month) if is_partial else None
    card(
        view,
        "retention.heat",
        figure,
        cohorts,
        _COHORT_COLUMNS,
        about=f"{TABLE}.{MEASURES[measure][2]}",
        note=text("retention.too_young") if figure is None else note,
        drill=Drill(
            "cohort_customers",
            _CUSTOMER_COLUMNS,
            lambda row: {
                "cohort_month": row["cohort_month"],
                "months_since": row["months_since"],
                "channel": None,
            },
            lambda row: f"{_cohort(view, row)} · +{row['months_since']}",
        ),
    )


def retention_curve(view: View, curve: list[Row]) -> None:
    """All cohorts together: the customers and the revenue that come back, month by month."""
    text = view.text
    kinds = (("customers", "retention_rate"), ("revenue", "revenue_retention_rate"))
    is_too_young = all(row["months_since"] == 0 for row in curve)
    card(
        view,
        "retention.curve",
        None
        if is_too_young
        else curves(
            [
                (
                    text(f"retention.curve_{name}"),
                    [
                        CurvePoint(
                            row["months_since"],
                            row[column],
                            f"+{row['months_since']} · {text(f'retention.curve_{name}')}: "
                            f"{view.show('rate', row[column])}",
                            place,
                        )
                        for place, row in enumerate(curve)
                        # every cohort starts at 100 %
                        if row["months_since"] > 0 and row[column] is not None
                    ],
                )
                for name, column in kinds
            ],
            lambda value: fmt.percent(value, text.locale, digits=0),
            scale=MONTHS,
            scale_title=text("retention.months_since"),
        ),
        curve,
        _CURVE_COLUMNS,
        about=f"{TABLE}.retention_rate",
        note=text("retention.too_young") if is_too_young else None,
        drill=months_drill(view),
    )


def revenue_curve(view: View, curve: list[Row]) -> None:
    """What a customer of all cohorts together has brought by each month since the first order."""
    text = view.text
    card(
        view,
        "retention.earned",
        curves(
            [
                (
                    text("retention.earned"),
                    [
                        CurvePoint(
                            row["months_since"],
                            row["cumulative_revenue_per_customer"],
                            f"+{row['months_since']}: "
                            f"{view.show('money', row['cumulative_revenue_per_customer'])}",
                            place,
                        )
                        for place, row in enumerate(curve)
                    ],
                )
            ],
            lambda value: view.show("money", value, compact=True),
            scale=MONTHS,
            scale_title=text("retention.months_since"),
        ),
        curve,
        _EARNED_COLUMNS,
        about=f"{TABLE}.cumulative_revenue_per_customer",
        drill=months_drill(view),
    )


def months_drill(view: View) -> Drill:
    """From a month since the first order, of a channel or of all, to who ordered in it."""
    return Drill(
        "cohort_customers",
        _CUSTOMER_COLUMNS,
        lambda row: {
            "cohort_month": None,
            "months_since": row["months_since"],
            "channel": row.get("channel"),
        },
        lambda row: (
            f"{view.text.name('channel', row['channel'])} · +{row['months_since']}"
            if "channel" in row
            else f"+{row['months_since']}"
        ),
    )


def _cohort(view: View, row: Row) -> str:
    month = fmt.month(row["cohort_month"], view.text.locale)
    return f"{month} · {view.show('count', row['cohort_size'])}"


def _heat(view: View, cohorts: list[Row], measure: str) -> Figure | None:
    """The heat map; None where no cohort has come to a month that it shows."""
    text = view.text
    column, kind, _ = MEASURES[measure]
    # every cohort starts at 100 %: the first month would only wash out the colours of the others
    shown = [row for row in cohorts if kind == "money" or row["months_since"] > 0]
    labels = {row["cohort_month"]: _cohort(view, row) for row in cohorts}
    cells = {}
    for row in shown:
        value = row[column]
        if value is None:
            continue
        number = fmt.number(value * 100 if kind == "rate" else value, text.locale, digits=0)
        part = text("card.partial_hover") if row["is_partial"] else None
        cells[labels[row["cohort_month"]], str(row["months_since"])] = Cell(
            value,
            number,
            text(
                "retention.heat_hover",
                cohort=labels[row["cohort_month"]],
                months=text.sentences(str(row["months_since"]), part),
                value=view.show(kind, value),
                customers=view.show("count", row["customers_on"]),
                revenue=view.show("money", row["revenue"]),
            ),
        )
    if not shown:
        return None
    months = sorted({row["months_since"] for row in shown})
    unit = text("retention.percent_unit") if kind == "rate" else view.run.currency or ""
    return heat_map(
        cells,
        rows=list(labels.values()),
        columns=[str(month) for month in months],
        column_title=f"{text('retention.months_since')} ({unit})",
    )
