"""The card: a titled chart, its definition on hover, its rows as a table and as files below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboards.charts.base import Figure, chart_config
from dashboards.components.drawn import Drawn
from dashboards.components.drill import (
    Drill,
    OpensCustomer,
    chosen_row,
    customer_link,
    rows_behind,
)
from dashboards.components.exporting import downloads
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind, data_table, written_value
from dashboards.data import Row
from dashboards.sheet import PrintedCard
from dashboards.view import View

# So many rows of a table are printed with the page; all of them are in the downloads.
MOST_PRINTED_ROWS = 25


def card(
    view: View,
    key: str,
    figure: Figure | None,
    rows: Sequence[Row],
    columns: Mapping[str, ColumnKind],
    *,
    about: str,
    words: tuple[str, str] | None = None,
    note: str | None = None,
    drill: Drill | OpensCustomer | None = None,
) -> None:
    """Show a chart with the data behind it.

    Args:
        view: the current view.
        key: `<page>.<card>`: the message of its title and, with `_definition`, of what it shows;
            also the name of the downloaded files.
        figure: the chart; None shows the table in its place, or where it has no rows a sentence.
        rows: the chart's data; a part of the chart is the row of its place or custom data.
        columns: the columns to show and to download, with what is in them.
        about: `schema.table` or `schema.table.column` whose dbt description defines the number.
        words: its title and what it shows, in place of the messages that belong to `key`.
        note: one more line under the chart.
        drill: what lies behind each row, shown when a part of the chart or a row is chosen;
            `OpensCustomer` where each row is one customer.
    """
    text = view.text
    title, shows = words or (text(key), text(f"{key}_definition"))
    table = ".".join(about.split(".")[:2])
    # a sentence says more than a table of headings only
    is_empty = figure is None and not rows
    if is_empty:
        note = note or text("empty.card", title=title)
    with st.container(border=True, key=f"card-{key.replace('.', '-')}"):
        st.markdown(f"**{plain(title)}**", help=f"{shows}\n\n{defined(view, about)}")
        states = []
        if figure is not None:
            states.append(_chart(key, figure, title, can_drill=drill is not None))
            if note:
                st.caption(note)
        if figure is None:
            if not is_empty:
                states.append(_table(view, key, rows, columns, (title, shows), table, drill))
            if note:
                st.caption(note)
        else:
            label = text("card.data" if drill is None else "card.data_drill")
            with st.expander(label, key=f"data-{key}", icon=":material/table_rows:"):
                states.append(_table(view, key, rows, columns, (title, shows), table, drill))
        if drill is not None and not is_empty:
            place = chosen_row(states, rows)
            if isinstance(drill, OpensCustomer):
                _customer(view, None if place is None else rows[place])
            elif place is None:
                st.caption(text("drill.hint"))
            else:
                rows_behind(view, key, drill, rows[place])
    is_cut = figure is None and len(rows) > MOST_PRINTED_ROWS
    cut = text(
        "card.printed",
        shown=view.show("count", MOST_PRINTED_ROWS),
        count=view.show("count", len(rows)),
    )
    view.sheet.cards.append(
        PrintedCard(
            title=title,
            definition=shows,
            figure=figure,
            columns={name: text(f"column.{name}") for name in columns},
            rows=[
                {name: written_value(view, row[name], kind) for name, kind in columns.items()}
                for row in rows[:MOST_PRINTED_ROWS]
            ]
            if figure is None
            else [],
            note=text.sentences(note, cut if is_cut else None) or None,
        )
    )


def _customer(view: View, row: Row | None) -> None:
    if row is None:
        st.caption(view.text("drill.customer_hint"))
    else:
        customer_link(view, str(row["customer_id"]))


def defined(view: View, about: str) -> str:
    """What dbt says of a table or column, and where an analyst finds it, for a tooltip."""
    said = view.definition(about)
    return f"{said} `{about}`".replace("$", r"\$") if said else f"`{about}`"


def _chart(key: str, figure: Figure, title: str, *, can_drill: bool) -> object:
    return st.plotly_chart(
        Drawn(figure),
        config=chart_config(key.replace(".", "-").replace("_", "-")),
        key=f"chart-{key}",
        alt=title,
        on_select="rerun" if can_drill else "ignore",
        selection_mode="points",
    )


def _table(
    view: View,
    key: str,
    rows: Sequence[Row],
    columns: Mapping[str, ColumnKind],
    words: tuple[str, str],
    table: str,
    drill: Drill | OpensCustomer | None,
) -> object:
    title, shows = words
    state = data_table(
        view, rows, columns, title, table=table, key=f"rows-{key}" if drill is not None else None
    )
    downloads(view, key, rows, columns, title, shows=shows, table=table)
    return state
