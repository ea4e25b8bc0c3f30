"""Figures as Streamlit takes them without building each anew out of Plotly's classes.

That takes ten milliseconds a chart, a third of a page. Our charts are checked against Plotly's
classes by the tests, so that nothing is left to find when a page is drawn.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import plotly.io
from plotly.basedatatypes import BaseFigure

from dashboards.charts.base import Figure


class Drawn(BaseFigure):  # type: ignore[misc]
    """A figure that is taken as it is, in the look of Streamlit's theme."""

    def __init__(self, figure: Figure) -> None:
        """Keep the figure; Plotly's own constructor, which goes through each value, is left out.

        Args:
            figure: with `data` and `layout`.
        """
        self.__dict__["drawn"] = figure

    def to_dict(self) -> Figure:
        """The figure, with the template that gives it the colours of the page."""
        figure: Figure = self.__dict__["drawn"]
        look = _template(plotly.io.templates.default)
        return {**figure, "layout": {"template": look, **figure["layout"]}}


@cache
def _template(name: str) -> dict[str, Any]:
    look: dict[str, Any] = plotly.io.templates[name].to_plotly_json()
    return look
