"""The days that a backfill is about."""

from __future__ import annotations

import datetime as dt

from warehouse.errors import UsageError

_MOST = 400  # each takes a whole build


def days_between(first: str | None, last: str | None) -> list[dt.date]:
    """The days from `--from` to `--to`, both included; none where neither is given.

    Raises:
        UsageError: one is missing or no date, they are in the wrong order, or too many.
    """
    if first is None and last is None:
        return []
    if first is None or last is None:
        raise UsageError("--from and --to belong together: give both, such as 2026-06-01.")
    begin, end = _date("--from", first), _date("--to", last)
    if begin > end:
        raise UsageError(f"--from {begin} is later than --to {end}: give them the other way round.")
    count = (end - begin).days + 1
    if count > _MOST:
        raise UsageError(f"{count:,} days are too many at a time: give at most {_MOST}.")
    return [begin + dt.timedelta(days=number) for number in range(count)]


def _date(option: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option}: '{text}' is no date such as 2026-06-01.") from error
