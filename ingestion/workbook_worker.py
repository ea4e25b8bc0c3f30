"""Reads workbooks in a process of its own, whose memory is limited.

A sheet of a few bytes can claim 17 thousand million cells. The reader would ask for memory until
the process is killed; as a process of its own, it takes nobody along.

    python -P ingestion/workbook_worker.py

takes one JSON object a line, `{"do": "sheets", "path": …}` or `{"do": "convert", "path": …,
"sheet": …, "to": …}`. It answers the first with `{"sheets": […]}`, the second with a line
`{"batch": …}` for each file that is done and `{}` at the end, and either with `{"error": …}`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import itertools
import json
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from ingestion.percent_cells import in_percent, percent_cells

MOST_MEMORY = 6 << 30  # bytes of address space
MOST_COLUMNS = 16_384  # of a sheet, in Excel
_BATCH_CELLS = 1_000_000
_FIRST_BATCH = 100  # rows
# From here on a float does not hold every whole number: digits of an identifier may be lost.
_INEXACT = 2.0**53


def sheet_names(path: str) -> list[str]:
    """The visible sheets that hold anything, in order."""
    sheets = _workbook(path).sheets_metadata
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    return [name for name in visible if _sheet(path, name, _changed(path)).height > 0]


def convert(path: str, sheet: str, to: str) -> Iterator[str]:
    """Write a sheet's rows that are not blank as Arrow files of text, and name each as it is done.

    Their columns are `line` (the row in the sheet, from 1) and c1, c2 …; an empty cell is "".

    Raises:
        MemoryError: it is wider than Excel can make a sheet.
    """
    content = _sheet(path, sheet, _changed(path))
    if content.width > MOST_COLUMNS:
        raise MemoryError
    rows: Iterator[tuple[int, Sequence[object]]] = enumerate(content.iter_rows(), start=1)
    if percents := percent_cells(path, sheet):
        first = (content.start or (0, 0))[1]
        rows = _as_shown(rows, {column - first: places for column, places in percents.items()})
    for number, batch in enumerate(_batches(rows)):
        name = f"{to}.{number}.arrow"
        with pa.OSFile(name, "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
            writer.write_batch(batch)
        yield name
    _sheet.cache_clear()


def _as_shown(
    rows: Iterator[tuple[int, Sequence[object]]], percents: Mapping[int, Container[int]]
) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows with cells as text where they are shown in percent, as a CSV of the sheet has them."""
    for line, row in rows:
        cells = list(row)
        for column, places in percents.items():
            if line in places and column < len(cells):
                cells[column] = in_percent(cells[column])
        yield line, cells


def _batches(rows: Iterator[tuple[int, Sequence[object]]]) -> Iterator[pa.RecordBatch]:
    first = next(rows, None)
    if first is None:
        return
    width = len(first[1])
    size = max(1, _BATCH_CELLS // max(1, width))
    every = itertools.chain([first], rows)
    schema = pa.schema(
        [("line", pa.int64()), *((f"c{at}", pa.string()) for at in range(1, width + 1))]
    )
    # the first batch is small: behind it, no header makes a column of numbers a mixed one
    sizes = itertools.chain([min(size, _FIRST_BATCH)], itertools.repeat(size))
    while batch := list(itertools.islice(every, next(sizes))):
        filled = [(number, row) for number, row in batch if any(map(_has_text, row))]
        columns = zip(*(row for _, row in filled), strict=True) if filled else ((),) * width
        arrays = [pa.array([number for number, _ in filled], pa.int64()), *map(_text, columns)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _has_text(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _text(values: Sequence[object]) -> pa.Array:
    """Cells of a column as text; whole columns at once where all are of one kind."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array(values, pa.string())
    filled = kinds - {str}
    if str not in kinds or all(value == "" for value in values if type(value) is str):
        if filled == {float}:
            return _numbers(_only(values, float))
        if filled <= {dt.datetime, dt.date}:
            days = pa.array(_only(values, dt.date), pa.date32()).cast(pa.string())
            return pc.coalesce(_times(_only(values, dt.datetime)), days, "")
    return pa.array([cell_text(value) for value in values], pa.string())


def _only(values: Sequence[object], kind: type) -> list[object]:
    """Those of one kind, None in place of the others."""
    return [value if type(value) is kind else None for value in values]


def _numbers(values: Sequence[object]) -> pa.Array:
    numbers = pa.array(values, pa.float64())
    is_exact = pc.less(pc.abs(numbers), pa.scalar(_INEXACT))
    is_whole = pc.and_(pc.equal(pc.floor(numbers), numbers), is_exact)
    whole = pc.if_else(is_whole, numbers, 0.0).cast(pa.int64()).cast(pa.string())
    text = pc.fill_null(pc.if_else(is_whole, whole, numbers.cast(pa.string())), "")
    # the very small and the very large have an exponent, or are no number
    odd = pc.or_(pc.match_substring_regex(text, "[a-z]"), pc.invert(pc.fill_null(is_exact, True)))
    if pc.any(odd).as_py():
        plain = [
            cell_text(value) for value, is_odd in zip(values, odd, strict=True) if is_odd.as_py()
        ]
        text = pc.replace_with_mask(text, odd, pa.array(plain, pa.string()))
    return text


def _times(values: Sequence[object]) -> pa.Array:
    """To the millisecond: a sheet holds days as a float, which is no more exact."""
    exact = pc.round_temporal(pa.array(values, pa.timestamp("us")), unit="millisecond")
    with contextlib.suppress(pa.ArrowInvalid):  # raised where there are fractions of seconds
        return exact.cast(pa.timestamp("s")).cast(pa.string())
    texts = [None if value is None else cell_text(value) for value in values]
    return pa.array(texts, pa.string())


def cell_text(value: object) -> str:
    """A cell as text: ISO dates, durations in hours, whole numbers without `.0`, text as it is.

    A number that may have lost digits is in scientific notation, as a spreadsheet writes it.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if abs(value) >= _INEXACT:
            return format(Decimal(repr(value)).normalize(), "E")
        case float():
            return format(Decimal(repr(value + 0.0)), "f").removesuffix(".0")  # -0.0 is 0
        case dt.datetime():
            return _to_the_millisecond(value).isoformat(sep=" ").removesuffix("000")
        case _:
            return _hours(value) if isinstance(value, dt.timedelta) else str(value)


def _hours(value: dt.timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _to_the_millisecond(value: dt.datetime) -> dt.datetime:
    half = dt.timedelta(microseconds=500)
    later = value + half
    return later - dt.timedelta(microseconds=later.microsecond % 1000)


def _changed(path: str) -> int:
    return Path(path).stat().st_mtime_ns


@functools.lru_cache(maxsize=1)
def _sheet(path: str, sheet: str, _changed: int) -> CalamineSheet:
    """A sheet in memory, kept until it is converted: it is asked for twice."""
    return _workbook(path).get_sheet_by_name(sheet)


def _workbook(path: str) -> CalamineWorkbook:
    """By its name, where that tells the truth, else by its content: many an .xls is an .xlsx."""
    try:
        return CalamineWorkbook.from_path(path)
    except CalamineError:
        with Path(path).open("rb") as file:
            return CalamineWorkbook.from_filelike(file)


def _answers(task: dict[str, str]) -> Iterator[dict[str, object]]:
    try:
        if task["do"] == "sheets":
            yield {"sheets": sheet_names(task["path"])}
            return
        for name in convert(task["path"], task["sheet"], task["to"]):
            yield {"batch": name}
        yield {}
    except (CalamineError, OSError, ValueError) as error:
        yield {"error": type(error).__name__}
    except MemoryError:
        yield {"error": "MemoryError"}


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    """Answer until there are no more tasks."""
    _limit_memory()
    for line in sys.stdin:
        for answer in _answers(json.loads(line)):
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
