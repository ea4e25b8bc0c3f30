"""A live relational database: its address, one connection to it, and its errors as sentences."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SAWarning, SQLAlchemyError
from sqlalchemy.pool import NullPool

from warehouse.errors import LandingError, UsageError

# Scheme of an address -> the name that is recorded, the driver, the port.
_SYSTEMS = {
    "postgresql": ("postgresql", "postgresql+psycopg", 5432),
    "postgres": ("postgresql", "postgresql+psycopg", 5432),
    "mysql": ("mysql", "mysql+pymysql", 3306),
    "mariadb": ("mysql", "mysql+pymysql", 3306),
}
_ARGUMENTS = {
    "postgresql": {"client_encoding": "utf8", "application_name": "crm-warehouse"},
    "mysql": {"charset": "utf8mb4"},
}
_PATIENCE = 15  # seconds for a connection to come up
# Every value is read as the text that the server makes of it, so the session fixes its form.
_SESSION = {
    "postgresql": (
        "select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),"
        " set_config('IntervalStyle', 'iso_8601', false),"
        " set_config('extra_float_digits', '1', false)",
        "set session characteristics as transaction isolation level repeatable read, read only",
    ),
    "mysql": (
        "set session time_zone = '+00:00'",
        "set session transaction isolation level repeatable read",
        "set session transaction read only",
    ),
}
_EXPECTED = "postgresql://user@host/database or mysql://user@host/database"
# The password ends at its first `@`; with another one behind it, part of it passes for the host.
_ENDS_EARLY = re.compile(r"[^:]*://[^:/]*:[^@]*@.*@", re.DOTALL)


def parse_address(text: str) -> sa.URL:
    """The address of a database, with the password that the environment has for it.

    A password in the address wins over WAREHOUSE_PULL_PASSWORD, and that over what the database's
    own clients take: PGPASSWORD and the password file, MYSQL_PWD.

    Raises:
        UsageError: it is none; the message repeats nothing of it, since it may hold a password.
    """
    if _ENDS_EARLY.match(text):
        raise UsageError(
            f"The address has a second @: write one in a password as %40, like {_EXPECTED}, or "
            "give the password in WAREHOUSE_PULL_PASSWORD."
        )
    try:
        url = sa.make_url(text)
    except (SQLAlchemyError, ValueError):
        raise UsageError(f"The address cannot be read: it must be like {_EXPECTED}.") from None
    if url.drivername not in _SYSTEMS or not url.database:
        raise UsageError(f"The address must name a server and a database, like {_EXPECTED}.")
    system, driver, port = _SYSTEMS[url.drivername]
    password = url.password or os.environ.get("WAREHOUSE_PULL_PASSWORD")
    if password is None and system == "mysql":
        password = os.environ.get("MYSQL_PWD")
    return url.set(drivername=driver, password=password, port=url.port or port)


def address_name(url: sa.URL) -> str:
    """The address as it is recorded and printed: without user, password and options."""
    host = url.host or "localhost"
    host = f"[{host}]" if ":" in host else host
    return f"{url.get_backend_name()}://{host}:{url.port}/{url.database}"


@contextmanager
def connected(url: sa.URL) -> Iterator[sa.Connection]:
    """One read-only session, in UTC, whose every transaction sees one state of the database.

    Raises:
        LandingError: the server cannot be reached or refuses, or an error while the block reads.
    """
    system = url.get_backend_name()
    arguments = {"connect_timeout": _PATIENCE, **_ARGUMENTS[system]}
    given = {name: value for name, value in arguments.items() if name not in url.query}
    engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=given)
    try:
        # a driver meets wrong options and hosts with errors of many kinds
        try:
            connection = engine.connect()
        except (SQLAlchemyError, OSError, ValueError, TypeError, RuntimeError) as error:
            raise LandingError(
                f"Cannot connect to {address_name(url)}: {sentence_of(error)}; check the address, "
                "the user and the password (WAREHOUSE_PULL_PASSWORD)."
            ) from error
        # what a driver cannot decode is no database error to SQLAlchemy
        try:
            with connection, warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # column types that it does not know
                for statement in _SESSION[system]:
                    connection.exec_driver_sql(statement)
                connection.commit()
                yield connection
        except (SQLAlchemyError, UnicodeDecodeError) as error:
            raise LandingError(f"The database reports: {sentence_of(error)}.") from error
    finally:
        engine.dispose()


def sentence_of(error: BaseException) -> str:
    """What the server or the driver said, on one line and without the statement."""
    said: object = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        said = error.orig
    arguments: tuple[object, ...] = getattr(said, "args", ())
    # PyMySQL's errors are a number and a text
    text = str(arguments[1]) if len(arguments) == 2 and isinstance(arguments[0], int) else str(said)
    return " ".join(text.split()).rstrip(".") or type(said).__name__
