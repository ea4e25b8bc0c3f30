"""Which files there are to land under the given paths, in name order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingestion.containers import contents
from ingestion.exports import Export, readable
from warehouse.errors import UsageError
from warehouse.home import Home


def find_exports(paths: Sequence[Path], scratch: Path) -> Iterator[Export]:
    """Every file under the paths; a member's copy exists only until the next one is asked for.

    Args:
        paths: files, folders, archives.
        scratch: folder for temporary copies.

    Raises:
        UsageError: a path does not exist; before the first file is given.
    """
    found: list[Export] = []
    for path in dict.fromkeys(Path(path) for path in paths):
        if path.is_dir():
            found.extend(_in_folder(path))
        elif path.is_file():
            found.append(Export(readable(Path(path.name)), path, is_named=True))
        elif path.exists():
            raise UsageError(f"{readable(path)} is neither a file nor a folder.")
        else:
            raise UsageError(f"There is no file or folder {readable(path)}: check the path.")
    # two files of one name are told apart by the paths as they were given
    repeated = Counter(export.name for export in found)
    return (
        inner
        for export in found
        for inner in contents(
            replace(export, name=readable(export.path)) if repeated[export.name] > 1 else export,
            scratch,
        )
    )


def _in_folder(folder: Path) -> Iterator[Export]:
    root = folder.resolve()
    empty = True
    for path in sorted(_walk(folder), key=lambda path: path.relative_to(folder).as_posix()):
        export = Export(readable(path.relative_to(folder)), path)
        empty = False
        if path.is_symlink() and _leads_out(path, root):
            problem = "It is a link to a place outside the folder."
            export = replace(export, problem=problem, outcome="skipped")
        elif not path.is_file():
            export = replace(export, problem="It is no regular file.", outcome="skipped")
        yield export
    if empty:
        yield Export(
            folder.name or str(folder), folder, problem="The folder holds no file.", outcome="empty"
        )


def _leads_out(link: Path, root: Path) -> bool:
    try:
        return not link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a circle of links
        return True


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=_raise):
        # a folder of exports may hold the warehouse: its own files are none of them
        home = Home(Path(parent))
        own = home.own if home.build.exists() else frozenset()
        folders[:] = [
            name for name in folders if not name.startswith(".") and home.root / name not in own
        ]
        for name in names:
            if home.root / name not in own:
                yield Path(parent, name)


def _raise(error: OSError) -> None:
    raise UsageError(f"Cannot read the folder {error.filename}: {error.strerror}.") from error
