"""One file on its way in, wherever it lies."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.errors import LandingError

Kind = Literal["text", "json", "jsonl", "workbook", "parquet", "zip", "gz"]
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
    """

    name: str
    path: Path
    kind: Kind = "text"
    sheet: str | None = None
    is_named: bool = False
    problem: str = ""
    outcome: Outcome = "failed"

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
