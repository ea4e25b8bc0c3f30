"""What can go wrong, as one small hierarchy whose messages are written for a person.

A message says what happened, where, and what to do, in one sentence. The command line prints
it and exits with the class's exit code; nothing in the project prints a traceback to a user.
"""

import errno
from collections.abc import Iterator
from pathlib import Path


class WarehouseError(Exception):
    """A failure the user can act on. Exit code 1: the run or check failed."""

    exit_code = 1


class UsageError(WarehouseError):
    """The request itself is wrong: a missing file, an unknown source, a bad setting. Exit 2."""

    exit_code = 2


class TransientError(WarehouseError):
    """A fault that may be gone when the same is tried again, such as of a network disk."""


class BrokenError(TransientError):
    """DuckDB gave up an open file by a fault of its own; opened again, it answers."""


class LockedError(TransientError):
    """Another process holds this warehouse. Exit 75, the system's code for "try again later"."""

    exit_code = 75


class AtWorkError(LockedError):
    """Another run is writing this warehouse."""


class ClosedError(LockedError):
    """The build is another user's, so what is published is looked at, as while a run is writing."""

    exit_code = 1


class DamagedError(WarehouseError):
    """The build database is not what was written to it."""


class MissingError(WarehouseError):
    """A published run lacks a table or a column that is asked for."""


class LandingError(WarehouseError):
    """A file cannot be landed; nothing of it was."""


class BuildError(WarehouseError):
    """dbt could not build the models, or one of its tests failed."""


class CheckError(WarehouseError):
    """A critical expectation failed, so nothing may be published."""


class PublishError(WarehouseError):
    """The build cannot be published, or there is nothing to open or to roll back to."""


# EFBIG: a limit on file size, as of a quota or of a FAT disk.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def disk_is_full(folder: Path) -> WarehouseError:
    """The sentence about a disk without room."""
    return WarehouseError(
        f"The disk under {folder} is full: free some space and run again; nothing that was "
        "published or landed before is lost."
    )


def explained_by_system(error: BaseException, folder: Path) -> WarehouseError | None:
    """What the operating system refused, as a sentence; None where it refused nothing.

    Args:
        error: that ended the work.
        folder: that was worked in, where the error names no file.
    """
    if refused := next(filter(_is_memory_refused, _with_causes(error)), None):
        return WarehouseError(
            f"The system gives this process no more memory ({refused or 'it was refused'}): free "
            "some, or raise the limit that the process is held to, and run again; nothing that was "
            "published or landed before is lost."
        )
    if not isinstance(error, OSError):
        return None
    if error.errno in FULL:
        return disk_is_full(folder)
    where = f" ({error.filename})" if error.filename else ""
    kind = TransientError if error.errno in _PASSING else WarehouseError
    return kind(f"The system refused something under {folder}{where}: {error.strerror or error}.")


# What Python says where the system has no room for one more thread's stack.
_NO_THREAD = "can't start new thread"
# What the loader says where the system has no room for a library.
_NO_MAPPING = "failed to map segment from shared object"


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """An error and those it came from: a library may say its own words on a refused allocation."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _is_memory_refused(error: BaseException) -> bool:
    if isinstance(error, ImportError):
        return _NO_MAPPING in str(error)
    is_refused = isinstance(error, OSError) and error.errno == errno.ENOMEM
    return is_refused or isinstance(error, MemoryError) or str(error) == _NO_THREAD


# Of disks behind a network, which may answer again.
_PASSING = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EAGAIN, errno.EBUSY, errno.EINTR}
