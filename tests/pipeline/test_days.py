"""The days of a backfill."""

import datetime as dt

import pytest

from pipeline.days import days_between
from warehouse.errors import UsageError


def test_both_ends_are_built():
    assert days_between("2026-02-27", "2026-03-01") == [
        dt.date(2026, 2, 27), dt.date(2026, 2, 28), dt.date(2026, 3, 1),
    ]  # fmt: skip
    assert days_between("2026-02-27", "2026-02-27") == [dt.date(2026, 2, 27)]


def test_without_them_there_is_no_backfill():
    assert days_between(None, None) == []


@pytest.mark.parametrize(("first", "last", "said"), [
    ("2026-02-27", None, "belong together"),
    (None, "2026-02-27", "belong together"),
    ("2026-02-28", "2026-02-27", "the other way round"),
    ("27.2.2026", "2026-02-27", "--from: '27.2.2026' is no date"),
    ("2026-02-27", "2026-02-30", "--to: '2026-02-30' is no date"),
    ("2024-02-27", "2026-02-27", "732 days are too many"),
])  # fmt: skip
def test_what_cannot_be_is_said(first, last, said):
    with pytest.raises(UsageError, match=said):
        days_between(first, last)
