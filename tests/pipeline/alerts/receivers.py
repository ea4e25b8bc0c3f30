"""Receivers on this machine: an HTTP server with answers as told, and mail servers."""

import json
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword


@dataclass
class Answer:
    """What the server says to one request, after how many seconds."""

    status: int = 200
    body: str = "ok"
    seconds: float = 0
    headers: dict[str, str] = field(default_factory=dict)


class Receiver:
    """A web server that keeps what it is sent; the last answer is repeated."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [Answer()]
        self.paths: list[str] = []
        self.bodies: list[dict] = []
        self.url = ""

    def answer(self, *answers: Answer) -> None:
        self.answers = list(answers)


@contextmanager
def http_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/json"
            receiver.paths.append(self.path)
            receiver.bodies.append(json.loads(content))
            answer = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            closing.wait(answer.seconds)
            with suppress(ConnectionError):  # who asked may have left
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Mailbox:
    """A mail server that keeps what it is sent, and refuses what it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.answers: list[str] = []
        self.unknown: set[str] = set()
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server, session, envelope: Envelope, address, options
    ) -> str:
        if address in self.unknown:
            return f"550 no such user {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, login: LoginPassword):
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == b"right", handled=False)


class AnyPort(Controller):
    """Takes the port that the system chose, which only the socket knows."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(security: str, authority: trustme.CA | None = None) -> Iterator[Mailbox]:
    """A mail server that speaks as `smtp_security` says, with a certificate of an authority."""
    box = Mailbox()
    context = None
    if authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
    controller = AnyPort(
        box,
        hostname="127.0.0.1",
        port=0,
        server_hostname="localhost",
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=box.authenticate if security != "none" else None,
        auth_require_tls=security == "starttls",
        auth_required=security != "none",
        ready_timeout=60,
    )
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def wait_for(condition, seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def texts(bodies: Sequence[dict]) -> list[str]:
    """What people would read of bodies for the JSON webhook."""
    return [body["text"] for body in bodies]
