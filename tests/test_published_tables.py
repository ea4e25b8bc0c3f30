"""Numbers that others have published, read from the published marts of real exports.

The targets are those of the public data sets' own publications and of independent computations
in this file from the raw files; nothing here looks at how the models work.
"""

import csv
import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest

from tests.command_line import rows, value
from tests.shared_data import shared_data
from warehouse.database import connect_published, published_folder
from warehouse.home import Home

pytestmark = pytest.mark.slow


def read_csv(name: str) -> list[dict[str, str]]:
    with shared_data(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class TestCdnow:
    """The 1/10 sample of CDNOW customers, as of 1998-06-30 (Fader, Hardie & Lee 2005)."""

    RETENTION: ClassVar = {
        "1997-01-01": [124, 95, 70, 65, 77, 65, 53, 52, 45, 62, 59, 45, 47, 63, 37, 37, 33],
        "1997-02-01": [134, 110, 75, 77, 75, 61, 61, 74, 70, 59, 57, 59, 70, 56, 59, 60],
        "1997-03-01": [87, 84, 78, 63, 64, 55, 57, 73, 65, 47, 51, 78, 32, 38, 45],
    }
    COHORTS: ClassVar = {"1997-01-01": 781, "1997-02-01": 857, "1997-03-01": 719}

    def test_every_row_is_landed(self, cdnow_home):
        assert rows(
            cdnow_home, "select rows_read, rows_landed, rows_rejected, status from ops.files"
        ) == [(6919, 6919, 0, "landed")]

    def test_customers_orders_units_and_spend(self, cdnow_home):
        assert value(cdnow_home, "select count(*) from marts.customer_rfm") == 2357
        assert rows(
            cdnow_home,
            "select count(*), sum(net_amount), count(distinct (customer_id, order_date)) "
            "from core.fct_order",
        ) == [(6919, Decimal("244091.94"), 6696)]
        assert value(cdnow_home, "select sum(quantity) from core.fct_order_line") == 16479
        assert value(cdnow_home, "select count(*) from core.fct_order where net_amount = 0") == 8

    def test_cohorts_and_month_by_month_retention(self, cdnow_home):
        found = rows(
            cdnow_home,
            "select cohort_month::date::varchar, months_since, cohort_size, customers_on "
            "from marts.cohort_retention order by all",
        )
        expected = [
            (cohort, months, self.COHORTS[cohort], active)
            for cohort, actives in self.RETENTION.items()
            for months, active in enumerate([self.COHORTS[cohort], *actives])
        ]
        assert found == expected

    def test_month_one_retention_rates(self, cdnow_home):
        rates = rows(
            cdnow_home,
            "select round(100 * retention_rate, 1) from marts.cohort_retention "
            "where months_since = 1 order by cohort_month",
        )
        assert [float(rate) for (rate,) in rates] == [15.9, 15.6, 12.1]

    def test_repeat_purchase(self, cdnow_home):
        found = rows(
            cdnow_home,
            "select horizon_days, customers, repeaters from marts.repeat_purchase "
            "where cohort_month is null order by horizon_days nulls last",
        )
        assert found == [
            (30, 2357, 410),
            (60, 2357, 601),
            (90, 2357, 687),
            (180, 2357, 887),
            (365, 2357, 1074),
            (None, 2357, 1139),
        ]
        rate = value(
            cdnow_home,
            "select repeat_rate from marts.repeat_purchase "
            "where cohort_month is null and horizon_days is null",
        )
        assert round(100 * float(rate), 2) == 48.32

    def test_rfm_scores_are_safe_against_ties(self, cdnow_home):
        sizes = dict(
            rows(cdnow_home, "select f_score, count(*) from marts.customer_rfm group by all")
        )
        assert [sizes.get(score, 0) for score in range(1, 6)] == [1218, 0, 403, 358, 378]

    def test_rfm_scores_follow_the_published_cut_points(self, cdnow_home):
        # R 152/442/486/512, F 1/1/2/4, M 15.36/31.958/59.25/130.436: a score is one more than
        # the number of cut points strictly below the value, recency reversed.
        wrong = value(
            cdnow_home,
            """
            with expected as (
                select
                    *,
                    5 - (recency_days > 152)::int - (recency_days > 442)::int
                        - (recency_days > 486)::int - (recency_days > 512)::int as r,
                    1 + 2 * (frequency > 1)::int + (frequency > 2)::int
                        + (frequency > 4)::int as f,
                    1 + (monetary > 15.36)::int + (monetary > 31.958)::int
                        + (monetary > 59.25)::int + (monetary > 130.436)::int as m
                from marts.customer_rfm
            )
            select count(*) from expected
            where (r_score, f_score, m_score) is distinct from (r, f, m)
            """,
        )
        assert wrong == 0

    def test_recency_counts_whole_days_to_the_as_of_date(self, cdnow_home):
        assert rows(
            cdnow_home,
            "select distinct as_of_date, recency_days = date_diff('day', last_order_date, "
            "date '1998-06-30') from marts.customer_rfm",
        ) == [(dt.date(1998, 6, 30), True)]


class TestMaven:
    """8,800 opportunities of a B2B CRM, published with two win rates."""

    def test_opportunities_by_outcome(self, maven_home):
        found = rows(maven_home, "select category, count(*) from core.fct_opportunity group by all")
        assert dict(found) == {"won": 4238, "lost": 2473, "open": 1589 + 500}

    def test_won_amount(self, maven_home):
        assert value(
            maven_home, "select sum(amount) from core.fct_opportunity where category = 'won'"
        ) == Decimal("10005534.00")

    def test_both_published_win_rates(self, maven_home):
        found = rows(
            maven_home,
            "select definition, won_count, lost_count, base_count, "
            "round(100 * win_rate, 2)::double, won_amount from marts.win_rate "
            "where period_start is null and cut_name = 'all' order by definition",
        )
        won_amount = Decimal("10005534.00")
        assert found == [
            ("closed", 4238, 2473, 6711, 63.15, won_amount),
            ("created", 4238, 2473, 8800, 48.16, won_amount),
        ]

    def test_two_spellings_are_one_product_by_the_alias_of_the_example(self, maven_home):
        names = rows(
            maven_home,
            "select product_name from core.dim_product where product_id <> 'unknown' order by all",
        )
        assert [name for (name,) in names] == [
            "GTK 500",
            "GTX Basic",
            "GTX Plus Basic",
            "GTX Plus Pro",
            "GTX Pro",
            "MG Advanced",
            "MG Special",
        ]
        pipeline = read_csv("maven_crm_sales/sales_pipeline.csv")
        expected = Counter(row["product"].replace("GTXPro", "GTX Pro") for row in pipeline)
        found = rows(
            maven_home,
            "select product_name, count(*) from core.fct_opportunity "
            "join core.dim_product using (product_id) group by all",
        )
        assert dict(found) == expected

    def test_win_rates_by_team_equal_the_raw_files(self, maven_home):
        office = {
            row["sales_agent"]: row["regional_office"]
            for row in read_csv("maven_crm_sales/sales_teams.csv")
        }
        outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        for row in read_csv("maven_crm_sales/sales_pipeline.csv"):
            outcomes[office[row["sales_agent"]]][row["deal_stage"]] += 1
        found = rows(
            maven_home,
            "select cut_value, won_count, lost_count from marts.win_rate where period_start is "
            "null and cut_name = 'team' and definition = 'closed' order by all",
        )
        expected = [(team, c["Won"], c["Lost"]) for team, c in sorted(outcomes.items())]
        assert found == expected

    def test_the_funnel_of_one_flat_opportunity_file(self, maven_home):
        found = rows(
            maven_home,
            "select stage, reached, lost, still_open from marts.sales_funnel "
            "where cohort_month is null order by stage_order",
        )
        assert [(stage, reached) for stage, reached, _, _ in found] == [
            ("lead", 8800),
            ("contacted", 8800),
            ("qualified", 8800),
            ("opportunity", 8800),
            ("won", 4238),
        ]
        assert found[3][2:] == (2473, 1589 + 500)


class TestOlist:
    """A marketplace: marketing-qualified leads, closed deals, and 1,000 orders that join fully."""

    def test_leads_to_closed_deals(self, olist_home):
        found = rows(
            olist_home,
            "select stage, reached from marts.sales_funnel where cohort_month is null "
            "and stage in ('lead', 'won') order by stage_order",
        )
        assert found == [("lead", 8000), ("won", 842)]

    def test_conversion_by_origin_equals_the_raw_files(self, olist_home):
        won = {row["mql_id"] for row in read_csv("olist/olist_closed_deals_dataset.csv")}
        leads: Counter[str] = Counter()
        converted: Counter[str] = Counter()
        for row in read_csv("olist/olist_marketing_qualified_leads_dataset.csv"):
            origin = row["origin"] or "unknown"
            leads[origin] += 1
            converted[origin] += row["mql_id"] in won
        found = rows(
            olist_home,
            "select source, stage, reached, cumulative_conversion_rate::double "
            "from marts.sales_funnel_by_source where cohort_month is null "
            "and stage in ('lead', 'won')",
        )
        by_stage = {(source, stage): (n, rate) for source, stage, n, rate in found}
        assert {
            source: n for (source, stage), (n, _) in by_stage.items() if stage == "lead"
        } == leads
        for origin, count in leads.items():
            reached, rate = by_stage[origin, "won"]
            assert reached == converted[origin]
            assert rate == pytest.approx(converted[origin] / count, abs=1e-6)

    # In the raw files themselves, items and payments of these orders differ by a cent or two.
    ROUNDED: ClassVar = {
        "8adafb3466daa5395694d3a906ff9d40": Decimal("0.02"),
        "bb2e64c3040ceb9b7ca2bfc602adca08": Decimal("0.02"),
        "d5211af24819d319c02a285e7bb51750": Decimal("-0.01"),
        "f04bfdbef5359607d39e66fccc9cc0de": Decimal("0.01"),
    }

    def test_the_total_of_each_order_equals_its_items_and_its_payments(self, olist_home):
        items: defaultdict[str, Decimal] = defaultdict(Decimal)
        paid: defaultdict[str, Decimal] = defaultdict(Decimal)
        for row in read_csv("olist/sample_1000_orders/olist_order_items_dataset.csv"):
            items[row["order_id"]] += Decimal(row["price"]) + Decimal(row["freight_value"])
        for row in read_csv("olist/sample_1000_orders/olist_order_payments_dataset.csv"):
            paid[row["order_id"]] += Decimal(row["payment_value"])
        found = rows(olist_home, "select source_id, total_amount, paid_amount from core.fct_order")
        assert len(found) == 1000
        assert {order: total for order, total, _ in found} == items
        assert {order: payments for order, _, payments in found} == paid
        differing = {order: total - payments for order, total, payments in found}
        assert {order: gap for order, gap in differing.items() if gap} == self.ROUNDED


class TestZoho:
    """The vendor's own sample backup: ten records a module and an extra blank last line."""

    def test_the_blank_last_line_is_neither_data_nor_a_reject(self, zoho_home):
        found = rows(
            zoho_home,
            "select table_name, rows_read, rows_landed, rows_rejected, rows_dropped "
            "from ops.files order by all",
        )
        assert found == [
            ("accounts", 11, 10, 0, 1),
            ("deals", 11, 10, 0, 1),
            ("leads", 11, 10, 0, 1),
        ]

    def test_the_records_arrive_in_core(self, zoho_home):
        counts = rows(
            zoho_home,
            "select (select count(*) from core.fct_lead), (select count(*) from "
            "core.fct_opportunity), (select sum(amount) from core.fct_opportunity)",
        )
        deals = read_csv("zoho_backup/Deals_001.csv")
        expected = sum(Decimal(row["Amount"]) for row in deals)
        assert counts == [(10, 10, expected)]

    def test_names_are_in_the_restricted_file_only(self, zoho_home):
        leads = read_csv("zoho_backup/Leads_001.csv")
        emails = {row["Email"] for row in leads}
        found = rows(zoho_home, "select email from restricted.customer_contact", restricted=True)
        assert emails <= {email for (email,) in found}
        published = (zoho_home / "current" / "analytics.duckdb").read_bytes()
        for row in leads:
            for value_ in (row["Email"], row["Full Name"], row["Street"]):
                assert value_.encode() not in published


@pytest.mark.parametrize("home", ["demo_home", "maven_home", "olist_home", "zoho_home"])
def test_no_value_of_a_restricted_column_is_in_the_analytics_file(home, request):
    """The whole file is searched, column by column, for every restricted value."""
    folder: Path = request.getfixturevalue(home)
    restricted_columns = rows(
        folder,
        "select table_name, column_name from duckdb_columns() where schema_name = 'main' "
        "and not internal and data_type = 'VARCHAR' and column_name not like '%\\_id' escape '\\'",
        restricted=True,
    )
    assert restricted_columns
    secrets = set()
    for table, column in restricted_columns:
        found = rows(folder, f"select distinct {column} from restricted.{table}", restricted=True)
        secrets |= {text for (text,) in found if text and len(text) > 3}
    assert secrets
    with connect_published(published_folder(Home(folder))) as reader:
        columns = reader.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where data_type = 'VARCHAR' and not internal"
        ).fetchall()
        leaks = [
            (schema, table, column, text)
            for schema, table, column in columns
            for (text,) in reader.execute(
                f'select distinct "{column}" from {schema}."{table}"'
            ).fetchall()
            if text in secrets
        ]
    assert columns
    assert not leaks
