"""The customers behind a number of value or of risk."""

from __future__ import annotations

from collections.abc import Mapping

from dashboards.components.table import ColumnKind

CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "segment": "segment",
    "historic_value": "money",
    "expected_value_12m": "money",
    "p_alive": "rate",
    "risk": "rate",
    "band": "churn_band",
    "last_purchase_date": "date",
    "source_system": "source_system",
}


def behind(
    *,
    cut: str | None = None,
    group: str | None = None,
    measure: str | None = None,
    lower: float | None = None,
    upper: float | None = None,
    bands: tuple[str, ...] | None = None,
) -> Mapping[str, object]:
    """What the query `value_customers` is told; None where it is to leave nobody out."""
    return {
        "cut": cut,
        "group": group,
        "measure": measure,
        "lower": lower,
        "upper": upper,
        "bands": bands,
    }
