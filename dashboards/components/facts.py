"""What is known of one thing: a group of labels with their values, each with its definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards import format as fmt
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind, written_value
from dashboards.data import Row
from dashboards.sheet import PrintedCard
from dashboards.view import View


@dataclass(frozen=True)
class FactGroup:
    """A group of facts.

    `key` is the message of its title, `nothing` that of what is said where none of them is known
    or all are zero. `columns` are those of the row, with what is in them; `about` says
    where a column is defined, as `schema.table.column`, if not in `table` under its own name.
    Facts in `extras` are left out where they are not known; the others then have a dash.
    """

    key: str
    nothing: str
    table: str
    columns: Mapping[str, ColumnKind]
    about: Mapping[str, str]
    extras: Sequence[str] = ()


def facts(view: View, group: FactGroup, row: Row, *, minimum_width: int = 130) -> None:
    """Show the facts of a row that belong to a group.

    Args:
        view: the current view.
        group: which they are.
        row: where they stand.
        minimum_width: of one fact, in pixels.
    """
    title = view.text(group.key)
    shown = {
        name: kind
        for name, kind in group.columns.items()
        if row[name] is not None or name not in group.extras
    }
    # of who never ordered, no orders and no amount are not worth a number each
    is_known = any(row[name] for name in shown)
    written = [
        (view.text(f"column.{name}"), fact(view, row[name], kind)) for name, kind in shown.items()
    ]
    with st.container(border=True, key=f"facts-{group.key.replace('.', '-')}", height="stretch"):
        st.markdown(f"**{plain(title)}**")
        if not is_known:
            st.caption(view.text(group.nothing))
        else:
            with st.grid("auto", min_column_width=minimum_width, gap="small"):
                for name, (label, value) in zip(shown, written, strict=True):
                    about = group.about.get(name, f"{group.table}.{name}")
                    st.markdown(
                        f":small[:gray[{plain(label)}]]  \n{plain(value)}",
                        help=view.definition(about),
                    )
    view.sheet.cards.append(
        PrintedCard(
            title=title,
            definition=view.definition(group.table) or "",
            figure=None,
            columns={"fact": view.text("column.fact"), "value": view.text("column.value")},
            rows=[{"fact": label, "value": value} for label, value in written if is_known],
            note=None if is_known else view.text(group.nothing),
        )
    )


def fact(view: View, value: object, kind: ColumnKind) -> str:
    """A value as it is written among facts."""
    if value is None:
        return fmt.MISSING
    if kind == "flag":
        return view.text("facts.yes" if value else "facts.no")
    return written_value(view, value, kind)
