"""The file formats of the demo, written so that the same content gives the same bytes.

Compressed files carry fixed times; their bytes are the same wherever zlib is the same version,
their content everywhere.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@contextmanager
def text_file(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file with line feeds on every system."""
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        yield file


@contextmanager
def gzip_text_file(path: Path) -> Iterator[TextIO]:
    """As `text_file`, gzip compressed, with neither time nor name in the header."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=4) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as file,
    ):
        yield file


class Table:
    """A CSV file whose rows are given by column name; quoted only where needed.

    Args:
        file: an open text file.
        columns: the header.
    """

    def __init__(self, file: TextIO, columns: Sequence[str]) -> None:
        self._file = file
        self._columns = columns
        self._names = frozenset(columns)
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(columns)

    def write(self, row: Mapping[str, object]) -> None:
        """Write one row; a column that is not given stays empty.

        Raises:
            ValueError: the row has a value for a column that there is not.
        """
        if not row.keys() <= self._names:
            raise ValueError(f"no columns {', '.join(sorted(row.keys() - self._names))}")
        self._writer.writerow([row.get(name, "") for name in self._columns])

    def write_unquoted(self, row: Mapping[str, object]) -> None:
        """Write a damaged row: values that need quotes do not get them."""
        texts = (str(row.get(name, "")) for name in self._columns)
        self._file.write(",".join(texts) + "\n")

    def write_blank(self) -> None:
        """Write an empty line."""
        self._file.write("\n")


class Workbook:
    """An Excel workbook with one sheet, written row by row in constant memory.

    Args:
        path: where.
        sheet: the sheet's name.
        columns: the header.
        dates: columns that hold dates, and those that hold times of a date, with their format.
        created: the date in the workbook's properties.
        hidden_columns: how many of the first columns are hidden.
        hidden_sheet: the name of one more sheet, which is hidden; "" for none.
    """

    def __init__(
        self,
        path: Path,
        sheet: str,
        columns: Sequence[str],
        dates: Mapping[str, str],
        created: dt.date,
        *,
        hidden_columns: int = 0,
        hidden_sheet: str = "",
    ) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_urls": False}
        )
        self._book.set_properties(
            {"created": dt.datetime.combine(created, dt.time(), tzinfo=dt.UTC)}
        )
        self._sheet = self._book.add_worksheet(sheet)
        self._sheet.write_row(0, 0, columns)
        self._formats = [
            self._book.add_format({"num_format": dates[name]}) if name in dates else None
            for name in columns
        ]
        self._rows = 0
        if hidden_columns:
            self._sheet.set_column(0, hidden_columns - 1, None, None, {"hidden": True})
        if hidden_sheet:
            hidden = self._book.add_worksheet(hidden_sheet)
            hidden.write_string(0, 0, hidden_sheet)
            hidden.hide()

    @property
    def row_number(self) -> int:
        """Of the row written last, as Excel counts; the header is row 1."""
        return self._rows + 1

    def skip(self) -> None:
        """Leave a row blank."""
        self._rows += 1

    def write(self, row: Sequence[str | float | None]) -> None:
        """Write one row; a date is given as `excel_serial` does."""
        self._rows += 1
        for column, (value, form) in enumerate(zip(row, self._formats, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                self._sheet.write_string(self._rows, column, value)
            else:
                self._sheet.write_number(self._rows, column, value, form)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def excel_serial(day: dt.date, second: int = 0) -> float:
    """A date, and a second of that day, as Excel counts days."""
    return (day - _EXCEL_EPOCH).days + second / 86_400


def money(cents: int) -> str:
    """An amount that is not negative, as the exports write it."""
    return f"{cents // 100}.{cents % 100:02d}"


def write_json(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """A JSON file with one array of objects."""
    with text_file(path) as file:
        json.dump(list(rows), file, ensure_ascii=False, indent=1)


def write_zip(path: Path, members: Mapping[str, Path]) -> None:
    """A zip of files by their names in it, with fixed times and attributes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, source in members.items():
            member = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            member.file_size = source.stat().st_size
            with source.open("rb") as content, archive.open(member, "w") as target:
                shutil.copyfileobj(content, target, 1 << 20)
