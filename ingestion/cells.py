"""What a cell is worth: when it is no value, no usable identifier, no data at all.

Each rule is SQL, written once: DuckDB applies it to whole columns, whatever the format was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingestion.catalog import Source, Table
from ingestion.records import HEADER_ROW

# What is trimmed off a cell before it is compared with a null mark.
BLANKS = " \t\r\n\v\f\u00a0\u3000\ufeff"
BLANK_EDGE = f"^[{BLANKS}]|[{BLANKS}]$"
_SUFFIX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def cell_or_null(cell: str, marks: Sequence[str]) -> str:
    """A cell, or NULL where it is blank or a null mark.

    Only a cell with a blank at its begin or end is trimmed: that costs twenty times a comparison.

    Args:
        cell: SQL.
        marks: SQL of each null mark.
    """
    listed = ", ".join(marks)
    return (
        f"case when {cell} in ({listed}) then null"
        f" when regexp_matches({cell}, $blank_edge) and trim({cell}, $blanks) in ({listed})"
        f" then null else {cell} end"
    )


def without_edge(cell: str) -> str:
    """A cell without the blanks around it, as no-break ones of web pages.

    Args:
        cell: SQL.
    """
    return (
        f"case when regexp_matches({cell}, $blank_edge) then trim({cell}, $blanks) else {cell} end"
    )


def is_identifier(column: str, table: Table) -> bool:
    """Whether a canonical column holds a record's id: a key, or named `<object>_id`."""
    return column in table.key or column.endswith("_id")


def identifier(cell: str, source: Source) -> str:
    """An id without Excel's marks for text (`'00123`, `="00123"`), of Salesforce with 18 letters.

    Salesforce writes 15 letters in reports and 18 elsewhere; the last three say which of the
    15 are capitals (help.salesforce.com, "Convert 15 Character Ids to 18 Characters").
    """
    bare = (
        f"case when {cell} like '''%' then nullif(substr({cell}, 2), '')"
        f" when {cell} like '=\"%\"' then nullif({cell}[3:-2], '') else {cell} end"
    )
    if source.identifiers != "salesforce":
        return bare
    suffix = " || ".join(
        f"substr('{_SUFFIX_LETTERS}', 1 + "
        + " + ".join(
            f"{2**place} * ({cell}[{at + place}] between 'A' and 'Z')::integer"
            for place in range(5)
        )
        + ", 1)"
        for at in (1, 6, 11)
    )
    return (
        f"case when regexp_full_match({cell}, '[A-Za-z0-9]{{15}}') then {cell} || {suffix}"
        f" else {bare} end"
    )


def verdict(
    table: Table,
    cells: Mapping[str, str],
    width: int,
    *,
    header_rows: Sequence[Sequence[str | None]] = (),
    rules: bool = True,
) -> tuple[str, dict[str, str]]:
    """Why a record is not landed, as SQL that is NULL where it is, and its parameters.

    It is `blank`, `header`, `rule <position in table.drop>`, `required <column>` or
    `scientific <column>`.

    Args:
        table: with what it requires.
        cells: canonical column -> SQL of its cell.
        width: cells of a record, c1 to c<width>.
        header_rows: of the file, with None for a cell that is no value.
        rules: whether the table's rules for rows that are no data count.
    """
    every = [f"c{at}" for at in range(1, width + 1)]
    is_blank = f"coalesce({', '.join(every)}) is null"
    faults: list[tuple[str, str]] = []
    given: dict[str, str] = {}
    for place, row in enumerate(header_rows):
        named = {f"header_{place}_{at}": cell for at, cell in enumerate(row) if cell is not None}
        given |= named
        faults.append((_equals(row, f"header_{place}_"), "header"))
    for place, rule in enumerate(table.drop if rules else ()):
        searched = f"concat_ws(',', {', '.join(every)})"
        if rule.column is not None:
            searched = f"coalesce({cells.get(rule.column, 'null')}, '')"
        given[f"rule_{place}"] = rule.matches
        faults.append((f"regexp_matches({searched}, $rule_{place})", f"rule {place}"))
    filled = [column for column in table.required if column not in table.may_be_blank]
    required = [column for column in filled if column in cells]
    faults += [(f"{cells[column]} is null", f"required {column}") for column in required]
    faults += [
        (
            f"({cell} like '%E+%' or {cell} like '%e+%')"
            f" and regexp_full_match({cell}, '\\d([.,]\\d+)?[eE]\\+\\d+')",
            f"scientific {column}",
        )
        for column, cell in cells.items()
        if is_identifier(column, table)
    ]
    suspect = " or ".join(f"({condition})" for condition, _ in faults) or "false"
    if not required:
        suspect = f"{is_blank} or {suspect}"
    cases = " ".join(f"when {condition} then '{found}'" for condition, found in faults)
    return f"case when {suspect} then case when {is_blank} then 'blank' {cases} end end", given


def _equals(row: Sequence[str | None], name: str) -> str:
    """Whether a record is a row of the header once more, as where two exports were joined.

    Where they were joined byte by byte, the second one's byte order mark stands before its header,
    and makes quotes around the first cell a part of it.

    Args:
        row: of the header.
        name: of the parameters, without the position.
    """
    conditions = [
        f"c{1 + at} is null" if cell is None else f"c{1 + at} = ${name}{at}"
        for at, cell in enumerate(row)
    ]
    if row[0] is not None:
        first = f"${name}0"
        joined = f"'\ufeff' || {first}, '\ufeff\"' || {first} || '\"'"
        conditions[0] = f"c1 in ({first}, {joined})"
    return " and ".join(conditions[::-1])


def explained(found: str, table: Table) -> tuple[str, bool]:
    """A verdict for a person, and whether the record is dropped as no data."""
    kind, _, name = found.partition(" ")
    match kind:
        case "blank":
            return "blank row", True
        case "header":
            return HEADER_ROW, True
        case "rule":
            return table.drop[int(name)].reason, True
        case "required":
            return f"no value for the required {name}", False
        case _:
            return f"{name} in scientific notation: digits of it were lost in a spreadsheet", False


def placed_at(found: str, table: Table) -> str:
    """Where in a file a verdict holds: `start`, `end` or `anywhere`."""
    kind, _, name = found.partition(" ")
    return table.drop[int(name)].at if kind == "rule" else "anywhere"


def key_parts(table: Table, values: Mapping[str, str]) -> Sequence[str]:
    """The cells that identify a record, trimmed."""
    return [f"trim({values.get(column, 'null')}, $blanks)" for column in table.key]
