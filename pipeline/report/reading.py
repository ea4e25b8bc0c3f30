"""What the morning report is made of, read from a published run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from dashboards.metrics import METRICS, Metric
from dashboards.periods import (
    Period,
    compared_period,
    months_earlier,
    preset_period,
    previous_period,
)
from pipeline.alerts.anomalies import Anomaly, read_anomalies
from warehouse.errors import WarehouseError
from warehouse.reading import read_rows

Row = dict[str, Any]

# Customers that somebody can call in a morning; the dashboards have all of them.
CALLS = 12
# Days, and whole months, that the pictures show before the last day.
DAYS, MONTHS = 30, 12
# The filters of the dashboards that the report leaves alone.
_EVERYBODY = {"regions": None, "channels": None, "owners": None}


@dataclass(frozen=True)
class Compared:
    """A period and the one before it, with the sums of the daily facts in both.

    Attributes:
        period: the days that are looked at.
        before: the days that they are compared with.
        now_by_fact: sums over the first.
        before_by_fact: sums over the second; None where the data begins later than it.
    """

    period: Period
    before: Period
    now_by_fact: Mapping[str, float]
    before_by_fact: Mapping[str, float] | None


@dataclass(frozen=True)
class Facts:
    """All of a report before it is put into words; instants are UTC without a zone.

    Attributes:
        metrics: those of which there is any data.
        day, month: the last day, and its month so far, each with the one before.
        by_day, by_month: rows of `bucket`, `metric` and `value`.
        calls: customers to call, the first ones; `calls_all` counts all of them.
        names: by customer; None where they are not to be shown, or may not be read.
    """

    run_id: str
    as_of_date: dt.date
    published_at: dt.datetime
    currency: str | None
    metrics: tuple[Metric, ...]
    day: Compared
    month: Compared
    by_day: list[Row]
    by_month: list[Row]
    anomalies: list[Anomaly]
    calls: list[Row]
    calls_all: int
    names: dict[str, str] | None
    names_refused: bool
    landed: list[Row]
    checks: list[Row]
    failing: list[Row]


def read_facts(folder: Path, language: str, *, show_names: bool) -> Facts:
    """Read a published run.

    Args:
        folder: as given by `published_folder`.
        language: of the reasons to call a customer.
        show_names: whether names may be shown, where this process may read them.

    Raises:
        WarehouseError: something of it is missing or cannot be read; half a report is none.
    """
    (about,) = _dashboards(folder, "run", run_id=folder.name) or [{}]
    sources = _dashboards(folder, "sources")
    if about.get("as_of_date") is None or about.get("published_at") is None or not sources:
        raise WarehouseError(
            f"There is nothing to report: the published run in {folder} has no figures, no date or "
            "no end in the run log. Run `warehouse nightly`."
        )
    as_of = about["as_of_date"]
    names = [row["source_system"] for row in sources]
    first_day = max((row["first_day"] for row in sources if row["first_day"]), default=as_of)
    month = preset_period("mtd", as_of, first_day)
    day = _compared(folder, names, Period(as_of, as_of), None, first_day)
    months_before = months_earlier(month.start, MONTHS)
    calls = _own(folder, "calls", language=language, most=CALLS)
    known, refused = _names(folder, calls) if show_names else (None, False)
    return Facts(
        run_id=folder.name,
        as_of_date=as_of,
        published_at=about["published_at"],
        currency=about["currency"],
        metrics=tuple(one for one in METRICS.values() if set(one.facts) & day.now_by_fact.keys()),
        day=day,
        month=_compared(folder, names, month, compared_period(month, "previous", "mtd"), first_day),
        by_day=_trend(folder, names, Period(as_of - dt.timedelta(days=DAYS - 1), as_of), "day"),
        by_month=_trend(folder, names, Period(months_before, as_of), "month"),
        anomalies=read_anomalies(folder),
        calls=calls,
        calls_all=calls[0]["customers"] if calls else 0,
        names=known,
        names_refused=refused,
        landed=_own(folder, "landed"),
        checks=_own(folder, "checks"),
        failing=_own(folder, "failing"),
    )


def _compared(
    folder: Path, sources: list[str], period: Period, before: Period | None, first_day: dt.date
) -> Compared:
    before = before or previous_period(period)
    rows = _dashboards(
        folder,
        "kpi_totals",
        start=period.start,
        end=period.end,
        previous_start=before.start,
        previous_end=before.end,
        sources=sources,
        **_EVERYBODY,
    )
    return Compared(
        period,
        before,
        {row["metric"]: row["value"] for row in rows},
        {row["metric"]: row["previous_value"] for row in rows}
        if first_day <= before.start
        else None,
    )


def _trend(folder: Path, sources: list[str], period: Period, grain: str) -> list[Row]:
    return _dashboards(
        folder,
        "kpi_trend",
        grain=grain,
        start=period.start,
        end=period.end,
        sources=sources,
        **_EVERYBODY,
    )


def _names(folder: Path, calls: list[Row]) -> tuple[dict[str, str] | None, bool]:
    """Names by customer, or None and that this process may not read them."""
    ids = [row["customer_id"] for row in calls]
    sql = _text("dashboards", "customer_names")
    try:
        rows = read_rows(folder, sql, {"customer_ids": ids}, restricted=True)
    except WarehouseError:
        return None, True
    return {row["customer_id"]: row["customer_name"] for row in rows if row["customer_name"]}, False


def _dashboards(folder: Path, name: str, **parameters: object) -> list[Row]:
    """A query of the dashboards, so that screen and report show the same number."""
    return read_rows(folder, _text("dashboards", name), parameters)


def _own(folder: Path, name: str, **parameters: object) -> list[Row]:
    return read_rows(folder, _text("pipeline.report", name), parameters)


def _text(package: str, name: str) -> str:
    return resources.files(package).joinpath("queries", f"{name}.sql").read_text("utf-8")
