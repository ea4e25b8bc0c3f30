"""What is kept of a measurement as tables of Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.results import Record, Room


def table(records: Sequence[Record]) -> str:
    """Records, one a line: their ratios, what both ways took, and whether the target is met.

    Columns that none of them has are left out.
    """
    columns = {
        "work": [one.name for one in records],
        "ratio": [_among(one.ratio, one.ratio_spread, None) for one in records],
        "ours": [_among(one.ours, one.ours_spread, one.unit) for one in records],
        "other": [_among(one.other, one.other_spread, one.unit) for one in records],
        "target": ["" if one.target is None else f"{one.target:,g}" for one in records],
        "met": [_MET[one.met] for one in records],
        "size": [one.size for one in records],
        "rounds": [str(one.rounds) if one.ours is not None else "" for one in records],
        "what happened": [one.note for one in records],
    }
    return _markdown({name: cells for name, cells in columns.items() if any(cells)})


def by_size(records: Sequence[Record]) -> str:
    """The same work at several sizes: a line for each work, a column for each size."""
    scales = sorted({one.scale for one in records if one.scale is not None})
    names = list(dict.fromkeys((one.name, one.unit) for one in records))
    found = {(one.name, one.unit, one.scale): one for one in records}
    columns = {"work": [name for name, _ in names]}
    for scale in scales:
        cells = [found.get((*name, scale)) for name in names]
        columns[f"{scale:,.0f}"] = [
            "" if one is None else _among(one.ours, one.ours_spread, one.unit) for one in cells
        ]
    return _markdown(columns)


def circumstances(room: Room) -> str:
    """Where and when a room was measured, in a sentence."""
    at = room.circumstances
    commit = f", commit `{at.commit}`" if at.commit else ""
    return (
        f"Measured on {at.date}{commit}: {at.cores} cores (load before it began: {at.load:g}), "
        f"{at.memory / 2**30:.0f} GiB of memory, Python {at.python}, DuckDB {at.duckdb}, "
        f"dbt {at.dbt}."
    )


_MET = {True: "yes", False: "**no**", None: ""}


def _among(median: float | None, spread: tuple[float, float] | None, unit: str | None) -> str:
    if median is None:
        return ""
    text = f"{number(median)} {unit or ''}".rstrip()
    if spread is None:
        return text
    return f"{text} ({number(spread[0])}–{number(spread[1])})"


def number(value: float) -> str:
    """A number in three digits, and in more where it has more before the point."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}"


def _markdown(columns: dict[str, list[str]]) -> str:
    lines = [list(columns), ["---"] * len(columns), *map(list, zip(*columns.values(), strict=True))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
