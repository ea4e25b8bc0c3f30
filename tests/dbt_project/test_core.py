"""The rules of core, on the hand-made shop: keys, identity, time, money, what counts now."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import ask, ask_one

pytestmark = pytest.mark.slow


def order(home, source_id, columns):
    [row] = ask(home, f"select {columns} from core.fct_order where source_id = ?", source_id)
    return row


class TestWhatCountsNow:
    def test_a_newer_export_supersedes_an_order_and_keeps_those_it_does_not_mention(
        self, shop_home
    ):
        assert order(shop_home, "O1", "gross") == (100,)
        assert order(shop_home, "O7", "gross") == (30,)

    def test_each_order_is_there_once(self, shop_home):
        ids = ask(shop_home, "select source_id from core.fct_order order by all")
        given = [i for (i,) in ids if not i.startswith("row:")]
        assert given == ["O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8"]
        assert len(ids) == 9


class TestMoney:
    def test_net_is_gross_less_discount_and_refund(self, shop_home):
        assert order(shop_home, "O1", "net_amount, total_amount, paid_amount, margin") == (
            Decimal("90.00"),
            Decimal("102.00"),
            Decimal("102.00"),
            Decimal("30.00"),
        )
        assert order(shop_home, "O2", "net_amount, total_amount, is_returned, paid_amount") == (
            30,
            50,
            True,
            None,
        )

    def test_lines_and_payments_do_not_multiply_an_order(self, shop_home):
        # O1 has two lines and two payments, one of them exported twice
        assert ask(
            shop_home,
            "select count(*), sum(gross), sum(paid_amount) from core.fct_order "
            "where source_id = 'O1'",
        ) == [(1, 100, 102)]

    def test_an_order_of_lines_alone_is_their_sum(self, shop_home):
        assert order(shop_home, "O5", "gross, discount, net_amount, cost, margin") == (
            Decimal("25.50"),
            Decimal("1.00"),
            Decimal("24.50"),
            Decimal("12.00"),
            Decimal("12.50"),
        )

    def test_a_line_without_an_order_is_an_order(self, shop_home):
        found = ask(
            shop_home,
            "select net_amount, order_date, is_returned from core.fct_order "
            "where source_id like 'row:%'",
        )
        assert found == [(9, dt.date(2026, 3, 2), True)]

    def test_an_exported_exchange_rate_is_used(self, shop_home):
        columns = "net_amount, source_net_amount, currency, exchange_rate, reporting_currency"
        assert order(shop_home, "O3", columns) == (11, 10, "EUR", Decimal("1.1"), "USD")

    def test_zoho_rates_are_units_of_foreign_currency_for_one_of_home(self, shop_home):
        found = ask(
            shop_home,
            "select amount, source_amount, exchange_rate from core.fct_opportunity "
            "where source_id = 'zcrm_31'",
        )
        assert found == [(500, 250, 2)]

    def test_a_cancelled_order_is_kept_and_marked(self, shop_home):
        assert order(shop_home, "O4", "is_cancelled, status, net_amount") == (True, "Canceled", 999)

    def test_prices_with_signs_and_separators_are_numbers(self, shop_home):
        assert ask_one(
            shop_home, "select list_price from core.dim_product where source_id = 'P1'"
        ) == Decimal("1250.50")


class TestTime:
    def test_instants_are_utc_and_dates_are_of_the_business(self, shop_home):
        assert order(shop_home, "O3", "ordered_at, order_date") == (
            dt.datetime.fromisoformat("2026-01-20T15:30:00"),
            dt.date(2026, 1, 20),
        )

    def test_a_date_is_not_an_instant(self, shop_home):
        assert order(shop_home, "O2", "ordered_at, order_date") == (None, dt.date(2026, 2, 10))

    def test_a_time_in_another_zone_may_fall_on_the_next_business_day(self, shop_home):
        # 20:00 UTC on 1 March is 04:00 on 2 March in Shanghai
        assert ask(
            shop_home,
            "select created_at, created_date from core.fct_lead where source_id = 'zcrm_22'",
        ) == [(dt.datetime.fromisoformat("2026-03-01T20:00:00"), dt.date(2026, 3, 2))]

    def test_as_of_is_the_last_day_that_can_be_believed(self, shop_home):
        # not 2062 (an order), 2026-12-31 (a win), nor an expected date; O6 is the last event
        assert ask(shop_home, "select as_of_date, as_of from core.as_of") == [
            (dt.date(2026, 3, 20), dt.datetime.fromisoformat("2026-03-20T16:00:00"))
        ]

    def test_dim_date_covers_the_years_of_the_data(self, shop_home):
        assert ask(
            shop_home, "select min(date_day), max(date_day), count(*) from core.dim_date"
        ) == [(dt.date(2026, 1, 1), dt.date(2026, 12, 31), 365)]


class TestCustomers:
    def customer_of(self, home, source_table, source_id):
        return ask_one(
            home,
            "select customer_id from core.customer_identity "
            "where source_table = ? and source_id = ?",
            source_table,
            source_id,
        )

    def test_a_contact_is_its_account_and_one_without_is_a_person(self, shop_home):
        account = self.customer_of(shop_home, "accounts", "zcrm_1")
        assert self.customer_of(shop_home, "contacts", "zcrm_11") == account
        person = self.customer_of(shop_home, "contacts", "zcrm_12")
        assert ask(
            shop_home,
            "select customer_type, age_band from core.dim_customer where customer_id = ?",
            person,
        ) == [("person", "65+")]

    def test_a_lead_is_followed_over_its_contact_to_the_account(self, shop_home):
        account = self.customer_of(shop_home, "accounts", "zcrm_1")
        assert self.customer_of(shop_home, "leads", "zcrm_21") == account
        assert ask(
            shop_home,
            "select is_customer, acquisition_channel from core.dim_customer where customer_id = ?",
            account,
        ) == [(True, "Cold Call")]

    def test_a_converted_lead_is_its_customer_and_an_unconverted_one_a_prospect(self, shop_home):
        assert self.customer_of(shop_home, "leads", "L1") == self.customer_of(
            shop_home, "customers", "C2"
        )
        prospect = self.customer_of(shop_home, "leads", "L3")
        assert ask(
            shop_home,
            "select customer_type, is_customer, is_prospect from core.dim_customer "
            "where customer_id = ?",
            prospect,
        ) == [("organisation", False, True)]

    def test_a_customer_mentioned_by_an_order_only_has_a_row(self, shop_home):
        assert ask(
            shop_home,
            "select is_customer, first_order_date from core.dim_customer where source_id = 'C3'",
        ) == [(True, dt.date(2026, 3, 15))]

    def test_a_mention_by_name_finds_the_listed_customer(self, shop_home):
        assert ask_one(
            shop_home, "select customer_id from core.fct_opportunity where source_id = 'D2'"
        ) == self.customer_of(shop_home, "customers", "C1")

    def test_a_fact_without_a_customer_belongs_to_unknown(self, shop_home):
        assert order(shop_home, "O6", "customer_id") == ("unknown",)
        assert ask(
            shop_home, "select is_customer from core.dim_customer where customer_id = 'unknown'"
        ) == [(False,)]

    def test_an_opportunity_belongs_to_the_customer_of_its_lead(self, shop_home):
        assert ask_one(
            shop_home, "select customer_id from core.fct_opportunity where source_id = 'D1'"
        ) == self.customer_of(shop_home, "customers", "C2")

    def test_what_is_known_of_a_customer(self, shop_home):
        assert ask(
            shop_home,
            "select customer_type, first_seen_date, first_order_at, first_order_date, age_band, "
            "has_marketing_consent, city from core.dim_customer where source_id = 'C1'",
        ) == [
            (
                "person",
                dt.date(2025, 12, 31),
                dt.datetime.fromisoformat("2026-01-05T01:00:00"),
                dt.date(2026, 1, 5),
                "35-44",  # 36 on the next day
                True,
                "Shanghai",
            )
        ]


class TestDimensions:
    def test_spellings_and_names_are_one_product(self, shop_home):
        # by id, by name in capitals, and by an alias of the source
        assert ask(
            shop_home,
            "select product_name, is_listed from core.dim_product "
            "where product_id <> 'unknown' order by all",
        ) == [("Gadget", False), ("Widget", True)]

    def test_an_owner_by_name_is_the_listed_employee(self, shop_home):
        assert ask(
            shop_home,
            "select employee.source_id, employee.team from core.fct_opportunity as opportunity "
            "inner join core.dim_employee as employee "
            "on employee.employee_id = owner_employee_id where opportunity.source_id = 'D1'",
        ) == [("E1", "East")]

    def test_a_manager_known_by_name_only_is_an_employee(self, shop_home):
        assert ask(
            shop_home,
            "select manager.is_listed, manager.source_id like 'name:%' from core.dim_employee "
            "as employee inner join core.dim_employee as manager "
            "on manager.employee_id = employee.manager_employee_id",
        ) == [(False, True)]

    def test_channels_differ_by_more_than_case_and_blanks(self, shop_home):
        assert ask(
            shop_home,
            "select source_id from core.dim_channel where source_system = 'shop' order by all",
        ) == [("email",), ("fair",), ("web",)]


class TestLeadsAndOpportunities:
    def opportunity(self, home, source_id, columns):
        [row] = ask(
            home, f"select {columns} from core.fct_opportunity where source_id = ?", source_id
        )
        return row

    def test_stages_are_matched_whatever_their_case(self, shop_home):
        assert self.opportunity(
            shop_home, "D1", "category, closed_date, days_to_close, probability, amount"
        ) == ("won", dt.date(2026, 3, 10), 37, 1, 1000)
        assert self.opportunity(shop_home, "zcrm_31", "category, closed_date") == (
            "won",
            dt.date(2026, 2, 20),
        )

    def test_the_close_date_of_an_open_opportunity_is_an_expectation(self, shop_home):
        columns = "category, closed_date, expected_close_date, probability"
        assert self.opportunity(shop_home, "D3", columns) == (
            "open",
            None,
            dt.date(2026, 9, 30),
            Decimal("0.65"),
        )
        assert self.opportunity(shop_home, "zcrm_32", columns) == (
            "open",
            None,
            dt.date(2026, 8, 1),
            Decimal("0.01"),
        )

    def test_an_unknown_stage_is_open_and_marked(self, shop_home):
        assert self.opportunity(shop_home, "D6", "category, probability, amount") == (
            "open",
            None,
            20,
        )
        assert ask(shop_home, "select stage from core.dim_sales_stage where not is_mapped") == [
            ("Ganada",)
        ]

    def test_the_status_stands_for_a_stage_without_a_date(self, shop_home):
        found = ask(
            shop_home,
            "select source_system, is_contacted, is_qualified, contacted_date from core.fct_lead "
            "where status is not null order by status",
        )
        assert found == [
            ("shop", True, False, None),  # CONTACTED
            ("shop", False, False, None),  # New
            ("zoho", True, True, None),  # Pre-Qualified
        ]

    def test_leads_and_opportunities_know_each_other(self, shop_home):
        assert ask(
            shop_home,
            "select opportunity.source_id, lead.source_id from core.fct_lead as lead "
            "inner join core.fct_opportunity as opportunity "
            "on opportunity.opportunity_id = lead.converted_opportunity_id "
            "and opportunity.lead_id = lead.lead_id",
        ) == [("D1", "L1")]


def test_every_figure_leads_back_to_its_line(shop_home):
    found = ask(
        shop_home,
        "select raw_table, source_file, row_number from core.source_records as record "
        "inner join core.fct_order on order_id = core_id "
        "where core_table = 'fct_order' and fct_order.source_id in ('O1', 'O7') order by all",
    )
    assert found == [
        ("template__order_lines", "order_lines.csv", 4),
        ("template__order_lines", "order_lines.csv", 5),
        ("template__orders", "orders.csv", 1),
        ("template__orders", "orders.csv", 2),
    ]


def test_an_unlisted_customer_leads_back_to_what_mentions_it(shop_home):
    assert ask(
        shop_home,
        "select record.raw_table, record.row_number from core.source_records as record "
        "inner join core.dim_customer as customer on customer.customer_id = record.core_id "
        "where record.core_table = 'dim_customer' and customer.source_id = 'C3'",
    ) == [("template__order_lines", 1)]
