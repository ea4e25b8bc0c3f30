"""Alerts by mail: a real mail server, with and without TLS, that refuses and that is busy."""

import datetime as dt
import socket
import threading

import pytest
import trustme

from pipeline.alerts import Alert, tell
from tests.pipeline.alerts.receivers import mail_server

# where all of the connection is TLS, the server does not see that it is protected
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

NOW = dt.datetime(2026, 7, 1, 2, 20, tzinfo=dt.UTC)
FAILURE = Alert(key="night:x", kind="failure", text="Nothing\r\nwas\npublished", problem="night")


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def mail_settings(settings_for, monkeypatch, authority, tmp_path):
    """Settings for a mail server whose authority this machine trusts."""
    bundle = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))

    def make(port, security, *, trusted=True, **further):
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
        else:
            monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        given = {
            "alert_to": "ops@example.com, head@example.com",
            "smtp_host": "localhost",
            "smtp_port": port,
            "smtp_security": security,
            "smtp_from": "warehouse@example.com",
        }
        return settings_for(**given | further)

    return make


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_alert_arrives(mail_settings, authority, home, security, language):
    login = {} if security == "none" else {"smtp_user": "robot", "smtp_password": "right"}
    with mail_server(security, None if security == "none" else authority) as box:
        settings = mail_settings(box.port, security, language=language, **login)
        assert tell(settings, home, [FAILURE], run_id="run-1", now=NOW) == []
    (received,) = box.mails
    assert received["From"] == "warehouse@example.com"
    assert received["To"] == "ops@example.com, head@example.com"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Message-ID"].endswith("@example.com>")
    title = {"en": "The night failed", "zh": "夜间运行失败"}[language]
    assert received["Subject"] == f"crm-warehouse: {title}"
    text = received.get_content()
    assert {"en": "Failure: Nothing was published", "zh": "失败：Nothing was published"}[
        language
    ] in text
    assert "run-1" in text
    assert box.logins == ([] if security == "none" else [(b"robot", b"right")])


@pytest.mark.parametrize(
    ("security", "spoken", "says"),
    [
        ("starttls", "none", "offers no STARTTLS"),
        ("tls", "none", "certificate cannot be trusted, or it speaks no TLS"),
    ],
)
def test_nothing_is_sent_where_the_server_does_not_protect_it(
    mail_settings, home, security, spoken, says
):
    with mail_server(spoken) as box:
        settings = mail_settings(box.port, security, smtp_user="robot", smtp_password="topsecret")
        (sentence,) = tell(settings, home, [FAILURE], now=NOW)
    assert says in sentence
    assert "1 kept for the next time" in sentence
    assert box.mails == []
    assert box.logins == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_with_a_certificate_of_nobody_is_not_believed(
    mail_settings, authority, home, security
):
    with mail_server(security, authority) as box:
        settings = mail_settings(box.port, security, trusted=False)
        (sentence,) = tell(settings, home, [FAILURE], now=NOW)
    assert "certificate cannot be trusted" in sentence
    assert box.mails == []


def test_a_wrong_password_is_a_sentence_without_it(mail_settings, authority, home):
    with mail_server("starttls", authority) as box:
        settings = mail_settings(box.port, "starttls", smtp_user="robot", smtp_password="topsecret")
        (sentence,) = tell(settings, home, [FAILURE], now=NOW)
    assert "refused user or password (535)" in sentence
    assert "topsecret" not in sentence
    assert "robot" not in sentence
    # once by each way to log in that the server offers, not again and again: accounts get locked
    assert len(box.logins) == 2


def test_a_busy_server_is_asked_again(mail_settings, home):
    with mail_server("none") as box:
        box.answers = ["451 try later", "421 too many connections"]
        assert tell(mail_settings(box.port, "none"), home, [FAILURE], now=NOW) == []
    assert len(box.mails) == 1


def test_a_server_that_refuses_the_mail_is_not_asked_again(mail_settings, home):
    with mail_server("none") as box:
        box.answers = ["554 looks like spam to ops@example.com", "250 never reached"]
        (sentence,) = tell(mail_settings(box.port, "none"), home, [FAILURE], now=NOW)
        assert box.answers == ["250 never reached"]
    assert "answered 554" in sentence
    assert "@" not in sentence


def test_one_unknown_recipient_does_not_keep_it_from_the_others(mail_settings, home):
    with mail_server("none") as box:
        box.unknown = {"head@example.com"}
        settings = mail_settings(box.port, "none")
        (sentence,) = tell(settings, home, [FAILURE], now=NOW)
        assert "refused 1 of the recipients" in sentence
        assert "@" not in sentence
        assert len(box.mails) == 1
        # it was taken: nothing is kept, so nobody gets it twice
        assert tell(settings, home, [], now=NOW) == []
        assert len(box.mails) == 1
        box.unknown |= {"ops@example.com"}
        other = FAILURE.model_copy(update={"key": "night:other"})
        (sentence,) = tell(settings, home, [other], now=NOW)
        assert "refused every recipient (550)" in sentence


@pytest.mark.usefixtures("soon_silent")
def test_a_server_that_never_greets_holds_nobody_up(mail_settings, home):
    with socket.create_server(("localhost", 0)) as silent:
        taken: list[object] = []
        take = threading.Thread(
            target=lambda: [taken.append(silent.accept()) for _ in range(3)], daemon=True
        )
        take.start()
        settings = mail_settings(silent.getsockname()[1], "none")
        (sentence,) = tell(settings, home, [FAILURE], now=NOW)
    assert "did not answer within" in sentence
    assert len(taken) == 3


def test_a_server_that_is_not_there_is_a_sentence(mail_settings, home):
    (sentence,) = tell(mail_settings(9, "none"), home, [FAILURE], now=NOW)
    assert "the mail server could not be reached" in sentence
    assert "1 kept" in sentence
