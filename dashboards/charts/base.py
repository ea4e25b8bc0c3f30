"""What all charts share: colours, margins, axes with readable ticks, and safe labels."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from typing import Any

Figure = dict[str, Any]
Formatter = Callable[[float], str]

# After Okabe and Ito: told apart by people with any colour vision, and mid-toned, so that they
# stand out on a white page as well as on a dark one.
BLUE, AMBER, TEAL, PLUM, GREY = "#3878C7", "#D98E1F", "#1F9C8B", "#8F6BC4", "#8A94A6"

# Heat maps and treemaps have no colours of their own here: Streamlit gives them those of the
# theme (`entry/.streamlit/config.toml`), dark to light or light to dark.


def chart_config(name: str) -> dict[str, Any]:
    """How a chart behaves: no zoom, and one button, which saves it as a PNG of this name."""
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2},
    }


def figure(traces: Sequence[dict[str, Any]], height: int, **layout: object) -> Figure:
    """A figure in the house style: no tool bar, no zoom, small margins.

    Args:
        traces: Plotly traces.
        height: in pixels.
        layout: further keys of the layout, which win.
    """
    base: dict[str, Any] = {
        "height": height,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 4, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "separators": ".,",
    }
    return {"data": list(traces), "layout": base | layout}


def axis(**further: object) -> dict[str, Any]:
    """An axis that cannot be zoomed by accident on a phone and makes room for its labels."""
    plain: dict[str, Any] = {
        "fixedrange": True,
        "automargin": True,
        "zeroline": False,
        # an empty title still keeps its distance unless told not to
        "title": {"text": "", "standoff": 0},
    }
    return plain | further


def value_axis(maximum: float, label: Formatter, minimum: float = 0.0) -> dict[str, Any]:
    """A number axis with round ticks, written as the language writes them.

    Args:
        maximum: the largest value shown.
        label: how a tick is written.
        minimum: the smallest value shown; the axis always holds zero.
    """
    low, high = min(minimum, 0.0), max(maximum, 0.0)
    step = round_step((high - low) or 1.0, label)
    first, last = math.floor(low / step), max(math.ceil(high / step), 1)
    values = [number * step for number in range(first, last + 1)]
    return axis(
        tickmode="array",
        tickvals=values,
        ticktext=[label(value) for value in values],
        range=[values[0], values[-1] + step * 0.05],
        showgrid=True,
    )


def safe(label: str) -> str:
    """A label from the data, so that Plotly shows its characters instead of reading HTML.

    A line break stays one.
    """
    return html.escape(label, quote=False).replace("\n", "<br>")


def shortened(label: str, length: int = 24) -> str:
    """A label cut to a length at which it leaves room for the chart."""
    return label if len(label) <= length else label[: length - 1].rstrip() + "…"


def round_step(span: float, label: Formatter, ticks: int = 4) -> float:
    """The step among 1, 2, 2.5 and 5 times a power of ten that gives about so many ticks.

    It is larger where labels have no decimals for it: 2.5 orders would be written as 2.
    """
    rough = span / ticks
    power = math.floor(math.log10(rough))
    steps = [10.0**p * factor for p in range(power, power + 6) for factor in (1, 2, 2.5, 5)]
    wide = [step for step in steps if rough <= step * 1.0001]
    return next((step for step in wide if _is_writable(step, label)), wide[0])


def _is_writable(step: float, label: Formatter) -> bool:
    """Whether multiples of a step have labels of their own, and 2.5 is not written as 2 or 3."""
    written = [label(step * number) for number in range(5)]
    rounded = {label(step * 0.8), label(step * 1.2)}
    is_half = f"{step:e}".startswith("2.5")
    return len(set(written)) == len(written) and not (is_half and written[1] in rounded)
