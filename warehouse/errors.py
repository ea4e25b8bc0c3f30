"""What can go wrong, as one small hierarchy whose messages are written for a person.

A message says what happened, where, and what to do, in one sentence. The command line prints
it and exits with the class's exit code; nothing in the project prints a traceback to a user.
"""


class WarehouseError(Exception):
    """A failure the user can act on. Exit code 1: the run or check failed."""

    exit_code = 1


class UsageError(WarehouseError):
    """The request itself is wrong: a missing file, an unknown source, a bad setting. Exit 2."""

    exit_code = 2


class LockedError(WarehouseError):
    """Another process is writing to this warehouse."""


class LandingError(WarehouseError):
    """A file cannot be landed; nothing of it was."""


class BuildError(WarehouseError):
    """dbt could not build the models, or one of its tests failed."""


class CheckError(WarehouseError):
    """A critical expectation failed, so nothing may be published."""


class PublishError(WarehouseError):
    """The build cannot be published, or there is nothing to open or to roll back to."""
