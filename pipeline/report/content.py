"""The report in words: what the template is given, in the language of the reader."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboards import format as fmt
from dashboards.language import Language
from dashboards.metrics import HEADLINE, METRICS, Metric, change
from pipeline.alerts.message import local
from pipeline.report.pictures import FONTS, Picture, show
from pipeline.report.reading import Compared, Facts, Row

# As the dashboards: a night that is two hours late is worth knowing.
STALE_AFTER = dt.timedelta(hours=26)


def content(
    facts: Facts,
    text: Language,
    pictures: list[tuple[Picture, str]],
    *,
    time_zone: str,
    link: str | None,
    now: dt.datetime,
) -> dict[str, Any]:
    """What the template shows, ready to be read.

    Args:
        facts: what was read.
        text: the language.
        pictures: each with its address in the page.
        time_zone: of the business.
        link: to the dashboards, or None.
        now: with a zone.
    """
    published = facts.published_at.replace(tzinfo=dt.UTC)
    locale = text.locale
    offered = {metric.name for metric in facts.metrics}
    return {
        "text": text,
        "html_language": {"zh": "zh-Hans"}.get(text.code, text.code),
        "fonts": FONTS,
        "title": title(facts, text),
        "day": fmt.day(facts.as_of_date, locale),
        "published": text(
            "report.published",
            time=local(published, time_zone),
            ago=fmt.ago(now - published, locale),
            run=facts.run_id,
        ),
        "stale": now - published > STALE_AFTER,
        "month_words": _month_words(facts, text),
        "kpis": [_kpi(facts, text, METRICS[name]) for name in HEADLINE if name in offered],
        "missing": ("、" if text.code == "zh" else ", ").join(_missing(text, offered)),
        "pictures": [{"title": one.title, "source": source} for one, source in pictures],
        "anomalies": [one.sentence(text) for one in facts.anomalies],
        "calls": [_call(facts, text, row) for row in facts.calls],
        "calls_more": facts.calls_all - len(facts.calls),
        "calls_all": fmt.count(facts.calls_all, locale),
        "with_names": facts.names is not None,
        "names_refused": facts.names_refused,
        "landed": [
            {
                "title": text.name("source", row["title"]),
                "at": local(row["landed_at"].replace(tzinfo=dt.UTC), time_zone),
                "rows": fmt.count(row["rows_landed"], locale),
            }
            for row in facts.landed
        ],
        "checks": [
            text(
                "report.checked",
                stage=text(f"report.stage.{row['stage']}"),
                **{
                    name: fmt.count(row[name], locale)
                    for name in ("checks", "warnings", "critical")
                },
            )
            for row in facts.checks
        ],
        "failing": facts.failing,
        "link": link,
    }


def render(shown: dict[str, Any]) -> str:
    """The page; everything from the data is escaped, and a missing word is an error."""
    environment = Environment(
        loader=PackageLoader("pipeline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja").render(shown)


def plain(shown: dict[str, Any]) -> str:
    """The report in a few lines, for who reads mail as text."""
    text: Language = shown["text"]
    lines = [shown["title"], shown["published"], ""]
    lines += [
        f"{kpi['label']}: {kpi['day']} ({kpi['day_change'] or fmt.MISSING}) · "
        f"{text('report.month')}: {kpi['month']} ({kpi['month_change'] or fmt.MISSING})"
        for kpi in shown["kpis"]
    ]
    lines += ["", f"{text('report.anomalies')}: {len(shown['anomalies'])}"]
    lines += [f"- {sentence}" for sentence in shown["anomalies"]]
    lines += [f"{text('report.calls')}: {shown['calls_all']}", *shown["checks"]]
    lines += ["", shown["link"]] if shown["link"] else []
    return "\n".join([*lines, "", text("report.attached")]) + "\n"


def title(facts: Facts, text: Language) -> str:
    """What a report is called, in its heading and as the subject of its mail."""
    return text("report.title", day=fmt.day(facts.as_of_date, text.locale))


def _month_words(facts: Facts, text: Language) -> str:
    month, locale = facts.month, text.locale
    return text(
        "report.compared",
        day_before=fmt.day(facts.day.before.start, locale),
        start=fmt.day(month.period.start, locale),
        end=fmt.day(month.period.end, locale),
        before_start=fmt.day(month.before.start, locale),
        before_end=fmt.day(month.before.end, locale),
    )


def _missing(text: Language, offered: set[str]) -> list[str]:
    return [text(f"metric.{name}.label") for name in HEADLINE if name not in offered]


def _kpi(facts: Facts, text: Language, metric: Metric) -> dict[str, str]:
    found = {
        "label": text(f"metric.{metric.name}.label"),
        "definition": text(f"metric.{metric.name}.definition"),
    }
    for name, compared in (("day", facts.day), ("month", facts.month)):
        now, moved = _moved(metric, compared)
        found[name] = show(facts, text, metric, now)
        found[f"{name}_change"] = _change_words(text, metric, moved)
        found[f"{name}_direction"] = _direction(moved)
    return found


def _moved(metric: Metric, compared: Compared) -> tuple[float | None, float | None]:
    now = metric.value(compared.now_by_fact)
    if compared.before_by_fact is None:
        return now, None
    return now, change(metric, now, metric.value(compared.before_by_fact))


def _change_words(text: Language, metric: Metric, moved: float | None) -> str:
    if moved is None:
        return ""
    written = (
        fmt.signed_points(moved, text.locale, text("overview.points"))
        if metric.kind == "rate"
        else fmt.signed_percent(moved, text.locale)
    )
    # what rounds to nothing has no direction
    return written.lstrip("+-") if _direction(moved) == "same" else written


def _direction(moved: float | None) -> str:
    if moved is None or abs(moved) < 0.0005:
        return "same"
    return "up" if moved > 0 else "down"


def _call(facts: Facts, text: Language, row: Row) -> dict[str, Any]:
    value = row["value_at_stake"]
    amount = (
        fmt.number(value, text.locale, digits=0)
        if facts.currency is None
        else fmt.compact_money(value, facts.currency, text.locale)
    )
    return {
        "customer": row["customer_id"],
        "name": (facts.names or {}).get(row["customer_id"], ""),
        "reasons": ("；" if text.code == "zh" else "; ").join(row["reasons"]),
        "action": row["action"],
        "value": amount,
        "since": fmt.day(row["since_date"], text.locale) if row["since_date"] else "",
        "is_new": row["is_new"],
    }
