"""Where customers moved between segments in a month, and which segments win and lose by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboards import format as fmt
from dashboards import url
from dashboards.charts.balance import Balance, balance_bars
from dashboards.charts.grids import Cell, heat_map
from dashboards.components.card import card
from dashboards.components.drill import Drill
from dashboards.components.empty import no_data
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View

# The segment before of who was no customer before.
NONE = "none"

# The segments of the shipped maps by whether more customers in them are good news; of others
# nobody knows.
IS_GOOD = {
    "Champions": True,
    "Loyal Customers": True,
    "Potential Loyalist": True,
    "Potential Loyalists": True,
    "Promising": True,
    "New Customers": True,
    "Need Attention": False,
    "About To Sleep": False,
    "At Risk": False,
    "Can't Lose Them": False,
    "Hibernating": False,
    "Lost": False,
}

_NET_COLUMNS: dict[str, ColumnKind] = {
    "segment": "segment",
    "before": "count",
    "came": "count",
    "first_orders": "count",
    "went": "count",
    "after": "count",
    "net": "count",
}
_MOVE_COLUMNS: dict[str, ColumnKind] = {
    "from_segment": "segment",
    "to_segment": "segment",
    "customers": "count",
    "from_share": "rate",
    "monetary": "money",
}
_MOVER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "from_segment": "segment",
    "to_segment": "segment",
    "rfm_cell": "text",
    "monetary": "money",
    "last_order_date": "date",
    "stage": "life_stage",
    "source_system": "source_system",
}


def movement(view: View) -> None:
    """The cards of this section."""
    text = view.text
    months = [row["month"] for row in view.rows("segment_months")]
    if not months:
        if view.rows("rfm_ever"):
            st.info(text("customers.no_months"), icon=":material/calendar_month:")
        else:
            no_data(view, ever=False)
        return
    month = _month(view, months)
    moves = view.rows("segment_movement", month=month)
    if not moves:
        no_data(view, ever=bool(view.rows("rfm_ever")))
        return
    balances = balance(moves)
    tiles(view, _tiles(view, balances))
    card(
        view,
        "customers.net",
        _net_bars(view, balances),
        balances,
        _NET_COLUMNS,
        about="marts.customer_segment_movement",
        note=text("customers.net_note"),
        drill=_movers(
            month,
            lambda row: {"segment": row["segment"]},
            lambda row: text.name("segment", row["segment"]),
        ),
    )
    card(
        view,
        "customers.moves",
        _grid(view, moves),
        moved(moves),
        _MOVE_COLUMNS,
        about="marts.customer_segment_movement.customers",
        note=text("customers.moves_note"),
        drill=_movers(
            month,
            lambda row: {"from_segment": row["from_segment"], "to_segment": row["to_segment"]},
            lambda row: (
                f"{text.name('segment', row['from_segment'])} → "
                f"{text.name('segment', row['to_segment'])}"
            ),
        ),
    )


def balance(moves: Sequence[Row]) -> list[Row]:
    """What each segment won and lost in a month, the greatest winner first.

    Args:
        moves: rows of `segment_movement`.

    Returns:
        A row for each segment: customers `before` and `after`, those who `came` from another
        segment, whose `first_orders` brought them, who `went` to another, and what is left of it.
    """
    found: dict[str, Row] = {}
    for move in moves:
        earlier, later, customers = move["from_segment"], move["to_segment"], move["customers"]
        for name in {earlier, later} - {NONE}:
            found.setdefault(
                name,
                {"segment": name, **dict.fromkeys(("before", "came", "first_orders", "went"), 0)},
            )
        if earlier == NONE:
            found[later]["first_orders"] += customers
            continue
        found[earlier]["before"] += customers
        if earlier != later:
            found[earlier]["went"] += customers
            found[later]["came"] += customers
    for row in found.values():
        row["net"] = row["came"] + row["first_orders"] - row["went"]
        row["after"] = row["before"] + row["net"]
    return sorted(found.values(), key=lambda row: (-row["net"], row["segment"]))


def moved(moves: Sequence[Row]) -> list[Row]:
    """The moves between segments, the commonest first, with their share of the segment before."""
    before: dict[str, int] = {}
    for move in moves:
        before[move["from_segment"]] = before.get(move["from_segment"], 0) + move["customers"]
    rows = [
        {**move, "from_share": move["customers"] / before[move["from_segment"]]}
        for move in moves
        if move["from_segment"] != move["to_segment"]
    ]
    return sorted(rows, key=lambda row: (-row["customers"], row["from_segment"], row["to_segment"]))


def _month(view: View, months: list[dt.date]) -> dt.date:
    """The chosen month, the last one at first."""
    names = {f"{month:%Y-%m}": month for month in months}
    default = next(iter(names))
    url.begin_choice("month", names, default, key="movement-month")
    with st.container(width=240):
        chosen = st.selectbox(
            view.text("customers.month"),
            list(names),
            format_func=lambda name: fmt.month(names[name], view.text.locale),
            key="movement-month",
        )
    url.remember("month", chosen, default)
    return names[chosen]


def _movers(month: dt.date, parameters: Callable[[Row], Row], label: Callable[[Row], str]) -> Drill:
    wanted = dict.fromkeys(("segment", "from_segment", "to_segment"))
    return Drill(
        "segment_movers",
        _MOVER_COLUMNS,
        lambda row: {"month": month, **wanted, **parameters(row)},
        label,
    )


def _tiles(view: View, balances: list[Row]) -> list[Tile]:
    text = view.text
    before = sum(row["before"] for row in balances)
    went = sum(row["went"] for row in balances)
    first = sum(row["first_orders"] for row in balances)
    best, worst = balances[0], balances[-1]
    written = partial(fmt.signed_count, locale=text.locale)
    return [
        Tile(
            text("customers.at_the_end"),
            view.show("count", before + first, compact=True),
            text("customers.at_the_end_definition"),
            "marts.customer_segment_movement.customers",
            aside=text("customers.first_orders", count=view.show("count", first)),
        ),
        Tile(
            text("customers.changed"),
            view.show("rate", went / before if before else None),
            text("customers.changed_definition"),
            "marts.customer_segment_movement",
            aside=text("customers.of_before", count=view.show("count", went)),
        ),
        Tile(
            text("customers.winner"),
            written(best["net"]),
            text("customers.winner_definition"),
            "marts.customer_segment_movement",
            aside=plain(text.name("segment", best["segment"])),
        ),
        Tile(
            text("customers.loser"),
            written(worst["net"]),
            text("customers.loser_definition"),
            "marts.customer_segment_movement",
            aside=plain(text.name("segment", worst["segment"])),
        ),
    ]


def _net_bars(view: View, rows: list[Row]) -> dict[str, object]:
    text = view.text
    bars = []
    for row in rows:
        name = text.name("segment", row["segment"])
        hover = "\n".join(
            [
                name,
                *(
                    f"{text(f'column.{column}')}: {view.show('count', row[column])}"
                    for column in ("before", "came", "first_orders", "went", "after")
                ),
            ]
        )
        written = fmt.signed_count(row["net"], text.locale)
        bars.append(Balance(name, row["net"], written, hover, IS_GOOD.get(row["segment"])))
    return balance_bars(bars)


def _grid(view: View, moves: list[Row]) -> dict[str, object]:
    """From × to; columns have numbers, which stand before the names of the rows, to fit a phone."""
    text = view.text
    order = sorted(
        {move["to_segment"] for move in moves} | {move["from_segment"] for move in moves}
    )
    segments = [name for name in order if name != NONE]
    numbers = {name: str(number) for number, name in enumerate(segments, start=1)}
    labels = {name: f"{text.name('segment', name)} {numbers[name]}" for name in segments}
    if NONE in order:
        labels[NONE] = text.name("segment", NONE)
    cells = {}
    for move in moves:
        earlier, later = move["from_segment"], move["to_segment"]
        written = view.show("count", move["customers"])
        names = f"{text.name('segment', earlier)} → {text.name('segment', later)}"
        # who stayed would leave no contrast between the others
        value = 0 if earlier == later else move["customers"]
        cells[labels[earlier], numbers[later]] = Cell(value, written, f"{names}: {written}")
    return heat_map(
        cells,
        rows=list(labels.values()),
        columns=list(numbers.values()),
        column_title=text("customers.moves_columns"),
        row_height=36,
    )
