"""Amounts of currencies whose unit is worth little, and of large business: nothing overflows."""

from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    new_home,
)
from warehouse.home import Home

pytestmark = pytest.mark.slow

# rupiah are the reporting currency; a dollar is 16,000 of them
ROWS = {
    "customers": [
        {"customer_id": "C1", "customer_name": "North Mill", "created_at": "2025-01-01"},
        {"customer_id": "C2", "customer_name": "South Mill", "created_at": "2025-01-01"},
    ],
    "products": [
        {"product_id": "P1", "product_name": "Turbine", "list_price": "12500000000",
         "unit_cost": "9000000000"},
    ],
    "employees": [{"employee_id": "E1", "employee_name": "Eve Stone"}],
    "campaigns": [
        {"campaign_id": "K1", "campaign_name": "Spring", "channel": "Email",
         "budgeted_cost": "5000000000", "actual_cost": "4000000000"},
    ],
    "exchange_rates": [
        {"from_currency": "USD", "to_currency": "IDR", "valid_from": "2026-01-01",
         "rate": "16000"},
    ],
    "orders": [
        # as large as an amount can be
        {"order_id": "O1", "customer_id": "C1", "ordered_at": "2026-01-05",
         "gross_amount": "9999999999999.99", "discount_amount": "3333333333333.33",
         "tax_amount": "700000000000", "shipping_amount": "250000000",
         "cost_amount": "4444444444444.44", "employee_id": "E1", "campaign_id": "K1"},
        {"order_id": "O2", "customer_id": "C2", "ordered_at": "2026-02-10",
         "gross_amount": "3000000.05", "refund_amount": "1000000", "currency": "USD"},
        # a line of an order that states no amount
        {"order_id": "O3", "customer_id": "C1", "ordered_at": "2026-03-01"},
        {"order_id": "O4", "customer_id": "C2", "ordered_at": "2026-03-02",
         "gross_amount": "2500000000000", "exchange_rate": "1.5", "currency": "XTS"},
    ],
    "order_lines": [
        {"order_id": "O3", "order_line_id": "1", "customer_id": "C1", "ordered_at": "2026-03-01",
         "product_id": "P1", "quantity": "720", "unit_price": "12500000000",
         "discount_amount": "1500000000000", "unit_cost": "9000000000"},
        {"order_id": "O3", "order_line_id": "2", "customer_id": "C1", "ordered_at": "2026-03-01",
         "product_id": "P1", "quantity": "0.125", "unit_price": "12500000000",
         "unit_cost": "9000000000"},
        {"order_id": "O1", "order_line_id": "1", "customer_id": "C1", "ordered_at": "2026-01-05",
         "product_id": "P1", "quantity": "700", "unit_price": "12500000000"},
    ],
    "payments": [{"order_id": "O1", "payment_id": "1", "amount": "6000000000000"}],
    "refunds": [
        {"order_id": "O3", "refund_id": "R1", "order_line_id": "1", "refunded_at": "2026-03-05",
         "amount": "2000000000000", "quantity": "160"},
    ],
    "opportunities": [
        {"opportunity_id": "D1", "customer_id": "C1", "stage": "Won", "owner_id": "E1",
         "created_at": "2026-01-01", "closed_at": "2026-02-01", "amount": "8888888888888.88"},
        {"opportunity_id": "D2", "customer_id": "C2", "stage": "Negotiation", "owner_id": "E1",
         "created_at": "2026-03-01", "expected_close_date": "2026-09-30", "amount": "4000000000",
         "currency": "USD", "probability": "65%"},
    ],
    "quotas": [{"employee_id": "E1", "month": "2026-02-01", "amount": "7000000000000"}],
    "campaign_spend": [
        {"campaign_id": "K1", "spend_date": "2026-01-02", "amount": "3000000000",
         "conversion_value": "9000000000", "clicks": "10", "impressions": "3000000000"},
        {"campaign_id": "K1", "spend_date": "2026-01-03", "amount": "2000000", "currency": "USD"},
    ],
    "campaign_touches": [
        {"touch_id": "T1", "campaign_id": "K1", "customer_id": "C1", "touched_at": "2026-01-02"},
    ],
    "loyalty_events": [
        {"event_id": "V1", "customer_id": "C1", "kind": "earned", "points": "50000000000",
         "balance_after": "50000000000", "occurred_at": "2026-01-05"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Home:
    """A warehouse of the rows above, built whole, with every test and rule."""
    home = new_home(tmp_path_factory.mktemp("large") / "home")
    add_source(home, "shop", currency="IDR")
    for table, rows in ROWS.items():
        add_rows(home, "shop", table, rows)
    build(home, reporting_currency="IDR")
    return home


def order(home: Home, source_id: str, *columns: str) -> tuple[object, ...]:
    """Columns of one order."""
    [row] = ask(
        home, f"select {', '.join(columns)} from core.fct_order where source_id = ?", source_id
    )
    return row


def test_orders_of_any_size_are_worth_what_they_state(built):
    assert order(built, "O1", "gross", "discount", "tax", "shipping", "cost", "paid_amount") == (
        Decimal("9999999999999.99"),
        Decimal("3333333333333.33"),
        Decimal("700000000000.00"),
        Decimal("250000000.00"),
        Decimal("4444444444444.44"),
        Decimal("6000000000000.00"),
    )
    assert order(built, "O1", "net_amount", "margin", "total_amount") == (
        Decimal("6666666666666.66"),
        Decimal("2222222222222.22"),
        Decimal("7366916666666.66"),
    )


def test_a_large_amount_is_converted_to_the_cent(built):
    columns = ("gross", "refund", "net_amount", "source_net_amount", "exchange_rate")
    assert order(built, "O2", *columns) == (
        Decimal("48000000800.00"),
        Decimal("16000000000.00"),
        Decimal("32000000800.00"),
        Decimal("2000000.05"),
        Decimal(16000),
    )
    assert order(built, "O4", "gross") == (Decimal("3750000000000.00"),)


def test_an_amount_of_a_currency_of_little_worth_is_converted_to_the_cent(tmp_path):
    home = new_home(tmp_path / "home")
    add_source(home, "shop", currency="IDR")
    rates = [
        # read the other way round: a rupiah is 0.0000613046 dollars
        {"from_currency": "USD", "to_currency": "IDR", "rate": "16312"},
        {"from_currency": "VND", "to_currency": "USD", "rate": "0.00003937008"},
        # through the dollar
        {"from_currency": "IRR", "to_currency": "IDR", "rate": "0.01482909"},
        # of no use: what they come to has more digits than there is room for
        {"from_currency": "XTS", "to_currency": "USD", "rate": "12345678"},
        {"from_currency": "USD", "to_currency": "XXX", "rate": "0.00000000001"},
    ]
    add_rows(home, "shop", "exchange_rates", [one | {"valid_from": "2026-01-01"} for one in rates])
    order = {"ordered_at": "2026-03-01", "gross_amount": "500000000"}
    orders = [
        order | {"order_id": currency, "currency": currency}
        for currency in ("IDR", "VND", "IRR", "XTS", "XXX")
    ]
    orders.append(order | {"order_id": "own", "currency": "IDR", "exchange_rate": "0.0000613"})
    add_rows(home, "shop", "orders", orders)
    build(home, reporting_currency="USD")
    worth = ask(home, "select source_id, gross from core.fct_order order by source_id")
    assert worth == [
        ("IDR", Decimal("30652.28")),
        ("IRR", Decimal("454.55")),
        ("VND", Decimal("19685.04")),
        ("XTS", None),
        ("XXX", None),
        ("own", Decimal("30650.00")),
    ]


def test_many_of_what_is_dear_are_worth_the_product(built):
    lines = ask(
        built,
        "select gross, discount, refund, net_amount, cost from core.fct_order_line semi join"
        " (from core.fct_order where source_id = 'O3') using (order_id) order by quantity desc",
    )
    assert lines == [
        tuple(map(Decimal, ("9e12", "15e11", "2e12", "55e11", "648e10"))),
        (Decimal("1562500000"), 0, 0, Decimal("1562500000"), Decimal("1125000000")),
    ]
    assert order(built, "O3", "gross", "cost") == (
        Decimal("9001562500000.00"),
        Decimal("6481125000000.00"),
    )


def test_opportunities_quotas_and_spend_of_any_size_are_told(built):
    assert ask(built, "select amount from core.fct_opportunity order by source_id") == [
        (Decimal("8888888888888.88"),),
        (Decimal("64000000000000.00"),),
    ]
    weighted = ask_one(
        built,
        "select sum(weighted_amount) from marts.pipeline_daily"
        " where day = (select max(day) from marts.pipeline_daily)",
    )
    assert weighted == Decimal("41600000000000.00")
    assert ask_one(built, "select sum(amount) from core.fct_campaign_spend") == Decimal(
        "35000000000.00"
    )


def test_revenue_by_day_adds_up_to_the_orders(built):
    ((orders,), (days,)) = ask(
        built,
        "select sum(net_amount) from core.fct_order union all"
        " select sum(value) from marts.kpi_daily where metric = 'net_revenue'",
    )
    assert (
        orders
        == days
        == Decimal("6666666666666.66")
        + Decimal("32000000800")
        + Decimal("7001562500000")
        - Decimal("1500000000000")
        + Decimal("3750000000000")
    )


def test_an_amount_of_more_digits_is_named_and_stops_nothing(tmp_path):
    home = new_home(tmp_path / "home")
    add_source(home, "shop", currency="USD")
    many = {"order_id": "O1", "ordered_at": "2026-03-01", "quantity": "9999999999"}
    lines = [
        {**many, "order_line_id": "1", "unit_price": "2000"},
        {**many, "order_line_id": "2", "unit_price": "2", "unit_cost": "2000"},
        # a barcode
        {**many, "order_line_id": "3", "unit_price": "1", "quantity": "4006381333931"},
    ]
    add_rows(home, "shop", "order_lines", lines)
    orders = [{"order_id": "O2", "ordered_at": "2026-03-01", "gross_amount": "123456789012345678"}]
    add_rows(home, "shop", "orders", orders)
    named = ("assert_line_amounts_can_be_held", "assert_amounts_are_readable")
    status = build(home)
    assert [status[name] for name in named] == ["warn", "warn"]
    amounts = "select amount, cost_amount from intermediate.int_order_lines order by source_id"
    assert ask(home, amounts) == [(None, None), (Decimal("19999999998"), None), (None, None)]
    assert ask(home, "select gross_amount from staging.stg_template__orders") == [(None,)]


def test_no_table_keeps_numbers_of_more_than_18_digits(built):
    # DuckDB takes a hundred times as long to read one, and 1 µs to bring it to other digits
    wide = """
        select schema_name || '.' || table_name || '.' || column_name, data_type
        from duckdb_columns() semi join duckdb_tables() using (schema_name, table_name)
        where schema_name in ('staging', 'intermediate', 'core', 'marts', 'restricted')
        and (data_type = 'HUGEINT' or numeric_precision > 18 and data_type like 'DECIMAL%')
    """
    assert ask(built, wide) == []
