"""Settings of what leaves the house: where alerts and the morning report go, and how.

An address of a webhook is as good as a password, because whoever knows it may write there. So
addresses and passwords come from the environment only, and are in no log and no message.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

# One address, without a name beside it: enough to refuse a slip of the pen or a second line.
_MAIL_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_WEBHOOKS = (
    "slack_webhook",
    "teams_webhook",
    "wecom_webhook",
    "dingtalk_webhook",
    "feishu_webhook",
    "json_webhook",
)
_OPTIONAL = ("dashboards_url", "smtp_host", "smtp_port", "smtp_user", "smtp_password", "smtp_from")

# In the environment as a list with commas, in `warehouse.toml` as a list.
MailAddresses = Annotated[tuple[str, ...], NoDecode]


def _secret(description: str) -> SecretStr | None:
    secret: SecretStr | None = Field(None, repr=False, description=description)
    return secret


class ChannelSettings(BaseSettings):
    """The part of the settings that alerts and the report need."""

    language: Literal["en", "zh"] = Field(
        "en", description="Language of alerts and of the morning report: en or zh."
    )
    alert_repeat_hours: float = Field(
        24, gt=0, le=24 * 31, description="Hours in which the same alert is not told again."
    )
    alert_to: MailAddresses = Field((), repr=False, description="Mail addresses that alerts go to.")
    report_to: MailAddresses = Field(
        (), repr=False, description="Mail addresses that the morning report goes to."
    )
    dashboards_url: str | None = Field(
        None, description="Where the dashboards are, for the link in alerts and the report."
    )
    slack_webhook: SecretStr | None = _secret("Address of an incoming webhook of Slack.")
    teams_webhook: SecretStr | None = _secret("Address of a Teams workflow that posts cards.")
    wecom_webhook: SecretStr | None = _secret("Address of a group robot of WeCom (企业微信).")
    dingtalk_webhook: SecretStr | None = _secret("Address of a robot of DingTalk (钉钉).")
    dingtalk_secret: SecretStr | None = _secret("With which DingTalk messages are signed.")
    feishu_webhook: SecretStr | None = _secret("Address of a robot of Feishu (飞书) or Lark.")
    feishu_secret: SecretStr | None = _secret("With which Feishu messages are signed.")
    json_webhook: SecretStr | None = _secret("Address of anything else that takes JSON.")
    smtp_host: str | None = Field(None, description="Mail server.")
    smtp_port: int | None = Field(
        None, ge=1, le=65535, description="Its port; by default that of smtp_security."
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to it is protected: starttls, tls or none."
    )
    smtp_user: str | None = Field(None, repr=False, description="User at the mail server.")
    smtp_password: SecretStr | None = _secret("Password of that user.")
    smtp_from: str | None = Field(None, repr=False, description="Mail address of the sender.")

    @field_validator(*_WEBHOOKS, "dingtalk_secret", "feishu_secret", *_OPTIONAL, mode="before")
    @classmethod
    def _nothing_is_empty(cls, value: object) -> object:
        # an environment variable is never unset by a shell's default
        return None if value == "" else value

    @field_validator(*_WEBHOOKS)
    @classmethod
    def _webhook_is_an_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _is_web_address(value.get_secret_value()):
            raise ValueError("is no address that begins with https:// (or http://)")
        return value

    @field_validator("dashboards_url")
    @classmethod
    def _link_is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError(f"'{value}' is no address that begins with https:// (or http://)")
        return value

    @field_validator("alert_to", "report_to", mode="before")
    @classmethod
    def _addresses_are_listed(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part for part in (one.strip() for one in value.split(",")) if part)
        return value

    @field_validator("alert_to", "report_to", "smtp_from")
    @classmethod
    def _mail_addresses(cls, value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for one in (value,) if isinstance(value, str) else value or ():
            if not _MAIL_ADDRESS.fullmatch(one):
                raise ValueError("holds something that is no mail address such as ops@example.com")
        return value

    @model_validator(mode="after")
    def _can_be_sent(self) -> ChannelSettings:
        if (self.alert_to or self.report_to) and not (self.smtp_host and self.smtp_from):
            raise ValueError("alert_to and report_to need smtp_host and smtp_from")
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError("smtp_user and smtp_password go together: set both or neither")
        if self.smtp_password is not None and self.smtp_security == "none":
            raise ValueError(
                "smtp_security = none would send smtp_password in the clear: use starttls or tls"
            )
        for vendor in ("dingtalk", "feishu"):
            if getattr(self, f"{vendor}_secret") and not getattr(self, f"{vendor}_webhook"):
                raise ValueError(f"{vendor}_secret needs {vendor}_webhook")
        return self


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable()
    except ValueError:
        return False
