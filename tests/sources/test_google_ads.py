"""Google Ads: preambles, totals, UTF-16, three languages, ranges that are no days."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

DAY = dt.date(2026, 3, 1)


def test_every_row_of_a_file_is_accounted_for(vendors):
    files = {Path(name).name: counts for name, counts in vendors.files("google_ads").items()}
    assert files == {
        "Campaign report 2026-03-02.csv": ("campaign_days", 10, 4, 1, 5, "landed"),
        "Campaign report 2026-03-03.csv": ("campaign_days", 6, 3, 0, 3, "landed"),
        "Campaign report all time.csv": ("campaign_days", 5, 2, 0, 3, "landed"),
        "Kampagnenbericht.csv": ("campaign_days", 5, 2, 0, 3, "landed"),
        "Rapport sur les campagnes.csv": ("campaign_days", 5, 2, 0, 3, "landed"),
    }


def test_preambles_and_totals_are_dropped_and_listed(vendors):
    assert vendors.query(
        "select reason, count(*) from ops.dropped_rows where source_system = 'google_ads'"
        " group by 1 order by 1"
    ) == [("before the header", 10), ("total row", 7)]
    assert vendors.query(
        "select count(*) from ops.dropped_rows where line_text like 'Total\u00a0: compte%'"
        " or line_text like 'Gesamt: Konto%'"
    ) == [(2,)]


def test_a_row_without_a_campaign_is_rejected(vendors):
    assert vendors.query(
        "select line_number, reason from ops.rejected_rows where source_system = 'google_ads'"
    ) == [(7, "no value for the required campaign_name")]


def test_a_campaign_may_be_called_total(vendors):
    assert vendors.query(
        "select distinct campaign_name from staging.stg_google_ads__campaign_days"
        " where campaign_name like '%otal%' or campaign_name like 'Gesamt%' order by 1"
    ) == [("Gesamtpaket",), ("Total Pottery",)]


def test_a_day_in_a_later_report_counts_once_with_all_its_segments(vendors):
    assert vendors.query(
        "select spend_date, device, impressions, clicks, amount, conversions"
        " from staging.stg_google_ads__campaign_days"
        " where campaign_name = 'Cups, plates' order by all"
    ) == [
        (DAY, None, 10500, 88, Decimal("1020.5"), Decimal("2.5")),
        (dt.date(2026, 3, 2), "Computers", 900, 9, Decimal("4.5"), Decimal(1)),
        (dt.date(2026, 3, 2), "Mobile phones", 100, 1, Decimal("0.5"), None),
        (dt.date(2026, 3, 3), "Computers", 10, 2, Decimal("2.25"), Decimal(0)),
    ]


def test_a_range_has_no_day(vendors):
    assert vendors.query(
        "select campaign_name, amount, impressions, interactions, channel, status"
        " from staging.stg_google_ads__campaign_days where spend_date is null"
        " order by amount"
    ) == [
        ("Bowls", Decimal(0), None, None, "Search", "Paused"),
        ("Total Pottery", Decimal(990), 40000, 900, "Search", "Enabled"),
    ]


def test_dashes_in_place_of_a_cost_are_nothing_spent(vendors):
    assert vendors.query(
        "select amount, impressions, conversions from staging.stg_google_ads__campaign_days"
        " where campaign_name = 'Bowls' and spend_date is not null"
    ) == [(Decimal(0), 0, None)]


def test_french_and_german_reports_read_the_same(vendors):
    assert vendors.query(
        "select campaign_name, spend_date, impressions, clicks, amount, conversions, currency"
        " from staging.stg_google_ads__campaign_days"
        " where campaign_name in ('Toitures', 'Gesamtpaket') order by 1, 2"
    ) == [
        ("Gesamtpaket", DAY, 12345, 120, Decimal("1234.56"), Decimal(3), "EUR"),
        ("Gesamtpaket", dt.date(2026, 3, 2), 900, 9, Decimal("99.9"), Decimal("0.5"), "EUR"),
        ("Toitures", DAY, 1234, 7, Decimal("12.34"), Decimal(1), "CAD"),
        ("Toitures", dt.date(2026, 3, 2), 10500, 88, Decimal("1020.5"), Decimal("2.5"), "CAD"),
    ]


def test_a_campaign_is_its_id_and_else_its_name(vendors):
    assert vendors.query(
        "select campaign_source_id from staging.stg_google_ads__campaign_days"
        " where campaign_name = 'Total Pottery' and spend_date is not null"
    ) == [("12345678901",)]
    assert vendors.query(
        "select distinct campaign_source_id = name_key from staging.stg_google_ads__campaign_days"
        " where campaign_name = 'Toitures'"
    ) == [(True,)]
