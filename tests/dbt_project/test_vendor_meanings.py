"""What columns of vendors mean: dates as reports write them, stages of one's own."""

import datetime as dt

import pytest

from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    build,
    land_files,
    new_home,
)
from warehouse.home import Home

pytestmark = pytest.mark.slow

TIME = dt.datetime.fromisoformat

# source file and export of a shop and of Salesforce's reports, with days and months of one digit
WRITTEN = {
    "uk": (
        "source: uk\nmaps_to: template\ndate_order: day_first\n"
        "tables:\n  orders: {files: ['orders*']}\n",
        "orders.csv",
        "order_id,customer_id,ordered_at,gross_amount\n"
        "O1,C1,15/3/2026,100\n"
        "O2,C2,6/1/2026,50\n"
        'O3,C2,"6/2/2026, 21:30",50\n'
        'O4,C2,"6/2/2026 , 21:30:15",50\n',
    ),
    "us": (
        "source: us\nmaps_to: salesforce\ndate_order: month_first\n"
        "tables:\n  cases: {files: ['report*']}\n",
        "report.csv",
        "Case ID,Subject,Status,Date/Time Opened\n"
        '500000000000001AAA,Leak,New,"3/15/2026, 9:30 PM"\n'
        '500000000000002AAA,Leak,New,"3/4/2026, 12:05 AM"\n'
        '500000000000003AAA,Leak,New,"Mar 15, 2026, 9:30 PM"\n'
        '500000000000004AAA,Leak,New,"1/1/1900, 12:00 AM"\n'
        '500000000000005AAA,Leak,New,"3/15/2026, 9:30\u202fPM"\n',
    ),
}


def land_reports(home: Home) -> None:
    for name, (source, file, text) in WRITTEN.items():
        folder = home.root / name
        folder.mkdir()
        (folder / "source.yml").write_text(source, "utf-8")
        (folder / file).write_text(text, "utf-8")
        land_files(home, folder / "source.yml", folder / file)


def add_orders_of_fxiaoke(home: Home) -> None:
    add_source(home, "fxiaoke", staging="fxiaoke", currency="CNY", time_zone="Asia/Shanghai")
    dates = [
        {"ordered_at": "2026-03-03", "signed_date": "2026-03-05", "created_at": "2026-03-06 09:30"},
        {"signed_date": "2026-03-05", "created_at": "2026-03-04 09:30"},
        {"created_at": "2026-03-04 05:30"},
        {},
    ]
    orders = [
        {"order_id": f"SO{n}", "account_name": "蓝海", "order_amount": "100"} | row
        for n, row in enumerate(dates, 1)
    ]
    add_rows(home, "fxiaoke", "orders", orders, staging="fxiaoke")


def add_deals(home: Home) -> None:
    """Won on 11 February, at a stage of one's own and at the vendor's; and lost at another."""
    deals = {"d1": "Signed", "d2": "Closed Won", "d3": "Gone"}
    add_source(home, "salesforce", staging="salesforce")
    opportunities = [
        {"opportunity_id": key, "stage": stage, "amount": "50", "is_closed": "1",
         "is_won": str(int(stage != "Gone")), "created_at": "2026-01-03 11:00:00",
         "closing_date": "2026-02-11"}
        for key, stage in deals.items()
    ]  # fmt: skip
    add_rows(home, "salesforce", "opportunities", opportunities, staging="salesforce")
    add_source(home, "hubspot", staging="hubspot")
    hubspot = [
        {"deal_id": key, "stage": stage, "pipeline": "P", "amount": "50",
         "is_closed_won": str(stage != "Gone").lower(),
         "is_closed_lost": str(stage == "Gone").lower(),
         "created_at": "2026-01-03 11:00:00", "closing_at": "2026-02-11 10:00:00"}
        for key, stage in deals.items()
    ]  # fmt: skip
    add_rows(home, "hubspot", "deals", hubspot, staging="hubspot")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Home, dict[str, str]]:
    """All of it in one warehouse, built with every test and rule."""
    home = new_home(tmp_path_factory.mktemp("meanings") / "home")
    land_reports(home)
    add_orders_of_fxiaoke(home)
    add_deals(home)
    return home, build(home, reporting_currency="USD")


class TestDates:
    def test_days_and_months_of_one_digit_are_read_in_the_declared_order(self, built):
        home, _ = built
        assert ask(
            home,
            "select source_id, ordered_at::varchar, order_date::varchar from core.fct_order"
            " where source_system = 'uk' order by source_id",
        ) == [
            ("O1", None, "2026-03-15"),
            ("O2", None, "2026-01-06"),
            ("O3", "2026-02-06 21:30:00", "2026-02-06"),
            ("O4", "2026-02-06 21:30:15", "2026-02-06"),
        ]

    def test_a_comma_may_stand_before_the_time(self, built):
        home, ended = built
        assert ask(
            home,
            "select opened_at from core.fct_ticket where source_system = 'us' order by source_id",
        ) == [
            (TIME("2026-03-15T21:30"),),
            (TIME("2026-03-04T00:05"),),
            (TIME("2026-03-15T21:30"),),
            (None,),
            (TIME("2026-03-15T21:30"),),
        ]
        # one of them is a day that programs write for none
        assert ended["assert_dates_are_readable"] == "warn"

    def test_an_order_without_its_own_date_is_of_the_day_it_was_signed_or_entered(self, built):
        home, ended = built
        assert ask(
            home,
            "select source_id, ordered_at::varchar, order_date::varchar from core.fct_order"
            " where source_system = 'fxiaoke' order by source_id",
        ) == [
            ("SO1", None, "2026-03-03"),
            ("SO2", None, "2026-03-05"),
            ("SO3", "2026-03-03 21:30:00", "2026-03-03"),
            ("SO4", None, None),
        ]
        assert ended["assert_orders_have_a_date"] == "warn"


@pytest.mark.parametrize("source_system", ["salesforce", "hubspot"])
def test_a_deal_at_a_closed_stage_of_ones_own_was_open_until_it_was_closed(built, source_system):
    home, _ = built
    for key, category in (("d1", "won"), ("d2", "won"), ("d3", "lost")):
        assert ask(
            home,
            "select category, valid_from::date::varchar from core.fct_opportunity_history"
            " where source_system = ? and source_id = ? order by valid_from",
            source_system,
            key,
        ) == [("open", "2026-01-03"), (category, "2026-02-11")]
    assert ask(
        home,
        "select sum(open_count) from marts.pipeline_daily"
        " where source_system = ? and day in ('2026-01-20', '2026-02-10', '2026-02-12')"
        " group by day order by day",
        source_system,
    ) == [(3,), (3,)]
