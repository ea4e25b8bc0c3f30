"""What each vendor wants to be sent, and what it answers.

Texts are sent in forms that no vendor reads as markup, so that nothing in the data can mention
people or make links. Sources, read in November 2026: api.slack.com/messaging/webhooks,
learn.microsoft.com/microsoftteams/platform (adaptive cards by workflows),
developer.work.weixin.qq.com/document/path/91770, open.dingtalk.com (custom robots, signatures),
open.feishu.cn (custom robots, signatures).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from pipeline.alerts.message import Message
from pipeline.words import load_words

Body = dict[str, Any]

# Bytes of text that a vendor takes (WeCom 2,048; DingTalk and Feishu 20,000; Slack 3,000
# characters per section; Teams 28 KB per card).
_WECOM_BYTES = 2_000
_CHINESE_BYTES = 12_000
_SLACK_LINE = 2_900
_COLOURS = {"critical": "Attention", "warning": "Warning", "good": "Good"}


@dataclass(frozen=True)
class Vendor:
    """How one vendor is spoken to.

    Attributes:
        title: what people call it.
        body: what is sent.
        refusal: what its answer (its body) says against the message, or "" where it took it.
        sign: the address and the body with a signature made of a secret at a time (Unix seconds).
    """

    title: str
    body: Callable[[Message], Body]
    refusal: Callable[[str], str]
    sign: Callable[[str, Body, str, float], tuple[str, Body]] | None = None


def slack(message: Message) -> Body:
    """Blocks; `text` is what a notification shows."""
    blocks: list[Body] = [
        {"type": "header", "text": {"type": "plain_text", "text": message.title[:150]}},
        *(
            {"type": "section", "text": {"type": "plain_text", "text": line[:_SLACK_LINE]}}
            for line in message.lines
        ),
        {"type": "context", "elements": [{"type": "plain_text", "text": message.footer}]},
    ]
    if message.link:
        link = f"<{_slack_text(message.link)}|{_slack_text(message.link_text)}>"
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": link}})
    return {"text": _slack_text(message.title), "blocks": blocks}


def teams(message: Message) -> Body:
    """An adaptive card; text runs are no Markdown."""
    card: Body = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [
            _rich(message.title, weight="Bolder", size="Large", color=_COLOURS[message.severity]),
            *(_rich(line) for line in message.lines),
            _rich(message.footer, size="Small", isSubtle=True),
        ],
    }
    if message.link:
        card["actions"] = [
            {"type": "Action.OpenUrl", "title": message.link_text, "url": message.link}
        ]
    content_type = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": content_type, "contentUrl": None, "content": card}],
    }


def wecom(message: Message) -> Body:
    """Plain text."""
    return {"msgtype": "text", "text": {"content": message.text(_WECOM_BYTES)}}


def dingtalk(message: Message) -> Body:
    """Plain text; where a robot asks for a keyword, `crm-warehouse` is in every message."""
    return {"msgtype": "text", "text": {"content": message.text(_CHINESE_BYTES)}}


def feishu(message: Message) -> Body:
    """A post of plain texts and one link."""
    content: list[list[Body]] = [
        [{"tag": "text", "text": line}] for line in (*message.lines, message.footer)
    ]
    if message.link:
        content.append([{"tag": "a", "text": message.link_text, "href": message.link}])
    language = "zh_cn" if message.language == "zh" else "en_us"
    post = {language: {"title": message.title, "content": content}}
    return {"msg_type": "post", "content": {"post": post}}


def plain_json(message: Message) -> Body:
    """All of a message by name, for a receiver of one's own."""
    return {
        "product": load_words(message.language)("alert.product"),
        "severity": message.severity,
        "title": message.title,
        "text": message.text(),
        "run_id": message.run_id,
        "occurred_at": message.occurred_at.isoformat(timespec="seconds"),
        "link": message.link,
        "alerts": [alert.model_dump(include={"key", "kind", "text"}) for alert in message.alerts],
    }


def sign_dingtalk(address: str, body: Body, secret: str, at: float) -> tuple[str, Body]:
    """HMAC of time and secret under the secret, in the address; the time in milliseconds."""
    timestamp = str(round(at * 1000))
    signed = hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    parts = urlsplit(address)
    signature = urlencode({"timestamp": timestamp, "sign": base64.b64encode(signed).decode()})
    query = f"{parts.query}&{signature}" if parts.query else signature
    return urlunsplit(parts._replace(query=query)), body


def sign_feishu(address: str, body: Body, secret: str, at: float) -> tuple[str, Body]:
    """HMAC of nothing under time and secret, in the body; the time in seconds."""
    timestamp = str(int(at))
    signed = hmac.digest(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256)
    return address, {"timestamp": timestamp, "sign": base64.b64encode(signed).decode(), **body}


def _by_code(*names: str) -> Callable[[str], str]:
    """Reads answers with an error code under one of these names; zero is no error."""

    def refusal(answer: str) -> str:
        try:
            told = json.loads(answer)
        except ValueError:
            return "an answer that is no JSON"
        found = [told[name] for name in names if name in told] if isinstance(told, dict) else []
        if not found:
            return "an answer without an error code"
        if found[0] == 0:
            return ""
        words = told.get("errmsg") or told.get("msg") or told.get("StatusMessage") or ""
        return f"error {found[0]}: {words}"

    return refusal


def _rich(text: str, **further: object) -> Body:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **further}]}


def _slack_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _status_is_enough(answer: str) -> str:  # noqa: ARG001
    return ""


VENDORS = {
    "slack": Vendor("Slack", slack, _status_is_enough),
    "teams": Vendor("Teams", teams, _status_is_enough),
    "wecom": Vendor("WeCom", wecom, _by_code("errcode")),
    "dingtalk": Vendor("DingTalk", dingtalk, _by_code("errcode"), sign_dingtalk),
    "feishu": Vendor("Feishu", feishu, _by_code("code", "StatusCode"), sign_feishu),
    "json": Vendor("the JSON webhook", plain_json, _status_is_enough),
}
