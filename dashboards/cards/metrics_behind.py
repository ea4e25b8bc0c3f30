"""From a metric of some days to the orders, customers, leads or opportunities that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboards.cards.win_rates import opportunities_behind
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row

_ORDER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "order_date": "date",
    "net_amount": "money",
    "refund": "money",
    "order_id": "id",
    "source_system": "source_system",
}
_UNIT_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "order_date": "date",
    "units": "number",
    "net_amount": "money",
    "order_id": "id",
    "source_system": "source_system",
}
_CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "order_date": "date",
    "orders": "count",
    "net_amount": "money",
    "first_purchase_date": "date",
    "channel": "channel",
    "source_system": "source_system",
}
_LEAD_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "created_date": "date",
    "source": "channel",
    "owner": "owner",
    "qualified_date": "date",
    "converted_date": "date",
    "source_system": "source_system",
}
_COLUMNS = {
    "kpi_orders": _ORDER_COLUMNS,
    "kpi_units": _UNIT_COLUMNS,
    "kpi_ordering_customers": _CUSTOMER_COLUMNS,
    "kpi_leads": _LEAD_COLUMNS,
}
_QUERIES: dict[str, tuple[str, dict[str, object]]] = {
    "net_revenue": ("kpi_orders", {}),
    "orders": ("kpi_orders", {}),
    "average_order_value": ("kpi_orders", {}),
    "units_sold": ("kpi_units", {}),
    "new_customers": ("kpi_ordering_customers", {"is_new": True}),
    "ordering_customers": ("kpi_ordering_customers", {"is_new": False}),
    "leads_created": ("kpi_leads", {}),
}
# What the opportunities of a metric have in common, by the definitions of `sales_opportunities`.
_OPPORTUNITIES: dict[str, dict[str, object]] = {
    "opportunities_created": {"definition": "created"},
    "won_amount": {"definition": "closed", "outcome": "won"},
    "opportunities_won": {"definition": "closed", "outcome": "won"},
    "win_rate": {"definition": "closed"},
}


def metric_behind(
    metric: str,
    parameters: Callable[[Row], Mapping[str, object]],
    label: Callable[[Row], str],
) -> Drill:
    """What lies behind each row of a card that shows one metric over time.

    Args:
        metric: one of `METRICS`.
        parameters: `start` and `end` of a row's days, and filters that are to win.
        label: what the row is called.
    """
    if metric in _OPPORTUNITIES:
        shared = _OPPORTUNITIES[metric] | {"with_undated": False}
        return opportunities_behind(lambda row: {**shared, **parameters(row)}, label)
    query, further = _QUERIES[metric]
    return Drill(query, _COLUMNS[query], lambda row: {**further, **parameters(row)}, label)
