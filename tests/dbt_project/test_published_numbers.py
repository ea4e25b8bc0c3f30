"""Published numbers of public data sets, from the marts; landed by the ingestion itself."""

import csv
import datetime as dt
import hashlib
import statistics
from collections import Counter, defaultdict
from decimal import Decimal

import duckdb
import pytest

from tests.command_line import ROOT
from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    build_models,
    land_files,
    new_home,
)
from tests.shared_data import shared_data

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "examples"


class TestCdnow:
    """Fader, Hardie & Lee (2005): the 1/10 sample, as of 1998-06-30."""

    def test_customers_orders_and_spend(self, cdnow):
        assert ask(
            cdnow,
            "select count(*), count(distinct customer_id), count(distinct (customer_id, "
            "order_date)), sum(net_amount), count(*) filter (net_amount = 0) from core.fct_order",
        ) == [(6919, 2357, 6696, Decimal("244091.94"), 8)]
        assert ask_one(cdnow, "select sum(quantity) from core.fct_order_line") == 16479

    def test_retention_month_by_month(self, cdnow):
        expected = {
            dt.date(1997, 1, 1): "781 124 95 70 65 77 65 53 52 45 62 59 45 47 63 37 37 33",
            dt.date(1997, 2, 1): "857 134 110 75 77 75 61 61 74 70 59 57 59 70 56 59 60",
            dt.date(1997, 3, 1): "719 87 84 78 63 64 55 57 73 65 47 51 78 32 38 45",
        }
        found: dict[dt.date, list[str]] = {}
        for cohort, customers in ask(
            cdnow,
            "select cohort_month, customers_on from marts.cohort_retention "
            "order by cohort_month, months_since",
        ):
            found.setdefault(cohort, []).append(str(customers))
        assert {cohort: " ".join(counts) for cohort, counts in found.items()} == expected

    def test_repeat_purchase(self, cdnow):
        assert ask(
            cdnow,
            "select horizon_days, repeaters, customers from marts.repeat_purchase "
            "where cohort_month is null order by horizon_days nulls last",
        ) == [
            (30, 410, 2357),
            (60, 601, 2357),
            (90, 687, 2357),
            (180, 887, 2357),
            (365, 1074, 2357),
            (None, 1139, 2357),
        ]

    def test_repeat_purchases_before_and_after_the_calibration_period(self, cdnow):
        assert ask(
            cdnow,
            "select count(*) filter (order_date <= '1997-09-30'), "
            "count(*) filter (order_date > '1997-09-30') "
            "from intermediate.int_customer_order_days where order_day_number > 1",
        ) == [(2457, 1882)]

    def test_frequency_scores_are_safe_against_ties(self, cdnow):
        sizes = Counter(score for (score,) in ask(cdnow, "select f_score from marts.customer_rfm"))
        assert [sizes[score] for score in range(1, 6)] == [1218, 0, 403, 358, 378]

    @pytest.mark.parametrize(
        ("column", "score", "cut_points"),
        [
            ("-recency_days", "r_score", [-512, -486, -442, -152]),
            ("frequency", "f_score", [1, 1, 2, 4]),
            ("monetary", "m_score", [15.36, 31.958, 59.25, 130.436]),
        ],
    )
    def test_scores_follow_the_published_cut_points(self, cdnow, column, score, cut_points):
        for value, found in ask(cdnow, f"select {column}, {score} from marts.customer_rfm"):
            if column == "-recency_days":  # a recency on a cut point is not above it
                expected = 1 + sum(value >= cut for cut in cut_points)
            else:
                expected = 1 + sum(float(value) > cut for cut in cut_points)
            assert found == expected, value


def test_the_table_of_the_r_package_rfm(tmp_path):
    """995 customers as of 2006-12-31: its cut points are the quantiles plus 1, half-open."""
    parquet = shared_data("published_cases/rfm_orders.parquet")
    rows = duckdb.sql(
        "select md5(customer_id) as customer, (date '1970-01-01' + order_date::integer)::varchar, "
        f"revenue::varchar from read_parquet('{parquet}')"
    ).fetchall()
    home = new_home(tmp_path / "home")
    add_source(home, "rfm")
    lines = [
        {"customer_id": f"{customer}0", "ordered_at": day, "amount": revenue, "quantity": "1"}
        for customer, day, revenue in rows
    ]
    add_rows(home, "rfm", "order_lines", lines)
    cut_points = {
        "r": [115, 181, 297.4, 482],
        "f": [4, 5, 6, 8],
        "m": [255.8, 382, 506.4, 666],
    }
    build(
        home,
        "--select",
        "+customer_rfm",
        tested=False,
        as_of="2006-12-31",
        rfm_scoring="custom",
        rfm_order_grain="order",
        rfm_custom_cut_points=cut_points,
    )
    found = ask(
        home,
        "select segment, count(*), sum(frequency)::integer, sum(monetary)::integer "
        "from marts.customer_rfm group by all order by all",
    )
    assert found == [
        ("About To Sleep", 102, 283, 23449),
        ("At Risk", 28, 216, 22227),
        ("Can't Lose Them", 47, 274, 32446),
        ("Champions", 35, 316, 31646),
        ("Lost", 148, 393, 35324),
        ("Loyal Customers", 170, 799, 76562),
        ("Need Attention", 10, 57, 4562),
        ("New Customers", 104, 329, 28837),
        ("Potential Loyalist", 342, 2211, 204856),
        ("Promising", 9, 28, 4249),
    ]


class TestMaven:
    """Maven Analytics' CRM sales: one data set, published with two win rates."""

    def test_outcomes_and_amount(self, maven):
        assert ask(
            maven,
            "select count(*), count(*) filter (category = 'won'), count(*) filter (category = "
            "'lost'), sum(amount) filter (category = 'won') from core.fct_opportunity",
        ) == [(8800, 4238, 2473, 10_005_534)]

    def test_both_win_rates(self, maven):
        rates = dict(
            ask(
                maven,
                "select definition, win_rate from marts.win_rate "
                "where cut_name = 'all' and period_start is null",
            )
        )
        assert rates == {
            "closed": pytest.approx(0.6315, abs=5e-5),
            "created": pytest.approx(0.4816, abs=5e-5),
        }

    @pytest.mark.parametrize(
        ("cut", "names", "header"),
        [
            ("owner_employee_id", "dim_employee.source_id", "sales_agent"),
            ("product_id", "dim_product.product_name", "product"),
        ],
    )
    def test_the_funnel_of_each_seller_and_product_is_counted_in_the_file(
        self, maven, cut, names, header
    ):
        def name_of(row):
            if header == "product":
                return row["product"].replace("GTXPro", "GTX Pro")
            return "name:" + hashlib.md5(row["sales_agent"].lower().encode()).hexdigest()

        groups = defaultdict(list)
        with shared_data("maven_crm_sales/sales_pipeline.csv").open(encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                groups[name_of(row), None].append(row)
                if row["engage_date"]:
                    first = dt.date.fromisoformat(row["engage_date"]).replace(day=1)
                    groups[name_of(row), first].append(row)
        expected = {}
        for key, rows in groups.items():
            ended = Counter(row["deal_stage"] for row in rows)
            won, lost = ended["Won"], ended["Lost"]
            days = [
                (dt.date.fromisoformat(row["close_date"])
                 - dt.date.fromisoformat(row["engage_date"])).days
                for row in rows if row["deal_stage"] == "Won"
            ]  # fmt: skip
            is_closed = won + lost == len(rows)
            expected[*key, "opportunity"] = (
                len(rows), won, len(rows) - won - lost, lost, won / len(rows), 1, 0, is_closed,
                None,
            )  # fmt: skip
            expected[*key, "won"] = (
                won, None, 0, 0, None, won / len(rows), None, is_closed,
                statistics.median(days) if days else None,
            )  # fmt: skip
        mart, dimension = f"sales_funnel_by_{cut.split('_')[0]}", names.split(".")[0]
        found = ask(
            maven,
            f"select {names}, cohort_month, stage, reached, converted, still_open, lost,"
            " conversion_rate, cumulative_conversion_rate, regressed, is_closed, median_days"
            f" from marts.{mart} inner join core.{dimension}"
            f" on {mart}.{cut} = {dimension}.{dimension[4:]}_id"
            " where stage in ('opportunity', 'won')",
        )
        assert {row[:3]: row[3:] for row in found} == {
            key: pytest.approx(row) for key, row in expected.items()
        }
        assert len(groups) > 100

    def test_names_without_ids_are_one_record_each(self, maven):
        assert ask(
            maven,
            "select (select count(*) from core.dim_product where product_id <> 'unknown'), "
            "(select count(*) from core.dim_customer where customer_id <> 'unknown'), "
            "(select count(distinct owner_employee_id) from core.fct_opportunity), "
            "(select count(*) from core.fct_opportunity where customer_id = 'unknown')",
        ) == [(7, 85, 30, 1425)]

    def test_every_opportunity_is_in_the_whole_and_the_undated_in_no_month(self, maven):
        assert ask(
            maven,
            "select sum(reached) filter (cohort_month is null), "
            "sum(reached) filter (cohort_month is not null) "
            "from marts.sales_funnel where stage = 'opportunity'",
        ) == [(8800, 8300)]

    def test_how_fast_it_sells(self, maven):
        """The cycle: 51.78 days of what was won, 57 in the median, 47.99 of all that was closed."""
        [(deals, won, lost, amount, rate, mean, median, closed, velocity)] = ask(
            maven,
            "select open_count, won_count, lost_count, average_won_amount, win_rate,"
            " average_days_to_win, median_days_to_win, average_days_to_close, velocity_per_day"
            " from marts.sales_velocity where team is null and month = '2017-12-01'",
        )
        # 1,589 engaging; the 500 prospecting have no date
        assert (deals, won, lost, median) == (1589, 4238, 2473, 57)
        assert (round(mean, 2), round(closed, 2), round(rate, 4)) == (51.78, 47.99, 0.6315)
        assert amount == round(Decimal(10_005_534) / 4238, 2)
        assert float(velocity) == pytest.approx(
            1589 * 10_005_534 / 4238 * (4238 / 6711) / mean, abs=0.01
        )

    def test_the_pipeline_of_every_day_is_that_of_the_file(self, maven):
        path = shared_data("maven_crm_sales/sales_pipeline.csv")
        came, went, won = Counter(), Counter(), Counter()
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["engage_date"]:
                    came[row["engage_date"]] += 1
                    went[row["close_date"]] += 1
                    won[row["close_date"]] += row["deal_stage"] == "Won"
        found = ask(
            maven,
            "select day, sum(open_count) from marts.pipeline_daily group by all order by all",
        )
        assert len(found) == 400
        for day, count in found:
            until = day.isoformat()
            dated = [(came, 1), (went, -1)]
            assert count == sum(
                sign * n for side, sign in dated for d, n in side.items() if d and d <= until
            )
        for day, opened, closed in ask(
            maven,
            "select day, sum(created_count), sum(won_count) from marts.pipeline_movement"
            " group by all",
        ):
            assert (opened, closed) == (came[day.isoformat()], won[day.isoformat()])


@pytest.fixture(scope="module")
def olist(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("olist") / "home")
    land_files(home, EXAMPLES / "olist.yml", shared_data("olist"))
    build_models(
        home,
        "sales_funnel_by_source",
        "fct_order",
        "dim_customer",
        time_zone="America/Sao_Paulo",
        reporting_currency="BRL",
    )
    return home


class TestOlist:
    """A marketplace's leads and won deals, and 1,000 orders with their payments."""

    def test_conversion_by_origin_equals_a_count_in_the_files(self, olist):
        def read(name):
            path = shared_data(f"olist/olist_{name}_dataset.csv")
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))

        won = {row["mql_id"] for row in read("closed_deals")}
        expected = Counter()
        for row in read("marketing_qualified_leads"):
            source = row["origin"] or "unknown"
            expected[source, "lead"] += 1
            expected[source, "won"] += row["mql_id"] in won
        found = ask(
            olist,
            "select source, stage, reached from marts.sales_funnel_by_source "
            "where cohort_month is null and stage in ('lead', 'won')",
        )
        assert {(source, stage): reached for source, stage, reached in found} == expected
        assert sum(n for (_, stage), n in expected.items() if stage == "lead") == 8000
        assert sum(n for (_, stage), n in expected.items() if stage == "won") == 842

    def test_every_order_is_there_and_worth_what_was_paid(self, olist):
        # in four of the 1,000 orders the export's own items and payments differ, by 1 or 2 cents
        assert ask(
            olist,
            "select count(*), count(*) filter (total_amount = paid_amount), "
            "max(abs(total_amount - paid_amount)) from core.fct_order",
        ) == [(1000, 996, Decimal("0.02"))]

    def test_a_won_lead_is_the_seller_it_became(self, olist):
        assert ask(
            olist,
            "select count(*) filter (is_prospect), count(*) filter (is_customer and "
            "source_id in (select source_id from core.customer_identity "
            "where source_table = 'customers')) >= 842 from core.dim_customer",
        ) == [(8000 - 842, True)]


def test_zoho_backup(tmp_path):
    home = new_home(tmp_path / "home")
    land_files(home, None, shared_data("zoho_backup"))
    build_models(home, "fct_opportunity", "dim_customer")
    with shared_data("zoho_backup/Deals_001.csv").open(encoding="utf-8", newline="") as file:
        deals = [row for row in csv.DictReader(file) if row["Record Id"]]
    categories = {"Closed Won": "won", "Closed Lost": "lost"}
    expected = Counter()
    for deal in deals:
        expected[categories.get(deal["Stage"], "open")] += Decimal(deal["Amount"])
    found = ask(home, "select category, sum(amount) from core.fct_opportunity group by all")
    assert dict(found) == expected
    assert ask(
        home,
        "select count(*), count(closed_date), count(expected_close_date) from core.fct_opportunity",
    ) == [(10, 2, 8)]
    assert ask_one(home, "select count(*) from core.dim_customer where is_prospect") == 10
