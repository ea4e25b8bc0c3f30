"""Taobao: GBK, headers with a trailing blank, ids in three forms, dates that never were."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

AT = dt.datetime.fromisoformat


def test_every_row_of_a_file_is_accounted_for(vendors):
    files = {Path(name).name: counts for name, counts in vendors.files("taobao").items()}
    assert files == {
        "ExportOrderList202603010900.csv": ("orders", 7, 5, 2, 0, "landed"),
        "ExportOrderList202603060900.csv": ("orders", 1, 1, 0, 0, "landed"),
    }


def test_a_damaged_id_is_quarantined_and_a_missing_one_rejected(vendors):
    [damaged, missing] = vendors.query(
        "select line_number, reason from ops.rejected_rows"
        " where source_system = 'taobao' order by 1"
    )
    assert damaged[0] == 7
    assert "scientific notation" in damaged[1]
    assert missing == (8, "no value for the required order_id")


def test_ids_are_bare_digits_whatever_stood_around_them(vendors):
    ids = vendors.query("select source_id from staging.stg_taobao__orders order by 1")
    assert ids == [(f"202603010000000000{n}",) for n in range(1, 7)]


def test_nothing_is_garbled_and_headers_with_blanks_are_known(vendors):
    assert vendors.query(
        "select distinct product_name, street, recipient_name, phone, channel"
        " from staging.stg_taobao__orders"
    ) == [("杯子，大号", "示例省 示例市 示例路1号", "示例收货人", "13800000000", "示例店")]


def test_amounts_and_status(vendors):
    assert vendors.query(
        "select source_id[-1:], status, close_reason, gross_amount, total_amount, paid_amount,"
        " refund_amount, settled_amount, currency from staging.stg_taobao__orders order by 1"
    ) == [
        ("1", "交易成功", None, *_money("120.5", "130.5", "120.5", "0", "120.5"), "CNY"),
        (
            *("2", "买家已付款，等待卖家发货", None),
            *(*_money("1000", "1010", "1000", "0", "1000"), "CNY"),
        ),
        ("3", "等待买家付款", None, *_money("30", "40", "0", "0"), None, "CNY"),
        ("4", "cancelled", "买家退款", *_money("50", "60", "50", "50", "50"), "CNY"),
        ("5", "交易成功", None, *_money("15", "25", "15", "0", "15"), "CNY"),
        ("6", "交易成功", None, *_money("8", "18", "8", "0", "8"), "CNY"),
    ]


def test_times_are_those_of_china_and_never_is_null(vendors):
    assert vendors.query(
        "select source_id[-1:], ordered_at, ordered_date, paid_at, received_at"
        " from staging.stg_taobao__orders where source_id[-1:] in ('2', '3', '5') order by 1"
    ) == [
        (
            *("2", AT("2026-02-28 16:30"), dt.date(2026, 2, 28)),
            *(AT("2026-02-28 16:31"), None),
        ),
        (
            *("3", AT("2026-02-28 16:30"), dt.date(2026, 2, 28)),
            *(None, AT("2026-03-09 00:00")),
        ),
        (
            *("5", AT("2026-03-05 01:02"), dt.date(2026, 3, 5)),
            *(AT("2026-03-05 01:03"), AT("2026-03-09 00:00")),
        ),
    ]


def test_a_buyer_is_a_hash_of_the_name_even_with_digits_in_it(vendors):
    buyers = vendors.query(
        "select customer_name, count(distinct customer_source_id),"
        " bool_and(customer_source_id like 'name:%') from staging.stg_taobao__orders"
        " group by 1 order by 1"
    )
    assert buyers == [("示例买家01", 1, True), ("示例买家二", 1, True)]


def test_whole_numbers_and_booleans(vendors):
    assert vendors.query(
        "select distinct quantity, is_mobile_order, typeof(quantity)"
        " from staging.stg_taobao__orders"
    ) == [(2, True, "BIGINT")]


def _money(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]
