"""Export files that know on which line every row begins, and how a row is written wrongly."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from demo.traits import TableForm
from demo.writers import Workbook, excel_serial

Cell = str | int | float
_EXCEL_DATES = {"day": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm"}
_UNPRINTED = str.maketrans(dict.fromkeys('",\t\r\n', " "))
_EXTRA = "see note"


class Paper(Protocol):
    """A file that takes rows; every verb returns the line (of a sheet: the row) it begins on."""

    def row(self, cells: Sequence[Cell]) -> int:
        """A row as it should be."""

    def blank(self) -> int:
        """A row with nothing in it."""

    def close(self) -> None:
        """Finish the file."""


@dataclass(frozen=True)
class Style:
    """How a vendor writes text files."""

    encoding: str = "utf-8"
    delimiter: str = ","
    is_all_quoted: bool = False
    has_bom: bool = False


class TextPaper:
    """A delimited text file.

    Args:
        path: where.
        style: of the vendor.
    """

    def __init__(self, path: Path, style: Style) -> None:
        self._style = style
        self._file = path.open("w", encoding=style.encoding, newline="", buffering=1 << 20)
        if style.has_bom:
            self._file.write("\ufeff")
        self._lines = 0
        self._writer = csv.writer(
            self,
            delimiter=style.delimiter,
            quoting=csv.QUOTE_ALL if style.is_all_quoted else csv.QUOTE_MINIMAL,
            lineterminator="\n",
        )

    def write(self, text: str) -> None:
        """Write text as it is; the csv module calls this once a row."""
        self._lines += text.count("\n")
        self._file.write(text)

    def row(self, cells: Sequence[Cell]) -> int:
        """A row as it should be."""
        line = self._lines + 1
        self._writer.writerow(cells)
        return line

    def blank(self) -> int:
        """An empty line."""
        self.write("\n")
        return self._lines

    def too_wide(self, cells: Sequence[Cell]) -> int:
        """A row with a stray delimiter: one cell too many."""
        plain = _plain(cells)
        return self.row([*plain[:2], _EXTRA, *plain[2:]])

    def unclosed(self, cells: Sequence[Cell]) -> int:
        """A row in which one cell has a quote before it, but none behind it."""
        plain = _plain(cells)
        at = next((place for place, cell in enumerate(plain) if place and cell), len(plain) - 1)
        texts = [f'"{cell}"' for cell in plain] if self._style.is_all_quoted else plain
        texts[at] = f'"{plain[at]}'
        self.write(self._style.delimiter.join(texts) + "\n")
        return self._lines

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class SheetPaper:
    """A workbook with one sheet of data.

    Args:
        path: where.
        form: its columns and dates.
        created: the day of the export.
        hidden_columns: how many of the first columns are hidden.
        hidden_sheet: the name of one more sheet, which is hidden.
    """

    def __init__(
        self,
        path: Path,
        form: TableForm,
        created: dt.date,
        *,
        hidden_columns: int = 0,
        hidden_sheet: str = "",
    ) -> None:
        dates = {name: _EXCEL_DATES[kind] for name, kind in form.dates.items()}
        self._book = Workbook(
            path,
            form.sheet,
            form.columns,
            dates,
            created,
            hidden_columns=hidden_columns,
            hidden_sheet=hidden_sheet,
        )

    def row(self, cells: Sequence[Cell]) -> int:
        """A row as it should be."""
        self._book.write(cells)
        return self._book.row_number

    def blank(self) -> int:
        """A row without cells."""
        self._book.skip()
        return self._book.row_number

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def excel_time(first: dt.date, second: int) -> float:
    """A second since the day `first` as Excel counts days."""
    return excel_serial(first) + second / 86_400


def _plain(cells: Sequence[Cell]) -> list[str]:
    return [str(cell).translate(_UNPRINTED) for cell in cells]
