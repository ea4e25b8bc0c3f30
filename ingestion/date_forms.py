"""How the dates of a column are written, decided once for a column of a file.

03/04/2026 alone says nothing; a 25 anywhere in the first place says that the day comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from ingestion.catalog import Source
from warehouse.database import quoted

# Which text is of which form; what fits none is left to staging, which reports it.
_YEAR_FIRST = r"regexp_matches({text}, '^\d{{4}}[-/.年]')"
_NUMBERS = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(\D|$)"
_DOTS = r"^\d+\.\d+\."  # of the date, not of the time: `p.m.` has dots too
_ORDERS = frozenset({"day_first", "month_first"})
_SERIAL = r"[2-7]\d{4}(\.\d+)?"  # Excel's days from 1954 to 2118


def is_date_column(column: str) -> bool:
    """Whether a column holds dates, by its name: `…_at`, `…_date`, `…_from` or `month`."""
    return column.endswith(("_at", "_date", "_from")) or column == "month"


def date_forms(
    connection: duckdb.DuckDBPyConnection,
    raw_table: str,
    columns: Sequence[str],
    load_id: str,
    source: Source,
) -> dict[str, str]:
    """The forms of the columns of dates of a load that is in raw.

    Args:
        connection: the build.
        raw_table: as SQL.
        columns: in raw; those that hold no dates are passed over.
        load_id: of the file.
        source: what it declares wins over what the values say.

    Returns:
        Column -> `plain` (nothing to decide), `day_first`, `month_first`, `excel_serial`,
        `epoch_s`, `epoch_ms`, `undecidable`, or `open` where nothing shows the order; an empty
        column is left out.
    """
    dates = [column for column in columns if is_date_column(column)]
    if not dates:
        return {}
    counts = ", ".join(
        f"count({text}), count(*) filter (not ({_YEAR_FIRST.format(text=text)}))"
        for text in map(quoted, dates)
    )
    [found] = connection.execute(
        f"select {counts} from {raw_table} where _load_id = ?", [load_id]
    ).fetchall()
    return {
        column: _form(connection, raw_table, column, load_id, source) if others else "plain"
        for column, filled, others in zip(dates, found[::2], found[1::2], strict=True)
        if filled
    }


def settled(forms: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The forms of a file's columns, of which an open one follows the others if these agree.

    One program, or one person, has written all of a file.

    Returns:
        The forms, and the columns that followed.
    """
    orders = _ORDERS & set(forms.values())
    order = min(orders) if len(orders) == 1 else "undecidable"
    open_ones = [column for column, form in forms.items() if form == "open"]
    return dict(forms) | dict.fromkeys(open_ones, order), open_ones if order in _ORDERS else []


def _form(
    connection: duckdb.DuckDBPyConnection,
    raw_table: str,
    column: str,
    load_id: str,
    source: Source,
) -> str:
    [(ordered, by_day, by_month, short, serials, seconds, milliseconds)] = connection.execute(
        f"""
        with
            texts as (
                select translate(trim({quoted(column)}), $wide, $plain) as text
                from {raw_table}
                where _load_id = $load_id
            ),

            numbers as (
                select
                    text,
                    regexp_extract(text, $numbers, ['first', 'second', 'year', 'rest']) as found
                from texts
                where not ({_YEAR_FIRST.format(text="text")})
            )

        select
            count(*) filter (found['year'] <> ''),
            count(*) filter (
                try_cast(found['first'] as int) > 12
                or (found['year'] <> '' and regexp_matches(text, $dots))
            ),
            count(*) filter (try_cast(found['second'] as int) > 12),
            count(*) filter (length(found['year']) = 2),
            count(*) filter (regexp_full_match(text, $serial)),
            count(*) filter (regexp_full_match(text, '\\d{{10}}')),
            count(*) filter (regexp_full_match(text, '\\d{{13}}'))
        from numbers
        """,
        {
            "load_id": load_id,
            "wide": "０１２３４５６７８９．／－",
            "plain": "0123456789./-",
            "numbers": _NUMBERS,
            "dots": _DOTS,
            "serial": _SERIAL,
        },
    ).fetchall()
    if short and source.two_digit_years_from is None:
        return "undecidable"
    if ordered:
        return source.date_order or _order(bool(by_day), bool(by_month))
    forms = {"excel_serial": serials, "epoch_s": seconds, "epoch_ms": milliseconds}
    found = [form for form, count in forms.items() if count]
    if len(found) > 1:
        return "undecidable"
    return found[0] if found else "plain"


def _order(by_day: bool, by_month: bool) -> str:
    if by_day == by_month:
        return "undecidable" if by_day else "open"
    return "day_first" if by_day else "month_first"
