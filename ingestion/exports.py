"""One file on its way in, wherever it lies."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.errors import LandingError

Kind = Literal["text", "json", "jsonl", "workbook", "page", "parquet", "zip", "gz"]
Outcome = Literal["failed", "skipped", "empty"]


@dataclass(frozen=True)
class Export:
    """One file to land, or what stands in its place.

    Attributes:
        name: as it is recorded: relative to the given folder, a member behind its container.
        path: where its bytes are.
        kind: of its content.
        sheet: of a workbook.
        is_named: the user named this very file, so not knowing it is a failure.
        problem: why there is nothing to read; "" where there is.
        outcome: what a problem means: a failure, a file to pass over, or nothing inside.
        written_at: UTC, when the file was written as the archive says that it lies in.
    """

    name: str
    path: Path
    kind: Kind = "text"
    sheet: str | None = None
    is_named: bool = False
    problem: str = ""
    outcome: Outcome = "failed"
    written_at: dt.datetime | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a pattern may match: the base name, its stem, the sheet."""
        base = self.name if self.sheet is None else self.name.removesuffix(f"#{self.sheet}")
        base = base.rsplit("/", maxsplit=1)[-1]
        if base.casefold().endswith(".gz"):
            base = base[: -len(".gz")]
        stem = base.rsplit(".", maxsplit=1)[0]
        return (base, stem) if self.sheet is None else (base, stem, self.sheet)


def readable(path: Path) -> str:
    """A path as text that can be stored and printed, whatever the locale and its own bytes are."""
    return os.fsencode(path.as_posix()).decode("utf-8", errors="replace")


def plain_path(path: Path) -> str:
    """A path as DuckDB takes it, whatever the locale is.

    Raises:
        LandingError: it is not UTF-8 on disk.
    """
    try:
        return os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise LandingError("Its path is not UTF-8: rename it.") from error


_SUFFIXES = re.compile(r"(\.[A-Za-z]\w*)+$")


def name_order(name: str) -> tuple[list[str], str]:
    """What names are sorted by, so that of exports of one day the later one lands later.

    Who exports twice a day has `Deals_2026_05_28.csv` and `Deals_2026_05_28 (1).csv`, or `-1`, `-2`
    and `-10`: the name without a suffix comes first, and numbers count as such.
    """
    *folders, last = name.split("/")
    parts = [*folders, _SUFFIXES.sub("", last)]
    return [re.sub(r"\d+", lambda number: number[0].zfill(20), part) for part in parts], name


# 2026-06-30, 20260630 and, where a time follows, 202606301530
_DATE_IN_NAME = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?=(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)|(?!\d))"
)
_EPOCH_IN_NAME = re.compile(r"(?<!\d)(1[0-9]{12})(?!\d)")


def exported_at(export: Export) -> dt.datetime:
    """When an export was made: of two exports of a record, the later one counts.

    A date in its name or in that of a folder or archive around it, the nearest one first, and of
    a range of dates the last one; else the time that its archive has for it; else the time of
    the file itself.

    Returns:
        A time without zone: UTC, or as its maker wrote it.
    """
    if named := named_time(export):
        return named
    if export.written_at is not None:
        return export.written_at
    seconds = export.path.stat().st_mtime
    return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(tzinfo=None)


def named_time(export: Export) -> dt.datetime | None:
    """The date in its name or in that of a folder or archive around it; None without one."""
    for part in reversed(export.name.split("/")):
        if found := _EPOCH_IN_NAME.search(part):
            return dt.datetime.fromtimestamp(int(found[1]) / 1000, dt.UTC).replace(tzinfo=None)
        dates = []
        for found in _DATE_IN_NAME.finditer(part):
            with contextlib.suppress(ValueError):  # 31 February
                dates.append(dt.datetime.fromisoformat("-".join(found.groups())))
        if dates:
            return max(dates)
    return None
