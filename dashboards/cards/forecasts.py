"""What the open pipeline and the next months of sales will bring, and how good forecasts were."""

from __future__ import annotations

import calendar

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.metrics_behind import metric_behind
from dashboards.charts.bands import Band, lines_with_bands
from dashboards.charts.comparisons import bars_with_intervals
from dashboards.charts.simple import Point
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.dates import axis_date
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View

# Whole months that a forecast of sales needs.
LEAST_MONTHS = 24
# Forecast metrics, and what they are counted in.
METRICS: dict[str, Kind] = {"net_revenue": "money", "won_amount": "money", "orders": "count"}

_MONTH_COLUMNS: dict[str, ColumnKind] = {
    "part": "forecast_part",
    "first_date": "date",
    "last_date": "date",
    "forecast_amount": "money",
    "lower_80": "money",
    "upper_80": "money",
    "expected_wins": "number",
}
_BACKTEST_COLUMNS: dict[str, ColumnKind] = {
    "forecast_date": "date",
    "open_count": "count",
    "forecast_amount": "money",
    "lower_80": "money",
    "upper_80": "money",
    "win_rate_amount": "money",
    "actual_amount": "money",
    "is_within_80": "flag",
}
_SALES_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "value": "number",
    "forecast": "number",
    "lower_80": "number",
    "upper_80": "number",
    "lower_95": "number",
    "upper_95": "number",
}


def pipeline_forecast(view: View) -> None:
    """What the open opportunities will bring by month, and what became of earlier forecasts."""
    parts = view.rows("pipeline_forecast_months")
    if not any(row["forecast_amount"] is not None for row in parts):
        if parts:
            st.info(view.text("pipeline.forecast_unknown"), icon=":material/hourglass_empty:")
        return
    # only months of which nothing is known have no amount
    parts = [row for row in parts if row["forecast_amount"] is not None]
    everybody = view.text("pipeline.not_followed")
    left, right = st.columns(2)
    with left:
        card(
            view,
            "pipeline.forecast",
            _months(view, parts),
            parts,
            _MONTH_COLUMNS,
            about="marts.pipeline_forecast_monthly",
            note=everybody,
        )
    backtest = view.rows("pipeline_backtest")
    with right:
        if any(row["actual_amount"] is not None for row in backtest):
            card(
                view,
                "pipeline.backtest",
                _backtest(view, backtest),
                backtest,
                _BACKTEST_COLUMNS,
                about="marts.pipeline_forecast_report",
                note=view.text.sentences(
                    _verdict(view, view.rows("pipeline_backtest_summary")), everybody
                ),
            )
        else:
            st.caption(view.text("pipeline.backtest_unknown"))


def sales_forecast(view: View) -> None:
    """The chosen metric in the months before and after the last whole one, with its bands."""
    known = {name: view.rows("sales_forecast", metric=name) for name in METRICS}
    # a metric of which there never was anything is not forecast
    offered = tuple(name for name, rows in known.items() if rows and rows[0]["known_months"])
    if not offered:
        return
    metric = choice(
        view.text("pipeline.metric"),
        "forecast",
        offered,
        lambda name: view.text(f"metric.{name}.label"),
        key="pipeline-forecast",
    )
    ahead = known[metric]
    history = view.rows("sales_forecast_history", metric=metric)
    rows = _joined(history, ahead)
    quality = view.rows("sales_forecast_quality", metric=metric)
    is_known = ahead[0]["forecast"] is not None
    words = _quality(view, quality) if is_known else _unknown(view, ahead[0]["known_months"])
    card(
        view,
        "pipeline.sales_forecast",
        _sales(view, METRICS[metric], rows, with_forecast=is_known),
        rows,
        _SALES_COLUMNS,
        about="marts.sales_forecast.forecast",
        note=view.text.sentences(words, view.text("pipeline.sales_not_followed")),
        drill=metric_behind(
            metric,
            lambda row: _of_everybody(view, row),
            lambda row: fmt.month(row["month"], view.text.locale),
        ),
    )


def _of_everybody(view: View, row: Row) -> dict[str, object]:
    """The days of a month and no filter, as forecasts are of the whole business."""
    month = row["month"]
    last = calendar.monthrange(month.year, month.month)[1]
    return {
        "start": month,
        "end": month.replace(day=last),
        "sources": tuple(source.source_system for source in view.run.sources),
        **dict.fromkeys(("regions", "channels", "owners")),
    }


def _months(view: View, parts: list[Row]) -> dict[str, object]:
    points, intervals, texts = [], [], []
    for row in parts:
        name = view.text.name("forecast_part", row["part"])
        if row["part"] == "month":
            name = _span(view, row)
        amount = view.show("money", row["forecast_amount"], compact=True)
        hover = f"{name}: {view.show('money', row['forecast_amount'])}"
        interval = None
        if row["lower_80"] is not None:
            interval = (row["lower_80"], row["upper_80"])
            hover += " · " + view.text(
                "pipeline.interval",
                lower=view.show("money", row["lower_80"]),
                upper=view.show("money", row["upper_80"]),
            )
        points.append(Point(name, row["forecast_amount"], hover))
        intervals.append(interval)
        texts.append(amount)
    aside = [row["part"] == "weighted" for row in parts]
    return bars_with_intervals(points, intervals, texts, aside)


def _span(view: View, row: Row) -> str:
    """A month ahead: its name if it is one of the calendar, else from when to when it is."""
    first, last = row["first_date"], row["last_date"]
    if first.day == 1 and (first.year, first.month) == (last.year, last.month):
        return fmt.month(first, view.text.locale)
    short = view.text("date.day")
    return " – ".join(fmt.pattern(day, short, view.text.locale) for day in (first, last))


def _backtest(view: View, rows: list[Row]) -> dict[str, object]:
    series = []
    for column in ("actual_amount", "forecast_amount", "win_rate_amount"):
        name = view.text(f"column.{column}")
        points = []
        for row in rows:
            day = fmt.day(row["forecast_date"], view.text.locale)
            hover = f"{name} · {day}: {view.show('money', row[column])}"
            label = axis_date(view.text, row["forecast_date"], "month")
            points.append(Point(label, row[column], hover))
        series.append((name, points))
    return lines_with_bands(
        series, lambda value: view.show("money", value, compact=True), [_band(view, rows, 80)]
    )


def _verdict(view: View, summary: list[Row]) -> str:
    """The back-test in words: how far off both ways were, and how often the band held."""
    methods = {row["method"]: row for row in summary}
    used, other = methods.get("hazard"), methods.get("closed_win_rate")
    if used is None or other is None:
        return view.text("pipeline.backtest_unknown")
    words = view.text(
        "pipeline.backtest_words",
        forecasts=used["forecasts"],
        error=view.show("rate", used["error_share"]),
        other_error=view.show("rate", other["error_share"]),
    )
    if not used["judged"]:
        return words
    return f"{words} " + view.text(
        "pipeline.backtest_band", within=used["within_80"], judged=used["judged"]
    )


def _quality(view: View, rows: list[Row]) -> str:
    """How wrong such forecasts were, against taking last year's months again."""
    used = next((row for row in rows if row["is_used"]), None)
    if used is None or used["mase"] is None:
        return view.text("pipeline.quality_unknown")
    locale = view.text.locale
    words = view.text(
        "pipeline.quality",
        method=view.text(f"forecast_method.{used['method']}"),
        forecasts=used["forecasts"],
        mase=fmt.number(used["mase"], locale, digits=2),
        coverage_80=fmt.percent(used["coverage_80"], locale, digits=0),
        coverage_95=fmt.percent(used["coverage_95"], locale, digits=0),
    )
    naive = next((row for row in rows if row["method"] == "seasonal_naive"), None)
    if naive is None or naive is used or naive["mase"] is None:
        return words
    return f"{words} " + view.text(
        "pipeline.quality_naive",
        forecasts=naive["forecasts"],
        mase=fmt.number(naive["mase"], locale, digits=2),
        coverage_80=fmt.percent(naive["coverage_80"], locale, digits=0),
        coverage_95=fmt.percent(naive["coverage_95"], locale, digits=0),
    )


def _unknown(view: View, months: int) -> str:
    """Why there is no forecast."""
    if months < LEAST_MONTHS:
        return view.text("pipeline.too_few_months", months=months)
    return view.text("pipeline.same_every_year", months=months)


def _joined(history: list[Row], ahead: list[Row]) -> list[Row]:
    """Months that are over and months to come, as rows of one table."""
    ends = ("forecast", "lower_80", "upper_80", "lower_95", "upper_95")
    past = [{**row, **dict.fromkeys(ends)} for row in history]
    return past + [
        {"month": row["month"], "value": None, **{name: row[name] for name in ends}}
        for row in ahead
        if row["forecast"] is not None
    ]


def _sales(view: View, kind: Kind, rows: list[Row], *, with_forecast: bool) -> dict[str, object]:
    series = []
    for column in ("value", "forecast") if with_forecast else ("value",):
        name = view.text(
            "pipeline.sales_value" if column == "value" else "pipeline.sales_forecast_line"
        )
        points = []
        for row in rows:
            month = fmt.month(row["month"], view.text.locale)
            hover = f"{name} · {month}: {view.show(kind, row[column])}"
            if column == "forecast" and row["lower_80"] is not None:
                hover += " · " + view.text(
                    "pipeline.interval",
                    lower=view.show(kind, row["lower_80"]),
                    upper=view.show(kind, row["upper_80"]),
                )
            points.append(Point(axis_date(view.text, row["month"], "month"), row[column], hover))
        series.append((name, points))
    bands = [_band(view, rows, 95), _band(view, rows, 80)] if with_forecast else []
    return lines_with_bands(series, lambda value: view.show(kind, value, compact=True), bands)


def _band(view: View, rows: list[Row], percent: int) -> Band:
    return Band(
        view.text("pipeline.band", percent=percent),
        [row[f"lower_{percent}"] for row in rows],
        [row[f"upper_{percent}"] for row in rows],
    )
