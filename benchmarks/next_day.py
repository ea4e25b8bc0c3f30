"""The exports of the day after: of every hundred records, one that is new, changed, late or gone.

A quarter of them each. Late is what happened long ago and is only exported now. The plain shape has
no mark for a record that is gone: of an order, a line is missing from its next export, or, where it
has one line only, it is cancelled. Accounts of a second system, Salesforce, are marked as deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.exports import TABLES, make_company, written

_DAY = "date '2026-07-01'"
_PER_RECORD = 400  # one of so many is new, another one changed …


@dataclass(frozen=True)
class _Table:
    """How records of a table are new and changed.

    Attributes:
        key: by which a record is known.
        times: of it, which move to the day where it is new.
        change: columns as they are changed.
        fresh: columns as they are where the record is new.
    """

    key: str
    times: tuple[str, ...]
    change: str
    fresh: str = ""


_RECORDS = {
    "customers": _Table(
        "customer_id", ("created_at",), "'Texas' as province, 'United States' as country"
    ),
    "leads": _Table("lead_id", ("created_at",), "'qualified' as status"),
    "opportunities": _Table(
        "opportunity_id",
        ("created_at",),
        f"'Closed Won' as stage, {_DAY}::timestamp as closed_at",
        "'Qualification' as stage, null::timestamp as closed_at",
    ),
    "tickets": _Table(
        "ticket_id",
        ("opened_at", "first_response_at", "resolved_at", "closed_at"),
        "'high' as priority",
    ),
    "survey_responses": _Table("response_id", ("responded_at",), "0 as score"),
    "loyalty_events": _Table("event_id", ("occurred_at",), "points + 1 as points"),
}
_ACCOUNTS = """
    select
        '001' || lpad(number::varchar, 12, '0') || 'AAA' as "Id",
        {deleted} as "IsDeleted",
        'Company ' || number as "Name",
        'Lyon' as "BillingCity",
        'France' as "BillingCountry",
        strftime(first_day, '%Y-%m-%dT%H:%M:%S.000+0000') as "CreatedDate"
    from customer
    where number % 20 = 4 and {picked}
"""


def write_accounts(folder: Path, customers: int) -> int:
    """Write accounts of a second system as of the first day; gives the rows.

    Args:
        folder: where the exports of the first day are.
        customers: how many; a twentieth of them are accounts there as well.
    """
    with duckdb.connect() as connection:
        make_company(connection, customers)
        return written(
            connection, _ACCOUNTS.format(deleted="0", picked="true"), folder / "Account.csv"
        )


def write_next_day(folder: Path, customers: int) -> dict[str, int]:
    """Write the exports of the day after the first one.

    Args:
        folder: an empty one.
        customers: as for the first day's.

    Returns:
        How many rows each file has; a table of which nothing was touched has none.
    """
    selects = {name: _touched(TABLES[name], table) for name, table in _RECORDS.items()}
    selects["order_lines"] = _touched_orders(TABLES["order_lines"])
    rows = {}
    with duckdb.connect() as connection:
        make_company(connection, customers)
        for name, select in selects.items():
            rows[name] = written(connection, select, folder / f"{name}_2026-07-01.csv")
        gone = _ACCOUNTS.format(deleted="1", picked="hash(number, 99) % 100 = 0")
        rows["accounts"] = written(connection, gone, folder / "Account.csv")
    for name, count in rows.items():
        if count == 0:
            file = "Account.csv" if name == "accounts" else f"{name}_2026-07-01.csv"
            (folder / file).unlink()
    return rows


def _touched(select: str, table: _Table) -> str:
    """Records of a table: changed ones, and twins of some that are new, or late."""
    moved = _moved(table.times)
    fresh = f", {table.fresh}" if table.fresh else ""
    return f"""
        with picked as (select *, hash({table.key}) % {_PER_RECORD} as pick from ({select}))
        select * exclude (pick) replace ({table.change}) from picked where pick = 0
        union all by name
        select * exclude (pick) replace ({table.key} || '-new' as {table.key}, {moved}{fresh})
        from picked where pick = 1
        union all by name
        select * exclude (pick) replace ({table.key} || '-late' as {table.key})
        from picked where pick = 2
    """


def _touched_orders(select: str) -> str:
    """All lines of touched orders: what is exported of an order takes the place of its lines."""
    renamed = (
        "order_id || '-{0}' as order_id, replace(order_line_id, order_id, order_id || '-{0}')"
        " as order_line_id"
    )
    return f"""
        with
            picked as (
                select
                    *,
                    hash(order_id) % {_PER_RECORD} as pick,
                    count(*) over (partition by order_id) as lines
                from ({select})
            )
        select * exclude (pick, lines) replace (quantity + 1 as quantity) from picked where pick = 0
        union all by name
        select * exclude (pick, lines) replace ({renamed.format("new")}, {_moved(("ordered_at",))})
        from picked where pick = 1
        union all by name
        select * exclude (pick, lines) replace ({renamed.format("late")}) from picked where pick = 2
        union all by name
        select * exclude (pick, lines) replace (if(lines = 1, 'cancelled', status) as status)
        from picked where pick = 3 and (lines = 1 or order_line_id like '%-1')
    """


def _moved(times: tuple[str, ...]) -> str:
    """Times moved by whole days, so that the last of them is on the day."""
    last = f"greatest({', '.join(times)})" if len(times) > 1 else times[0]
    by = f"to_days(cast({_DAY} - {last}::date as integer))"
    return ", ".join(f"({one} + {by})::timestamp as {one}" for one in times)
