"""What each channel had a part in, by seven models side by side."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.charts.base import Figure
from dashboards.charts.marketing import Opinion, opinions
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# What a purchase's credit is counted in: the choices, and what is in the columns then.
CREDITS: dict[str, ColumnKind] = {"revenue": "money", "purchases": "number"}
_CHANNEL: dict[str, ColumnKind] = {"channel_group": "channel_group"}
_CAMPAIGN: dict[str, ColumnKind] = {"campaign_name": "campaign"}
# The columns of the query, a model each, from the simplest on.
MODELS = (
    "first_touch",
    "last_touch",
    "linear",
    "time_decay",
    "position_based",
    "markov",
    "shapley",
)
# Parts of purchases are kept to six decimals, and revenue to the cent.
_TOLERANCE = 0.01


def attribution(view: View) -> None:
    """The models' opinions of each channel, with what they add up to."""
    credit = choice(
        view.text("marketing.credit"),
        "credit",
        list(CREDITS),
        lambda name: view.text(f"credit.{name}"),
        key="marketing-credit",
    )
    rows = view.rows("attribution_channels", credit=credit)
    if not rows:
        nothing_of(view, "marketing.attribution")
        return
    kind = CREDITS[credit]
    models = dict.fromkeys(MODELS, kind)
    card(
        view,
        "marketing.attribution",
        _chart(view, rows, kind),
        rows,
        _CHANNEL | models,
        about="marts.attribution.model",
        note=_words(view, rows, kind),
        drill=Drill(
            "attribution_campaigns",
            _CAMPAIGN | models,
            lambda row: {"channel_group": row["channel_group"], "credit": credit},
            lambda row: view.text.name("channel_group", row["channel_group"]),
        ),
    )


def totals(rows: list[Row]) -> dict[str, float]:
    """What each model adds up to over all channels."""
    return {model: sum(row[model] for row in rows) for model in MODELS}


def _words(view: View, rows: list[Row], kind: ColumnKind) -> str:
    """Whether the models add up to the same, and what no touch led to."""
    sums = totals(rows)
    lowest, highest = min(sums.values()), max(sums.values())
    if highest - lowest > _TOLERANCE:
        return view.text(
            "marketing.sums_differ",
            lowest=_written(view, kind, lowest),
            highest=_written(view, kind, highest),
        )
    untouched = sum(row["linear"] for row in rows if row["channel_group"] == "unattributed")
    return view.text(
        "marketing.sums_agree",
        total=_written(view, kind, highest),
        untouched=_written(view, kind, untouched),
        share=view.show("rate", untouched / highest if highest else None),
    )


def _chart(view: View, rows: list[Row], kind: ColumnKind) -> Figure | None:
    """Without what no touch led to, which is the same for all and would dwarf the channels.

    It is the query's last row, so that the others keep their places.
    """
    shown = [row for row in rows if row["channel_group"] != "unattributed"]
    if not shown:
        return None
    names = [view.text.name("channel_group", row["channel_group"]) for row in shown]
    models = []
    for model in MODELS:
        called = view.text(f"column.{model}")
        hovers = [
            f"{name} · {called}: {_written(view, kind, row[model])}"
            for name, row in zip(names, shown, strict=True)
        ]
        models.append(Opinion(called, [row[model] for row in shown], hovers))
    return opinions(names, models, lambda value: _written(view, kind, value, compact=True))


def _written(view: View, kind: ColumnKind, value: float, *, compact: bool = False) -> str:
    if kind == "money":
        return view.show("money", value, compact=compact)
    return fmt.number(value, view.text.locale, digits=0 if compact else 1)
