"""How far the risks can be trusted, in words for whoever acts on them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.paired import Share, paired_bars
from dashboards.components.card import card
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# Shares of pairs in the right order from which on a model is called fair, and good.
FAIR, GOOD = 0.7, 0.8
# Leads smaller than this are no reason to prefer one model to another.
CLEAR_LEAD = 0.02

_COLUMNS: dict[str, ColumnKind] = {
    "model": "churn_model",
    "is_used": "flag",
    "tested_from_date": "date",
    "horizon_days": "count",
    "customers": "count",
    "churn_rate": "rate",
    "auc": "rate",
    "brier": "score",
    "brier_of_mean": "score",
    "calibration_error": "rate",
}

_CLASS_COLUMNS: dict[str, ColumnKind] = {
    "risk_class": "count",
    "customers": "count",
    "risk": "rate",
    "churn_rate": "rate",
}


def report_card(view: View) -> None:
    """The judgement of the models, first in sentences, then in numbers."""
    text = view.text
    rows = view.rows("churn_report")
    if not rows:
        st.info(text("value.no_report"), icon=":material/hourglass_empty:")
        return
    sentences = report_words(view, rows)
    with st.container(border=True, key="churn-report-words"):
        st.markdown(f"**{text('value.report_title')}**")
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
    card(
        view,
        "value.report",
        None,
        rows,
        _COLUMNS,
        about="marts.churn_model_report",
        note=text("value.report_whole"),
    )
    calibration_card(view)


def calibration_card(view: View) -> None:
    """What was foretold of each tenth of the customers, beside what came."""
    text = view.text
    rows = view.rows("churn_calibration")
    names = (text("value.calibration_foretold"), text("value.calibration_came"))
    card(
        view,
        "value.calibration",
        paired_bars(
            [text("value.calibration_class", place=row["risk_class"]) for row in rows],
            [
                (name, [_share(view, row, row[column]) for row in rows])
                for name, column in zip(names, ("risk", "churn_rate"), strict=True)
            ],
        ),
        rows,
        _CLASS_COLUMNS,
        about="marts.churn_model_calibration",
        note=text("value.report_whole"),
    )


def _share(view: View, row: Row, value: float) -> Share:
    hover = view.text(
        "value.calibration_hover",
        place=row["risk_class"],
        customers=view.show("count", row["customers"]),
        risk=view.show("rate", row["risk"]),
        rate=view.show("rate", row["churn_rate"]),
    )
    return Share(value, view.show("rate", value), hover)


def report_words(view: View, rows: Sequence[Row]) -> list[str]:
    """What the report means, a sentence for each thing that a reader would ask.

    Args:
        view: the current view, whose language is spoken.
        rows: of the query `churn_report`, the model that is used first.
    """
    text, locale = view.text, view.text.locale
    used = rows[0]
    other = next((row for row in rows if row["model"] != used["model"]), None)
    sentences = [
        text(
            "value.report_tested",
            customers=view.show("count", used["customers"]),
            day=fmt.day(used["tested_from_date"], locale),
            days=view.show("count", used["horizon_days"]),
            rate=view.show("rate", used["churn_rate"]),
        ),
        text(
            "value.report_order",
            pairs=fmt.number(used["auc"] * 100, locale),
            verdict=text(f"value.verdict_{verdict(used['auc'])}"),
        ),
    ]
    if other is not None:
        sentences.append(
            text(
                f"value.report_{used['model']}_{_lead(used['auc'] - other['auc'])}",
                used=fmt.number(used["auc"] * 100, locale),
                other=fmt.number(other["auc"] * 100, locale),
            )
        )
    sentences.append(
        text(
            "value.report_calibration",
            points=fmt.number(used["calibration_error"] * 100, locale),
        )
    )
    gain = 1 - used["brier"] / used["brier_of_mean"] if used["brier_of_mean"] else None
    kind = "better" if gain is not None and gain > 0 else "no_better"
    sentences.append(
        text(
            f"value.report_brier_{kind}",
            brier=fmt.number(used["brier"], locale, digits=3),
            mean=fmt.number(used["brier_of_mean"], locale, digits=3),
            gain=view.show("rate", gain),
        )
    )
    return sentences


def verdict(auc: float) -> str:
    """How good it is to have this share of pairs in the right order."""
    return "good" if auc >= GOOD else "fair" if auc >= FAIR else "weak"


def _lead(lead: float) -> str:
    return "clearly" if lead >= CLEAR_LEAD else "barely"
