"""Writing the files of a schedule: whole or not at all, and only where they change."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from warehouse.errors import UsageError

_SECRETS = """\
# Secrets of crm-warehouse, one NAME='value' per line, in single quotes: so systemd and sh both
# read it. Nobody else may read this file, and it has no place in a repository.
"""


def write_file(path: Path, text: str, mode: int = 0o644) -> bool:
    """Write a file unless it is so already; gives whether it was written.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(temporary).chmod(mode)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def remove_file(path: Path) -> bool:
    """Remove a file; gives whether there was one.

    Raises:
        UsageError: it cannot be removed.
    """
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def create_environment(path: Path) -> bool:
    """Make the file for secrets, for its owner's eyes only, unless it is there.

    Raises:
        UsageError: it cannot be written.
    """
    return False if path.exists() else write_file(path, _SECRETS, 0o600)


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"Cannot write {path}: {error.strerror or error}; run it as a user who may, or choose "
        "another folder with --folder."
    )
