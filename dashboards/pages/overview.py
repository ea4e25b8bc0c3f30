"""Overview: the headline numbers of the period against the period before, and their trend."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import streamlit as st

from dashboards import format as fmt
from dashboards import url
from dashboards.cards.attention import customers_to_call, unusual_days
from dashboards.cards.metrics_behind import metric_behind
from dashboards.catalogue import PAGES
from dashboards.charts.simple import Point, bars_over_time, lines
from dashboards.components.card import card
from dashboards.components.change import is_compared
from dashboards.components.dates import axis_date
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.metrics import HEADLINE, METRICS, Metric, change, series, target
from dashboards.periods import (
    GRAINS,
    Bucket,
    buckets,
    default_grain,
)
from dashboards.view import View, current_view

# Pages of which a company may have data that has none of the overview's numbers, each with the
# query that tells whether it has.
ELSEWHERE = {
    "marketing": "marketing_ever",
    "loyalty": "loyalty_ever",
    "experience": "experience_ever",
    "service": "service_ever",
    "products": "product_ever",
}


def render(view: View) -> None:
    """Draw the page."""
    totals = view.rows("kpi_totals")
    known = {row["metric"] for row in totals}
    # a source without orders has no revenue; that is not a revenue of zero
    offered = [metric for metric in METRICS.values() if known.intersection(metric.facts)]
    if not offered:
        no_data(view, ever=view.is_narrowed_within)
        _elsewhere(view)
        return
    compared = is_compared(view)
    scope(view, _comparison_words(view, compared=compared))
    grain = default_grain(view.period)
    history = view.rows("kpi_trend", grain=grain)
    over = buckets(view.period, grain)
    tiles(
        view,
        [
            _tile(view, metric, totals, history, over, compared=compared)
            for metric in offered
            if metric.name in HEADLINE
        ],
    )
    unknown = sorted(set(view.targets) - set(METRICS))
    if unknown:
        st.warning(view.text("overview.unknown_targets", names=plain(view.text.listed(unknown))))
    missing = [METRICS[name] for name in HEADLINE if METRICS[name] not in offered]
    if missing:
        names = view.text.listed(view.text(f"metric.{metric.name}.label") for metric in missing)
        reason = "missing_here" if view.is_narrowed_within else "missing"
        st.caption(view.text(f"overview.{reason}", names=names))
    unusual_days(view)
    _trend(view, offered)
    customers_to_call(view)


def _elsewhere(view: View) -> None:
    """Links to the pages that these source systems do have data of."""
    names = [name for name, ever in ELSEWHERE.items() if view.rows(ever)]
    if names:
        st.write(view.text("overview.elsewhere"))
    for name in names:
        st.page_link(
            str(Path(__file__).with_name(f"{name}.py")),
            label=view.text(f"page.{name}.title"),
            icon=PAGES[name].icon,
        )


def _comparison_words(view: View, *, compared: bool) -> str:
    before = view.compared
    if before is None:
        return view.text("overview.compared_none")
    locale = view.text.locale
    if compared:
        return view.text(
            "overview.compared",
            start=fmt.day(before.start, locale),
            end=fmt.day(before.end, locale),
        )
    first = max(
        source.first_day
        for source in view.run.sources
        if source.first_day and source.source_system in view.sources
    )
    return view.text(
        "overview.not_compared",
        start=fmt.day(before.start, locale),
        first=fmt.day(first, locale),
    )


def _tile(
    view: View,
    metric: Metric,
    totals: list[Row],
    history: list[Row],
    over: list[Bucket],
    *,
    compared: bool,
) -> Tile:
    now = metric.value({row["metric"]: row["value"] for row in totals})
    before = metric.value({row["metric"]: row["previous_value"] for row in totals})
    moved = change(metric, now, before) if compared else None
    text = view.text
    if not compared:
        about = text("overview.tile_not_compared")
    elif moved is None:
        about = text("overview.tile_no_base")
    else:
        about = text("overview.tile_before", value=view.show(metric.kind, before))
    written = None
    if moved is not None and metric.kind == "rate":
        written = fmt.signed_points(moved, text.locale, text("overview.points"))
    elif moved is not None:
        written = fmt.signed_percent(moved, text.locale)
    values = series(history, metric, over)
    return Tile(
        label=text(f"metric.{metric.name}.label"),
        value=view.show(metric.kind, now, compact=True),
        definition=text.sentences(text(f"metric.{metric.name}.definition"), about).replace(
            "$", r"\$"
        ),
        about="marts.kpi_daily",
        aside=_target_words(view, metric, now),
        change=written,
        # a week cut short would look like a crash at the end of the line
        history=tuple(
            value
            for value, bucket in zip(values, over, strict=True)
            if value is not None and not bucket.is_partial
        ),
    )


def _target_words(view: View, metric: Metric, now: float | None) -> str | None:
    if metric.name not in view.targets or now is None:
        return None
    wanted = target(metric, view.targets[metric.name], view.period)
    if view.is_narrowed and not metric.divisors:
        # a part of the company is not measured by what all of it is to bring
        whole = view.show(metric.kind, wanted, compact=True)
        return view.text("overview.target_whole", target=whole).replace("$", r"\$")
    return view.text(
        "overview.target",
        share=view.show("rate", now / wanted if wanted else None),
        target=view.show(metric.kind, wanted, compact=True),
    ).replace("$", r"\$")


def _trend(view: View, offered: list[Metric]) -> None:
    metric, grain = _trend_choice(view, [metric.name for metric in offered])
    text = view.text
    over = buckets(view.period, grain)
    starts = [max(bucket.start, view.period.start) for bucket in over]
    ends = [*(start - dt.timedelta(days=1) for start in starts[1:]), view.period.end]
    values = series(view.rows("kpi_trend", grain=grain), metric, over)
    points = [_point(view, metric, grain, *pair) for pair in zip(over, values, strict=True)]

    def tick(value: float) -> str:
        return view.show(metric.kind, value, compact=True)

    label = text(f"metric.{metric.name}.label")
    definition = text(f"metric.{metric.name}.definition")
    columns: dict[str, ColumnKind] = {
        "bucket": "date",
        "value": metric.kind,
        "is_partial": "flag",
    }
    card(
        view,
        "overview.trend",
        # a ratio has no height to fill: where its divisor is zero, its line has a gap
        lines([(label, points)], tick) if metric.divisors else bars_over_time(points, tick),
        [
            {
                "bucket": bucket.start,
                "value": value,
                "is_partial": bucket.is_partial,
                "start": start,
                "end": end,
            }
            for bucket, value, start, end in zip(over, values, starts, ends, strict=True)
        ],
        columns,
        about="marts.kpi_daily",
        words=(label, text.sentences(definition, text("overview.trend_definition"))),
        note=text("card.partial") if any(bucket.is_partial for bucket in over) else None,
        drill=metric_behind(
            metric.name,
            lambda row: {"start": row["start"], "end": row["end"]},
            lambda row: f"{label} · {_when(view, grain, row['bucket'])}",
        ),
    )


def _trend_choice(view: View, names: list[str]) -> tuple[Metric, str]:
    """The metric and the grain, chosen by two widgets that the URL remembers."""
    text = view.text
    usual = default_grain(view.period)
    # the grain that was usual for another period is not a choice to be kept
    grain_key = f"by-{usual}"
    url.begin_choice("metric", names, names[0])
    url.begin_choice("by", GRAINS, usual, key=grain_key)
    with st.container(horizontal=True, vertical_alignment="center"):
        name = st.selectbox(
            text("overview.metric"),
            names,
            format_func=lambda name: text(f"metric.{name}.label"),
            key="metric",
            label_visibility="collapsed",
            width=260,
        )
        grain = st.segmented_control(
            text("overview.grain"),
            list(GRAINS),
            format_func=lambda grain: text(f"grain.{grain}"),
            key=grain_key,
            required=True,
            label_visibility="collapsed",
        )
    url.remember("metric", str(name), names[0])
    url.remember("by", str(grain), usual)
    return METRICS[str(name)], str(grain)


def _point(view: View, metric: Metric, grain: str, bucket: Bucket, value: float | None) -> Point:
    label = axis_date(view.text, bucket.start, grain)
    when = _when(view, grain, bucket.start)
    part = view.text("card.partial_hover") if bucket.is_partial else None
    when = view.text.sentences(when, part)
    return Point(label, value, f"{when}: {view.show(metric.kind, value)}", bucket.is_partial)


def _when(view: View, grain: str, start: dt.date) -> str:
    return (fmt.month if grain == "month" else fmt.day)(start, view.text.locale)


render(current_view())
