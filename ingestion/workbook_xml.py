"""What an .xlsx says of its cells and its reader does not: their kinds and their formats."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator

# another format, or a damaged one, of which the reader of workbooks tells
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, OSError)
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")
_BLOCK = 1 << 20
_LARGEST = 4 << 30  # bytes of a sheet; more than that is no sheet


def sheet_part(book: zipfile.ZipFile, sheet: str) -> str:
    """The part of a workbook that holds a sheet.

    Raises:
        KeyError: it has no such sheet.
    """
    listed = elements(text_of(book, "xl/workbook.xml"), _SHEET)
    sheets = {one["name"]: one["r:id"] for one in listed}
    links = elements(text_of(book, "xl/_rels/workbook.xml.rels"), _LINK)
    parts = {one["Id"]: re.sub("^/?xl/", "", one["Target"]) for one in links}
    return f"xl/{parts[sheets[sheet]]}"


def text_of(book: zipfile.ZipFile, part: str) -> str:
    """The begin of a part, of which those that tell of a workbook are no longer."""
    with book.open(part) as file:
        return file.read(_BLOCK).decode("utf-8", errors="replace")


def elements(text: str, pattern: re.Pattern[str]) -> list[dict[str, str]]:
    """The attributes of all elements of a kind."""
    return [
        {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(element)}
        for element in pattern.findall(text)
    ]


def found_in(
    book: zipfile.ZipFile, part: str, mark: re.Pattern[bytes], pattern: re.Pattern[bytes]
) -> Iterator[bytes]:
    """What fits a pattern that begins with `<` and holds no other one, in a part of any length.

    Args:
        book: the workbook.
        part: its name.
        mark: what stands in every fit, and is found faster.
        pattern: with one group.
    """
    if book.getinfo(part).file_size > _LARGEST:
        return
    rest = b""
    with book.open(part) as file:
        while block := file.read(_BLOCK):
            whole, cut, begun = (rest + block).rpartition(b"<")
            if mark.search(whole):
                yield from pattern.findall(whole)
            rest = (cut + begun)[:_BLOCK]
