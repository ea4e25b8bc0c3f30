"""A text file as UTF-8, which everything after this reads."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingestion.disk import raise_if_full
from ingestion.encoding import BLOCK, contains, text_encoding

_IS_UTF_8 = {"utf-8", "utf-8-sig"}


@dataclass(frozen=True)
class PlainText:
    """The file itself, or its copy in UTF-8.

    Attributes:
        encoding: `utf-8`, or `utf-8-sig` where it begins with a byte order mark.
        note: how it was decoded, or "" for UTF-8.
    """

    path: Path
    encoding: str
    note: str = ""

    def open(self) -> IO[str]:
        """Open it as lines with their own line breaks."""
        return self.path.open(encoding=self.encoding, newline="")


def plain_text(path: Path, declared: str | None, folder: Path, *, ignore_nul: bool) -> PlainText:
    """Find out the encoding and copy the file where it is not UTF-8 or has NUL to be taken out.

    Args:
        path: the file.
        declared: `encoding:` of its source file.
        folder: for the copy.
        ignore_nul: take NUL characters out.

    Raises:
        LandingError: no encoding decodes it.
        WarehouseError: the disk under `folder` is full.
    """
    encoding = text_encoding(path, declared)
    note = "" if encoding in _IS_UTF_8 else f"Decoded as {encoding}."
    has_nul = ignore_nul and contains(path, b"\0")
    if not note and not has_nul:
        return PlainText(path, encoding)
    # the same file may be read by two sources, of which one ignores NUL
    copy = folder / f"{path.name[:40]}.{encoding}.{'no_nul.' if has_nul else ''}utf-8"
    taken_out = ""
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            if has_nul:
                for block in iter(lambda: source.read(BLOCK), ""):
                    if "\0" in block:  # in UTF-16 a byte 0 is no such character
                        taken_out = "NUL characters were taken out."
                    target.write(block.replace("\0", ""))
            else:
                shutil.copyfileobj(source, target, BLOCK)
    except OSError as error:
        raise_if_full(error, folder)
        raise
    return PlainText(copy, "utf-8", " ".join(filter(None, (note, taken_out))))
