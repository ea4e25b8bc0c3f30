"""The known sources: those shipped, those in the user's folder, those given for one command."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from ingestion.headers import header_key
from ingestion.source_file import DropRule, Format, SourceEntry, TableEntry, read_source_file
from warehouse.errors import UsageError

Origin = Literal["shipped", "user", "given"]
# What a source that maps to another one need not say again.
_INHERITED = (
    "time_zone",
    "currency",
    "date_order",
    "two_digit_years_from",
    "decimal_mark",
    "encoding",
    "ignore_nul",
    "identifiers",
    "null_marks",
    "value_aliases",
)

# A total where an id should be, alone or with a number or words behind it, as people and reports
# put below their rows.
_TOTAL = (
    r"(?i)^\s*((grand|sub|report)?[ -]?totals?|sum|合计|总计|小计|共计|合計|總計|총계|합계|итого"
    r"|всего|summe|gesamt(summe)?|total g[ée]n[ée]ral|total geral|suma|totale|totaal)"
    r"\s*([:：(（].*|\d+)?$"
)


@dataclass(frozen=True)
class Table:
    """One kind of file of a source, and how it becomes rows of a raw table.

    Attributes:
        name: of the entry in the source file.
        target: the table of the staging source whose raw table it lands in.
        files: globs on the file's name.
        key: canonical columns that identify a record; empty where the export has none.
        columns: canonical column -> further headers that feed it.
        mapped: columns whose headers come before the canonical name itself.
        constants: canonical column -> its value where the file has no such column.
        drop: which rows are no data.
        format: how its files are read.
    """

    name: str
    target: str
    description: str
    files: tuple[str, ...]
    key: tuple[str, ...]
    rows_per_key: Literal["one", "many"]
    required: tuple[str, ...]
    may_be_blank: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    mapped: frozenset[str]
    constants: Mapping[str, str]
    drop: tuple[DropRule, ...]
    format: Format

    def headers_of(self) -> dict[str, tuple[str, ...]]:
        """Canonical column -> every header that may feed it, the preferred one first."""
        return {
            column: (*aliases, column) if column in self.mapped else (column, *aliases)
            for column, aliases in self.columns.items()
        }


@dataclass(frozen=True)
class Source:
    """One CRM (or any system) whose exports can be landed."""

    source: str
    title: str
    description: str
    maps_to: str | None
    time_zone: str
    currency: str | None
    date_order: str | None
    two_digit_years_from: int | None
    decimal_mark: str | None
    encoding: str | None
    ignore_nul: bool
    identifiers: str | None
    null_marks: tuple[str, ...]
    value_aliases: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, Table]
    origin: Origin
    path: Path

    @property
    def staging_source(self) -> str:
        """The source whose staging models read it."""
        return self.maps_to or self.source

    def raw_table(self, table: Table) -> str:
        """Name, within the schema raw, of the table where a table's rows land."""
        return f"{self.staging_source}__{table.target}"

    def fingerprint(self, table: Table) -> str:
        """Changes when the same file would land as other rows, and only then."""
        reading = [
            table.headers_of(),
            table.key,
            table.required,
            dict(table.constants),
            table.format.model_dump(),
            [rule.model_dump() for rule in table.drop],
            self.null_marks,
            self.encoding,
            self.ignore_nul,
            self.identifiers,
            self.date_order,
            self.two_digit_years_from,
            # only where it is declared: a file need not land again because it may be
            *([self.decimal_mark] if self.decimal_mark else []),
            *table.may_be_blank,
        ]
        return hashlib.sha256(json.dumps(reading, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Catalog:
    """All known sources by name; those `given` for one command are the only candidates in it."""

    sources: Mapping[str, Source]

    @property
    def given(self) -> list[Source]:
        """The sources of `--source-file`."""
        return [source for source in self.sources.values() if source.origin == "given"]


def load_catalog(user_folder: Path | None = None, source_files: Sequence[Path] = ()) -> Catalog:
    """Read every source file and resolve what maps to another source.

    Args:
        user_folder: its `*.yml` are added; it need not exist.
        source_files: further files, for this command only.

    Raises:
        UsageError: a file or field is not usable, a name is taken, a `maps_to` leads nowhere.
    """
    shipped = Path(str(resources.files("ingestion").joinpath("sources"))).resolve()
    files: dict[Path, Origin] = dict.fromkeys(sorted(shipped.glob("*.yml")), "shipped")
    if user_folder is not None and user_folder.is_dir():
        found = [*user_folder.glob("*.yml"), *user_folder.glob("*.yaml")]
        files |= dict.fromkeys((path.resolve() for path in sorted(found)), "user")
    files |= dict.fromkeys((path.resolve() for path in source_files), "given")

    entries: dict[str, tuple[SourceEntry, Path, Origin]] = {}
    for path, origin in files.items():
        entry = read_source_file(path)
        if entry.source in entries:
            raise UsageError(
                f"Two source files describe '{entry.source}': {entries[entry.source][1]} and "
                f"{path}; give one of them another `source:` name."
            )
        entries[entry.source] = (entry, path, origin)
    return Catalog(
        {
            name: _resolved(entry, path, origin, entries)
            for name, (entry, path, origin) in entries.items()
        }
    )


def _resolved(
    entry: SourceEntry,
    path: Path,
    origin: Origin,
    entries: Mapping[str, tuple[SourceEntry, Path, Origin]],
) -> Source:
    parent: SourceEntry | None = None
    if entry.maps_to is not None:
        if entry.maps_to not in entries or entries[entry.maps_to][0].maps_to is not None:
            raise UsageError(
                f"The source file {path} is not usable: maps_to: '{entry.maps_to}' is no source "
                "with tables of its own; most likely you want `maps_to: template`."
            )
        parent = entries[entry.maps_to][0]
    said = entry if parent is None else _completed(entry, parent)
    source = Source(
        source=entry.source,
        title=entry.title or entry.source,
        description=" ".join(entry.description.split()),
        maps_to=entry.maps_to,
        time_zone=said.time_zone,
        currency=said.currency,
        date_order=said.date_order,
        two_digit_years_from=said.two_digit_years_from,
        decimal_mark=said.decimal_mark,
        encoding=said.encoding,
        ignore_nul=said.ignore_nul,
        identifiers=said.identifiers,
        # an empty cell is no value, whatever the source file says
        null_marks=tuple(dict.fromkeys(["", *(mark.strip() for mark in said.null_marks or [])])),
        value_aliases=said.value_aliases,
        tables={name: _table(name, table, parent, path) for name, table in said.tables.items()},
        origin=origin,
        path=path,
    )
    known = {column for table in source.tables.values() for column in table.columns}
    for column in entry.value_aliases:
        if column not in known:
            raise _fault(path, f"value_aliases.{column}", "no table has this column")
    return source


def _table(name: str, entry: TableEntry, parent: SourceEntry | None, path: Path) -> Table:
    target = entry.table or name
    base = TableEntry()
    if parent is not None:
        if target not in parent.tables:
            raise _fault(
                path,
                f"tables.{name}",
                f"'{parent.source}' has no table '{target}'; name one of "
                f"{', '.join(parent.tables)} in `table:`",
            )
        base = parent.tables[target]
    elif entry.table is not None:
        raise _fault(path, f"tables.{name}.table", "is only for a source with `maps_to`")
    columns = {column: tuple(aliases) for column, aliases in base.columns.items()}
    for column, aliases in entry.columns.items():
        if parent is not None and column not in columns:
            raise _fault(
                path, f"tables.{name}.columns.{column}", f"'{parent.source}' has no such column"
            )
        columns[column] = tuple(dict.fromkeys((*aliases, *columns.get(column, ()))))
    if parent is None and entry.key is None:
        raise _fault(path, f"tables.{name}.key", "is missing; `key: []` says there is none")
    key = entry.key if entry.key is not None else base.key or []
    required = entry.required if entry.required is not None else base.required or []
    blank = entry.may_be_blank if entry.may_be_blank is not None else base.may_be_blank or []
    drop = entry.drop if entry.drop is not None else base.drop or []
    named = {"key": key, "required": required, "constants": entry.constants, "may_be_blank": blank}
    named["drop"] = [rule.column for rule in drop if rule.column is not None]
    for field, names in named.items():
        for column in names:
            if column not in columns:
                raise _fault(path, f"tables.{name}.{field}", f"'{column}' is not in `columns`")
    for column, headers in columns.items():
        if not all(map(header_key, headers)):
            raise _fault(path, f"tables.{name}.columns.{column}", "a header is empty")
    return Table(
        name=name,
        target=target,
        description=" ".join((entry.description or base.description or "").split()),
        files=tuple(entry.files if entry.files is not None else base.files or ()),
        key=tuple(key),
        rows_per_key=entry.rows_per_key or base.rows_per_key or "one",
        required=tuple(required),
        may_be_blank=tuple(blank),
        columns=columns,
        mapped=frozenset(entry.columns if parent is not None else ()),
        constants=entry.constants,
        drop=(*drop, *_without_totals(key)),
        format=entry.format if "format" in entry.model_fields_set else base.format,
    )


def _without_totals(key: Sequence[str]) -> list[DropRule]:
    """Rules for totals below the rows of a table whose records have an id."""
    return [
        DropRule(reason="total row", column=column, matches=_TOTAL, at="end")
        for column in key[:1]
        if column.endswith("_id")
    ]


def _completed(entry: SourceEntry, parent: SourceEntry) -> SourceEntry:
    """An entry with what it does not say as the source says that it maps to."""
    inherited = {
        field: getattr(parent, field)
        for field in _INHERITED
        if field not in entry.model_fields_set or getattr(entry, field) is None
    }
    if not entry.tables:
        inherited["tables"] = dict.fromkeys(parent.tables, TableEntry())
    return entry.model_copy(update=inherited)


def _fault(path: Path, field: str, problem: str) -> UsageError:
    return UsageError(f"The source file {path} is not usable: {field}: {problem}.")
