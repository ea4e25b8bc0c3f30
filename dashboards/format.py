"""Numbers and dates as people of a language write them.

Locales are Babel's. Rates are fractions; money is given with its ISO 4217 currency.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal

from babel import Locale, dates, numbers, units

MISSING = "–"
# A page writes the same numbers again on every rerun, and Babel takes its time for each.
_remembered = lru_cache(maxsize=65_536)
# How many minutes there are in each unit of a duration.
MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}


def count(value: float | None, locale: str) -> str:
    """A whole number with its thousands marked: 12,345."""
    return MISSING if value is None else _decimal(round(value), None, locale)


def money(value: float | None, currency: str, locale: str) -> str:
    """An amount in full, without its cents from 1,000 on: $12,345, $12.50."""
    if value is None:
        return MISSING
    if abs(value) < 1000:
        return _currency(value or 0, currency, locale)
    return _without_cents(value, currency, locale)


def compact_money(value: float | None, currency: str, locale: str) -> str:
    """A large amount in few characters: $1.23M, ¥123万; in full below 10,000."""
    if value is None:
        return MISSING
    if abs(value) < 1000 and value == int(value):
        return _without_cents(value, currency, locale)
    if abs(value) < 10_000:
        return money(value, currency, locale)
    value, digits = _rounded(value, locale)
    return numbers.format_compact_currency(value, currency, locale=locale, fraction_digits=digits)


def compact_count(value: float | None, locale: str) -> str:
    """A large count in few characters: 1.23M, 123万; in full below 100,000."""
    if value is None:
        return MISSING
    if abs(value) < 100_000:
        return count(value, locale)
    value, digits = _rounded(value, locale)
    return numbers.format_compact_decimal(value, locale=locale, fraction_digits=digits)


def short_count(value: float, locale: str) -> str:
    """A number in the fewest characters, to one decimal of its unit: 1.5K, 1.2万."""
    return numbers.format_compact_decimal(value, locale=locale, fraction_digits=1)


def percent(value: float | None, locale: str, digits: int = 1) -> str:
    """A fraction as a percentage: 0.4816 is 48.2%."""
    if value is None:
        return MISSING
    return _percent(value or 0, _percent_pattern(digits), locale)


def signed_percent(value: float, locale: str) -> str:
    """A relative change with its sign: +12.3%."""
    return _sign(value) + percent(abs(value), locale)


def signed_points(value: float, locale: str, unit: str) -> str:
    """A difference of two rates with its sign, in percentage points: +1.2 pp."""
    return f"{_sign(value)}{numbers.format_decimal(abs(value) * 100, '0.0', locale=locale)} {unit}"


def signed_count(value: float, locale: str) -> str:
    """A whole difference with its sign: +12; nothing is 0."""
    return (_sign(value) if value else "") + count(abs(value), locale)


def number(value: float | None, locale: str, digits: int = 1) -> str:
    """A number with at most so many decimals: 12.5."""
    if value is None:
        return MISSING
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return _decimal(value or 0, pattern, locale)


def duration(minutes: float | None, locale: str, *, in_days: bool = True) -> str:
    """How long something took, in the unit that suits it: 12 min, 3.5 hr, 4.2 days.

    Args:
        minutes: how many.
        locale: of Babel.
        in_days: whether 24 hours are a day; those in which a business is open are not.
    """
    if minutes is None:
        return MISSING
    unit = duration_unit(minutes, in_days=in_days)
    return in_unit(minutes / MINUTES[unit], unit, locale)


def duration_unit(minutes: float, *, in_days: bool = True) -> str:
    """The largest unit in which so many minutes are a number of some size."""
    if minutes < MINUTES["hour"]:
        return "minute"
    return "day" if in_days and minutes >= 2 * MINUTES["day"] else "hour"


def in_unit(value: float, unit: str, locale: str) -> str:
    """A number of minutes, hours or days with its unit: 3.5 hr, 3.5小时."""
    return units.format_unit(
        value, f"duration-{unit}", length="short", format="#,##0.#", locale=locale
    )


def day(value: dt.date | None, locale: str) -> str:
    """A date: Jun 30, 2026, 2026年6月30日."""
    return MISSING if value is None else dates.format_date(value, "medium", locale=locale)


def short_day(value: dt.date, locale: str) -> str:
    """A date without its year, where that stands beside it: Jun 30, 6月30日."""
    return dates.format_skeleton("MMMd", value, locale=locale)


def currency_symbol(currency: str, locale: str) -> str:
    """What stands for a currency beside its amounts: $, US$ to a Chinese reader."""
    return numbers.get_currency_symbol(currency, locale=locale)


def currency_digits(currency: str) -> int:
    """How many decimals the amounts of a currency have: two of USD, none of JPY."""
    return numbers.get_currency_precision(currency)


@_remembered
def month(value: dt.date, locale: str) -> str:
    """The month of a date: Jun 2026, 2026年6月."""
    return dates.format_skeleton("yMMM", value, locale=locale)


def pattern(value: dt.date, written: str, locale: str) -> str:
    """A date after a pattern of Unicode CLDR: `MMM d` gives Jun 30."""
    return dates.format_date(value, written, locale=locale)


def ago(elapsed: dt.timedelta, locale: str, *, is_narrow: bool = False) -> str:
    """How long ago: 3 hours ago, 3小时前; in the fewest characters 3h ago."""
    style: Literal["narrow", "long"] = "narrow" if is_narrow else "long"
    return dates.format_timedelta(-abs(elapsed), add_direction=True, format=style, locale=locale)


# To a memory, -0.0 is 0.0, so zeros come without a sign.
@_remembered
def _decimal(value: float, pattern: str | None, locale: str) -> str:
    return numbers.format_decimal(value, pattern, locale=locale)


@_remembered
def _percent(value: float, pattern: str, locale: str) -> str:
    return numbers.format_percent(value, format=pattern, locale=locale)


@_remembered
def _currency(value: float, currency: str, locale: str) -> str:
    return numbers.format_currency(value, currency, locale=locale)


def _sign(value: float) -> str:
    return "-" if value < 0 else "+"


def _rounded(value: float, locale: str) -> tuple[float, int]:
    """Rounded as it will be written, and with how many decimals.

    These are three significant digits in the unit that the locale counts in: thousands, or 万. What
    rounds up to the next unit is written in that: 999,950 is 1M, not 1000K.
    """
    rounded = round(value, -_places(value, locale)[0])
    return rounded, _places(rounded, locale)[1]


def _places(value: float, locale: str) -> tuple[int, int]:
    """Which power of ten the last digit stands for, and how many decimals that is in its unit."""
    scale = 4 if locale.startswith("zh") else 3
    above = len(str(int(abs(value)))) - 1
    digits = (2, 1, 0)[min(above % scale, 2)]
    return above - above % scale - digits, digits


def _percent_pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "") + "%"


@_remembered
def _without_cents(value: float, currency: str, locale: str) -> str:
    full = str(Locale.parse(locale).currency_formats["standard"].pattern)
    return numbers.format_currency(
        value, currency, full.replace(".00", ""), locale=locale, currency_digits=False
    )
