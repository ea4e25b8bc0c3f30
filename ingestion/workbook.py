"""Excel workbooks: each visible sheet with data is a table of its own."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from ingestion.records import Extract, Record, Reject
from warehouse.errors import LandingError


def sheet_names(path: Path) -> list[str]:
    """The visible sheets that hold anything, in order.

    Raises:
        LandingError: the workbook is damaged or protected by a password.
    """
    try:
        sheets = CalamineWorkbook.from_path(str(path)).sheets_metadata
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(error) from error
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    return [name for name in visible if _sheet(path, name, path.stat().st_mtime_ns).height > 0]


def open_sheet(path: Path, sheet: str, *, header: bool) -> Extract:
    """Open one sheet as a table; its header is its first row that is not blank.

    Raises:
        LandingError: the workbook is damaged.
    """
    head = next((cells for _, cells in _rows(path, sheet) if cells), [])
    names = head if header else [f"column_{position}" for position in range(1, len(head) + 1)]
    return Extract(tuple(names), lambda: _records(path, sheet, len(names), header=header))


def cell_text(value: object) -> str:
    """A cell as text: ISO dates, whole numbers without `.0`, text as it is."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return format(Decimal(repr(value)), "f").removesuffix(".0")
        case dt.datetime():
            return value.isoformat(sep=" ")
        case _:
            return str(value)


def _records(path: Path, sheet: str, width: int, *, header: bool) -> Iterator[Record | Reject]:
    for number, cells in _rows(path, sheet):
        if not cells:
            yield Record(number, (), None)
        elif header:
            header = False
        elif len(cells) > width:
            reason = f"{len(cells)} cells, where {width} are expected"
            yield Reject(number, "\t".join(cells), reason)
        else:
            yield Record(number, [*cells, *[""] * (width - len(cells))], None)


def _rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number in the sheet, without the empty cells at its end."""
    rows = _sheet(path, sheet, path.stat().st_mtime_ns).iter_rows()
    for number, row in enumerate(rows, start=1):
        cells = [cell_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        yield number, cells


@functools.lru_cache(maxsize=1)
def _sheet(path: Path, sheet: str, _changed: int) -> CalamineSheet:
    """A sheet in memory, kept until the next one: it is looked at more than once."""
    try:
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet)
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> LandingError:
    return LandingError(
        f"The workbook cannot be opened ({type(error).__name__}): it is damaged or protected by "
        "a password; save it again as .xlsx without one."
    )
