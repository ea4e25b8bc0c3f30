"""Marketing: what channels and campaigns cost and bring, and whose part a purchase is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from dashboards.cards.acquisition import acquisition
from dashboards.cards.attribution import attribution
from dashboards.cards.campaigns import campaigns
from dashboards.components.change import change_words, compared_months, months_words
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View, current_view


def render(view: View) -> None:
    """Draw the page."""
    channels = view.rows("acquisition_channels")
    if not channels:
        no_data(view, ever=bool(view.rows("marketing_ever")))
        return
    scope(view, view.text.sentences(view.text("marketing.scope"), months_words(view)))
    has_leads = _has_leads(view)
    tiles(view, _tiles(view, channels, has_leads=has_leads))
    acquisition(view, channels, has_leads=has_leads)
    attribution(view)
    campaigns(view)


def _totals(channels: list[Row]) -> dict[str, float | None]:
    """Sums over the channels; CAC over those that have a cost, for it is theirs alone.

    What cannot be known, or has nothing to be divided by, is None.
    """
    paid = [row for row in channels if row["spend"]]
    is_known = bool(paid) and all(row["spend"] is not None for row in channels)
    spend = sum(row["spend"] for row in paid) if is_known else None
    paid_customers = sum(row["customers"] for row in paid)
    return {
        "leads": sum(row["leads"] for row in channels),
        "customers": sum(row["customers"] for row in channels),
        "spend": spend,
        "paid_customers": paid_customers,
        "cac": spend / paid_customers if spend and paid_customers else None,
    }


def _changes(view: View) -> dict[str, str | None]:
    """The change of each total over whole months; nothing where there are none to compare."""
    found = compared_months(view)
    if found is None:
        return {}
    now, before = (
        _totals(view.rows("acquisition_channels", first_month=months.start, end=months.end))
        for months in found
    )
    return {name: change_words(view, "count", now[name], before[name]) for name in now}


def _tiles(view: View, channels: list[Row], *, has_leads: bool) -> list[Tile]:
    text = view.text
    now, changes = _totals(channels), _changes(view)
    is_rate_missing = any(row["spend"] is None for row in channels)
    why_none = text("marketing.no_rate" if is_rate_missing else "marketing.no_cost")
    return [
        *(
            Tile(
                text(f"column.{name}"),
                view.show("count", now[name], compact=True),
                text(f"marketing.{name}_definition"),
                f"marts.channel_acquisition.{name}",
                change=changes.get(name),
            )
            for name in (("leads", "customers") if has_leads else ("customers",))
        ),
        Tile(
            text("column.spend"),
            view.show("money", now["spend"], compact=True),
            text("marketing.spend_definition"),
            "marts.channel_acquisition.spend",
            # neither much nor little spend is good in itself
            aside=_spend_words(view, now["spend"], why_none, changes.get("spend")),
        ),
        Tile(
            text("marketing.cac"),
            view.show("money", now["cac"]),
            text("marketing.cac_definition"),
            "marts.channel_acquisition.cac",
            change=changes.get("cac"),
            is_better_low=True,
            aside=_paid_words(view, now),
        ),
    ]


def _paid_words(view: View, now: Mapping[str, float | None]) -> str | None:
    """Of how many new customers the channels have a cost; nothing where there is none of them."""
    if not now["customers"]:
        return None
    return view.text(
        "marketing.cac_of",
        part=view.show("count", now["paid_customers"]),
        whole=view.show("count", now["customers"]),
    )


def _has_leads(view: View) -> bool:
    """Whether there ever were leads: where none are exported, there are not zero of them."""
    ever = {"first_month": dt.date.min, "end": view.run.as_of_date}
    return any(row["leads"] for row in view.rows("acquisition_channels", **ever))


def _spend_words(view: View, spend: float | None, why_none: str, moved: str | None) -> str | None:
    if spend is None:
        return why_none
    return None if moved is None else view.text("marketing.moved", change=moved)


render(current_view())
