import datetime as dt

import pytest

from dashboards import format as fmt

EN, ZH = "en", "zh_Hans_CN"


@pytest.mark.parametrize(
    ("value", "currency", "locale", "expected"),
    [
        (12.5, "USD", EN, "$12.50"),
        (12.5, "USD", ZH, "US$12.50"),
        (12.5, "CNY", ZH, "¥12.50"),
        (1234567.89, "USD", EN, "$1,234,568"),
        (-1234.6, "EUR", EN, "-€1,235"),
        (999.0, "JPY", EN, "¥999"),
        (0.0, "USD", EN, "$0.00"),
        (None, "USD", EN, "–"),
    ],
)
def test_money_is_in_full(value, currency, locale, expected):
    assert fmt.money(value, currency, locale) == expected


@pytest.mark.parametrize(
    ("value", "locale", "expected"),
    [
        (0.0, EN, "$0"),
        (52.0, EN, "$52"),
        (52.25, EN, "$52.25"),
        (9999.0, EN, "$9,999"),
        (45678.0, EN, "$45.7K"),
        (1234567.0, EN, "$1.23M"),
        (1000000.0, EN, "$1M"),
        (-45678.0, EN, "-$45.7K"),
        (45678.0, ZH, "US$4.57万"),
        (1234567.0, ZH, "US$123万"),
        (219876543.0, ZH, "US$2.2亿"),
        # what rounds up to the next unit is written in that
        (999_499.0, EN, "$999K"),
        (999_500.0, EN, "$1M"),
        (99_994_000.0, ZH, "US$9999万"),
        (99_995_001.0, ZH, "US$1亿"),
        (-999_999.0, EN, "-$1M"),
        (None, EN, "–"),
    ],
)
def test_compact_money_counts_in_the_units_of_the_language(value, locale, expected):
    assert fmt.compact_money(value, "USD", locale) == expected


@pytest.mark.parametrize(
    ("value", "locale", "expected"),
    [
        (99999, EN, "99,999"),
        (123456, EN, "123K"),
        (1500000, EN, "1.5M"),
        (123456, ZH, "12.3万"),
        (None, ZH, "–"),
    ],
)
def test_compact_counts(value, locale, expected):
    assert fmt.compact_count(value, locale) == expected


def test_rates_are_fractions():
    assert fmt.percent(0.48159, EN) == "48.2%"
    assert fmt.percent(0.48159, ZH, digits=0) == "48%"
    assert fmt.percent(12.5, EN) == "1,250.0%"
    assert fmt.percent(None, EN) == "–"


def test_changes_carry_their_sign():
    assert fmt.signed_percent(0.123, EN) == "+12.3%"
    assert fmt.signed_percent(-0.123, ZH) == "-12.3%"
    assert fmt.signed_points(0.0123, EN, "pp") == "+1.2 pp"
    assert fmt.signed_points(-0.1, ZH, "个百分点") == "-10.0 个百分点"


def test_numbers_keep_at_most_the_decimals_asked_for():
    assert fmt.number(12.34, EN) == "12.3"
    assert fmt.number(12.0, EN) == "12"
    assert fmt.number(1234.5, EN, digits=0) == "1,234"
    assert fmt.number(None, EN) == "–"
    assert fmt.count(1234.0, EN) == "1,234"


def test_dates_are_written_as_the_language_writes_them():
    date = dt.date(2026, 6, 30)
    assert fmt.day(date, EN) == "Jun 30, 2026"
    assert fmt.day(date, ZH) == "2026年6月30日"
    assert fmt.day(None, EN) == "–"
    assert fmt.short_day(date, EN) == "Jun 30"
    assert fmt.short_day(date, ZH) == "6月30日"
    assert fmt.month(date, EN) == "Jun 2026"
    assert fmt.month(date, ZH) == "2026年6月"
    assert fmt.pattern(date, "MMM d", EN) == "Jun 30"


def test_ago_looks_back_whatever_the_clock_says():
    assert fmt.ago(dt.timedelta(hours=3), EN) == "3 hours ago"
    assert fmt.ago(dt.timedelta(days=2), ZH) == "2天前"
    # a clock that is behind the publisher's
    assert fmt.ago(dt.timedelta(seconds=-5), EN) == "5 seconds ago"


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (None, "–", "–"),
        (0, "0 min", "0分钟"),
        (59, "59 min", "59分钟"),
        (60, "1 hr", "1小时"),
        (2735, "45.6 hr", "45.6小时"),
        (2880, "2 days", "2天"),
        (9815, "6.8 days", "6.8天"),
    ],
)
def test_durations_have_the_unit_that_suits_them(minutes, english, chinese):
    assert fmt.duration(minutes, "en") == english
    assert fmt.duration(minutes, "zh_Hans_CN") == chinese


def test_business_hours_are_no_days():
    assert fmt.duration(9815, "en", in_days=False) == "163.6 hr"
    assert fmt.duration_unit(9815, in_days=False) == "hour"
