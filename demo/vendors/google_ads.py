"""Google Ads: lines before the header, totals at the end; the last report is UTF-16 with tabs."""

from __future__ import annotations

import datetime as dt

from demo.desk import Desk
from demo.exporting import ExportFile
from demo.papers import Style
from demo.truth import decimal
from demo.vendors.advertising import spendings, tell_spend
from demo.vendors.crm import Company

_CURRENCY = "USD"
_NOTHING = " --"
_STYLES = (Style(), Style(encoding="utf-16-le", delimiter="\t", has_bom=True))


def write_google_ads(desk: Desk, company: Company) -> None:
    """Write the reports by campaign and day."""
    days = list(spendings(desk, company))
    for window, style in zip(desk.windows, _STYLES, strict=True):
        preamble = ("Campaign report", f"{_long(window.first)} - {_long(window.last)}")
        file = desk.text("campaign_days", window, style, preamble=preamble)
        shown = [one for one in days if window.start <= one.second < window.end]
        for one in shown:
            cost = one.cost_at(window.end)
            file.write({
                "Campaign status": "Enabled",
                "Campaign": one.campaign,
                "Budget": "60.00",
                "Budget name": _NOTHING,
                "Budget type": "Daily",
                "Currency code": _CURRENCY,
                "Status": "Eligible",
                "Status reasons": _NOTHING,
                "Optimization score": _NOTHING,
                "Campaign type": "Search",
                "Bid strategy type": "Maximize clicks",
                "Day": desk.date(one.second),
                "Impr.": f"{one.impressions:,}",
                "Clicks": f"{one.clicks:,}",
                "CTR": f"{one.clicks / one.impressions:.2%}",
                "Avg. CPM": decimal(cost * 1000 // one.impressions),
                "Cost": f"{cost / 100:,.2f}",
            })  # fmt: skip
        _totals(desk, file, [one.clicks for one in shown], [one.cost_at(window.end)
                                                            for one in shown])  # fmt: skip
    for one in days:
        tell_spend(desk, one, _CURRENCY)


def _totals(desk: Desk, file: ExportFile, clicks: list[int], costs: list[int]) -> None:
    columns = desk.forms["campaign_days"].columns
    for label in ("Total: Campaigns", "Total: Account", "Total: Search"):
        row = dict.fromkeys(columns, _NOTHING)
        row |= {"Campaign status": label, "Clicks": f"{sum(clicks):,}",
                "Cost": f"{sum(costs) / 100:,.2f}"}  # fmt: skip
        file.told("total", file.paper.row(list(row.values())))


def _long(day: dt.date) -> str:
    return f"{day:%B %d, %Y}"
