"""Which mark of a column's numbers is the decimal one, decided once for a column of a file.

1.250 alone says nothing; a 12,50 anywhere in the column says that the comma is the decimal mark.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from ingestion.catalog import Source
from ingestion.exports import Kind
from warehouse.database import quoted

# A program that writes JSON or Parquet writes a point; people and spreadsheets write text.
_WRITTEN_BY_PEOPLE = ("text", "page", "workbook")
_ENDINGS = frozenset(
    (
        *("amount", "balance", "cost", "discount", "price", "rate", "revenue", "spend", "spent"),
        *("subtotal", "total", "value", "after", "conversions", "points", "probability"),
        *("purchases", "quantity", "results", "score"),
    )
)
# What staging takes off a number before it reads it; digits of full width are plain ones.
_BARE = (
    "regexp_replace(translate({text}, '０１２３４５６７８９．，－＋％（）', '0123456789.,-+%()'),"
    r" '[\s\p{{Z}}%元()+\x27’−-]|[A-Z]{{0,3}}\p{{Sc}}|[A-Z]{{3}}|(Rs|kr)\.?|zł"
    r"|(?i:k|tsd\.?|m|mm|mio\.?|mn|b|bn|mrd\.?|[万亿萬億])', '', 'g')"
)
_DECIMAL_COMMA = (
    r"\d*,(\d{1,2}|\d{4,})|0\d*,\d+|\d{4,},\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}"
)
_DECIMAL_POINT = (
    r"\d*\.(\d{1,2}|\d{4,})|0\d*\.\d+|\d{4,}\.\d+|\d{1,3}(,\d{2,3})+\.\d+|\d{1,3}(,\d{3}){2,}"
)
_EITHER = r"[1-9]\d{0,2}[.,]\d{3}"
# The cheap half of each search, so that a pattern is compared with few texts; SQL of a filter.
_MAY_BE = {
    _DECIMAL_COMMA: "({comma} or (strlen({text}) > 8 and {text} like '%.%.%'))",
    _DECIMAL_POINT: "({point} or (strlen({text}) > 8 and {text} like '%,%,%'))",
    _EITHER: "({point} or {comma})",
}


def is_number_column(column: str) -> bool:
    """Whether a column holds amounts, quantities or rates, by the last word of its name."""
    return column.rpartition("_")[2] in _ENDINGS


def decimal_marks(
    connection: duckdb.DuckDBPyConnection,
    raw_table: str,
    columns: Sequence[str],
    load_id: str,
    source: Source,
    kind: Kind,
) -> dict[str, str]:
    """The decimal marks of the columns of numbers of a load that is in raw.

    Args:
        connection: the build.
        raw_table: as SQL.
        columns: in raw; those that hold no numbers are passed over.
        load_id: of the file.
        source: where it declares its mark, there is nothing to decide.
        kind: of the file.

    Returns:
        Column -> `point`, `comma`, or `undecidable` where a value such as 1.250 may be either; a
        column of whole numbers is left out.
    """
    numbers = [column for column in columns if is_number_column(column)]
    if source.decimal_mark is not None or kind not in _WRITTEN_BY_PEOPLE:
        return {}
    commas = _having(connection, raw_table, numbers, load_id, _DECIMAL_COMMA)
    points = _having(connection, raw_table, numbers, load_id, _DECIMAL_POINT)
    marks = dict.fromkeys(points - commas, "point") | dict.fromkeys(commas - points, "comma")
    undecided = [column for column in numbers if column not in marks]
    open_ones = _having(connection, raw_table, undecided, load_id, _EITHER)
    others = set(marks.values())
    # the number cells of a sheet have a point beside text that has a comma
    follows = len(others) == 1 and (kind != "workbook" or others == {"point"})
    for column in sorted(open_ones):
        is_contradictory = column in commas
        marks[column] = min(others) if follows and not is_contradictory else "undecidable"
    return marks


def _having(
    connection: duckdb.DuckDBPyConnection,
    raw_table: str,
    columns: Sequence[str],
    load_id: str,
    pattern: str,
) -> set[str]:
    """The columns with a value that fits a pattern; each is read up to the first one."""
    if not columns:
        return set()
    searches = []
    for column in columns:
        text = quoted(column)
        comma = f"contains({text}, ',') or contains({text}, '，')"
        point = f"contains({text}, '.') or contains({text}, '．')"
        may_be = _MAY_BE[pattern].format(text=text, comma=comma, point=point)
        searches.append(
            f"exists (select 1 from {raw_table} where _load_id = $load_id"
            f" and {may_be}"
            f" and regexp_full_match({_BARE.format(text=text)}, $pattern))"
        )
    [found] = connection.execute(
        f"select {', '.join(searches)}", {"load_id": load_id, "pattern": pattern}
    ).fetchall()
    return {column for column, is_found in zip(columns, found, strict=True) if is_found}
