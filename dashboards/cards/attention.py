"""What wants attention today: unusual days, and customers to call."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.components.card import card
from dashboards.components.drill import OpensCustomer
from dashboards.components.names import with_names
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.metrics import METRICS
from dashboards.view import View

# What is older is no news.
ANOMALY_DAYS = 14
MOST_CALLS = 20

_ANOMALY_COLUMNS: dict[str, ColumnKind] = {
    "day": "date",
    "metric_name": "text",
    "verdict": "verdict",
    "value": "number",
    "expected": "number",
    "lower_bound": "number",
    "upper_bound": "number",
}
_CALL_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "reason": "text",
    "action": "text",
    "value_at_stake": "money",
    "since_date": "date",
    "is_new": "flag",
    "source_system": "source_system",
}


def unusual_days(view: View) -> None:
    """The days of the last two weeks on which a number was not what could be expected."""
    rows = view.rows("kpi_anomalies", days=ANOMALY_DAYS)
    named = [{**row, "metric_name": _metric_name(view, row["metric"])} for row in rows]
    if not named:
        st.success(
            view.text("overview.no_anomalies", days=ANOMALY_DAYS), icon=":material/check_circle:"
        )
        return
    with st.container(border=True, key="anomalies"):
        st.markdown(
            f"**{view.text('overview.anomalies', count=len(named))}**",
            help=view.text("overview.anomalies_definition"),
        )
        st.markdown("\n".join(f"- {plain(_sentence(view, row))}" for row in named[:5]))
        if view.is_narrowed:
            st.caption(view.text("overview.anomalies_whole"))
    card(
        view,
        "overview.anomaly_list",
        None,
        named,
        _ANOMALY_COLUMNS,
        about="marts.kpi_anomaly",
    )


def customers_to_call(view: View) -> None:
    """Whom to call today, why, and what to do, with a way on to each customer."""
    rows = view.rows("customers_to_call", row_limit=MOST_CALLS, language=view.text.code)
    if not rows:
        st.info(view.text("overview.no_calls"), icon=":material/call:")
        return
    shown = [{**row, "reason": "; ".join(row["reasons"])} for row in rows]
    shown, columns, note = with_names(view, shown, _CALL_COLUMNS)
    more = rows[0]["customers_to_call"] - len(rows)
    if more > 0:
        note = view.text("overview.calls_more", count=view.show("count", more))
    card(
        view,
        "overview.calls",
        None,
        shown,
        columns,
        about="marts.customer_alert",
        note=note,
        drill=OpensCustomer(),
    )


def _metric_name(view: View, metric: str) -> str:
    return view.text.words.get(f"metric.{metric}.label", metric)


def _sentence(view: View, row: Row) -> str:
    kind = METRICS[row["metric"]].kind if row["metric"] in METRICS else "count"
    return view.text(
        f"overview.unusual.{row['verdict']}",
        metric=row["metric_name"],
        day=fmt.day(row["day"], view.text.locale),
        value=view.show(kind, row["value"]),
        expected=view.show(kind, row["expected"]),
        lower=view.show(kind, row["lower_bound"]),
        upper=view.show(kind, row["upper_bound"]),
    )
