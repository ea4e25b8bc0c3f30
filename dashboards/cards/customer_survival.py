"""How long customers stay: Kaplan and Meier's curves with what may be off, whole or by channel."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import format as fmt
from dashboards.charts.curves import DAYS, MOST_CURVES, CurvePoint, curves
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

CUTS = ("all", "channel")

_COLUMNS: dict[str, ColumnKind] = {
    "cut_value": "channel",
    "days": "count",
    "at_risk": "count",
    "events": "count",
    "censored": "count",
    "survival": "rate",
    "standard_error": "rate",
    "survival_lower": "rate",
    "survival_upper": "rate",
}
_CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "first_purchase_date": "date",
    "left_date": "date",
    "purchase_days": "count",
    "revenue": "money",
    "stage": "life_stage",
    "channel": "channel",
    "source_system": "source_system",
}


def survival_card(view: View) -> None:
    """The curves, with a choice of everybody together or one for each channel."""
    text = view.text
    cut = choice(
        text("survival.cut"),
        "survival",
        CUTS,
        lambda name: text(f"survival.cut_{name}"),
        key="survival",
    )
    rows = view.rows("customer_survival", cut=cut)
    if not rows:
        nothing_of(view, "retention.survival")
        return
    values = list(dict.fromkeys(row["cut_value"] for row in rows))
    shown = [(text.name("channel", one), _points(view, rows, one)) for one in values[:MOST_CURVES]]
    notes = [text(f"survival.follows_{cut}")]
    if len(values) > len(shown):
        notes.append(
            text(
                "retention.most_channels",
                shown=view.show("count", len(shown)),
                count=view.show("count", len(values)),
            )
        )
    if cut == "all":
        notes.insert(0, _half(view, rows))
    card(
        view,
        "retention.survival",
        curves(
            shown,
            lambda value: fmt.percent(value, text.locale, digits=0),
            scale=DAYS,
            scale_title=text("survival.days"),
            is_step=True,
            height=360,
        ),
        rows,
        _COLUMNS,
        about="marts.customer_survival.survival",
        note=text.sentences(*notes),
        drill=Drill(
            "customer_survival_customers",
            _CUSTOMER_COLUMNS,
            lambda row: {
                "days": row["days"],
                "channel": None if cut == "all" else row["cut_value"],
            },
            lambda row: text(
                "survival.left_after",
                name=text.name("channel", row["cut_value"]),
                days=view.show("count", row["days"]),
            ),
        ),
    )


def _points(view: View, rows: Sequence[Row], cut_value: str) -> list[CurvePoint]:
    """One curve, from 100 % on: only the days on which it falls, and the last."""
    places = [place for place, row in enumerate(rows) if row["cut_value"] == cut_value]
    name = view.text.name("channel", cut_value)
    start = CurvePoint(0, 1.0, f"{name} · 0: {view.show('rate', 1.0)}", places[0], 1.0, 1.0)
    return [
        start,
        *(
            _point(view, rows[place], name, place)
            for place in places
            if rows[place]["events"] or place == places[-1]
        ),
    ]


def _point(view: View, row: Row, name: str, place: int) -> CurvePoint:
    # once nobody is left, nothing is known of how sure that is
    is_known = row["survival_lower"] is not None
    hover = view.text(
        "survival.hover" if is_known else "survival.hover_without_band",
        name=name,
        days=view.show("count", row["days"]),
        survival=view.show("rate", row["survival"]),
        lower=view.show("rate", row["survival_lower"]),
        upper=view.show("rate", row["survival_upper"]),
        at_risk=view.show("count", row["at_risk"]),
    )
    return CurvePoint(
        row["days"], row["survival"], hover, place, row["survival_lower"], row["survival_upper"]
    )


def _half(view: View, rows: Sequence[Row]) -> str:
    """After how many days half of the customers have left, or that they have not."""
    days = next((row["days"] for row in rows if row["survival"] <= 0.5), None)
    if days is None:
        return view.text("survival.more_than_half", days=view.show("count", rows[-1]["days"]))
    return view.text("survival.half", days=view.show("count", days))
