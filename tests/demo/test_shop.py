"""The shop's exports: everything adds up, and its customers behave like customers."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from demo.market import behaviour
from tests.demo.exported import Exported, Row


@pytest.fixture(scope="module")
def lines(exported: Exported) -> list[Row]:
    return exported.csv("order_lines_*.csv")


@pytest.fixture(scope="module")
def orders(lines: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        found[line["order_id"]].append(line)
    return found


def money(text: str) -> Decimal:
    return Decimal(text or "0")


def test_ids_are_unique(exported: Exported, lines: list[Row]) -> None:
    assert len({line["order_line_id"] for line in lines}) == len(lines)
    customers = exported.customers()
    assert len({row["customer_id"] for row in customers}) == len(customers) == 2000
    assert len({row["email"] for row in customers}) == len(customers)
    phones = [row["phone"] for row in customers if row["phone"]]
    assert len(set(phones)) == len(phones)


def test_every_order_has_a_customer_and_every_line_a_product(
    exported: Exported, lines: list[Row]
) -> None:
    assert {line["customer_id"] for line in lines} <= {
        row["customer_id"] for row in exported.customers()
    }
    assert {line["product_id"] for line in lines} <= {
        row["product_id"] for row in exported.products()
    }


def test_an_order_is_one_customer_one_time_one_status(orders: dict[str, list[Row]]) -> None:
    for order_lines in orders.values():
        for column in ("customer_id", "ordered_at", "status", "channel", "coupon_code"):
            assert len({line[column] for line in order_lines}) == 1
        assert not any(line["shipping_amount"] for line in order_lines[1:])


def test_files_are_in_order_of_time_and_by_year(exported: Exported) -> None:
    last = ""
    for year in ("2024", "2025", "2026"):
        rows = exported.csv(f"order_lines_{year}.csv")
        times = [row["ordered_at"] for row in rows]
        assert times == sorted(times)
        assert {time[:4] for time in times} == {year}
        assert last <= times[0]
        last = times[-1]


def test_nothing_happens_after_the_last_day(exported: Exported, lines: list[Row]) -> None:
    until = dt.datetime.fromisoformat("2026-06-30 23:59:59")
    assert max(dt.datetime.fromisoformat(line["ordered_at"]) for line in lines) <= until
    assert max(dt.datetime.fromisoformat(row["paid_at"]) for row in exported.payments()) <= until
    customers = exported.customers()
    assert max(row["created_at"] for row in customers) <= until
    assert all(isinstance(row["birth_date"], dt.date) for row in customers)


def test_a_customer_registers_with_or_before_the_first_order(
    exported: Exported, lines: list[Row]
) -> None:
    registered = {row["customer_id"]: row["created_at"] for row in exported.customers()}
    for line in lines:
        ordered = dt.datetime.fromisoformat(line["ordered_at"])
        assert registered[line["customer_id"]] <= ordered + dt.timedelta(seconds=1)


def test_line_amounts_are_possible(lines: list[Row]) -> None:
    for line in lines:
        gross = int(line["quantity"]) * money(line["unit_price"])
        discount, refund = money(line["discount_amount"]), money(line["refund_amount"])
        assert 0 <= discount < gross
        assert 0 <= refund <= gross - discount
        assert bool(line["returned_quantity"]) == bool(refund)
        if refund:
            assert 1 <= int(line["returned_quantity"]) <= int(line["quantity"])
            assert line["status"] == "completed"
        assert money(line["unit_cost"]) < money(line["unit_price"])
        assert line["currency"] == "USD"


def test_payments_equal_order_totals(exported: Exported, orders: dict[str, list[Row]]) -> None:
    paid: dict[str, Decimal] = defaultdict(Decimal)
    number = 0
    for payment in exported.payments():
        paid[payment["order_id"]] += Decimal(str(payment["amount"]))
        number += 1
    assert number > len(paid), "no split payment"
    for order_id, order_lines in orders.items():
        total = sum(
            int(line["quantity"]) * money(line["unit_price"])
            - money(line["discount_amount"])
            + money(line["shipping_amount"])
            for line in order_lines
        )
        is_cancelled = order_lines[0]["status"] == "cancelled"
        assert paid.get(order_id, Decimal(0)) == (0 if is_cancelled else total)


def test_statuses(orders: dict[str, list[Row]]) -> None:
    statuses = behaviour().shop.statuses
    counts = Counter(order[0]["status"] for order in orders.values())
    assert set(counts) == set(statuses.values())
    assert 0.01 < counts["cancelled"] / len(orders) < 0.05
    processing = [o[0]["ordered_at"] for o in orders.values() if o[0]["status"] == "processing"]
    assert min(processing) >= "2026-06-27"


def test_customers_come_back_at_different_rates(orders: dict[str, list[Row]]) -> None:
    days: dict[str, set[str]] = defaultdict(set)
    for order in orders.values():
        days[order[0]["customer_id"]].add(order[0]["ordered_at"][:10])
    counts = [len(dates) for dates in days.values()]
    repeat_rate = sum(count > 1 for count in counts) / len(counts)
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / len(counts)
    assert 0.35 < repeat_rate < 0.60
    assert variance > 2 * mean, "as if all customers were alike"
    assert 0.90 < len(days) / 2000 < 0.98, "some only register"


def test_growth_seasons_and_weekdays(orders: dict[str, list[Row]]) -> None:
    times = [dt.datetime.fromisoformat(order[0]["ordered_at"]) for order in orders.values()]
    months = Counter((time.year, time.month) for time in times)
    assert months[2026, 5] > 1.4 * months[2025, 5] > 1.4 * months[2024, 5]
    for year in (2024, 2025):
        assert months[year, 12] > 1.2 * months[year, 10]
        assert months[year, 12] > 1.2 * months[year + 1, 2]
    weekdays = Counter(time.weekday() for time in times)
    assert weekdays[5] > 1.1 * weekdays[1]
    hours = Counter(time.hour for time in times)
    assert hours[13] > 1.5 * hours[1]


def test_a_few_products_sell_most(lines: list[Row]) -> None:
    counts = [count for _, count in Counter(line["product_id"] for line in lines).most_common()]
    share = sum(counts[: len(counts) // 5]) / sum(counts)
    assert 0.35 < share < 0.75


def test_customers_live_where_they_should(exported: Exported) -> None:
    customers = exported.customers()
    countries = Counter(row["country"] for row in customers)
    assert [name for name, _ in countries.most_common(2)] == ["China", "United States"]
    assert len(countries) == 5
    for row in customers:
        is_chinese_text = any("\u4e00" <= letter <= "\u9fff" for letter in row["customer_name"])
        assert is_chinese_text == (row["country"] == "China")
        assert row["city"]
        assert row["province"]
    channels = {row["acquisition_channel"] for row in customers}
    assert channels == set(behaviour().shop.acquisition_channels)
