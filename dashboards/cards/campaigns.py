"""What each campaign cost and brought, over its whole life."""

from __future__ import annotations

import datetime as dt

from dashboards import format as fmt
from dashboards.cards.acquisition import CUSTOMER_COLUMNS
from dashboards.charts.base import Figure
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# More than these are a list for a download of the mart.
MOST_CAMPAIGNS = 300
MOST_BARS = 12

_COLUMNS: dict[str, ColumnKind] = {
    "campaign_name": "campaign",
    "channel_group": "channel_group",
    "start_date": "date",
    "cost": "money",
    "leads": "count",
    "customers": "count",
    "revenue": "money",
    "cac": "money",
    "roi": "rate",
    "roas": "number",
    "source_system": "source_system",
}


def campaigns(view: View) -> None:
    """Return of the dearest campaigns, and all of them as a table with their customers behind."""
    rows = view.rows("campaigns", row_limit=MOST_CAMPAIGNS)
    named = [row for row in rows if row["campaign_id"] != "unknown"]
    if not named:
        return
    drill = Drill(
        "acquisition_customers",
        CUSTOMER_COLUMNS,
        # of a campaign's whole life, as its numbers are
        lambda row: {
            "campaign_id": row["campaign_id"],
            "channel_group": None,
            "first_month": dt.date.min,
            "end": view.run.as_of_date,
        },
        lambda row: view.text.name("campaign", row["campaign_name"]),
    )
    returned = [row for row in named if row["roas"] is not None][:MOST_BARS]
    if returned:
        card(
            view,
            "marketing.returns",
            _bars(view, returned),
            returned,
            _COLUMNS,
            about="marts.campaign_performance.roas",
            note=view.text("marketing.whole_life"),
            drill=drill,
        )
    card(
        view,
        "marketing.campaigns",
        None,
        rows,
        _COLUMNS,
        about="marts.campaign_performance",
        note=_table_words(view, named),
        drill=drill,
    )


def _table_words(view: View, named: list[Row]) -> str:
    text = view.text
    costless = sum(1 for row in named if not row["cost"])
    return text.sentences(
        text("marketing.whole_life"),
        text(
            "marketing.campaigns_shown",
            shown=view.show("count", len(named)),
            all=view.show("count", named[0]["campaigns"]),
        ),
        text("marketing.campaigns_without_cost", count=view.show("count", costless)),
    )


def _bars(view: View, rows: list[Row]) -> Figure:
    text = view.text
    points, texts = [], []
    for row in rows:
        name = text.name("campaign", row["campaign_name"])
        ratio = fmt.number(row["roas"], text.locale)
        words = text(
            "marketing.revenue_of_cost",
            revenue=view.show("money", row["revenue"], compact=True),
            cost=view.show("money", row["cost"], compact=True),
        )
        roi = text("marketing.roi_of", roi=view.show("rate", row["roi"]))
        points.append(Point(name, row["roas"], f"{name}: {ratio} · {words} · {roi}"))
        texts.append(ratio)
    return horizontal_bars(points, texts)
