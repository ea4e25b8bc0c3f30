"""What is said of a customer, by group, and where each of it is defined."""

from __future__ import annotations

from dashboards.components.facts import FactGroup
from dashboards.components.table import ColumnKind

MART, _DIMENSION = "marts.customer_360", "core.dim_customer"
CONTACT = ("email", "phone", "street", "postal_code", "birth_date", "website", "tax_id")
_PERSONAL = (
    "city",
    "industry",
    "company_size",
    "gender",
    "age_band",
    "preferred_channel",
    "has_marketing_consent",
)
_WHO: dict[str, ColumnKind] = {
    "customer_type": "customer_type",
    "is_customer": "flag",
    "region": "region",
    "country": "text",
    "city": "text",
    "industry": "text",
    "company_size": "text",
    "gender": "gender",
    "age_band": "text",
    "acquisition_channel": "channel",
    "source_system": "source_system",
    "owner": "text",
    "first_seen_date": "date",
    "preferred_channel": "channel",
    "has_marketing_consent": "flag",
    "email": "text",
    "phone": "text",
    "street": "text",
    "postal_code": "text",
    "birth_date": "text",
    "website": "text",
    "tax_id": "text",
}
_VALUE: dict[str, ColumnKind] = {
    "orders": "count",
    "net_amount": "money",
    "margin": "money",
    "first_purchase_date": "date",
    "last_purchase_date": "date",
    "days_since_purchase": "count",
    "abc_class": "text",
    "margin_abc_class": "text",
    "value_group": "value_group",
}
_KIND: dict[str, ColumnKind] = {
    "segment": "segment",
    "rfm_cell": "text",
    "frequency": "count",
    "cluster": "count",
    "cluster_label": "text",
}
_LIFE: dict[str, ColumnKind] = {
    "stage": "life_stage",
    "stage_since_date": "date",
    "lapsing_after_days": "count",
    "churned_after_days": "count",
}
_EXPECTED: dict[str, ColumnKind] = {
    "p_alive": "rate",
    "expected_orders_12m": "number",
    "expected_order_value": "money",
    "expected_value_12m": "money",
    "clv_model": "model_name",
}
_RISK: dict[str, ColumnKind] = {
    "churn_risk": "rate",
    "churn_band": "churn_band",
    "churn_reasons": "text",
    "win_back": "text",
    "churn_model": "model_name",
}
_SALES: dict[str, ColumnKind] = {
    "open_opportunities": "count",
    "open_amount": "money",
    "won_opportunities": "count",
    "interactions": "count",
    "last_interaction_date": "date",
    "last_interaction_channel": "interaction_channel",
}
_SERVICE: dict[str, ColumnKind] = {
    "tickets": "count",
    "open_tickets": "count",
    "open_complaints": "count",
    "last_nps_score": "number",
    "last_nps_date": "date",
    "last_csat_score": "number",
    "last_csat_date": "date",
}
_LOYALTY: dict[str, ColumnKind] = {"loyalty_tier": "tier", "points_balance": "number"}
GROUPS = (
    FactGroup(
        "customer.who",
        "customer.who_none",
        MART,
        _WHO,
        {
            "owner": f"{MART}.owner_employee_id",
            **{name: f"{_DIMENSION}.{name}" for name in _PERSONAL},
        },
        extras=(*_PERSONAL, *CONTACT),
    ),
    FactGroup(
        "customer.value",
        "customer.value_none",
        MART,
        _VALUE,
        {"margin_abc_class": "marts.customer_value_tier.margin_abc_class"},
    ),
    FactGroup(
        "customer.kind",
        "customer.kind_none",
        MART,
        _KIND,
        {"frequency": "marts.customer_rfm.frequency"},
    ),
    FactGroup(
        "customer.life",
        "customer.life_none",
        MART,
        _LIFE,
        {
            name: f"marts.customer_lifecycle.{name}"
            for name in ("lapsing_after_days", "churned_after_days")
        },
    ),
    FactGroup(
        "customer.expected",
        "customer.expected_none",
        MART,
        _EXPECTED,
        {
            "expected_order_value": "marts.customer_clv.expected_order_value",
            "clv_model": "marts.customer_clv.model",
        },
    ),
    FactGroup(
        "customer.risk",
        "customer.risk_none",
        MART,
        _RISK,
        {
            "churn_reasons": "marts.customer_churn_risk.reasons",
            "win_back": "marts.customer_churn_risk.win_back",
            "churn_model": "marts.customer_churn_risk.model",
        },
    ),
    FactGroup(
        "customer.sales",
        "customer.sales_none",
        MART,
        _SALES,
        {},
    ),
    FactGroup(
        "customer.service",
        "customer.service_none",
        MART,
        _SERVICE,
        {},
    ),
    FactGroup(
        "customer.loyalty",
        "customer.loyalty_none",
        MART,
        _LOYALTY,
        {},
    ),
)
