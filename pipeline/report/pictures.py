"""Trends as pictures: the dashboards' figures, drawn by Kaleido and the Chromium of the system."""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib.util
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import format as fmt
from dashboards.charts.base import Figure
from dashboards.charts.simple import Point, bars_over_time, lines
from dashboards.components.dates import axis_date
from dashboards.language import Language
from dashboards.metrics import METRICS, Metric, series
from dashboards.periods import Period, buckets
from pipeline.report.reading import DAYS, Facts, Row
from warehouse.errors import UsageError, WarehouseError

# What is drawn, as far as there is data of it: what a business lives on first.
_DRAWN = ("net_revenue", "won_amount", "orders", "new_customers", "leads_created")
_METRICS_MOST = 2
# Pixels, and how many times finer they are drawn, for sharp print.
WIDTH, HEIGHT, SCALE = 520, 210, 2
_SECONDS = 120.0
_PNG = b"\x89PNG\r\n\x1a\n"
FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', Arial, sans-serif"


@dataclass(frozen=True)
class Picture:
    """One drawn trend; `name` is that of its file."""

    name: str
    title: str
    png: bytes


def trend_figures(facts: Facts, text: Language) -> list[tuple[str, str, Figure]]:
    """Name, title and figure of each trend: by day and by month for each of up to two metrics."""
    found = []
    known = {metric.name for metric in facts.metrics}
    for metric in [METRICS[name] for name in _DRAWN if name in known][:_METRICS_MOST]:
        for grain, rows in (("day", facts.by_day), ("month", facts.by_month)):
            label = text(f"metric.{metric.name}.label")
            title = text(f"report.by_{grain}", metric=label, days=DAYS)
            found.append(
                (f"{metric.name}-{grain}", title, _figure(facts, text, metric, grain, rows))
            )
    return found


def draw(figures: Sequence[tuple[str, str, Figure]], browser: str) -> list[Picture]:
    """Draw figures as PNG.

    Args:
        figures: name, title and figure of each.
        browser: path of a Chromium.

    Raises:
        UsageError: Kaleido is not installed.
        WarehouseError: a figure could not be drawn.
    """
    if importlib.util.find_spec("kaleido") is None:
        raise UsageError(
            "The report's pictures need Kaleido, an optional extra: install it with "
            "`.venv/bin/python -m pip install 'kaleido>=1.5,<2'`."
        )
    # what matters of what they say is in what they raise
    for name in ("kaleido", "choreographer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        drawn = asyncio.run(
            asyncio.wait_for(_drawn([figure for _, _, figure in figures], browser), _SECONDS)
        )
    # Kaleido, the browser and what is between them fail in many ways that share no class.
    except Exception as error:
        raise WarehouseError(
            f"The report's pictures could not be drawn with {browser}: "
            f"{type(error).__name__} {' '.join(str(error).split())[:200]}"
        ) from error
    if not all(png.startswith(_PNG) for png in drawn):
        raise WarehouseError(f"The report's pictures could not be drawn: {browser} gave no PNG.")
    return [Picture(name, title, png) for (name, title, _), png in zip(figures, drawn, strict=True)]


async def _drawn(figures: Sequence[Figure], browser: str) -> list[bytes]:
    import kaleido  # noqa: PLC0415 - an optional extra

    size = {"format": "png", "width": WIDTH, "height": HEIGHT, "scale": SCALE}
    # without `mathjax=False` it would ask a server outside for it
    async with kaleido.Kaleido(n=1, timeout=60, mathjax=False, path=browser) as drawing:
        return [await drawing.calc_fig(figure, opts=size) for figure in figures]


def _figure(facts: Facts, text: Language, metric: Metric, grain: str, rows: list[Row]) -> Figure:
    start = min((row["bucket"] for row in rows), default=facts.as_of_date)
    if grain == "day":
        start = facts.as_of_date - dt.timedelta(days=DAYS - 1)
    over = buckets(Period(start, facts.as_of_date), grain)
    points = [
        Point(axis_date(text, bucket.start, grain), value, "", bucket.is_partial)
        for bucket, value in zip(over, series(rows, metric, over), strict=True)
    ]

    def tick(value: float) -> str:
        return show(facts, text, metric, value, compact=True)

    drawn = lines([("", points)], tick) if metric.divisors else bars_over_time(points, tick)
    layout: dict[str, Any] = {
        "font": {"family": FONTS, "size": 14, "color": "#3B4252"},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "height": HEIGHT,
        # half a line of the highest tick's label
        "margin": {"l": 4, "r": 8, "t": 14, "b": 4, "pad": 0},
    }
    drawn["layout"] |= layout
    drawn["layout"]["yaxis"]["gridcolor"] = "#E5E9F0"
    # the date of the first bar stands clear of the zero beside it
    drawn["layout"]["xaxis"]["ticklabelstandoff"] = 7
    return drawn


def show(
    facts: Facts, text: Language, metric: Metric, value: float | None, *, compact: bool = False
) -> str:
    """A number of a metric as the people of this language write it."""
    locale = text.locale
    if metric.kind == "rate":
        return fmt.percent(value, locale)
    if metric.kind == "count":
        return (fmt.compact_count if compact else fmt.count)(value, locale)
    if facts.currency is None:
        return fmt.number(value, locale, digits=0)
    return (fmt.compact_money if compact else fmt.money)(value, facts.currency, locale)
