"""Excel workbooks: each visible sheet with data is a table of its own."""

from __future__ import annotations

import contextlib
import functools
import json
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.catalog import Table
from ingestion.delimited import misfit
from ingestion.formula_errors import formula_errors
from ingestion.header_search import DEEPEST_HEADER, checked, header_at, joined
from ingestion.records import HEADER_ROW, PREAMBLE, Drop, Extract, Part, Place, Reject
from warehouse.errors import LandingError

_BLANK_ROW = "blank row"
_TOO_LARGE = (
    "The workbook cannot be read: it needs more memory than a sheet of Excel can fill; remove the "
    "empty columns and rows from it and save it again."
)
_NUL = "a cell holds a NUL character"
_COMING: list[Sheet] = []  # the sheet that the worker converts at the moment


def sheet_names(path: Path) -> list[str]:
    """The visible sheets that hold anything, in order.

    Raises:
        LandingError: the workbook is damaged or protected by a password, or needs too much memory.
    """
    _ask({"do": "sheets", "path": str(path)})
    return [str(name) for name in _answer()["sheets"]]


class Sheet:
    """A sheet on its way from the worker: what has come is read while the rest is converted."""

    def __init__(self, path: Path, name: str, folder: Path) -> None:
        """Begin the conversion.

        Args:
            path: of the workbook.
            name: of the sheet.
            folder: for the Arrow files, see `ingestion.workbook_worker.convert`.
        """
        self._files: list[str] = []
        self._is_coming = True
        self._place = path, name
        to = str(folder / "sheet")
        _ask({"do": "convert", "path": str(path), "sheet": name, "to": to}, coming=self)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows from the first one on.

        Raises:
            LandingError: the workbook is damaged, or needs too much memory.
        """
        at = 0
        while True:
            if at < len(self._files):
                with pa.memory_map(self._files[at]) as file:
                    yield pa.ipc.open_file(file).get_batch(0)
                at += 1
            elif not self._is_coming:
                return
            else:
                self._receive()

    @functools.cached_property
    def note(self) -> str:
        """What a person should know about it, or ""."""
        return formula_errors(*self._place)

    def finish(self) -> None:
        """Take what still comes, so that the worker can be asked something else."""
        with contextlib.suppress(LandingError):
            while self._is_coming:
                self._receive()

    def _receive(self) -> None:
        self._is_coming = False
        answer = _answer()
        if "batch" in answer:
            self._files.append(answer["batch"])
            self._is_coming = True


class Rows(Protocol):
    """What has rows as a sheet has: see `Sheet`."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows from the first one on."""

    @property
    def note(self) -> str:
        """What a person should know about it, or ""."""


def open_sheet(sheet: Rows, table: Table) -> Extract:
    """Open a converted sheet as a table.

    Args:
        sheet: in conversion, or what has rows like one.
        table: whose header is looked for among the first rows.

    Raises:
        LandingError: it has too many columns.
    """
    first = next(sheet.batches(), None)
    head = first.slice(0, DEEPEST_HEADER) if first is not None else None
    if head is None or not head.num_rows:
        return Extract((), lambda: iter(()))
    rows = [_trimmed(row) for row in _rows(head)]
    if not table.format.header:
        width = max(map(len, rows))
        names = tuple(f"column_{position}" for position in range(1, width + 1))
        return Extract(checked(names), lambda: _parts(sheet, names, 0, []), sheet.note)
    at, _ = header_at(rows, table)
    header_rows = rows[at : at + table.format.header_rows]
    behind = at + len(header_rows)
    headers = checked(joined(header_rows))
    lines = head.column("line").to_pylist()
    drops = [Drop(lines[n], _json(rows[n]), PREAMBLE) for n in range(at)]
    drops += [Drop(lines[n], _json(rows[n]), HEADER_ROW) for n in range(at + 1, behind)]
    blank = set(range(1, lines[behind - 1])).difference(lines)
    drops += [Drop(line, "", _BLANK_ROW) for line in sorted(blank)]
    return Extract(
        headers,
        lambda: _parts(sheet, headers, lines[behind - 1], drops),
        sheet.note,
        header_rows,
    )


def _parts(
    sheet: Rows, headers: Sequence[str], last_line: int, drops: Sequence[Drop]
) -> Iterator[Part]:
    """The rows behind a line of the sheet; a line that is not in the file is a blank row."""
    number, before = 1, last_line
    gone = {drop.line_number for drop in drops}
    preamble = list(drops)
    for batch in sheet.batches():
        rows = batch.filter(pc.greater(batch.column("line"), last_line))
        lines = rows.column("line").to_pylist()
        if not preamble and not lines:
            continue
        present = set(lines)
        blank = range(before + 1, lines[-1] + 1) if lines else ()
        skipped = [line for line in blank if line not in present and line not in gone]
        yield _part(
            rows,
            headers,
            number,
            [*preamble, *(Drop(line, "", _BLANK_ROW) for line in skipped)],
        )
        number += len(lines)
        before = lines[-1] if lines else before
        preamble = []


def _part(rows: pa.RecordBatch, headers: Sequence[str], first: int, drops: Sequence[Drop]) -> Part:
    width, count = len(headers), rows.num_rows
    lines = rows.column("line").to_pylist()
    numbers = pa.array(range(first, first + count), pa.int64())
    rejects = {}
    if any(pc.any(pc.match_substring(column, "\0")).as_py() for column in rows.columns[1:]):
        for at, row in enumerate(_rows(rows)):
            if any("\0" in cell for cell in row):
                rejects[first + at] = Reject(lines[at], _json(_trimmed(row)), _NUL)
    surplus = rows.select(rows.schema.names[1 + width :])
    if surplus.num_columns and any(
        pc.any(pc.not_equal(column, "")).as_py() for column in surplus.columns
    ):
        for at, row in enumerate(_rows(rows)):
            cells = _trimmed(row)
            if len(cells) > width:
                reason = misfit(len(cells), width)
                rejects[first + at] = Reject(lines[at], _json(cells), reason)
    missing = max(0, width - (rows.num_columns - 1))
    columns = [*rows.columns[1 : 1 + width], *[pa.nulls(count, pa.string())] * missing]
    names = ["c0", *(f"c{at}" for at in range(1, width + 1))]
    readable = pa.Table.from_arrays([numbers, *columns], names)
    if rejects:
        is_reject = pc.is_in(numbers, value_set=pa.array(list(rejects), pa.int64()))
        readable = readable.filter(pc.invert(is_reject))

    def places(wanted: Collection[int]) -> dict[int, Place]:
        found = {}
        for number in wanted:
            cells = [column[number - first].as_py() for column in columns]
            record = dict(zip(headers, cells, strict=True))
            found[number] = Place(lines[number - first], json.dumps(record, ensure_ascii=False))
        return found

    return Part(
        relation="sheet_part",
        given={},
        first=first,
        records=count,
        places=places,
        objects={"sheet_part": readable},
        rejects=rejects,
        drops=drops,
    )


def _rows(batch: pa.RecordBatch) -> list[list[str]]:
    columns = [column.to_pylist() for column in batch.columns[1:]]
    return [list(row) for row in zip(*columns, strict=True)]


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _json(cells: Sequence[str]) -> str:
    return json.dumps(list(cells), ensure_ascii=False)


def _ask(task: Mapping[str, str], coming: Sheet | None = None) -> None:
    """Give the worker a task; what it still does for another sheet is waited for."""
    if _COMING:
        _COMING.pop().finish()
    if coming is not None:
        _COMING.append(coming)
    stdin = _worker().stdin
    assert stdin is not None  # noqa: S101 - it is a pipe
    # a worker that died is noticed by its missing answer
    with contextlib.suppress(BrokenPipeError):
        stdin.write(json.dumps(task) + "\n")
        stdin.flush()


def _answer() -> dict[str, Any]:
    """The worker's next answer; one that died is replaced for the next task."""
    worker = _worker()
    assert worker.stdout is not None  # noqa: S101 - it is a pipe
    line = worker.stdout.readline()
    if not line:
        worker.wait()
        for pipe in filter(None, (worker.stdin, worker.stdout)):
            # what it was not given any more is still in the pipe, and goes nowhere
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        _worker.cache_clear()
        raise LandingError(_TOO_LARGE)
    answer: dict[str, Any] = json.loads(line)
    if answer.get("error") == "MemoryError":
        raise LandingError(_TOO_LARGE)
    if error := answer.get("error"):
        raise LandingError(
            f"The workbook cannot be opened ({error}): it is damaged or protected by a password; "
            "save it again as .xlsx without one."
        )
    return answer


@functools.cache
def _worker() -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        # -P: it must not import what lies beside the exports in the working directory
        [sys.executable, "-P", str(Path(__file__).with_name("workbook_worker.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
