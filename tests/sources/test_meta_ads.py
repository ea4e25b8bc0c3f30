"""Meta Ads: the currency in a header, a total without a name first, days and ranges."""

import datetime as dt
from decimal import Decimal
from pathlib import Path


def test_every_row_of_a_file_is_accounted_for(vendors):
    files = {Path(name).name: counts for name, counts in vendors.files("meta_ads").items()}
    assert files == {
        "Example-Campaigns-1-Mar-2026-2-Mar-2026.csv": ("campaign_days", 4, 2, 1, 1, "landed"),
        "Example-Campaigns-2-Mar-2026-3-Mar-2026.csv": ("campaign_days", 3, 2, 0, 1, "landed"),
        "Example-Ad-sets-1-Feb-2026-28-Feb-2026.csv": ("campaign_days", 2, 1, 0, 1, "landed"),
    }


def test_a_row_without_a_name_is_the_total_only_in_front(vendors):
    assert (
        vendors.query(
            "select line_number, reason from ops.dropped_rows where source_system = 'meta_ads'"
        )
        == [(2, "account total")] * 3
    )
    assert vendors.query(
        "select line_number, reason from ops.rejected_rows where source_system = 'meta_ads'"
    ) == [(5, "no value for the required campaign_name")]


def test_the_currency_is_that_in_the_header(vendors):
    assert vendors.query(
        "select distinct campaign_name, currency from staging.stg_meta_ads__campaign_days"
        " order by 1"
    ) == [("Cups", "INR"), ("Plates", "USD")]


def test_a_day_counts_once_whichever_column_names_it(vendors):
    assert vendors.query(
        "select spend_date, impressions, reach, clicks, link_clicks, amount"
        " from staging.stg_meta_ads__campaign_days where campaign_name = 'Cups' order by 1"
    ) == [
        (dt.date(2026, 3, 1), 1200, 900, 30, 18, Decimal("600.25")),
        (dt.date(2026, 3, 2), 1510, None, 32, None, Decimal(760)),
        (dt.date(2026, 3, 3), 990, None, 18, None, Decimal(340)),
    ]


def test_a_month_is_a_range_and_no_day(vendors):
    assert vendors.query(
        "select spend_date, range_start_date, range_end_date, ad_set_name, amount, results,"
        " result_indicator from staging.stg_meta_ads__campaign_days where campaign_name = 'Plates'"
    ) == [
        (
            *(None, dt.date(2026, 2, 1), dt.date(2026, 2, 28), "Lookalike"),
            *(Decimal(30), Decimal(3), "actions:purchase"),
        )
    ]
