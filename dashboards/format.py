"""Numbers and dates as people of a language write them.

Locales are Babel's. Rates are fractions; money is given with its ISO 4217 currency.
"""

from __future__ import annotations

import datetime as dt

from babel import Locale, dates, numbers

MISSING = "–"


def count(value: float | None, locale: str) -> str:
    """A whole number with its thousands marked: 12,345."""
    return MISSING if value is None else numbers.format_decimal(round(value), locale=locale)


def money(value: float | None, currency: str, locale: str) -> str:
    """An amount in full, without its cents from 1,000 on: $12,345, $12.50."""
    if value is None:
        return MISSING
    if abs(value) < 1000:
        return numbers.format_currency(value, currency, locale=locale)
    return _without_cents(value, currency, locale)


def compact_money(value: float | None, currency: str, locale: str) -> str:
    """A large amount in few characters: $1.23M, ¥123万; in full below 10,000."""
    if value is None:
        return MISSING
    if abs(value) < 1000 and value == int(value):
        return _without_cents(value, currency, locale)
    if abs(value) < 10_000:
        return money(value, currency, locale)
    return numbers.format_compact_currency(
        value, currency, locale=locale, fraction_digits=_fraction_digits(value, locale)
    )


def compact_count(value: float | None, locale: str) -> str:
    """A large count in few characters: 1.23M, 123万; in full below 100,000."""
    if value is None:
        return MISSING
    if abs(value) < 100_000:
        return count(value, locale)
    return numbers.format_compact_decimal(
        value, locale=locale, fraction_digits=_fraction_digits(value, locale)
    )


def percent(value: float | None, locale: str, digits: int = 1) -> str:
    """A fraction as a percentage: 0.4816 is 48.2%."""
    if value is None:
        return MISSING
    return numbers.format_percent(value, format=_percent_pattern(digits), locale=locale)


def signed_percent(value: float, locale: str) -> str:
    """A relative change with its sign: +12.3%."""
    return _sign(value) + percent(abs(value), locale)


def signed_points(value: float, locale: str, unit: str) -> str:
    """A difference of two rates with its sign, in percentage points: +1.2 pp."""
    return f"{_sign(value)}{numbers.format_decimal(abs(value) * 100, '0.0', locale=locale)} {unit}"


def number(value: float | None, locale: str, digits: int = 1) -> str:
    """A number with at most so many decimals: 12.5."""
    if value is None:
        return MISSING
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return numbers.format_decimal(value, pattern, locale=locale)


def day(value: dt.date | None, locale: str) -> str:
    """A date: Jun 30, 2026, 2026年6月30日."""
    return MISSING if value is None else dates.format_date(value, "medium", locale=locale)


def month(value: dt.date, locale: str) -> str:
    """The month of a date: Jun 2026, 2026年6月."""
    return dates.format_skeleton("yMMM", value, locale=locale)


def pattern(value: dt.date, written: str, locale: str) -> str:
    """A date after a pattern of Unicode CLDR: `MMM d` gives Jun 30."""
    return dates.format_date(value, written, locale=locale)


def ago(elapsed: dt.timedelta, locale: str) -> str:
    """How long ago: 3 hours ago, 3小时前."""
    return dates.format_timedelta(-abs(elapsed), add_direction=True, locale=locale)


def _sign(value: float) -> str:
    return "-" if value < 0 else "+"


def _fraction_digits(value: float, locale: str) -> int:
    """Three significant digits in the unit that the locale counts in: thousands, or 万."""
    scale = 4 if locale.startswith("zh") else 3
    whole = len(str(int(abs(value))))
    return (2, 1, 0)[min((whole - 1) % scale, 2)]


def _percent_pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "") + "%"


def _without_cents(value: float, currency: str, locale: str) -> str:
    full = str(Locale.parse(locale).currency_formats["standard"].pattern)
    return numbers.format_currency(
        value, currency, full.replace(".00", ""), locale=locale, currency_digits=False
    )
