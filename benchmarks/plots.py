"""Plots of what is kept, as SVG: drawn by leather, which comes with dbt and needs no browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import leather
from leather import theme

from benchmarks.results import Record, Room

_WIDTH, _HEIGHT, _LINE = 860, 460, 26
_COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#17becf")
_LONGEST = 8  # models that are drawn
_FONT = "Helvetica, Arial, sans-serif"


def plots(rooms: Mapping[str, Room]) -> dict[str, str]:
    """The plots that the results are enough for: SVG by the name of its file, without its end."""
    _style()
    growth = rooms["growth"].records if "growth" in rooms else ()
    publishing = rooms["publishing"].records if "publishing" in rooms else ()
    drawn = {
        "targets": _against_targets(rooms),
        "growth-steps": _over_size(_of(growth, "steps"), "customers", "seconds of a step"),
        "growth-models": _over_size(_of(growth, "models"), "customers", "seconds of a model"),
        "growth-memory": _over_size(
            [one for one in _of(growth, "memory of steps") if one.ours],
            "customers",
            "megabytes held during a step",
        ),
        "publishing": _over_size(
            [one for one in publishing if one.scale and one.unit == "s"], "rows", "seconds"
        ),
    }
    return {name: svg for name, svg in drawn.items() if svg}


def _of(records: Sequence[Record], group: str) -> list[Record]:
    return [one for one in records if one.group == group]


def _against_targets(rooms: Mapping[str, Room]) -> str:
    """Every ratio that has a target, as a share of it: what is beyond 1 misses it."""
    shares = [
        (one.ratio / one.target, f"{name}: {one.name}")
        for name, room in sorted(rooms.items())
        for one in room.records
        if one.target and one.ratio
    ]
    if not shares:
        return ""
    chart = leather.Chart("Ratios as shares of their targets: to the right of 1 a target is missed")
    chart.add_bars(
        [(math.log10(share), _short(name)) for share, name in shares],
        fill_color=lambda row: _COLOURS[1] if row.x > 0 else _COLOURS[0],
    )
    # from a tenth of the target at least to ten times of it
    values = [0.1, 10.0, *(share for share, _ in shares)]
    _span(chart.add_x_scale, values)
    chart.add_x_axis(ticks=_powers(values), tick_formatter=_power)
    return _svg(chart, _HEIGHT // 3 + _LINE * len(shares))


def _over_size(records: Sequence[Record], size: str, what: str) -> str:
    """Lines over the size, both as logarithms; the longest ones where there are many."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for one in records:
        for name, value in _ways(one):
            if one.scale and value:
                lines.setdefault(name, []).append((one.scale, value))
    longest = sorted(
        (points for points in lines.items() if len(points[1]) > 1), key=lambda one: -one[1][-1][1]
    )[:_LONGEST]
    if not longest:
        return ""
    every = [point for _, points in longest for point in points]
    # a line that is alone has no legend
    chart = leather.Chart(_short(longest[0][0]) if len(longest) == 1 else None)
    for colour, (name, points) in zip(_COLOURS, longest, strict=False):
        logs = [(math.log10(x), math.log10(y)) for x, y in sorted(points)]
        chart.add_line(logs, name=_short(name), stroke_color=colour)
    for axis, values, label in (
        (chart.add_x_axis, [x for x, _ in every], size),
        (chart.add_y_axis, [y for _, y in every], what),
    ):
        axis(ticks=_powers(values), tick_formatter=_power, name=label)
    for scale, values in (
        (chart.add_x_scale, [x for x, _ in every]),
        (chart.add_y_scale, [y for _, y in every]),
    ):
        _span(scale, values)
    return _svg(chart, _HEIGHT)


def _ways(one: Record) -> list[tuple[str, float | None]]:
    if one.other is None:
        return [(one.name, one.ours)]
    work, _, other = one.name.partition(", against ")
    return [(work, one.ours), (other, one.other)]


def _powers(values: Sequence[float]) -> list[int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(low, max(high, low + 1) + 1))


def _span(scale: Callable[[float, float], None], values: Sequence[float]) -> None:
    powers = _powers(values)
    scale(powers[0], powers[-1])


def _power(value: float, _index: int, _count: int) -> str:
    return f"{10.0 ** float(value):,g}"


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"


def _svg(chart: leather.Chart, height: int) -> str:
    return f"{chart.to_svg(width=_WIDTH, height=height)}\n"


def _style() -> None:
    theme.background_color = "#ffffff"
    theme.default_series_colors = list(_COLOURS)
    for part in ("title", "legend", "axis_title", "tick"):
        setattr(theme, f"{part}_font_family", _FONT)
        setattr(theme, f"{part}_font_size", 12)
        setattr(theme, f"{part}_font_char_width", 6)
    theme.label_color = "#555"
