"""Cells of a workbook that are shown in percent: its reader has 0.25 where people see 25 %."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal

from ingestion.workbook_xml import UNREADABLE, elements, found_in, sheet_part, text_of

_BUILT_IN = {"9", "10"}  # 0% and 0.00%
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b[^>]*>")
_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\b[^>]*>")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')  # what a format shows as it stands


def percent_cells(path: str, sheet: str) -> dict[int, set[int]]:
    """The cells of a sheet of an .xlsx that are shown in percent; none of other formats.

    Args:
        path: of the workbook.
        sheet: its name.

    Returns:
        Column, from 0, -> its rows, from 1.
    """
    found: dict[int, set[int]] = defaultdict(set)
    with suppress(*UNREADABLE), zipfile.ZipFile(path) as book:
        styles = _percent_styles(text_of(book, "xl/styles.xml"))
        if not styles:
            return found
        any_style = "|".join(styles).encode()
        mark = re.compile(rb'\bs="(?:' + any_style + rb')"')
        cell = re.compile(
            rb"<(?:\w+:)?c\b(?=[^<>]*\bs=\"(?:" + any_style + rb')")[^<>]*\br="(\w+)"'
        )
        for place in found_in(book, sheet_part(book, sheet), mark, cell):
            letters = place.rstrip(b"0123456789")
            found[_column(letters)].add(int(place[len(letters) :]))
    return found


def in_percent(value: object) -> object:
    """A number as its cell shows it, with all of its digits: 0.25 as `25%`."""
    if type(value) not in {int, float}:
        return value
    return f"{Decimal(repr(value)).scaleb(2).normalize():f}%"


def _percent_styles(styles: str) -> list[str]:
    """The numbers of the styles of cells that show percent."""
    formats = {
        one["numFmtId"]
        for one in elements(styles, _FORMAT)
        if "%" in _LITERAL.sub("", one.get("formatCode", ""))
    }
    listed = "".join(_STYLES.findall(styles))
    return [
        str(number)
        for number, one in enumerate(elements(listed, _STYLE))
        if one.get("numFmtId") in _BUILT_IN | formats
    ]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
