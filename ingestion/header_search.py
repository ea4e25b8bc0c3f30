"""Finding the header among the first rows of a file, by the names that are expected in it."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.catalog import Table
from ingestion.headers import is_unicode, resolve
from warehouse.errors import LandingError

DEEPEST_HEADER = 60  # rows that are looked at
MOST_COLUMNS = 2_000
LONGEST_HEADER = 1_000  # characters that are compared
# What stands below a question over the answer to it, as against a comment on that beside it.
_ANSWER = {
    "response",
    "réponse",
    "respuesta",
    "resposta",
    "risposta",
    "antwort",
    "antwoord",
}


def header_at(rows: Sequence[Sequence[str | None]], table: Table) -> tuple[int, int]:
    """Which row is the header, and how well it fits.

    It is the first row with every required column, else the first one of those that know most
    of the columns, else the first row with anything in it.

    Args:
        rows: the first rows of a file.
        table: whose columns are expected.

    Returns:
        The header's position and the number of its columns that the table knows; position -1
        where all rows are blank.
    """
    wanted = table.headers_of()
    required = set(table.required) - table.constants.keys()
    best, best_known = -1, -1
    for at, row in enumerate(rows):
        if not any(row):
            continue
        known = resolve([(cell or "")[:LONGEST_HEADER] for cell in row], wanted)
        if required and required <= known.keys():
            return at, len(known)
        if len(known) > best_known:
            best, best_known = at, len(known)
    return best, best_known


def joined(header_rows: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    """The headers of several header rows: what stands below a question is one of its options.

    Where that is but a word for the answer, beside which a comment may stand, it is the question's.
    """
    first = [cell or "" for cell in header_rows[0]]
    for row in header_rows[1:]:
        below = [cell or "" for cell in row] + [""] * (len(first) - len(row))
        question, names = "", []
        for at, (cell, option) in enumerate(zip(first, below, strict=False)):
            question = cell or question
            is_shared = not cell or (at + 1 < len(first) and not first[at + 1])
            is_shared = is_shared and not (cell and option.strip().casefold() in _ANSWER)
            names.append(f"{question} {option}".strip() if is_shared and option else cell)
        first = names
    return tuple(first)


def checked(headers: tuple[str, ...]) -> tuple[str, ...]:
    """The headers, where they can be columns.

    Raises:
        LandingError: there are too many, or one holds what no database can.
    """
    if any("\0" in header or not is_unicode(header) for header in headers):
        raise LandingError(
            "A header holds a NUL character or text that is no Unicode: it is no text, or its "
            "`encoding:` must be set in its source file."
        )
    if len(headers) > MOST_COLUMNS:
        raise LandingError(
            f"It has {len(headers):,} columns, and at most {MOST_COLUMNS:,} can be landed: it is "
            "no export of records, or its delimiter must be set in its source file."
        )
    return headers
