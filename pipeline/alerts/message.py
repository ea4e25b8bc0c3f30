"""What is told: alerts, and the message that several of them make."""

from __future__ import annotations

import datetime as dt
import re
import socket
import zoneinfo
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dashboards.language import Language
from pipeline.words import load_words
from warehouse.home import Home
from warehouse.settings import Settings

Kind = Literal["failure", "late", "report", "critical", "recovery", "warning", "anomaly"]
Problem = Literal["night", "late", "report"]
Severity = Literal["critical", "warning", "good"]

# The gravest first: a message is called by its first alert.
_ORDER: tuple[Kind, ...] = (
    "failure",
    "late",
    "report",
    "critical",
    "recovery",
    "warning",
    "anomaly",
)
_GRAVE = {"failure", "late", "report", "critical"}
# One digest per telling, which a person reads on a phone; the rest is in the dashboards.
LINES_MOST = 20
_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


class Alert(BaseModel):
    """One thing worth telling.

    Attributes:
        key: what it is about: the same alert has the same key from night to night.
        kind: what sort of thing it is.
        text: the thing in one sentence.
        problem: what is not well until a recovery is told, for alerts that open one.
        once: never to be told again, however long ago it was told.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    kind: Kind
    text: str
    problem: Problem | None = None
    once: bool = False


class Message(BaseModel):
    """Alerts of one telling, in the words of the reader, ready for any channel."""

    model_config = ConfigDict(frozen=True)

    language: str
    severity: Severity
    title: str
    lines: tuple[str, ...]
    footer: str
    link: str | None
    link_text: str
    run_id: str
    occurred_at: dt.datetime
    alerts: tuple[Alert, ...]

    def text(self, most_bytes: int | None = None) -> str:
        """All of it as plain text, without the last lines where a vendor takes only so much."""
        head, foot = [self.title], [self.footer, *([self.link] if self.link else [])]
        lines = list(self.lines)
        while True:
            left_out = len(self.lines) - len(lines)
            more = [load_words(self.language)("alert.more", count=left_out)] if left_out else []
            text = "\n".join([*head, *lines, *more, *foot])
            if most_bytes is None or len(text.encode()) <= most_bytes:
                return text
            if not lines:
                return text.encode()[:most_bytes].decode(errors="ignore")
            lines.pop()


def key_of(problem: str, sentence: str) -> str:
    """The key of a failure: its sentence, in which run ids differ every time."""
    return f"{problem}:{_RUN_ID.sub('…', sentence)}"


def compose(
    settings: Settings, home: Home, alerts: Sequence[Alert], run_id: str, now: dt.datetime
) -> Message:
    """One message of several alerts, the gravest first.

    Args:
        settings: of the warehouse.
        home: the warehouse that it is about.
        alerts: at least one.
        run_id: the run that they are of, or "".
        now: when, with a zone.
    """
    text = load_words(settings.language)
    ordered = sorted(alerts, key=lambda alert: _ORDER.index(alert.kind))
    first = ordered[0].kind
    lines = [text(f"alert.{alert.kind}", text=one_line(alert.text)) for alert in ordered]
    if len(lines) > LINES_MOST:
        lines[LINES_MOST:] = [text("alert.more", count=len(lines) - LINES_MOST)]
    count = sum(alert.kind == first for alert in ordered)
    about = [text("alert.run", run=run_id)] if run_id else []
    about.append(
        text(
            "alert.at",
            time=local(now, settings.time_zone),
            host=socket.gethostname(),
            home=str(home.root),
        )
    )
    return Message(
        language=settings.language,
        severity=_severity(first),
        title=f"{text('alert.product')}: {text(f'alert.title.{first}', count=count)}",
        lines=tuple(lines),
        footer=" · ".join(about),
        link=settings.dashboards_url,
        link_text=text("alert.dashboards"),
        run_id=run_id,
        occurred_at=now,
        alerts=tuple(ordered),
    )


def local(instant: dt.datetime, time_zone: str) -> str:
    """An instant as the business reads its clock: 2026-07-01 04:15 (Asia/Shanghai)."""
    there = instant.astimezone(zoneinfo.ZoneInfo(time_zone))
    return f"{there:%Y-%m-%d %H:%M} ({time_zone})"


def one_line(text: str) -> str:
    """A text without line breaks and control characters, no longer than anybody reads."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 600 else plain[:599] + "…"


def recovery(text: Language, problem: Problem, since: str, sentence: str) -> Alert:
    """The alert that a problem is over."""
    told = text(f"alert.recovered.{problem}", since=since, text=one_line(sentence))
    return Alert(key=f"recovered:{problem}", kind="recovery", text=told)


def _severity(kind: Kind) -> Severity:
    if kind in _GRAVE:
        return "critical"
    return "good" if kind == "recovery" else "warning"
