"""Shopify: several rows an order, offsets, apostrophes, an order in two exports."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

AT = dt.datetime.fromisoformat


def test_every_row_of_a_file_is_accounted_for(vendors):
    files = {Path(name).name: counts for name, counts in vendors.files("shopify").items()}
    assert files == {
        "orders_export_1.csv": ("orders", 7, 4, 2, 1, "landed"),
        "orders_export_2.csv": ("orders", 5, 5, 0, 0, "landed"),
        "customers_export.csv": ("customers", 3, 2, 1, 0, "landed"),
    }


def test_rejected_and_dropped_rows_have_a_reason(vendors):
    rejected = vendors.query(
        "select table_name, line_number, reason from ops.rejected_rows"
        " where source_system = 'shopify' order by all"
    )
    assert rejected == [
        ("customers", 4, "no value for the required customer_id"),
        ("orders", 8, "no value for the required order_name"),
        ("orders", 9, "5 cells, where 79 are expected"),
    ]
    assert vendors.query(
        "select line_number, reason from ops.dropped_rows where source_system = 'shopify'"
    ) == [(7, "blank line")]


def test_raw_keeps_what_the_file_says(vendors):
    assert (
        vendors.query(
            "select order_name, shipping_zip, subtotal, line_item_name from raw.shopify__orders"
            " where line_item_sku is null order by _loaded_at"
        )
        == [("#1003", "'75008", "1,200.00", "Mug, blue\nlarge")] * 2
    )


def test_an_order_has_one_row_with_its_amounts(vendors):
    assert vendors.query(
        "select source_id, status, payment_status, gross_amount, discount_amount, refund_amount,"
        " total_amount, currency, channel from staging.stg_shopify__orders order by 1"
    ) == [
        ("#1001", "paid", "paid", *_order_of("45", "5", "0", "44"), "EUR", "web"),
        ("#1002", "cancelled", "refunded", *_order_of("10", "0", "10", "14"), "EUR", "web"),
        (
            *("#1003", "partially_refunded", "partially_refunded"),
            *(*_order_of("1200", "0", "60", "1204"), "EUR", "web"),
        ),
        ("#1004", "paid", "paid", *_order_of("21", "0", "0", "25"), "EUR", "pos"),
    ]


def test_an_offset_decides_the_instant_and_the_day(vendors):
    assert vendors.query(
        "select ordered_at, ordered_date, paid_at, cancelled_at, shipping_postal_code, phone"
        " from staging.stg_shopify__orders where source_id in ('#1002', '#1004') order by source_id"
    ) == [
        (
            *(AT("2026-02-28 23:30"), dt.date(2026, 2, 28)),
            *(AT("2026-03-01 08:50:26"), AT("2026-03-02 09:00"), "75008", None),
        ),
        (
            *(AT("2026-02-28 23:30"), dt.date(2026, 2, 28)),
            *(AT("2026-03-01 08:50:26"), None, "75008", "+33600000001"),
        ),
    ]


def test_lines_are_those_of_the_last_export_and_count_once(vendors):
    assert vendors.query(
        "select source_id, order_source_id, product_name, quantity, amount, currency"
        " from staging.stg_shopify__order_lines order by 1"
    ) == [
        ("#1001-1", "#1001", "Cup", Decimal(2), _taxless("40", "44"), "EUR"),
        ("#1001-2", "#1001", "Saucer", Decimal(1), _taxless("5", "44"), "EUR"),
        ("#1002-1", "#1002", "Cup", Decimal(1), _taxless("10", "14"), "EUR"),
        ("#1003-1", "#1003", "Mug, blue\nlarge", Decimal(100), _taxless("1200", "1204"), "EUR"),
        ("#1004-1", "#1004", "Cup", Decimal(2), _taxless("40", "25"), "EUR"),
        ("#1004-2", "#1004", "Spoon", Decimal(1), _taxless("1", "25"), "EUR"),
    ]
    assert vendors.query(
        "select source_id, product_source_id like 'name:%' from staging.stg_shopify__order_lines"
        " where product_source_id not like 'SKU-%'"
    ) == [("#1003-1", True)]


def test_customers_are_typed_and_without_apostrophes(vendors):
    assert vendors.query(
        "select source_id, customer_name, email, phone, postal_code, has_marketing_consent,"
        " has_sms_consent, total_spent, total_orders from staging.stg_shopify__customers order by 1"
    ) == [
        (
            *("7001", "Ada Example", "ada@example.com", None, "75008", True, None),
            *(Decimal(1235), 2),
        ),
        ("7002", "Pat", None, "+33600000001", None, None, False, Decimal(21), 1),
    ]


@pytest.mark.parametrize(("order", "customer"), [("#1001", "7001"), ("#1004", "7002")])
def test_an_order_finds_its_customer_by_mail_or_phone(vendors, order, customer):
    assert vendors.query(
        "select customers.source_id from staging.stg_shopify__orders as orders"
        " join staging.stg_shopify__customers as customers"
        f" on orders.customer_source_id = customers.name_key where orders.source_id = '{order}'"
    ) == [(customer,)]


def test_no_name_or_address_is_in_a_key(vendors):
    keys = vendors.query(
        "select customer_source_id from staging.stg_shopify__orders"
        " union all select name_key from staging.stg_shopify__customers"
    )
    assert len(keys) == 6
    assert all(key.startswith("name:") and "@" not in key for (key,) in keys)


def test_money_is_decimal(vendors):
    assert vendors.query(
        "select distinct data_type from information_schema.columns where table_schema = 'staging'"
        " and table_name like 'stg_shopify__%'"
        " and (column_name like '%amount' or column_name in ('unit_price', 'total_spent'))"
    ) == [("DECIMAL(18,4)",)]


def _taxless(price: str, total: str) -> Decimal:
    """A price less its share of the order's tax, which prices in France include."""
    return (Decimal(price) * (1 - Decimal("6.67") / Decimal(total))).quantize(Decimal("0.0001"))


def _order_of(gross: str, discount: str, refund: str, total: str) -> tuple[Decimal, ...]:
    return (*(_taxless(price, total) for price in (gross, discount, refund)), Decimal(total))
