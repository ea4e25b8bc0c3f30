"""From any group of customers to the customers in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row

CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "stage": "life_stage",
    "segment": "segment",
    "rfm_cell": "text",
    "value_group": "value_group",
    "net_amount": "money",
    "orders": "count",
    "last_purchase_date": "date",
    "days_since_purchase": "count",
    "expected_value_12m": "money",
    "churn_band": "churn_band",
    "source_system": "source_system",
}
# What `customer_list` can be narrowed to; None leaves it as it is.
_ANY: dict[str, object] = dict.fromkeys(
    (
        "has_ordered",
        "segment",
        "rfm_start",
        "abc_class",
        "margin_abc_class",
        "value_group",
        "stage",
        "cluster",
    )
)


def narrowed_to(**values: object) -> dict[str, object]:
    """The parameters of `customer_list` that leave customers with these values."""
    return _ANY | values


def customers_behind(
    parameters: Callable[[Row], Mapping[str, object]], label: Callable[[Row], str]
) -> Drill:
    """The customers behind each row of a card.

    Args:
        parameters: what `customer_list` is narrowed to for a row.
        label: what the row is called.
    """
    return Drill(
        "customer_list",
        CUSTOMER_COLUMNS,
        lambda row: narrowed_to(**parameters(row)),
        label,
    )
