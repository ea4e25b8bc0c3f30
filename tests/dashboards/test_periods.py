import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.periods import (
    GRAINS,
    PRESETS,
    Bucket,
    Period,
    bucket_start,
    buckets,
    compared_period,
    custom_period,
    default_grain,
    preset_period,
    previous_period,
)

FIRST = dt.date(2023, 2, 11)
DAYS = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("preset", "start"),
    [
        ("30d", dt.date(2026, 6, 1)),
        ("90d", dt.date(2026, 4, 2)),
        ("mtd", dt.date(2026, 6, 1)),
        ("qtd", dt.date(2026, 4, 1)),
        ("ytd", dt.date(2026, 1, 1)),
        ("12m", dt.date(2025, 7, 1)),
        ("all", FIRST),
    ],
)
def test_presets_end_on_the_as_of_date(preset, start):
    as_of = dt.date(2026, 6, 30)
    assert preset_period(preset, as_of, FIRST) == Period(start, as_of)


def test_every_offered_preset_but_custom_has_a_period():
    as_of = dt.date(2026, 6, 30)
    for preset in PRESETS:
        if preset == "custom":
            with pytest.raises(ValueError, match="custom"):
                preset_period(preset, as_of, FIRST)
        else:
            assert preset_period(preset, as_of, FIRST).end == as_of


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        (dt.date(2026, 6, 15), dt.date(2025, 6, 16)),
        (dt.date(2024, 2, 29), dt.date(2023, 3, 1)),
        (dt.date(2025, 2, 28), dt.date(2024, 3, 1)),
        (dt.date(2024, 2, 28), dt.date(2023, 3, 1)),
        (dt.date(2026, 1, 1), dt.date(2025, 1, 2)),
    ],
)
def test_twelve_months_are_a_year_also_around_the_end_of_february(as_of, start):
    assert preset_period("12m", as_of, FIRST).start == start


def test_all_of_data_that_begin_after_the_as_of_date_is_that_one_day():
    as_of = dt.date(2020, 1, 1)
    assert preset_period("all", as_of, FIRST) == Period(as_of, as_of)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Period(dt.date(2026, 2, 2), dt.date(2026, 2, 1))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (dt.date(2024, 1, 1), dt.date(2024, 2, 1), (dt.date(2024, 1, 1), dt.date(2024, 2, 1))),
        (dt.date(2024, 2, 1), dt.date(2024, 1, 1), (dt.date(2024, 1, 1), dt.date(2024, 2, 1))),
        (dt.date(1999, 1, 1), dt.date(2099, 1, 1), (FIRST, dt.date(2026, 6, 30))),
        (dt.date(2099, 1, 1), dt.date(2099, 2, 1), (dt.date(2026, 6, 30), dt.date(2026, 6, 30))),
    ],
)
def test_a_custom_period_is_brought_inside_the_data(start, end, expected):
    assert custom_period(start, end, dt.date(2026, 6, 30), FIRST) == Period(*expected)


@given(DAYS, st.integers(0, 900))
def test_the_period_before_is_as_long_and_ends_the_day_before(start, length):
    period = Period(start, start + dt.timedelta(days=length))
    before = previous_period(period)
    assert before.days == period.days == length + 1
    assert before.end + dt.timedelta(days=1) == period.start


@pytest.mark.parametrize(
    ("preset", "as_of", "expected"),
    [
        ("mtd", "2026-06-18", ("2026-05-01", "2026-05-18")),
        # a whole month is compared with a whole one
        ("mtd", "2026-06-30", ("2026-05-01", "2026-05-31")),
        ("mtd", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("qtd", "2026-05-15", ("2026-01-01", "2026-02-15")),
        ("qtd", "2026-06-30", ("2026-01-01", "2026-03-31")),
        ("ytd", "2026-06-30", ("2025-01-01", "2025-06-30")),
        ("30d", "2026-06-30", ("2026-05-02", "2026-05-31")),
    ],
)
def test_what_began_with_its_month_is_compared_with_the_same_days_before(preset, as_of, expected):
    period = preset_period(preset, dt.date.fromisoformat(as_of), FIRST)
    start, end = map(dt.date.fromisoformat, expected)
    assert compared_period(period, "previous", preset) == Period(start, end)


@given(DAYS, st.integers(0, 500), st.sampled_from(GRAINS))
def test_buckets_cover_every_day_once(start, length, grain):
    period = Period(start, start + dt.timedelta(days=length))
    found = buckets(period, grain)
    starts = [bucket.start for bucket in found]
    assert starts == sorted(set(starts))
    days = {bucket_start(start + dt.timedelta(days=day), grain) for day in range(length + 1)}
    assert days == set(starts)


def test_only_the_cut_ends_of_a_period_are_partial():
    period = Period(dt.date(2026, 1, 15), dt.date(2026, 4, 30))
    assert buckets(period, "month") == [
        Bucket(dt.date(2026, 1, 1), True),
        Bucket(dt.date(2026, 2, 1), False),
        Bucket(dt.date(2026, 3, 1), False),
        Bucket(dt.date(2026, 4, 1), False),
    ]
    weeks = buckets(Period(dt.date(2026, 6, 1), dt.date(2026, 6, 16)), "week")
    assert [bucket.is_partial for bucket in weeks] == [False, False, True]
    assert not any(bucket.is_partial for bucket in buckets(period, "day"))


def test_a_grain_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="'year' is not a grain"):
        bucket_start(dt.date(2026, 1, 1), "year")


@pytest.mark.parametrize(("days", "grain"), [(30, "day"), (90, "week"), (365, "month")])
def test_the_default_grain_gives_a_readable_number_of_points(days, grain):
    start = dt.date(2026, 1, 1)
    period = Period(start, start + dt.timedelta(days=days - 1))
    assert default_grain(period) == grain
    assert 5 <= len(buckets(period, grain)) <= 45
