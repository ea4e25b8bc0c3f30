"""Asking a query of the app as a page does that filters nothing away."""

import datetime as dt
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboards.data import Row, query
from dashboards.periods import Period
from dashboards.run import Run, current_run
from warehouse.home import Home

EVER = Period(dt.date(1990, 1, 1), dt.date(2199, 12, 31))
NEVER = Period(dt.date.min, dt.date.min)


def ask(home: Path, name: str, **further: object) -> list[Row]:
    """The rows of a query over all days and sources; `further` are other values, and win."""
    run = current_run(Home(home))
    given: dict[str, object] = {
        "start": EVER.start,
        "end": EVER.end,
        "first_month": EVER.start,
        "with_undated": True,
        "as_of_date": run.as_of_date,
        "sources": tuple(source.source_system for source in run.sources),
        "regions": None,
        "channels": None,
        "owners": None,
        "row_limit": 1_000_000,
    }
    return query(run.folder, name, **given | further)


def run_of(home: Path) -> Run:
    """The published run of a home."""
    return current_run(Home(home))


def tile(app: AppTest, label: str) -> str:
    """What is written on a tile."""
    return next(metric.value for metric in app.metric if metric.label == label).replace("\\", "")


def change(app: AppTest, label: str) -> str:
    """The change on a tile."""
    return next(metric.delta for metric in app.metric if metric.label == label)


def digits(written: str) -> int:
    """The whole number in a text."""
    return int(re.sub(r"[^0-9]", "", written))


def said(app: AppTest) -> str:
    """All words of a page that are not in a table."""
    parts = [*app.markdown, *app.caption, *app.title, *app.info]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")
