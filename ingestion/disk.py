"""Telling a full disk, which ends the run, from a file that cannot be read."""

from __future__ import annotations

import errno
from pathlib import Path

from warehouse.errors import WarehouseError

# EFBIG: a limit on file size, as of a quota or of a FAT disk.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def raise_if_full(error: OSError, folder: Path) -> None:
    """Raise a sentence for a person where the error means that the disk is full.

    Raises:
        WarehouseError: it does.
    """
    if error.errno in _FULL:
        raise WarehouseError(
            f"The disk under {folder} is full: free some space and run again; what landed before "
            "stays landed."
        ) from error
