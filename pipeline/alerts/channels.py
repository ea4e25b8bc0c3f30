"""The channels that are set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pipeline.alerts.bodies import VENDORS
from pipeline.alerts.message import Message
from warehouse.settings import Settings


@dataclass(frozen=True)
class Channel:
    """One way to somebody.

    Attributes:
        name: by which what waits for it is kept.
        title: what people call it.
        send: sends one message; gives what is to be said of it, or raises `ChannelError`.
    """

    name: str
    title: str
    send: Callable[[Message], str]


def channels_of(settings: Settings) -> list[Channel]:
    """The channels that the settings name, webhooks first."""
    from pipeline.alerts.mail import send_alert  # noqa: PLC0415 - only for who is to be told
    from pipeline.alerts.webhook import webhook  # noqa: PLC0415

    found = []
    for name, vendor in VENDORS.items():
        address = getattr(settings, f"{name}_webhook")
        secret = getattr(settings, f"{name}_secret", None)
        if address is not None:
            send = webhook(
                name, address.get_secret_value(), secret.get_secret_value() if secret else None
            )
            found.append(Channel(name, vendor.title, send))
    if settings.alert_to:
        found.append(Channel("mail", "mail", partial(send_alert, settings)))
    return found
