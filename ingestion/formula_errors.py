"""Cells of a workbook that hold the error of a formula, such as #N/A: its reader has them empty."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")
_ERROR = re.compile(rb"<(?:\w+:)?c\b[^<>]*\bt=\"e\"")
_BLOCK = 1 << 20
_LARGEST = 4 << 30  # bytes of a sheet; more than that is no sheet
# another format, or one that the reader of workbooks tells of
_UNCOUNTED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, OSError)


def formula_errors(path: Path, sheet: str) -> str:
    """A sentence about the cells of a sheet that hold one; "" where there are none to be seen.

    Args:
        path: of the workbook.
        sheet: its name.
    """
    count = 0
    with suppress(*_UNCOUNTED), zipfile.ZipFile(path) as book:
        sheets = {one["name"]: one["r:id"] for one in _elements(book, "workbook.xml", _SHEET)}
        links = _elements(book, "_rels/workbook.xml.rels", _LINK)
        parts = {one["Id"]: re.sub("^/?xl/", "", one["Target"]) for one in links}
        count = _count(book, f"xl/{parts[sheets[sheet]]}")
    if not count:
        return ""
    cells = "1 cell holds" if count == 1 else f"{count:,} cells hold"
    return f"{cells} the error of a formula, such as #N/A, which is no value."


def _elements(book: zipfile.ZipFile, part: str, pattern: re.Pattern[str]) -> list[dict[str, str]]:
    """The attributes of all elements of a kind."""
    with book.open(f"xl/{part}") as file:
        text = file.read(_BLOCK).decode("utf-8", errors="replace")
    return [
        {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(element)}
        for element in pattern.findall(text)
    ]


def _count(book: zipfile.ZipFile, part: str) -> int:
    found, rest = 0, b""
    if book.getinfo(part).file_size > _LARGEST:
        return 0
    with book.open(part) as file:
        while block := file.read(_BLOCK):
            whole, cut, begun = (rest + block).rpartition(b"<")
            if b't="e"' in whole:
                found += len(_ERROR.findall(whole))
            rest = (cut + begun)[:_BLOCK]
    return found
