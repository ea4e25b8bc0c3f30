"""Whole months and those that they are compared with."""

import datetime as dt

import pytest

from dashboards.months import months_before, months_begun, whole_months
from dashboards.periods import Period, compared_period


def period(start, end):
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-07-01", "2026-06-30", ("2025-07-01", "2026-06-30")),
        ("2026-05-02", "2026-06-30", ("2026-06-01", "2026-06-30")),
        ("2026-05-31", "2026-07-14", ("2026-06-01", "2026-06-30")),
        ("2025-12-15", "2026-02-28", ("2026-01-01", "2026-02-28")),
        ("2024-02-01", "2024-02-28", None),
        ("2026-06-02", "2026-06-30", None),
        ("2026-06-10", "2026-07-09", None),
        ("2026-06-10", "2026-06-10", None),
    ],
)
def test_the_months_that_lie_in_a_period_as_a_whole(start, end, expected):
    found = whole_months(period(start, end))
    assert found == (None if expected is None else period(*expected))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-06-01", "2026-06-01", ("2026-06-01", "2026-06-30")),
        ("2025-07-15", "2026-06-10", ("2025-08-01", "2026-06-30")),
        # the thirty days that end a month of 31
        ("2026-01-02", "2026-01-31", None),
        ("2026-06-22", "2026-06-28", None),
    ],
)
def test_the_months_that_begin_in_a_period_count_to_their_ends(start, end, expected):
    found = months_begun(period(start, end))
    assert found == (None if expected is None else period(*expected))


@pytest.mark.parametrize(
    ("shown", "comparison", "expected"),
    [
        (("2025-07-01", "2026-06-30"), "previous", ("2024-07-01", "2025-06-30")),
        (("2025-07-01", "2026-06-30"), "year", ("2024-07-01", "2025-06-30")),
        (("2026-04-01", "2026-06-30"), "previous", ("2026-01-01", "2026-03-31")),
        (("2026-04-01", "2026-06-30"), "year", ("2025-04-01", "2025-06-30")),
        # thirty days before June do not begin a month, and yet May is before June
        (("2026-06-01", "2026-06-30"), "previous", ("2026-05-01", "2026-05-31")),
        (("2024-02-01", "2024-02-29"), "year", ("2023-02-01", "2023-02-28")),
        (("2026-01-01", "2026-01-31"), "previous", ("2025-12-01", "2025-12-31")),
        # of two months and a half, the two
        (("2026-04-15", "2026-06-30"), "previous", ("2026-03-01", "2026-04-30")),
    ],
)
def test_as_many_months_before_or_the_same_a_year_before(shown, comparison, expected):
    asked = period(*shown)
    months, compared = whole_months(asked), compared_period(asked, comparison)
    assert months is not None
    assert compared is not None
    assert months_before(months, asked, compared) == period(*expected)


@pytest.mark.parametrize(
    ("preset", "shown", "expected"),
    [
        ("mtd", ("2026-06-01", "2026-06-30"), ("2026-05-01", "2026-05-31")),
        ("qtd", ("2026-04-01", "2026-05-15"), ("2026-01-01", "2026-01-31")),
        ("ytd", ("2026-01-01", "2026-05-15"), ("2025-01-01", "2025-04-30")),
    ],
)
def test_months_to_date_are_compared_with_those_of_the_same_place(preset, shown, expected):
    asked = period(*shown)
    months, compared = whole_months(asked), compared_period(asked, "previous", preset)
    assert months is not None
    assert compared is not None
    assert months_before(months, asked, compared) == period(*expected)
