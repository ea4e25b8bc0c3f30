"""A build with hand-made tables, and a suite folder of the user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from warehouse.database import connect_build
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
def build(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect_build(home) as connection:
        yield connection


@pytest.fixture
def user_suites(tmp_path: Path) -> Path:
    return tmp_path / "suites"


@pytest.fixture
def write_suite(user_suites: Path) -> Callable[..., Path]:
    """Writes a user's suite on a table and returns its file."""

    def write(table: str, *expectations: dict[str, Any], stage: str = "raw") -> Path:
        folder = user_suites / stage
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{table}.yml"
        entries = [
            {"severity": "critical", "description": "Something holds."} | entry
            for entry in expectations
        ]
        content = {"table": table, "expectations": entries}
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return file

    return write
