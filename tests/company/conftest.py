"""The demo company in every vendor's form, landed in a random order, and what is true of it."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo.company import write_company
from ingestion.catalog import Catalog, load_catalog
from ingestion.containers import contents
from ingestion.exports import Export, readable
from ingestion.landing import LandedFile, land_export
from ingestion.recognition import select
from tests.dbt_project.warehouses import build, new_home
from warehouse.database import connect_build, quoted
from warehouse.home import Home

CUSTOMERS = 20_000
DIRT = 0.01


@dataclass(frozen=True)
class Company:
    """The truth, and the warehouse that its files were landed in."""

    truth: dict[str, Any]
    home: Home
    first: list[LandedFile]
    second: list[LandedFile]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home.build), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(sql).fetchall()

    def current(self, system: str, table: str) -> Counter[str]:
        """Keys of the rows of raw that count now: those of the latest export that has the key."""
        raw = f"raw.{quoted(f'{system}__{table}')}"
        rows = self.ask(
            "with ranked as (select _record_key, _load_id, dense_rank() over (partition by"
            f" _record_key order by _exported_at desc, _loaded_at desc) as age from {raw})"
            " select _record_key, count(distinct _load_id) from ranked where age = 1 group by all"
        )
        return Counter(dict(rows))


def land_shuffled(folder: Path, home: Home, catalog: Catalog, seed: int) -> Iterator[LandedFile]:
    """Land every file by itself, in a random order."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")
    random.Random(seed).shuffle(paths)
    selection = select(catalog, None, None)
    home.scratch.mkdir(exist_ok=True)
    with connect_build(home) as connection:
        for path in paths:
            whole = Export(readable(path.relative_to(folder)), path)
            for export in contents(whole, home.scratch):
                yield land_export(
                    connection, export, selection, run_id=f"run {seed}", scratch=home.scratch
                )


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("company")
    exports = folder / "exports"
    truth = json.loads(
        write_company(exports, customers=CUSTOMERS, dirt=DIRT).read_text(encoding="utf-8")
    )
    home = new_home(folder / "home")
    catalog = load_catalog()
    first = list(land_shuffled(exports, home, catalog, seed=1))
    second = list(land_shuffled(exports, home, catalog, seed=2))
    build(home, tested=False)
    return Company(truth, home, first, second)


@pytest.fixture(scope="session")
def core(company: Company) -> Company:
    """The company, with every model built."""
    return company


def name_hash(text: str) -> str:
    """The key of a record whose id is a name or an address."""
    return "name:" + hashlib.md5(text.strip().lower().encode()).hexdigest()


def record_of(system: str, table: str, name: str) -> tuple[str, str, str]:
    """A record of the truth as the warehouse calls it."""
    if system == "taobao":
        return system, "customers", name_hash(name)
    if system == "zendesk":
        return system, "requesters", name
    if system == "surveymonkey":
        return system, "respondents", name_hash(name)
    return system, table, name
