"""The history of the SQL page, and the queries that were given a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from dashboards import saved
from warehouse.home import Home
from warehouse.isolation import Outcome

HISTORY = "query_history"
QUERIES = "queries"
MOST_RUNS = 200


@dataclass(frozen=True)
class PastRun:
    """One run of a statement: when (UTC, no zone), how it ended, how much it gave."""

    ran_at: dt.datetime
    sql: str
    ending: str
    rows: int | None
    seconds: float


@dataclass(frozen=True)
class SavedQuery:
    """A statement with a name."""

    name: str
    sql: str
    saved_at: dt.datetime


def remember_run(home: Home, sql: str, outcome: Outcome) -> None:
    """Put a run at the head of the history, which keeps the last 200.

    Raises:
        StoreError: the home cannot be written.
    """
    value: dict[str, Any] = {
        "sql": sql,
        "ending": outcome.ending,
        "rows": None if outcome.rows is None else outcome.rows.num_rows,
        "seconds": round(outcome.seconds, 3),
    }
    saved.append(home, HISTORY, value, MOST_RUNS)


def history(home: Home) -> list[PastRun]:
    """The last runs, the newest first.

    Raises:
        StoreError: the file cannot be read.
    """
    return [
        PastRun(
            one.saved_at,
            str(one.value.get("sql", "")),
            str(one.value.get("ending", "")),
            one.value.get("rows"),
            float(one.value.get("seconds") or 0),
        )
        for one in saved.load(home, HISTORY)
    ]


def forget_history(home: Home) -> None:
    """Empty the history.

    Raises:
        StoreError: the home cannot be written.
    """
    saved.delete(home, HISTORY, "")


def save_query(home: Home, name: str, sql: str) -> None:
    """Keep a statement under a name, in place of one of that name.

    Raises:
        StoreError: the name is empty or too long, or the home cannot be written.
    """
    saved.save(home, QUERIES, name, {"sql": sql})


def saved_queries(home: Home) -> list[SavedQuery]:
    """All statements with a name, by name.

    Raises:
        StoreError: the file cannot be read.
    """
    found = [
        SavedQuery(one.name, str(one.value.get("sql", "")), one.saved_at)
        for one in saved.load(home, QUERIES)
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def delete_query(home: Home, name: str) -> None:
    """Forget a statement with a name.

    Raises:
        StoreError: the home cannot be written.
    """
    saved.delete(home, QUERIES, name)
