"""One file's records into its raw table, part by part."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb

from ingestion.cells import (
    BLANK_EDGE,
    BLANKS,
    cell_or_null,
    explained,
    identifier,
    is_identifier,
    key_parts,
    placed_at,
    verdict,
    without_edge,
)
from ingestion.delimited import is_blank, misfit
from ingestion.file_log import Counts, Load, forget_content
from ingestion.headers import extra_columns
from ingestion.raw_tables import METADATA, ensure_columns, raw_name, register_source
from ingestion.recognition import Match
from ingestion.records import BLANK_LINE, Part
from ingestion.refusals import Refusal, insert_refusals
from ingestion.undecided import Undecided, Undecideds
from warehouse.database import quoted
from warehouse.errors import LandingError


def insert_load(
    connection: duckdb.DuckDBPyConnection, load: Load, match: Match, parts: Iterable[Part]
) -> Counts:
    """Write every row that a file brings; the caller holds the transaction.

    Raises:
        LandingError: the file cannot be read to its end, or DuckDB read another number of
            records than were counted.
    """
    source, table = match.candidate.source, match.candidate.table
    extra = extra_columns(match.extract.headers, match.positions.values(), table.columns)
    ensure_columns(connection, source.raw_table(table), [*table.columns, *extra])
    forget_content(connection, load, source, table)
    loading = _Loading(connection, load, match, dict(match.positions) | extra)
    for part in _ahead(parts):
        loading.take(part, rules=True)
    loading.end()
    if loading.counts.landed:
        register_source(connection, source)
    return loading.counts


def _ahead(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts, each made while DuckDB reads the one before."""
    following = iter(parts)
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(next, following, None)
        while (part := coming.result()) is not None:
            coming = pool.submit(next, following, None)
            yield part


class _Loading:
    """One file on its way into its raw table."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        load: Load,
        match: Match,
        positions: Mapping[str, int],
    ) -> None:
        self.counts = Counts()
        self._connection = connection
        self._load = load
        self._source = match.candidate.source
        self._table = match.candidate.table
        self._width = len(match.extract.headers)
        self._cells = {column: f"c{1 + at}" for column, at in positions.items()}
        self._constants = {
            column: constant
            for column, constant in {**match.captured, **self._table.constants}.items()
            if column not in self._cells
        }
        marks, width = self._source.null_marks, self._width
        # cells that a header row lacks have no value, as those of a blank one
        header_rows = [[*row, *[""] * width][:width] for row in match.extract.header_rows]
        self._header_rows = [
            [None if cell.strip(BLANKS) in marks else cell for cell in row] for row in header_rows
        ]
        self._undecided = Undecideds(self._table)

    def take(self, part: Part, *, rules: bool) -> None:
        """Land a part; every record of it is landed, refused or left undecided.

        Args:
            part: readable until the next one is asked for.
            rules: whether the table's rules for rows that are no data count.
        """
        for name, arrow_table in part.objects.items():
            self._connection.register(name, arrow_table)
        expected = part.records - len(part.rejects)
        landed = self._insert(part, rules=rules) if expected else 0
        self.counts.landed += landed
        refusals = [
            Refusal(None, drop.line_number, drop.text, drop.reason, is_drop=True)
            for drop in part.drops
        ]
        unread = [
            Refusal(number, reject.line_number, reject.text, reject.reason)
            for number, reject in part.rejects.items()
        ]
        if landed != expected:
            unread += self._misfits(part)
            judged, waiting = self._judged(part, rules=rules)
            refused = len(unread) - len(part.rejects) + len(judged) + len(waiting)
            if landed + refused != expected:
                raise LandingError(
                    f"{expected:,} records were counted but {landed:,} were read and {refused:,} "
                    "refused: nothing of the file was landed; report it with the file's header."
                )
            refusals += judged
            self._undecided.add(waiting)
        for name in part.objects:
            self._connection.unregister(name)
        for refusal in unread:
            refusals += self._undecided.judge_unread(refusal, rules=rules)
        while rules and self._undecided:
            decided, data = self._undecided.decide(self._landed_span())
            refusals += decided
            if data is None:
                break
            self.take(data, rules=False)  # what is data after all may decide others
        self._refuse(refusals)

    def end(self) -> None:
        """Nothing follows: what waited for data behind it is no data."""
        self._refuse(self._undecided.close())

    def _refuse(self, refusals: Sequence[Refusal]) -> None:
        insert_refusals(self._connection, self._load, refusals)
        self.counts.add(refusals)

    def _landed_span(self) -> tuple[int, int] | None:
        """First and last number of the rows that have landed."""
        first, last = self._execute(
            f"select min(_row_number), max(_row_number) from {self._raw} where _load_id = $load_id",
            {"load_id": self._load.load_id},
        )[0]
        return None if first is None else (first, last)

    @property
    def _raw(self) -> str:
        return raw_name(self._source, self._table)

    def _insert(self, part: Part, *, rules: bool) -> int:
        values = dict(self._cells)
        for column, cell in self._cells.items():
            if is_identifier(column, self._table):
                bare = cell if part.is_trimmed else without_edge(cell)
                values[column] = identifier(bare, self._source)
        given: dict[str, Any] = {
            "source_system": self._source.source,
            "source_file": self._load.file_name,
            "load_id": self._load.load_id,
            "loaded_at": self._load.loaded_at,
            "exported_at": self._load.exported_at,
        }
        for number, (column, constant) in enumerate(self._constants.items()):
            values[column] = f"$constant_{number}"
            given[f"constant_{number}"] = constant
        metadata = {
            "_source_system": "$source_system",
            "_source_file": "$source_file",
            "_row_number": "c0",
            "_record_key": " || chr(31) || ".join(key_parts(self._table, values)) or "null",
            "_load_id": "$load_id",
            "_loaded_at": "$loaded_at",
            "_exported_at": "$exported_at",
        }
        assert metadata.keys() == METADATA.keys()  # noqa: S101 - two lists of one contract
        into = ", ".join([*metadata, *map(quoted, values)])
        cells, refused, more = self._records(part, rules=rules)
        if part.may_misfit:
            self._connection.execute("drop table if exists misfits")
            self._connection.execute("drop table if exists misfit_scans")
        [(count,)] = self._execute(
            f"insert into {self._raw} ({into}) with cells as ({cells})"
            f" select {', '.join([*metadata.values(), *values.values()])}"
            f" from cells where ({refused}) is null",
            {"blank_edge": BLANK_EDGE, "blanks": BLANKS} | given | more,
        )
        return int(count)

    def _records(self, part: Part, *, rules: bool) -> tuple[str, str, dict[str, Any]]:
        """SQL of a part's cells, SQL of their verdict, and the parameters of both."""
        columns = [f"c{at}" for at in range(1, self._width + 1)]
        # DuckDB's reader takes no mark that holds what parts cells
        apart = {'"', part.given.get("delimiter")}
        plain_marks = [mark for mark in self._source.null_marks if not apart & set(mark)]
        each_mark = {f"$mark_{at}": mark for at, mark in enumerate(self._source.null_marks)}
        if not part.is_trimmed or len(plain_marks) < len(self._source.null_marks):
            columns = [f"{cell_or_null(column, list(each_mark))} as {column}" for column in columns]
        refused, given = verdict(
            self._table, self._cells, self._width, header_rows=self._header_rows, rules=rules
        )
        marks = {"plain_marks": plain_marks, "blanks": BLANKS, "blank_edge": BLANK_EDGE}
        cells = f"select {', '.join(['c0', *columns])} from {part.relation}"
        named_marks = {name.removeprefix("$"): mark for name, mark in each_mark.items()}
        return cells, refused, {**part.given, **given, **marks, **named_marks}

    def _misfits(self, part: Part) -> list[Refusal]:
        """The records with too few or too many cells, which the insert passed over."""
        if not part.may_misfit:
            return []
        found = self._execute("select distinct csv_line, error_type from misfits", {})
        delimiter = part.given["delimiter"]
        if others := {kind for _, kind in found} - {"MISSING COLUMNS", "TOO MANY COLUMNS"}:
            raise LandingError(
                f"DuckDB cannot read it ({', '.join(sorted(others))}): nothing of the file was "
                "landed; report it with the file's header."
            )
        numbers = {int(line.partition(delimiter)[0]) for line, _ in found}
        refusals = []
        for number, place in sorted(part.places(numbers).items()):
            cells = next(csv.reader([place.text], delimiter=delimiter), [])
            reason, is_drop = misfit(len(cells), self._width), False
            if is_blank(place.text, delimiter):
                reason, is_drop = BLANK_LINE, True
            refusals.append(Refusal(number, *place, reason, is_drop=is_drop))
        return refusals

    def _judged(self, part: Part, *, rules: bool) -> tuple[list[Refusal], list[Undecided]]:
        """The records that the insert left out by their verdict."""
        cells, refused, given = self._records(part, rules=rules)
        judged = f"with cells as ({cells}), judged as (select *, {refused} as refused from cells)"
        found = dict(
            self._execute(
                f"{judged} select c0, refused from judged where refused is not null order by c0",
                given,
            )
        )
        places = part.places(found)
        refusals: list[Refusal] = []
        undecided: dict[int, tuple[Refusal, str]] = {}
        for number, reason_code in found.items():
            reason, is_drop = explained(reason_code, self._table)
            refusal = Refusal(number, *places[number], reason, is_drop=is_drop)
            if (at := placed_at(reason_code, self._table)) == "anywhere":
                refusals.append(refusal)
            else:
                undecided[number] = refusal, at
        records = (
            self._execute(
                f"{judged} select columns(* exclude refused) from judged"
                " where list_contains($numbers, c0) order by c0",
                {**given, "numbers": list(undecided)},
            )
            if undecided
            else []
        )
        waiting = [Undecided(*undecided[number], cells=record) for number, *record in records]
        return refusals, waiting

    def _execute(self, sql: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run with those of the parameters that the SQL names."""
        named = set(re.findall(r"\$(\w+)", sql))
        used = {name: value for name, value in given.items() if name in named}
        return self._connection.execute(sql, used).fetchall()
