"""Meta Ads: the currency stands in a header, and the first row is the account's total."""

from __future__ import annotations

from demo.desk import Desk
from demo.papers import Style
from demo.truth import decimal
from demo.vendors.advertising import spendings, tell_spend
from demo.vendors.crm import Company

_CURRENCY = "USD"


def write_meta_ads(desk: Desk, company: Company) -> None:
    """Write the reports by campaign and day."""
    days = list(spendings(desk, company))
    for window in desk.windows:
        file = desk.text("campaign_days", window, Style(is_all_quoted=True))
        shown = [one for one in days if window.start <= one.second < window.end]
        period = {
            "Reporting starts": window.first.isoformat(),
            "Reporting ends": window.last.isoformat(),
        }
        total = dict.fromkeys(desk.forms["campaign_days"].columns, "") | period
        total["Amount spent (USD)"] = decimal(sum(one.cost_at(window.end) for one in shown))
        total["Impressions"] = str(sum(one.impressions for one in shown))
        file.told("total", file.paper.row(list(total.values())))
        for one in shown:
            file.write({
                **period,
                "Campaign name": one.campaign,
                "Ad set name": "Everybody",
                "Day": desk.date(one.second),
                "Amount spent (USD)": decimal(one.cost_at(window.end)),
                "Impressions": one.impressions,
                "Link clicks": one.clicks,
                "Clicks (all)": one.clicks + one.clicks // 4,
                "Reach": one.impressions * 3 // 4,
                "Results": one.clicks,
                "Result indicator": "actions:link_click",
                "Frequency": f"{4 / 3:.2f}",
            })  # fmt: skip
    for one in days:
        tell_spend(desk, one, _CURRENCY)
