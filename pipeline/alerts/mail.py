"""Sending mail: alerts, and any other message such as the morning report."""

from __future__ import annotations

import smtplib
import ssl
import time
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from pipeline.alerts.message import Message
from pipeline.alerts.webhook import ChannelError
from warehouse.settings import Settings

TIMEOUT = 15.0
# Seconds before each further try.
WAITS = (1.0, 4.0)
_SILENT = "the mail server did not answer within {:g} seconds"
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def send_alert(settings: Settings, message: Message) -> str:
    """Mail one message to `alert_to`; what it gives and raises is that of `send_mail`."""
    mail = new_mail(settings, message.title, settings.alert_to)
    link = [f"{message.link_text}: {message.link}"] if message.link else []
    mail.set_content("\n\n".join([*message.lines, message.footer, *link]) + "\n")
    # who reads many of them may sort by it
    mail["X-Warehouse-Severity"] = message.severity
    return send_mail(settings, mail)


def new_mail(settings: Settings, subject: str, to: tuple[str, ...]) -> EmailMessage:
    """A mail without content, from the warehouse."""
    sender = settings.smtp_from or ""
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    # so that no holiday notice answers it (RFC 3834)
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def send_mail(settings: Settings, mail: EmailMessage) -> str:
    """Give a mail to the mail server; tried again where it may only be busy.

    Returns:
        Who of several will not get it, or "".

    Raises:
        ChannelError: the server took it for nobody.
    """
    for wait in WAITS:
        try:
            return _send(settings, mail)
        except ChannelError as error:
            if not error.is_down:
                raise
            time.sleep(wait)
    return _send(settings, mail)


def _send(settings: Settings, mail: EmailMessage) -> str:
    """Servers repeat addresses in what they say, so only the kind of fault and a code are told."""
    try:
        refused = _delivered(settings, mail)
    except smtplib.SMTPAuthenticationError as error:
        raise ChannelError(
            f"the mail server refused user or password ({error.smtp_code})", is_down=False
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise ChannelError(
            "the mail server offers no STARTTLS or no log-in: see smtp_security", is_down=False
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _ in error.recipients.values()})
        raise ChannelError(
            f"the mail server refused every recipient ({', '.join(map(str, codes))})",
            is_down=all(400 <= code < 500 for code in codes),
        ) from None
    except smtplib.SMTPResponseException as error:
        raise ChannelError(
            f"the mail server answered {error.smtp_code}", is_down=400 <= error.smtp_code < 500
        ) from None
    except ssl.SSLError:
        raise ChannelError(
            "the mail server's certificate cannot be trusted, or it speaks no TLS there",
            is_down=False,
        ) from None
    except TimeoutError:
        raise ChannelError(_SILENT.format(TIMEOUT), is_down=True) from None
    except (smtplib.SMTPException, OSError) as error:
        # smtplib tells of a server that went silent as of one that hung up
        is_slow = "timed out" in str(error)
        reason = _SILENT.format(TIMEOUT) if is_slow else "the mail server could not be reached"
        raise ChannelError(reason, is_down=True) from None
    return f"the mail server refused {len(refused)} of the recipients" if refused else ""


def _delivered(settings: Settings, mail: EmailMessage) -> dict[str, tuple[int, bytes]]:
    """The recipients that were refused."""
    server = _connected(settings)
    try:
        if settings.smtp_user is not None and settings.smtp_password is not None:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        refused = server.send_message(mail)
        # it has the mail: how it says good-bye is no reason to send it again
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        return refused
    finally:
        server.close()


def _connected(settings: Settings) -> smtplib.SMTP:
    """Connected as `smtp_security` asks; without it nothing is sent."""
    host, security = settings.smtp_host or "", settings.smtp_security
    port = settings.smtp_port or _PORTS[security]
    trusted = ssl.create_default_context()
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
    server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if security == "starttls":
            server.starttls(context=trusted)
    except BaseException:
        server.close()
        raise
    return server
