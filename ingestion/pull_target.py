"""Which raw table a table of a live database lands in, and by which key."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from ingestion.catalog import Catalog, Source, Table
from ingestion.exports import Export
from ingestion.headers import column_names, header_key, snake_case
from ingestion.reading import Opener
from ingestion.recognition import Candidate, Selection, recognise, select
from ingestion.source_file import Format
from warehouse.errors import UsageError

_NO_KEY = (
    "It has no key, so every pull takes all its rows and replaces the pull before: give it a "
    "primary key, or `key:` in a source file."
)


@dataclass(frozen=True)
class Target:
    """Where a table lands.

    Attributes:
        headers: of its columns, in order, as the landing gets to see them.
        keys: columns that identify a record; empty where nothing does.
    """

    candidate: Candidate
    headers: tuple[str, ...]
    keys: tuple[sa.Column[Any], ...]

    @property
    def fingerprint(self) -> str:
        """Changes when the same rows would land as other ones."""
        return self.candidate.source.fingerprint(self.candidate.table)

    @property
    def warning(self) -> str:
        """What a person should do about the table, or ""."""
        return "" if self.keys else _NO_KEY


def target_of(
    build: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    table: sa.Table,
    name: str,
    url: sa.URL,
    source: str | None,
    as_table: str | None,
    scratch: Path,
) -> Target:
    """A table of the named or given sources; without any, one made for this very table.

    A live table has no vendor's file name to be recognised by, so no source is guessed.

    Raises:
        UsageError: there is no such source or table, or its raw table holds something else.
        LandingError: the source's tables do not fit it.
    """
    if source is not None or catalog.given:
        return _known(build, catalog, table, name, source, as_table, scratch)
    database = url.database or ""
    schema = None if table.schema in {None, "public", database} else table.schema
    plain = as_table or _plain(f"{schema}_{table.name}" if schema else table.name, "table")
    own = _plain(database, "database")
    made = _made(f"{own}_database" if own in catalog.sources else own, plain, name, table)
    if as_table is None:
        _refuse_mixture(build, made.candidate, name)
    return made


def refuse_one_target(targets: Sequence[Target]) -> None:
    """Two tables of one command must not land in one raw table, where one would hide the other.

    Raises:
        UsageError: they would.
    """
    names = Counter(target.candidate.source.raw_table(target.candidate.table) for target in targets)
    for name, count in names.items():
        if count > 1:
            raise UsageError(
                f"{count} of the tables would land in raw.{name}: pull each --as another."
            )


def _known(
    build: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    table: sa.Table,
    name: str,
    source: str | None,
    as_table: str | None,
    scratch: Path,
) -> Target:
    candidates = select(catalog, source, as_table).candidates
    alike = [one for one in candidates if table.name in {one.table.name, one.table.target}]
    headers = tuple(column.name for column in table.columns)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        path = Path(folder, "header.parquet")
        pq.write_table(pa.schema([(each, pa.string()) for each in headers]).empty_table(), path)
        export = Export(name, path, kind="parquet", is_named=True)
        opener = Opener(build, export, Path(folder))
        selection = Selection(tuple(alike) or candidates, takes_any_name=True)
        match = recognise(opener, export, selection)
    key = match.candidate.table.key
    fed = match.positions.keys() | match.candidate.table.constants.keys()
    columns = list(table.columns)
    keys = tuple(columns[match.positions[each]] for each in key if each in match.positions)
    return Target(match.candidate, headers, keys if fed >= set(key) else ())


def _made(source: str, target: str, name: str, table: sa.Table) -> Target:
    """A source of one table, with the columns and the primary key that the database says."""
    headers = tuple(column_names([column.name for column in table.columns]))
    if len(set(map(header_key, headers))) < len(headers):
        raise UsageError(
            f"Columns of {table.fullname} differ in nothing but spaces, case or underscores: pull "
            "a view that names them apart."
        )
    header_of = dict(zip(table.columns, headers, strict=True))
    keys = tuple(table.primary_key.columns)
    made = Table(
        name=target,
        target=target,
        description=f"As it is in {name}.",
        files=(),
        key=tuple(header_of[column] for column in keys),
        rows_per_key="one",
        required=(),
        may_be_blank=(),
        columns=dict.fromkeys(headers, ()),
        mapped=frozenset(),
        constants={},
        drop=(),
        format=Format(),
    )
    owner = Source(
        source=source,
        title=source,
        description="A live database, pulled as it is.",
        maps_to=None,
        time_zone="UTC",
        currency=None,
        date_order=None,
        two_digit_years_from=None,
        decimal_mark=None,
        encoding=None,
        ignore_nul=False,
        identifiers=None,
        null_marks=("",),
        value_aliases={},
        tables={target: made},
        origin="given",
        path=Path(),
    )
    return Target(Candidate(owner, made), headers, keys)


def _refuse_mixture(build: duckdb.DuckDBPyConnection, candidate: Candidate, name: str) -> None:
    others = build.execute(
        "select max(file_name) from ops.files where source_system = ? and table_name = ?"
        " and file_name <> ? and status = 'landed'",
        [candidate.source.source, candidate.table.target, name],
    ).fetchall()[0][0]
    if others is not None:
        raw_table, target = candidate.source.raw_table(candidate.table), candidate.table.target
        raise UsageError(
            f"raw.{raw_table} holds {others}: say `--as {target}` if {name} is the same table, "
            "else --as another name."
        )


def _plain(name: str, otherwise: str) -> str:
    """A name fit for a raw table: no double underscore, which parts source and table."""
    return re.sub("_+", "_", snake_case(name)) or otherwise
