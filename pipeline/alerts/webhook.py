"""Sending to a webhook: with timeouts, and tried again where that may help.

Apprise would know these vendors too, but it fixes their hosts: it can go neither through a
company's gateway nor to a receiver in a test. So the bodies are our own, and the rest is requests.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from pipeline.alerts.bodies import VENDORS, Body, Vendor
from pipeline.alerts.message import Message
from warehouse.errors import WarehouseError

# Seconds: to connect, and to wait for the next byte of an answer.
TIMEOUT = (5.0, 10.0)
# Seconds for the whole of an answer, however slowly it drips.
_ANSWER_MOST = 15.0
_ANSWER_BYTES = 64_000
# Characters of a part of an address from which it may be one that nobody should know.
_PRIVATE_FROM = 6
# A server that hangs once rarely answers the second time; one that refuses to connect may restart.
RETRY = Retry(
    total=3,
    read=1,
    redirect=0,
    backoff_factor=1,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=("POST",),
    raise_on_status=False,
    raise_on_redirect=False,
    retry_after_max=10,
)


class ChannelError(WarehouseError):
    """A message could not be sent.

    Attributes:
        is_down: whether the channel is, so that there is no use in sending it another message.
    """

    def __init__(self, reason: str, *, is_down: bool) -> None:
        super().__init__(reason)
        self.is_down = is_down


def send(vendor: Vendor, address: str, secret: str | None, message: Message) -> str:
    """Send one message.

    Args:
        vendor: of the webhook.
        address: of the webhook, which is as good as a password and so is in no error.
        secret: for the signature, where the vendor has one.
        message: to be sent.

    Returns:
        "": it was taken without reserve.

    Raises:
        ChannelError: it was not taken.
    """
    body = vendor.body(message)
    if secret is not None and vendor.sign is not None:
        address, body = vendor.sign(address, body, secret, time.time())
    status, answer = _post(address, body)
    if not 200 <= status < 300:
        raise ChannelError(f"it answered {status}", is_down=status >= 500 or status == 429)
    if refusal := vendor.refusal(answer):
        raise ChannelError(f"it gave {_hidden(refusal, address, secret)}", is_down=False)
    return ""


def webhook(name: str, address: str, secret: str | None) -> partial[str]:
    """A function that sends a message to the webhook of a vendor by name."""
    return partial(send, VENDORS[name], address, secret)


def _post(address: str, body: Body) -> tuple[int, str]:
    """Status and answer. What requests says of a fault has the address in it, so it stays here."""
    with _silenced(), requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(max_retries=RETRY))
        try:
            with session.post(
                address, json=body, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                return response.status_code, _read(response)
        except requests.exceptions.SSLError:
            reason = "its certificate cannot be trusted"
        except (requests.exceptions.Timeout, TimeoutError):
            reason = f"it did not answer within {TIMEOUT[1]:g} seconds"
        except (requests.RequestException, OSError, ValueError) as error:
            # a read that timed out after other faults is told as a connection error
            is_slow = "Read timed out" in str(error)
            reason = (
                f"it did not answer within {TIMEOUT[1]:g} seconds"
                if is_slow
                else "it could not be reached"
            )
    raise ChannelError(reason, is_down=True)


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep urllib3 from logging: where it tries again, it warns with the whole address."""
    loggers = [logging.getLogger(f"urllib3.{name}") for name in ("connectionpool", "util.retry")]

    def nothing(record: logging.LogRecord) -> bool:  # noqa: ARG001
        return False

    for logger in loggers:
        logger.addFilter(nothing)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(nothing)


def _read(response: requests.Response) -> str:
    until = time.monotonic() + _ANSWER_MOST
    content = b""
    for part in response.iter_content(1024):
        content += part
        if time.monotonic() > until:
            raise TimeoutError
        if len(content) > _ANSWER_BYTES:
            break
    return content.decode("utf-8", errors="replace")


def _hidden(words: str, address: str, secret: str | None) -> str:
    """A vendor's words, short, and without what it may have repeated of ours."""
    parts = urlsplit(address)
    private = {address, secret or "", parts.netloc, *parts.path.split("/")}
    private |= {value for _, value in parse_qsl(parts.query)}
    for one in sorted(private, key=len, reverse=True):
        if len(one) >= _PRIVATE_FROM:
            words = words.replace(one, "…")
    return " ".join(words.split())[:200]
