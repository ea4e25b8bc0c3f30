"""By which ways customers come to a purchase, step by step, and where they stop."""

from __future__ import annotations

import streamlit as st

from dashboards.charts.base import Figure
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.charts.ways import Way, ways
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# Of so many steps the commonest ways are drawn; the table has all.
MOST_STEPS = 3
MOST_WAYS = 6
# Where a journey can end, in the order of the chart's legend; anything else is one more touch.
ENDS = ("touch", "purchase", "none", "open")

_COLUMNS: dict[str, ColumnKind] = {
    "step": "count",
    "from_touchpoint": "touchpoint",
    "to_touchpoint": "touchpoint",
    "journeys": "count",
    "purchases": "count",
    "open_journeys": "count",
    "conversion_rate": "rate",
}


def journey(view: View) -> None:
    """The commonest ways of the first steps, and what each first touchpoint led to."""
    text = view.text
    with st.container(horizontal=True, gap="large"):
        scope = choice(
            text("experience.touches"),
            "touches",
            ("all", "marketing"),
            lambda name: text(f"touches.{name}"),
            key="experience-touches",
        )
        who = choice(
            text("experience.who"),
            "who",
            ("new", "known"),
            lambda name: text(f"who.{name}"),
            key="experience-who",
        )
    rows = view.rows("journey_steps", scope=scope, is_new_customer=who == "new")
    first = [row for row in rows if row["step"] == 1 and row["to_touchpoint"] not in ENDS]
    # purchases that nothing led to are no ways
    if not first:
        nothing_of(view, "experience.journey")
        return
    # neither leads to its customers: no published table says which touch was which step of whose
    # journey, nor after how many days of silence a journey is over
    left, right = st.columns(2)
    with left:
        card(
            view,
            "experience.journey",
            _ways(view, rows),
            rows,
            _COLUMNS,
            about="marts.customer_journey",
            note=_words(view, rows),
        )
    with right:
        card(
            view,
            "experience.first_touch",
            _first_bars(view, first),
            first,
            _COLUMNS,
            about="marts.customer_journey.conversion_rate",
            note=text("experience.first_touch_note"),
        )


def _words(view: View, rows: list[Row]) -> str:
    begun = [row for row in rows if row["step"] == 1]
    direct = sum(row["journeys"] for row in begun if row["to_touchpoint"] == "purchase")
    steps = max(row["step"] for row in rows)
    return view.text(
        "experience.journey_note",
        journeys=view.show("count", sum(row["journeys"] for row in begun)),
        direct=view.show("count", direct),
        ways=MOST_WAYS,
        steps=min(steps, MOST_STEPS),
        longest=view.show("count", steps),
    )


def _ways(view: View, rows: list[Row]) -> Figure:
    text = view.text
    steps = []
    for step in range(1, MOST_STEPS + 1):
        numbered = [(place, row) for place, row in enumerate(rows) if row["step"] == step]
        if not numbered:
            break
        taken = numbered[0][1]["step_journeys"]
        heading = text("experience.step", step=step, journeys=view.show("count", taken))
        steps.append(
            (heading, [_way(view, row, place, taken) for place, row in numbered[:MOST_WAYS]])
        )
    return ways(steps, [text(f"journey_end.{end}") for end in ENDS])


def _way(view: View, row: Row, place: int, taken: int) -> Way:
    text = view.text
    start, end = (text.name("touchpoint", row[f"{side}_touchpoint"]) for side in ("from", "to"))
    label = end if row["step"] == 1 else f"{start} → {end}"
    journeys = view.show("count", row["journeys"])
    share = view.show("rate", row["journeys"] / taken)
    bought = text("experience.bought", rate=view.show("rate", row["conversion_rate"]))
    return Way(
        label,
        row["journeys"],
        f"{journeys} · {share}",
        f"{start} → {end}: {journeys} ({share}) · {bought}",
        ENDS.index(row["to_touchpoint"]) if row["to_touchpoint"] in ENDS else 0,
        place,
    )


def _first_bars(view: View, first: list[Row]) -> Figure:
    points, texts = [], []
    for row in first:
        name = view.text.name("touchpoint", row["to_touchpoint"])
        rate = view.show("rate", row["conversion_rate"])
        ended = view.show("count", row["journeys"] - row["open_journeys"])
        words = view.text("experience.of_ended", count=ended)
        points.append(Point(name, row["conversion_rate"], f"{name}: {rate} · {words}"))
        texts.append(f"{rate} · {words}")
    return horizontal_bars(points, texts, room=0.8)
