"""A page of the app as PDF: the same figures, drawn and printed by the Chromium of the system."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

import jinja2

from dashboards.charts.base import AMBER, BLUE, GREY, PLUM, TEAL, Figure
from dashboards.components.plain import unescaped
from dashboards.language import Language
from dashboards.printing import drawn, find_browser, print_pdf, require_fonts
from dashboards.sheet import Sheet
from warehouse.errors import WarehouseError

FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', Arial, sans-serif"
# What is printable within the margins of A4, in pixels at 96 a inch, less the card's own.
_WIDTH = 660
# On screen Streamlit gives figures the colours of its theme; on paper these are the light ones of
# `entry/.streamlit/config.toml`.
SCALE = ["#EEF4FB", "#4A86CB"]
_SCRIPT = re.compile(r"<script\b.*?</script>", re.S)


def page_pdf(sheet: Sheet, text: Language, about: str) -> bytes:
    """Print what a page shows; a chart that was not drawn fails the whole.

    Args:
        sheet: what the page collected while it was drawn.
        text: its language.
        about: the line at the foot of each sheet: which run, as of which day.

    Raises:
        UsageError: there is no Chromium, or no Chinese font where one is needed.
        WarehouseError: it could not be printed.
    """
    browser = find_browser()
    require_fonts(text.code)
    page = drawn(page_html(sheet, text, about), browser)
    if 'class="undrawn"' in page:
        raise WarehouseError(f"{browser} did not draw every chart of the page.")
    return print_pdf(_SCRIPT.sub("", page), browser)


def page_html(sheet: Sheet, text: Language, about: str) -> str:
    """The page as HTML with everything it needs in it: its charts are still to be drawn."""
    figures = {
        place: _on_paper(dict(card.figure))
        for place, card in enumerate(sheet.cards)
        if card.figure is not None
    }
    return _template().render(
        sheet=sheet,
        about=about,
        fonts=FONTS,
        html_language=text.tag,
        plotly=_plotly() if figures else "",
        # nothing in a label may end the script
        figures=json.dumps(figures, default=str, ensure_ascii=False).replace("<", "\\u003c"),
    )


def _on_paper(figure: Figure) -> dict[str, Any]:
    layout = dict(figure["layout"]) | {
        "width": _WIDTH,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "font": {"family": FONTS, "size": 11, "color": "#3B4252"},
        "colorway": [BLUE, AMBER, TEAL, PLUM, GREY],
    }
    for name in ("xaxis", "yaxis"):
        if name in layout:
            layout[name] = {"gridcolor": "#E5E9F0"} | dict(layout[name])
    scale = [[place / (len(SCALE) - 1), colour] for place, colour in enumerate(SCALE)]
    traces = [
        {**trace, "colorscale": scale} if trace["type"] == "heatmap" else trace
        for trace in figure["data"]
    ]
    return {"data": traces, "layout": layout}


@cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("dashboards", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["unescaped"] = unescaped
    return environment.get_template("sheet.html.jinja")


@cache
def _plotly() -> str:
    """Plotly's JavaScript, as the Python package brings it."""
    script = resources.files("plotly").joinpath("package_data", "plotly.min.js")
    return script.read_text("utf-8").replace("</script", "<\\/script")
