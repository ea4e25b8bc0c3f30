"""Cells of a workbook that hold the error of a formula, such as #N/A: its reader has them empty."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from pathlib import Path

from ingestion.workbook_xml import UNREADABLE, found_in, sheet_part

_MARK = re.compile(rb't="e"')
_ERROR = re.compile(rb"(<(?:\w+:)?c\b[^<>]*\bt=\"e\")")


def formula_errors(path: Path, sheet: str) -> str:
    """A sentence about the cells of a sheet that hold one; "" where there are none to be seen.

    Args:
        path: of the workbook.
        sheet: its name.
    """
    count = 0
    with suppress(*UNREADABLE), zipfile.ZipFile(path) as book:
        count = sum(1 for _ in found_in(book, sheet_part(book, sheet), _MARK, _ERROR))
    if not count:
        return ""
    cells = "1 cell holds" if count == 1 else f"{count:,} cells hold"
    return f"{cells} the error of a formula, such as #N/A, which is no value."
