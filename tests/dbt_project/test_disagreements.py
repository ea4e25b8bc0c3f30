"""Exports that disagree with themselves, or are finer than a cent, stop no night and count once.

Each source system here is a company of its own whose exports are odd in one way.
"""

import datetime as dt
from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    build_models,
    land_files,
    landed_sources,
    new_home,
)
from warehouse.home import Home

pytestmark = pytest.mark.slow

TIME = dt.datetime.fromisoformat


def line(order_id: str, number: int, **columns: str) -> dict[str, str]:
    """A line of an order that no file of orders tells of."""
    plain = {"customer_id": "C1", "ordered_at": "2026-03-01", "product_id": "P1", "quantity": "1"}
    return {"order_id": order_id, "order_line_id": str(number), **plain, **columns}


LINES = {
    # sent back in a currency in which each line is worth half a cent more than is booked
    "krona": [
        line("O1", n, amount="99", refund_amount="99", currency="SEK", exchange_rate="0.0955")
        for n in range(10)
    ],
    "weighed": [line("O1", n, quantity="1.5", unit_price="2.99") for n in range(2)],
    "weighed back": [line("O1", n, amount="4.485", refund_amount="4.485") for n in range(4)],
    "cost": [line("O1", 1, amount="100", unit_cost="60"), line("O1", 2, amount="100")],
    "shipped": [
        line("O1", 1, amount="100", status="Shipped"),
        line("O1", 2, amount="50", status="Cancelled"),
    ],
    "no currency": [
        line("O1", 1, amount="10", currency="EUR", exchange_rate="1.1"),
        line("O1", 2, amount="10"),
    ],
    "two currencies": [
        line("O1", 1, amount="10", currency="EUR", exchange_rate="1.1"),
        line("O1", 2, amount="10", currency="USD"),
    ],
    "credited": [line("O1", 1, amount="60"), line("O1", 2, amount="40")],
}
ORDERS = {
    "weighed": [{"order_id": "O1", "status": "Shipped"}],
    "discount": [{"order_id": "O1", "gross_amount": "10.00", "discount_amount": "3.335"}],
    "parts": [
        {"order_id": "O1", "gross_amount": "1000", "currency": "SEK", "exchange_rate": "0.0955"}
    ],
    "paid abroad": [
        {"order_id": "O1", "gross_amount": "100", "currency": "EUR", "exchange_rate": "1.1"}
    ],
    "one": [{"order_id": "A1", "customer_id": "K1", "gross_amount": "10"}],
    "other": [{"order_id": "B1", "customer_id": "K2", "gross_amount": "20"}],
}
REFUNDS = {
    "parts": [
        {"refund_id": str(n), "refunded_at": f"2026-03-0{n}", "amount": amount}
        for n, amount in enumerate(("333.33", "333.33", "333.34"), 2)
    ],
    # one credit note of two lines
    "credited": [
        {"refund_id": "R1", "order_line_id": "1", "refunded_at": "2026-03-05", "amount": "60"},
        {"refund_id": "R1", "order_line_id": "2", "refunded_at": "2026-03-05", "amount": "40"},
    ],
}
PAYMENTS = {
    "paid abroad": [
        {"payment_id": "1", "amount": "50"},
        {"payment_id": "2", "amount": "11", "currency": "EUR"},
        {"payment_id": "3", "amount": "27.50", "currency": "USD"},
    ],
}
# with its prices, taxes and total: where tax is in the prices, and where it comes on top
SHOPIFY = [
    {"order_name": f"#{n}", "email": "eva@example.com", "financial_status": "paid",
     "ordered_at": "2026-03-05 10:00:00 +0100", "subtotal": "109.00", "discount_amount": "10.00",
     "shipping_amount": "10.00", "tax_amount": "19.00", "total": total, "currency": "EUR",
     "line_item_name": "Mug", "line_item_quantity": "2", "line_item_price": "59.50",
     "line_item_discount": "0.00", "line_item_sku": "M1"}
    for n, total in ((1, "119.00"), (2, "138.00"))
]  # fmt: skip
# one of two mugs came back, with its tax: included in the price, and on top of it
SHOPIFY += [
    SHOPIFY[0] | {"order_name": f"#{n}", "discount_amount": "0.00", "shipping_amount": "0.00",
                  "subtotal": subtotal, "tax_amount": tax, "total": total,
                  "refunded_amount": refunded, "line_item_price": price}
    for n, subtotal, tax, total, refunded, price in (
        (3, "119.00", "19.00", "119.00", "59.50", "59.50"),
        (4, "100.00", "8.00", "108.00", "54.00", "50.00"),
    )
]  # fmt: skip
# two accounts of one agency, each exported alone, and each with a campaign of that name
ACCOUNTS = {"111-1": "10.00", "222-2": "7.00"}


def add_sales(home: Home) -> None:
    for name in LINES.keys() | ORDERS.keys():
        add_source(home, name)
    for name, lines in LINES.items():
        add_rows(home, name, "order_lines", lines)
    for name, orders in ORDERS.items():
        plain = {"customer_id": "C1", "ordered_at": "2026-03-01"}
        add_rows(home, name, "orders", [plain | order for order in orders])
    for name, refunds in REFUNDS.items():
        add_rows(home, name, "refunds", [{"order_id": "O1"} | refund for refund in refunds])
    add_source(home, "taobao", staging="taobao")
    add_rows(home, "taobao", "orders", [
        {"order_id": f"10000000000{n}", "ordered_at": "2026-03-01", "goods_amount": "70.00",
         "buyer_name": "王**", "recipient_mobile": f"138****800{n}"}
        for n in range(2)
    ], staging="taobao")  # fmt: skip
    day = {"campaign_name": "Autumn", "spend_date": "2026-03-01", "currency": "USD"}
    for name in ("agency", "agency no more"):
        add_source(home, name, staging="google_ads")
        for minute, (account, cost) in enumerate(ACCOUNTS.items()):
            add_rows(
                home, name, "campaign_days", [day | {"account_id": account, "cost": cost}],
                staging="google_ads", file=f"{account}.csv",
                loaded_at=TIME(f"2026-05-01T04:0{minute}:00"),
            )  # fmt: skip
    add_rows(home, "agency no more", "campaign_days", [day | {"cost": "5"}], staging="google_ads")
    for name, payments in PAYMENTS.items():
        plain = {"order_id": "O1", "paid_at": "2026-03-03"}
        add_rows(home, name, "payments", [plain | payment for payment in payments])
    add_source(home, "shopify", staging="shopify", currency="EUR")
    add_rows(home, "shopify", "orders", SHOPIFY, staging="shopify")
    rate = {"from_currency": "EUR", "to_currency": "USD", "valid_from": "2026-01-01", "rate": "1"}
    add_rows(home, "one", "exchange_rates", [rate])


def add_customers(home: Home) -> None:
    kim = {"customer_name": "Kim Ode", "email": "kim@example.com", "created_at": "2026-01-02"}
    add_rows(home, "one", "customers", [kim | {"customer_id": "K1"}])
    add_rows(home, "other", "customers", [kim | {"customer_id": "K2"}])
    # two accounts of one person
    dora = {"customer_name": "Dora May", "email": "dora@example.com", "created_at": "2026-01-01"}
    add_source(home, "club")
    add_rows(home, "club", "customers", [dora | {"customer_id": n} for n in ("L1", "L2")])
    earned = {"kind": "earned", "occurred_at": "2026-03-01"}
    events = [
        earned | {"event_id": str(n), "customer_id": f"L{n}", "points": p, "balance_after": p}
        for n, p in ((1, "100"), (2, "50"))
    ]
    add_rows(home, "club", "loyalty_events", events)


def add_opportunities(home: Home) -> None:
    deal = {"deal_name": "d", "organization_name": "Org", "owner_name": "Eve S", "pipeline": "P",
            "stage": "Qualified", "created_at": "2026-01-05 10:00:00", "amount": "0",
            "currency": "USD"}  # fmt: skip
    closed = {"won_at": "2026-02-01 10:00:00", "closed_at": "2026-02-01 10:00:00"}
    add_source(home, "worthless", staging="pipedrive")
    deals = [deal | closed | {"deal_id": "1", "status": "Won"},
             deal | {"deal_id": "2", "status": "Open"}]  # fmt: skip
    add_rows(home, "worthless", "deals", deals, staging="pipedrive")
    add_source(home, "less than nothing")
    opportunities = [
        {"opportunity_id": f"D{amount}", "customer_id": "C1", "stage": "Proposal",
         "created_at": "2026-02-01", "amount": amount}
        for amount in ("-50", "100")
    ]  # fmt: skip
    add_rows(home, "less than nothing", "opportunities", opportunities)
    # closed at an hour at which the export before shows it open
    add_source(home, "dated back")
    for day, stage, closed_at in (
        ("2026-05-30", "Qualification", None),
        ("2026-05-31", "Proposal", None),
        ("2026-06-01", "Won", "2026-05-31 15:00:00"),
    ):
        opportunity = {"opportunity_id": "D1", "created_at": "2026-05-01 00:00:00", "amount": "100"}
        add_rows(
            home, "dated back", "opportunities",
            [opportunity | {"stage": stage, "closed_at": closed_at}],
            loaded_at=TIME(f"{day}T20:00:00"),
        )  # fmt: skip
    deal = {"opportunity_id": "D1", "opportunity_name": "Big", "account_name": "Acme",
            "stage": "3-Propose", "created_at": "2026-03-01 00:00:00", "amount": "100"}  # fmt: skip
    add_source(home, "opened again", staging="dynamics")
    for day, status, closed in (
        ("2026-04-01", "Open", None), ("2026-05-01", "Lost", "2026-04-05"),
        ("2026-05-20", "Open", None),
    ):  # fmt: skip
        add_rows(
            home, "opened again", "opportunities",
            [deal | {"status": status, "actual_close_date": closed}],
            staging="dynamics", loaded_at=TIME(f"{day}T04:00:00"),
        )  # fmt: skip


def add_service(home: Home) -> None:
    old = {"status": "Closed", "subject": "old"}
    add_source(home, "hubspot", staging="hubspot")
    add_rows(home, "hubspot", "tickets", [
        {"ticket_id": "1", "ticket_name": "old", "status": "Closed",
         "created_at": "2026-03-01 09:00:00", "closed_at": "2025-11-01 10:00:00"},
    ], staging="hubspot")  # fmt: skip
    add_source(home, "salesforce", staging="salesforce")
    add_rows(home, "salesforce", "cases", [
        old | {"case_id": "500x1", "is_closed": "true", "created_at": "2026-03-01T09:00:00.000Z",
               "closed_at": "2025-11-01T10:00:00.000Z"},
    ], staging="salesforce")  # fmt: skip
    add_source(home, "zoho", staging="zoho")
    campaign = {"campaign_id": "z1", "campaign_name": "Fair"}
    add_rows(home, "zoho", "campaigns", [
        campaign | {"start_date": "2026-03-05", "end_date": "2026-03-01"},
    ], staging="zoho")  # fmt: skip
    add_source(home, "desk")
    add_rows(home, "desk", "tickets", [
        # of a day that can be read either way
        {"ticket_id": "T1", "customer_id": "C1", "kind": "complaint", "status": "open",
         "opened_at": "03/04/2026"},
        {"ticket_id": "T2", "customer_id": "C1", "status": "open",
         "opened_at": "2026-05-28 09:00:00", "due_at": "2026-02-08 17:00:00"},
    ])  # fmt: skip
    add_source(home, "ads", staging="google_ads")
    spend = {"campaign_name": "Brand", "spend_date": "2026-03-01", "currency": "USD"}
    add_rows(home, "ads", "campaign_days", [
        spend | {"device": "Mobile", "cost": "12.345", "clicks": "3", "impressions": "30"},
        spend | {"device": "Desktop", "cost": "7.345", "clicks": "3", "impressions": "30"},
    ], staging="google_ads")  # fmt: skip


def land_the_same_names(home: Home) -> None:
    """Night by night, files of one name with other orders, whose rows have no ids of their own."""
    nights = {
        "sales.csv": [
            "order_id,customer_id,order_date,product_id,quantity,amount\n"
            f"{order},N1,{day},P1,1,{first}\n{order},N1,{day},P2,1,{2 * first}\n"
            for order, day, first in (("A1", "2026-01-05", 10), ("B1", "2026-02-05", 100))
        ],
        "refunds.csv": [
            f"order_id,refund_date,amount\n{order},{day},{amount}\n"
            for order, day, amount in (("A1", "2026-01-10", 3), ("B1", "2026-02-10", 5))
        ],
        "Campaign report.csv": [
            "Campaign,Campaign status,Day,Currency code,Cost,Clicks,Impr.\n"
            f"Search,Enabled,{day},USD,{cost},3,30\n"
            for day, cost in (("2026-01-01", 10), ("2026-01-02", 11))
        ],
    }
    for name, texts in nights.items():
        file = home.root / name
        for text in texts:
            file.write_text(text, "utf-8")
            land_files(home, None, file)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Home, dict[str, str]]:
    """All of it in one warehouse, built with every test and rule."""
    home = new_home(tmp_path_factory.mktemp("disagreements") / "home")
    land_the_same_names(home)
    add_sales(home)
    add_customers(home)
    add_opportunities(home)
    add_service(home)
    return home, build(home, landed_sources=landed_sources(home))


def order(home: Home, source_system: str, *columns: str) -> tuple[object, ...]:
    """Columns of the only order of a source system."""
    [row] = ask(
        home,
        f"select {', '.join(columns)} from core.fct_order where source_system = ?",
        source_system,
    )
    return tuple(float(value) if isinstance(value, Decimal) else value for value in row)


class TestRowsWithoutIds:
    def test_files_of_one_name_do_not_share_keys(self, built):
        home, _ = built
        for table, rows in (("fct_order_line", 4), ("fct_order_refund", 2)):
            key = f"{table.removeprefix('fct_')}_id"
            counted = ask(
                home,
                f"select count(*), count(distinct {key}) from core.{table}"
                " where source_system = 'template'",
            )
            assert counted == [(rows, rows)]
        assert ask(
            home,
            "select month::varchar, sum(net_amount) from marts.product_performance"
            " inner join core.dim_product using (product_id)"
            " where dim_product.source_system = 'template' and net_amount <> 0"
            " group by month order by month",
        ) == [("2026-01-01", Decimal(27)), ("2026-02-01", Decimal(295))]


class TestCents:
    def test_what_is_finer_than_a_cent_is_rounded_once(self, built):
        home, _ = built
        assert order(home, "weighed", "gross", "net_amount") == (8.97, 8.97)
        columns = ("net_amount", "source_net_amount", "source_gross", "source_discount")
        assert order(home, "discount", *columns) == (6.66, 6.66, 10, 3.34)

    @pytest.mark.parametrize("name", ["krona", "weighed back", "parts"])
    def test_who_sends_all_back_owes_nothing(self, built, name):
        home, _ = built
        assert order(home, name, "net_amount", "source_net_amount") == (0, 0)
        # and the refunds one by one are those of the order
        assert ask_one(
            home,
            "select sum(amount) - any_value(refund) from core.fct_order_refund"
            " inner join core.fct_order using (order_id) where fct_order.source_system = ?",
            name,
        ) == Decimal(0)

    def test_spend_of_several_devices_is_added_up_before_it_is_rounded(self, built):
        home, _ = built
        assert ask(
            home,
            "select amount, source_amount from core.fct_campaign_spend where source_system = 'ads'",
        ) == [(Decimal("19.69"), Decimal("19.69"))]
        assert ask_one(
            home,
            "select sum(spend) from marts.campaign_performance where campaign_name = 'Brand'",
        ) == Decimal("19.69")

    def test_a_payment_in_another_currency_is_worth_what_it_is_there(self, built):
        home, _ = built
        assert order(home, "paid abroad", "gross", "paid_amount") == (110, 94.6)


class TestLinesOfAnOrder:
    def test_a_cost_that_is_known_in_part_is_not_known(self, built):
        home, _ = built
        assert order(home, "cost", "net_amount", "cost", "margin") == (200, None, None)

    def test_a_credit_note_of_two_lines_pays_both_back(self, built):
        home, _ = built
        assert order(home, "credited", "refund", "net_amount") == (100, 0)

    def test_a_line_without_a_currency_is_in_that_of_the_order(self, built):
        home, _ = built
        assert order(home, "no currency", "gross", "source_gross", "currency") == (22, 20, "EUR")

    def test_lines_of_several_currencies_and_statuses_are_named(self, built):
        home, statuses = built
        assert order(home, "two currencies", "gross") == (None,)
        assert order(home, "shipped", "gross") == (150,)
        assert statuses["assert_lines_of_an_order_agree"] == "warn"


class TestShops:
    @pytest.mark.parametrize("name", ["#1", "#2"])
    def test_tax_is_no_revenue_where_prices_include_it(self, built, name):
        home, _ = built
        found = ask(
            home,
            "select net_amount, discount, tax, shipping, total_amount from core.fct_order"
            " where source_system = 'shopify' and source_id = ?",
            name,
        )
        share = Decimal(100) / 119 if name == "#1" else Decimal(1)
        total = 119 if name == "#1" else 138
        prices = [round(amount * share, 2) for amount in (109, 10, 10)]
        assert found == [(prices[0], prices[1], Decimal(19), prices[2], Decimal(total))]
        # the lines agree
        assert ask_one(
            home,
            "select abs(sum(line.gross) - any_value(o.gross)) from core.fct_order_line as line"
            " inner join core.fct_order as o using (order_id)"
            " where o.source_system = 'shopify' and o.source_id = ?",
            name,
        ) <= Decimal("0.01")

    @pytest.mark.parametrize("name", ["#3", "#4"])
    def test_the_tax_of_what_came_back_takes_no_revenue_away(self, built, name):
        home, _ = built
        assert ask(
            home,
            "select gross, refund, net_amount from core.fct_order"
            " where source_system = 'shopify' and source_id = ?",
            name,
        ) == [(100, 50, 50)]

    def test_who_is_hidden_is_nobody(self, built):
        home, _ = built
        assert ask(
            home,
            "select distinct customer_id from core.fct_order where source_system = 'taobao'",
        ) == [("unknown",)]

    def test_accounts_may_have_campaigns_of_one_name(self, built):
        home, _ = built
        spent = "select sum(amount) from core.fct_campaign_spend where source_system = ?"
        assert ask_one(home, spent, "agency") == Decimal(17)
        # an export that names no account is of all of them
        assert ask_one(home, spent, "agency no more") == Decimal(5)


class TestCustomers:
    def test_who_orders_in_two_systems_on_a_day_is_one_customer(self, built):
        home, _ = built
        kim = "customer_id in (select customer_id from core.fct_order where source_system = 'one')"
        assert (
            ask_one(home, f"select count(distinct customer_id) from core.dim_customer where {kim}")
            == 1
        )
        assert ask(
            home,
            "select metric, sum(value) from marts.kpi_daily_by_source_system"
            " where source_system in ('one', 'other')"
            " and metric in ('ordering_customers', 'new_customers', 'orders')"
            " group by metric order by metric",
        ) == [("new_customers", 1), ("ordering_customers", 1), ("orders", 2)]

    def test_the_points_of_two_accounts_are_added_up(self, built):
        home, _ = built
        assert ask(
            home, "select points_balance from marts.customer_360 where points_balance is not null"
        ) == [(Decimal(150),)]
        assert (
            ask_one(home, "select sum(abs(unexplained_points)) from marts.loyalty_programme") == 0
        )


class TestOpportunities:
    def test_what_closes_at_nothing_says_nothing_of_what_is_open(self, built):
        home, _ = built
        assert ask(
            home,
            "select distinct snapshots.amount from intermediate.int_pipeline_snapshots as snapshots"
            " inner join core.fct_opportunity using (opportunity_id)"
            " where source_system = 'worthless'",
        ) == [(None,)]

    def test_an_hour_before_the_last_export_is_that_of_the_export(self, built):
        home, _ = built
        assert ask(
            home,
            "select stage, entered_at::varchar, exited_at::varchar"
            " from core.fct_opportunity_stage_visit"
            " where source_system = 'dated back' and stage in ('Proposal', 'Won') order by stage",
        ) == [
            ("Proposal", "2026-05-31 20:00:00", "2026-05-31 20:00:00"),
            ("Won", "2026-05-31 20:00:00", None),
        ]

    def test_one_that_is_opened_again_at_the_same_stage_was_closed_in_between(self, built):
        home, _ = built
        assert ask(
            home,
            "select category, valid_from::date::varchar from core.fct_opportunity_history"
            " where source_system = 'opened again' order by valid_from",
        ) == [("open", "2026-03-01"), ("lost", "2026-05-01"), ("open", "2026-05-20")]
        assert ask(
            home,
            "select day::varchar, sum(lost_count), sum(reopened_count) from marts.pipeline_movement"
            " where source_system = 'opened again' and lost_count + reopened_count > 0"
            " group by day order by day",
        ) == [("2026-05-01", 1, 0), ("2026-05-20", 0, 1)]


class TestService:
    def test_a_ticket_that_was_due_before_it_came_is_overdue_from_then_on(self, built):
        home, _ = built
        assert ask(
            home,
            "select min(day)::varchar, max(overdue) from marts.service_backlog_daily"
            " where overdue > 0",
        ) == [("2026-05-28", 1)]

    def test_a_complaint_of_no_day_is_an_alert_all_the_same(self, built):
        home, _ = built
        assert ask(
            home,
            "select since_date from intermediate.int_customer_alerts where rule = 'complaint_open'",
        ) == [(None,)]


def test_a_date_of_a_shop_that_is_ahead_is_believed_on_its_own_day(tmp_path):
    home = new_home(tmp_path / "home")
    add_source(home, "sh", time_zone="Asia/Shanghai")
    orders = [
        {"order_id": day, "customer_id": "C1", "ordered_at": day, "gross_amount": "500"}
        for day in ("2026-05-31", "2026-06-01", "2026-06-02")
    ]
    # 11 o'clock on 1 June in Shanghai
    add_rows(home, "sh", "orders", orders, loaded_at=TIME("2026-06-01T03:00:00"))
    # a regular who comes every other day says when one has churned: at once
    regular = [
        {"order_id": f"R{n}", "customer_id": "R", "gross_amount": "5",
         "ordered_at": str(dt.date(2025, 8, 1) + dt.timedelta(2 * n))}
        for n in range(150)
    ]  # fmt: skip
    once = [
        {"order_id": f"N{n}", "customer_id": f"N{n}", "ordered_at": "2026-02-02",
         "gross_amount": "5"}
        for n in range(20)
    ]  # fmt: skip
    add_source(home, "cafe")
    add_rows(home, "cafe", "orders", regular + once)
    build(home, landed_sources=landed_sources(home), time_zone="America/Los_Angeles")
    assert ask(
        home,
        "select day::varchar, value from marts.kpi_daily"
        " where metric = 'net_revenue' and day >= '2026-05-31' order by day",
    ) == [("2026-05-31", 500), ("2026-06-01", 500)]
    # who came and went within the month was none of those of its beginning
    assert ask(
        home,
        "select opening, new_customers, churned, closing, retained, churn_rate"
        " from marts.customer_flow_monthly where month = '2026-02-01'",
    ) == [(1, 20, 20, 1, 1, 0.0)]


def test_who_asked_before_there_was_a_record_of_it_is_known_since_then(tmp_path):
    home = new_home(tmp_path / "home")
    add_source(home, "desk")
    # the last day on which something happened is 10 May
    customers = [{"customer_id": name, "created_at": "2026-05-20"} for name in ("C1", "C2", "C3")]
    add_rows(home, "desk", "customers", customers)
    add_rows(
        home, "desk", "order_lines", [line("O1", 1, customer_id="C0", ordered_at="2026-05-10")]
    )
    tickets = [
        {"ticket_id": "T1", "customer_id": "C1", "kind": "complaint", "opened_at": "2026-05-01"},
        {"ticket_id": "T2", "customer_id": "C2", "kind": "complaint"},
    ]
    add_rows(home, "desk", "tickets", tickets)
    build_models(home, "customer_360")
    assert ask(
        home,
        "select dim.source_id, dim.first_seen_date::varchar, stage_since_date::varchar,"
        " open_complaints, alerts from marts.customer_360 join core.dim_customer as dim"
        " using (customer_id) where stage = 'prospect' order by all",
    ) == [("C1", "2026-05-01", "2026-05-01", 1, 1), ("C2", "2026-05-20", None, 1, 1)]


def test_a_lead_of_a_later_day_than_the_first_order_brought_nobody(tmp_path):
    home = new_home(tmp_path / "home")
    add_source(home, "shop")
    customers = [{"customer_id": name, "email": f"{name}@acme.example"} for name in ("C1", "C2")]
    add_rows(home, "shop", "customers", customers)
    orders = [
        {"order_id": "O1", "customer_id": "C1", "ordered_at": "2025-11-21", "gross_amount": "10"},
        {"order_id": "O2", "customer_id": "C2", "ordered_at": "2026-03-17", "gross_amount": "7"},
    ]
    add_rows(home, "shop", "orders", orders)
    add_source(home, "crm")
    campaigns = [{"campaign_id": "K1", "campaign_name": "Fair of February", "channel": "Event",
                  "start_date": "2026-02-01"}]  # fmt: skip
    add_rows(home, "crm", "campaigns", campaigns)
    leads = [
        {"lead_id": f"L{name}", "email": f"{name}@acme.example", "created_at": "2026-03-17",
         "source": "Fair", "campaign_id": "K1"}
        for name in ("C1", "C2")
    ]  # fmt: skip
    add_rows(home, "crm", "leads", leads)
    build_models(home, "campaign_performance", "channel_acquisition")
    assert ask(
        home,
        "select customers, revenue from marts.campaign_performance"
        " where campaign_name = 'Fair of February'",
    ) == [(1, 7)]
    assert ask(
        home,
        "select channel_group, month::varchar from marts.channel_acquisition where customers > 0"
        " order by all",
    ) == [("event", "2026-03-01"), ("unknown", "2025-11-01")]
