"""Unusual figures of the last days, from `marts.kpi_anomaly` of a published run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards import format as fmt
from dashboards.language import Language
from pipeline.alerts.message import Alert
from pipeline.words import metric_name
from warehouse.reading import read_rows

# What is older is no news, also for who is told for the first time.
DAYS = 7
_ANOMALIES = """
    select
        day, metric, verdict, unit, value::double as value, expected::double as expected,
        lower_bound::double as lower_bound, upper_bound::double as upper_bound
    from marts.kpi_anomaly
    cross join core.as_of
    where is_anomaly and day > as_of_date - $days::integer and day <= as_of_date
    order by day desc, metric
"""


@dataclass(frozen=True)
class Anomaly:
    """A day on which a metric was not what its weekday let expect. Money is in `unit`."""

    day: dt.date
    metric: str
    verdict: str
    unit: str
    value: float
    expected: float
    lower_bound: float
    upper_bound: float

    def show(self, value: float, text: Language) -> str:
        """A value of this metric as people write it."""
        is_money = len(self.unit) == 3 and self.unit.isupper()
        return (
            fmt.money(value, self.unit, text.locale) if is_money else fmt.count(value, text.locale)
        )

    def sentence(self, text: Language) -> str:
        """The anomaly in one sentence."""
        return text(
            f"alert.text.{self.verdict}",
            metric=metric_name(text, self.metric),
            day=fmt.day(self.day, text.locale),
            value=self.show(self.value, text),
            expected=self.show(self.expected, text),
            lower=self.show(self.lower_bound, text),
            upper=self.show(self.upper_bound, text),
        )


def read_anomalies(folder: Path) -> list[Anomaly]:
    """The unusual figures of the last seven days of a published run, newest first.

    Raises:
        WarehouseError: they cannot be read.
    """
    rows: list[dict[str, Any]] = read_rows(folder, _ANOMALIES, {"days": DAYS})
    return [Anomaly(**row) for row in rows]


def anomaly_alerts(folder: Path, text: Language) -> list[Alert]:
    """One alert per unusual figure, each to be told once."""
    return [
        Alert(
            key=f"anomaly:{one.metric}:{one.day}:{one.verdict}",
            kind="anomaly",
            text=one.sentence(text),
            once=True,
        )
        for one in read_anomalies(folder)
    ]
