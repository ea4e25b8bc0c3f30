"""Telling a full disk, which ends the run, from a file that cannot be read."""

from __future__ import annotations

from pathlib import Path

from warehouse.errors import FULL, disk_is_full


def raise_if_full(error: OSError, folder: Path) -> None:
    """Raise a sentence for a person where the error means that the disk is full.

    Raises:
        WarehouseError: it does.
    """
    if error.errno in FULL:
        raise disk_is_full(folder) from error
