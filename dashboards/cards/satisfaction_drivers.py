"""What moves a score, and how well that is done."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.satisfaction import survey_name
from dashboards.charts.base import Figure
from dashboards.charts.quadrant import Driver, quadrant
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.empty import nothing_of
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

_CORNERS = ("improve", "keep", "watch", "enough")
_COLUMNS: dict[str, ColumnKind] = {
    "driver": "driver",
    "importance_share": "rate",
    "performance": "rate",
    "mean_score": "number",
    "correlation": "number",
    "responses": "count",
    "model_responses": "count",
    "note": "driver_note",
}


def drivers(view: View) -> None:
    """Importance against performance of one survey, beside the table of its drivers."""
    surveys = view.rows("satisfaction_surveys")
    if not surveys:
        nothing_of(view, "experience.drivers")
        return
    by_code = {f"{row['kind']}-{row['touchpoint']}": row for row in surveys}
    chosen = choice(
        view.text("experience.survey"),
        "survey",
        list(by_code),
        lambda code: plain(survey_name(view, by_code[code])),
        key="experience-survey",
    )
    survey = by_code[chosen]
    rows = view.rows("satisfaction_drivers", kind=survey["kind"], touchpoint=survey["touchpoint"])
    note = _words(view, rows)
    left, right = st.columns(2)
    figure = _chart(view, rows)
    if figure is not None:
        with left:
            card(
                view,
                "experience.drivers",
                figure,
                rows,
                _COLUMNS,
                about="marts.satisfaction_driver.importance",
                note=view.text("experience.drivers_note"),
            )
    with right if figure is not None else st.container():
        card(
            view,
            "experience.driver_list",
            None,
            rows,
            _COLUMNS,
            about="marts.satisfaction_driver",
            note=note,
        )


def _words(view: View, rows: list[Row]) -> str:
    """How much the drivers explain, over how many answers."""
    explained = next((row for row in rows if row["r_squared"] is not None), None)
    if explained is None:
        return view.text("experience.not_explained")
    return view.text(
        "experience.explained",
        share=view.show("rate", explained["r_squared"]),
        count=view.show("count", explained["model_responses"]),
    )


def _chart(view: View, rows: list[Row]) -> Figure | None:
    """None where not even two drivers have both numbers, as there is nothing to divide then."""
    text = view.text
    found = []
    for place, row in enumerate(rows):
        if row["importance_share"] is None or row["performance"] is None:
            continue
        name = text.name("driver", row["driver"])
        words = text(
            "experience.driver_hover",
            importance=view.show("rate", row["importance_share"]),
            performance=view.show("rate", row["performance"]),
            count=view.show("count", row["responses"]),
        )
        found.append(
            Driver(name, row["importance_share"], row["performance"], f"{name}: {words}", place)
        )
    if len(found) < 2:
        return None
    corners = [text(f"experience.corner_{corner}") for corner in _CORNERS]
    return quadrant(
        found,
        (corners[0], corners[1], corners[2], corners[3]),
        (text("column.performance"), text("column.importance_share")),
        lambda value: fmt.percent(value, text.locale, digits=0),
    )
