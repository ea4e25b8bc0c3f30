"""What was published, as it was written: size and checksum of each file, rows of each table.

A disk that loses bits, a copy that broke off, a hand that edited: a file that is not as it was
written is found before anybody reads a wrong number from it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

MANIFEST = "manifest.json"


def write_manifest(folder: Path, rows: Mapping[str, Mapping[str, int]]) -> None:
    """Note what the files of a folder are.

    Args:
        folder: with the files.
        rows: of each file, its tables and their rows.
    """
    files = {
        name: {
            "bytes": (folder / name).stat().st_size,
            "sha256": _sha256(folder / name),
            "rows": dict(tables),
        }
        for name, tables in rows.items()
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as manifest:
        json.dump({"files": files}, manifest, indent=2)
        manifest.flush()
        os.fsync(manifest.fileno())


def is_intact(folder: Path) -> bool:
    """Whether the files of a folder are, byte for byte, what was written.

    A folder without a manifest, from before there were any, is taken for whole.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return folder.is_dir()
    try:
        files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
        return all(
            (folder / name).stat().st_size == file["bytes"]
            and _sha256(folder / name) == file["sha256"]
            for name, file in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
