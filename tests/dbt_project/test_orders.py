"""Orders of several vendors: refunds, currencies, what is deleted, what a row leads back to."""

import datetime as dt
import shutil
from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import add_rows, add_source, ask, ask_one, build, new_home
from warehouse.home import Home

pytestmark = pytest.mark.slow

LATER = dt.datetime.fromisoformat("2026-06-02T04:00:00")

SHOP_ORDERS = [
    # refunds of its own, on two days, win over what the order states
    {"order_id": "O1", "customer_id": "C1", "ordered_at": "2026-03-01", "gross_amount": "100",
     "refund_amount": "7"},
    {"order_id": "O2", "customer_id": "C1", "ordered_at": "2026-03-02 10:00:00",
     "gross_amount": "50", "refund_amount": "20"},
    {"order_id": "E1", "customer_id": "C1", "ordered_at": "2026-01-31", "gross_amount": "10",
     "currency": "EUR"},
    {"order_id": "E2", "customer_id": "C1", "ordered_at": "2026-02-01", "gross_amount": "10",
     "currency": "EUR"},
    {"order_id": "E3", "customer_id": "C1", "ordered_at": "2025-12-31", "gross_amount": "10",
     "currency": "EUR"},
    {"order_id": "G1", "customer_id": "C1", "ordered_at": "2026-02-01", "gross_amount": "10",
     "currency": "GBP"},
    {"order_id": "S1", "customer_id": "C1", "ordered_at": "2026-01-15", "gross_amount": "10",
     "currency": "SEK"},
    {"order_id": "S2", "customer_id": "C1", "ordered_at": "2026-02-15", "gross_amount": "10",
     "currency": "SEK"},
    {"order_id": "J1", "customer_id": "C1", "ordered_at": "2026-02-15", "gross_amount": "1000",
     "currency": "JPY"},
]  # fmt: skip
SHOP_LINES = [
    {"order_id": "O1", "order_line_id": "1", "customer_id": "C1", "ordered_at": "2026-03-01",
     "product_id": "P1", "quantity": "2", "amount": "60", "refund_amount": "5"},
    {"order_id": "O1", "order_line_id": "2", "customer_id": "C1", "ordered_at": "2026-03-01",
     "product_id": "P2", "quantity": "1", "amount": "40"},
]  # fmt: skip
SHOP_REFUNDS = [
    {"order_id": "O1", "refund_id": "R1", "order_line_id": "1", "refunded_at": "2026-03-05",
     "amount": "30", "quantity": "1", "reason": "broken"},
    {"order_id": "O1", "refund_id": "R2", "refunded_at": "2026-04-01 09:00:00", "amount": "12.5"},
    {"order_id": "O9", "refund_id": "R3", "refunded_at": "2026-04-02", "amount": "8"},
]  # fmt: skip
RATES = [
    {"from_currency": "EUR", "to_currency": "USD", "valid_from": "2026-01-01", "rate": "1.1"},
    {"from_currency": "EUR", "to_currency": "USD", "valid_from": "2026-02-01", "rate": "1.2"},
    # known the other way round, and through the euro only
    {"from_currency": "USD", "to_currency": "GBP", "valid_from": "2026-01-01", "rate": "0.8"},
    {"from_currency": "SEK", "to_currency": "EUR", "valid_from": "2026-01-10", "rate": "0.1"},
]

FXIAOKE_ORDERS = [
    {"order_id": "f1", "order_number": "SO1", "account_id": "a1", "ordered_at": "2026-03-01",
     "products_amount": "1000", "order_amount": "900", "life_status": "正常"},
    {"order_id": "f2", "order_number": "SO2", "account_id": "a1", "ordered_at": "2026-03-02",
     "products_amount": "500", "order_amount": "500", "life_status": "作废"},
    {"order_id": "f3", "order_number": "SO3", "account_id": "a1", "ordered_at": "2026-03-03",
     "products_amount": "70", "order_amount": "70", "life_status": "作废"},
    # not approved: f4 by the next export, f5 and f6 not yet; f7 was, and is being changed
    {"order_id": "f4", "order_number": "SO4", "account_id": "a1", "ordered_at": "2026-03-04",
     "products_amount": "80", "order_amount": "80", "life_status": "审核中"},
    {"order_id": "f5", "order_number": "SO5", "account_id": "a1", "ordered_at": "2026-03-05",
     "products_amount": "90", "order_amount": "90", "life_status": "未生效"},
    {"order_id": "f6", "order_number": "SO6", "account_id": "a1", "ordered_at": "2026-03-06",
     "products_amount": "95", "order_amount": "95", "life_status": "审核中"},
    {"order_id": "f7", "order_number": "SO7", "account_id": "a1", "ordered_at": "2026-03-07",
     "products_amount": "60", "order_amount": "60", "life_status": "变更中"},
]  # fmt: skip
# f3 was voided by mistake, and the next export has it again
FXIAOKE_LATER = [FXIAOKE_ORDERS[at] | {"life_status": "正常"} for at in (2, 3)]
FXIAOKE_LINES = [
    # one line knows the order by its number only
    {"order_line_id": "l1", "order_number": "SO1", "account_id": "a1", "product_name": "Pump",
     "quantity": "1", "amount": "400"},
    {"order_line_id": "l2", "order_id": "f1", "account_id": "a1", "product_name": "Valve",
     "quantity": "3", "amount": "600"},
    {"order_line_id": "l3", "order_id": "f1", "account_id": "a1", "product_name": "Hose",
     "quantity": "3", "amount": "77", "life_status": "作废"},
    {"order_line_id": "l4", "order_id": "f2", "account_id": "a1", "product_name": "Hose",
     "quantity": "3", "amount": "500"},
    {"order_line_id": "l5", "order_id": "f5", "account_id": "a1", "product_name": "Hose",
     "quantity": "3", "amount": "90"},
]  # fmt: skip
FXIAOKE_RETURNS = [
    {"return_id": "r1", "order_number": "SO1", "returned_at": "2026-03-20", "amount": "150",
     "quantity": "1", "reason": "质量问题", "life_status": "正常"},
    {"return_id": "r2", "order_id": "f1", "returned_at": "2026-03-21", "amount": "99",
     "life_status": "审核中"},
    {"return_id": "r3", "order_id": "f1", "returned_at": "2026-03-21", "amount": "98",
     "life_status": "作废"},
    {"return_id": "r4", "order_id": "f2", "returned_at": "2026-03-21", "amount": "97",
     "life_status": "正常"},
]  # fmt: skip
FXIAOKE_PAYMENTS = [
    {"payment_id": "p1", "order_number": "SO1", "amount": "700", "life_status": "正常"},
    {"payment_id": "p2", "order_id": "f1", "amount": "200", "life_status": "正常"},
    {"payment_id": "p3", "order_id": "f1", "amount": "200", "life_status": "作废"},
]
SALESFORCE_ORDERS = [
    {"order_id": "801A1", "account_id": "001A1", "ordered_date": "2026-01-10",
     "total_amount": "1000"},
    {"order_id": "801A2", "account_id": "001A1", "ordered_date": "2026-02-10",
     "total_amount": "-250", "is_reduction_order": "1", "original_order_id": "801A1"},
    {"order_id": "801A3", "account_id": "001A1", "ordered_date": "2026-02-11",
     "total_amount": "5", "is_deleted": "1"},
]  # fmt: skip
SHOPIFY_ORDERS = [
    # goods 40, shipping 6: all 46 are paid back, of which 40 were revenue
    {"order_name": "#1", "email": "ann@example.com", "ordered_at": "2026-03-01 10:00:00 +0000",
     "financial_status": "refunded", "currency": "USD", "subtotal": "40", "discount_amount": "10",
     "shipping_amount": "6", "total": "46", "refunded_amount": "46", "line_item_name": "Cup",
     "line_item_quantity": "2", "line_item_price": "25", "shipping_country": "FR",
     "shipping_city": "Lyon"},
    {"order_name": "#2", "email": "ann@example.com", "ordered_at": "2026-03-02 10:00:00 +0000",
     "financial_status": "paid", "currency": "USD", "subtotal": "40", "total": "40",
     "line_item_name": "Cup", "line_item_quantity": "2", "line_item_price": "20"},
]  # fmt: skip
TAOBAO_ORDERS = [
    {"order_id": "100000000001", "buyer_name": "tb1", "goods_amount": "70.00元",
     "status": "cancelled", "ordered_at": "2026-03-01 10:00:00", "paid_at": "2026-03-01 10:01:00",
     "paid_amount": "0", "product_titles": "杯子", "product_kinds": "1", "quantity": "2"},
    {"order_id": "100000000002", "buyer_name": "tb1", "goods_amount": "30", "status": "cancelled",
     "ordered_at": "2026-03-02 10:00:00", "product_titles": "杯子，盘子", "product_kinds": "2",
     "quantity": "2"},
    {"order_id": "100000000003", "buyer_name": "tb1", "goods_amount": "60", "refund_amount": "15",
     "status": "交易成功", "ordered_at": "2026-03-03 10:00:00", "paid_at": "2026-03-03 10:01:00",
     "paid_amount": "60", "product_titles": "盘子", "product_kinds": "1", "quantity": "3"},
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The orders, and the status of every node of the build."""
    home = new_home(tmp_path_factory.mktemp("orders") / "home")
    add_source(home, "shop", currency="USD")
    for table, rows in {
        "orders": SHOP_ORDERS,
        "order_lines": SHOP_LINES,
        "refunds": SHOP_REFUNDS,
        "exchange_rates": RATES,
    }.items():
        add_rows(home, "shop", table, rows)
    for table, rows in {
        "orders": FXIAOKE_ORDERS,
        "order_lines": FXIAOKE_LINES,
        "returns": FXIAOKE_RETURNS,
        "payments": FXIAOKE_PAYMENTS,
    }.items():
        add_rows(home, "fxiaoke", table, rows, staging="fxiaoke")
    add_rows(home, "fxiaoke", "orders", FXIAOKE_LATER, staging="fxiaoke", loaded_at=LATER)
    add_rows(home, "salesforce", "orders", SALESFORCE_ORDERS, staging="salesforce")
    add_rows(home, "shopify", "orders", SHOPIFY_ORDERS, staging="shopify")
    add_rows(home, "taobao", "orders", TAOBAO_ORDERS, staging="taobao")
    return home, build(home)


@pytest.fixture(scope="module")
def home(built):
    return built[0]


def order(home, source_id, columns):
    [row] = ask(home, f"select {columns} from core.fct_order where source_id = ?", source_id)
    return row


class TestRefunds:
    def test_refunds_have_their_own_day_and_line_and_win_over_the_order(self, home):
        assert ask(
            home,
            "select refund.source_id, refunded_at, refunded_date, amount, "
            "refund.returned_quantity, reason, is_dated, line.source_id "
            "from core.fct_order_refund as refund "
            "inner join core.fct_order using (order_id) "
            "left join core.fct_order_line as line using (order_line_id) "
            "where fct_order.source_id = 'O1' order by all",
        ) == [
            ("O1-R1-1", None, dt.date(2026, 3, 5), 30, 1, "broken", True, "O1-1"),
            (
                "O1-R2",
                dt.datetime.fromisoformat("2026-04-01T09:00:00"),
                dt.date(2026, 4, 1),
                Decimal("12.5"),
                None,
                None,
                True,
                None,
            ),
        ]
        assert order(home, "O1", "refund, net_amount, is_returned") == (
            Decimal("42.5"),
            Decimal("57.5"),
            True,
        )

    def test_a_line_is_less_worth_by_its_own_refunds(self, home):
        assert ask(
            home,
            "select source_id, net_amount, refund, returned_quantity from core.fct_order_line "
            "where source_system = 'shop' order by all",
        ) == [("O1-1", 30, 30, 1), ("O1-2", 40, 0, 0)]

    def test_a_refund_that_only_the_order_states_has_the_order_s_day(self, home):
        assert ask(
            home,
            "select refunded_at, refunded_date, amount, is_dated, stated_by "
            "from core.fct_order_refund where source_id = 'O2'",
        ) == [
            (
                dt.datetime.fromisoformat("2026-03-02T10:00:00"),
                dt.date(2026, 3, 2),
                20,
                False,
                "order",
            )
        ]

    def test_shipping_that_is_paid_back_takes_no_revenue_back(self, home):
        columns = "gross, discount, refund, net_amount, total_amount, is_returned, is_cancelled"
        assert order(home, "#1", columns) == (50, 10, 40, 0, 46, True, False)
        assert order(home, "#2", "net_amount, refund, is_returned") == (40, 0, False)

    def test_a_reduction_is_a_refund_of_the_order_it_takes_back(self, home):
        assert order(home, "801A1", "source_gross, source_refund, source_net_amount") == (
            1000,
            250,
            750,
        )
        assert ask(
            home, "select refunded_date from core.fct_order_refund where source_id = '801A2'"
        ) == [(dt.date(2026, 2, 10),)]

    def test_what_taobao_closed_after_payment_was_paid_back(self, home):
        columns = "source_net_amount, source_refund, is_returned, is_cancelled, status"
        assert order(home, "100000000001", columns) == (0, 70, True, False, "refunded")
        assert order(home, "100000000002", columns) == (30, 0, False, True, "cancelled")
        assert order(home, "100000000003", columns) == (45, 15, True, False, "交易成功")


class TestWhatIsDeleted:
    def test_a_voided_order_is_left_out_with_all_that_belongs_to_it(self, home):
        orders = ask(
            home, "select source_id from core.fct_order where source_system = 'fxiaoke' order by 1"
        )
        assert orders == [("f1",), ("f3",), ("f4",), ("f7",)]
        assert ask(
            home,
            "select source_id from core.fct_order_line where source_system = 'fxiaoke' order by 1",
        ) == [("l1",), ("l2",)]

    def test_an_order_is_found_by_its_number_too(self, home):
        columns = "source_gross, source_discount, source_refund, source_net_amount"
        assert order(home, "f1", columns) == (1000, 100, 150, 750)
        paid = "select sum(amount) from intermediate.int_payments_of_orders"
        assert ask_one(home, f"{paid} semi join core.fct_order using (order_id)") == 900

    def test_what_is_left_out_is_counted(self, home):
        assert ask(
            home,
            "select source_system, object, reason, records from core.excluded_records order by all",
        ) == [
            ("fxiaoke", "order_lines", "deleted", 1),
            ("fxiaoke", "orders", "deleted", 1),
            ("fxiaoke", "orders", "not in effect", 2),
            ("fxiaoke", "payments", "deleted", 1),
            ("fxiaoke", "refunds", "deleted", 1),
            ("fxiaoke", "refunds", "not in effect", 1),
            ("fxiaoke", "refunds", "order excluded", 1),
            ("salesforce", "orders", "deleted", 1),
            ("shop", "refunds", "order not exported", 1),
        ]


class TestCurrencies:
    def test_the_latest_rate_before_the_day_counts(self, home):
        assert order(home, "E1", "net_amount, source_net_amount, exchange_rate") == (
            11,
            10,
            Decimal("1.1"),
        )
        assert order(home, "E2", "net_amount, exchange_rate") == (12, Decimal("1.2"))

    def test_a_rate_is_known_the_other_way_round(self, home):
        assert order(home, "G1", "net_amount, exchange_rate") == (Decimal("12.5"), Decimal("1.25"))

    def test_a_rate_goes_through_a_third_currency_on_the_days_of_both(self, home):
        assert order(home, "S1", "exchange_rate") == (Decimal("0.11"),)
        assert order(home, "S2", "exchange_rate") == (Decimal("0.12"),)

    def test_without_a_rate_an_amount_stays_in_its_own_currency(self, home):
        columns = "gross, net_amount, source_net_amount, currency"
        assert order(home, "E3", columns) == (None, None, 10, "EUR")
        assert order(home, "J1", columns) == (None, None, 1000, "JPY")

    def test_what_has_no_rate_is_reported(self, built):
        _, statuses = built
        assert statuses["assert_exchange_rates_are_known"] == "warn"


class TestLines:
    def test_taobao_names_a_product_where_there_is_one_kind(self, home):
        assert ask(
            home,
            "select line.source_id, product_name, quantity, source_net_amount "
            "from core.fct_order_line as line inner join core.dim_product using (product_id) "
            "where line.source_system = 'taobao' order by all",
        ) == [
            ("100000000001", "杯子", 2, 70),
            ("100000000002", "unknown", 2, 30),
            ("100000000003", "盘子", 3, 60),
        ]


def test_a_mention_brings_what_is_known_of_its_customer(home):
    assert ask(
        home,
        "select distinct customer_table, customer_email, customer_country, customer_city "
        "from intermediate.int_orders_unioned where source_id = '#1'",
    ) == [("customers", "ann@example.com", "FR", "Lyon")]


def test_every_refund_leads_back_to_its_row(home):
    assert ask(
        home,
        "select refund.source_id, record.raw_table, record.row_number "
        "from core.fct_order_refund as refund inner join core.source_records as record "
        "on core_table = 'fct_order_refund' and core_id = order_refund_id "
        "where refund.source_id in ('O1-R2', 'O2', 'r1', '801A2') order by all",
    ) == [
        ("801A2", "salesforce__orders", 2),
        ("O1-R2", "template__refunds", 2),
        ("O2", "template__orders", 2),
        ("r1", "fxiaoke__returns", 1),
    ]


def test_a_refund_is_seen_from_its_own_day_on(home, tmp_path):
    shutil.copytree(home.root, tmp_path / "home")
    past = Home(tmp_path / "home")
    for day, net in {"2026-03-04": 100, "2026-03-05": 70, "2026-04-01": Decimal("57.5")}.items():
        build(past, "--select", "as_of", "int_orders_as_of", tested=False, as_of=day)
        assert ask(
            past,
            "select seen.net_amount from intermediate.int_orders_as_of as seen "
            "inner join core.fct_order using (order_id) where source_id = 'O1'",
        ) == [(net,)]
