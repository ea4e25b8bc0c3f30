"""Which files there are to land under the given paths, in name order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingestion.containers import contents, unreadable
from ingestion.exports import Export, name_order, readable
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
        try:
            found.extend(_at(path))
        except PermissionError as error:
            raise UsageError(f"Cannot read {readable(path)}: {error.strerror}.") from error
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


def _at(path: Path) -> Iterator[Export]:
    if path.is_dir():
        yield from _in_folder(path)
    elif path.is_file():
        yield Export(readable(Path(path.name)), path, is_named=True)
    elif path.exists():
        raise UsageError(f"{readable(path)} is neither a file nor a folder.")
    else:
        raise UsageError(f"There is no file or folder {readable(path)}: check the path.")


def _in_folder(folder: Path) -> Iterator[Export]:
    root = folder.resolve()
    unread: dict[Path, OSError] = {}
    paths = [*_walk(folder, unread), *unread]
    for path in sorted(paths, key=lambda path: name_order(path.relative_to(folder).as_posix())):
        export = Export(readable(path.relative_to(folder)), path)
        try:
            if path in unread:
                raise unread[path]
            if problem := _why_passed_over(path, root):
                export = replace(export, problem=problem, outcome="skipped")
        except OSError as error:
            export = unreadable(export, error)
        yield export
    if not paths:
        yield Export(
            folder.name or str(folder), folder, problem="The folder holds no file.", outcome="empty"
        )


def _why_passed_over(path: Path, root: Path) -> str:
    if path.is_symlink() and _leads_out(path, root):
        return "It is a link to a place outside the folder."
    if path.is_dir():
        return "It is a link to a folder, whose files are read where they lie."
    return "" if path.is_file() else "It is no regular file."


def _leads_out(link: Path, root: Path) -> bool:
    try:
        return not link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a circle of links
        return True


def _walk(folder: Path, unread: dict[Path, OSError]) -> Iterator[Path]:
    """Files and links to folders; folders below that cannot be read are put into `unread`."""

    def keep(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise UsageError(f"Cannot read the folder {folder}: {error.strerror}.") from error
        unread[Path(error.filename)] = error

    for parent, folders, names in os.walk(folder, onerror=keep):
        # a folder of exports may hold the warehouse: its own files are none of them
        home = Home(Path(parent))
        own = home.own if home.build.name in names else frozenset()
        folders[:] = [
            name for name in folders if not name.startswith(".") and home.root / name not in own
        ]
        # a folder that may be listed may still not say what lies in it, which is no link then
        links = [name for name in folders if os.path.islink(Path(parent, name))]  # noqa: PTH114
        for name in (*links, *names):
            if home.root / name not in own:
                yield Path(parent, name)
