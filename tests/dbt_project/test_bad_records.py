"""Records that cannot be right: each has one outcome, which `docs/decisions.md` states."""

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
    new_home,
    run_dbt,
)
from warehouse.database import connect_build

pytestmark = pytest.mark.slow

NIGHTS = [dt.datetime.fromisoformat(f"2026-06-0{day}T04:00:00") for day in (1, 2, 3)]
CUSTOMERS = [
    {"customer_id": "C1", "customer_name": "Ann Lee", "email": "ann@example.com", "city": "Kiel"},
    {"customer_id": "C2", "customer_name": "Bo Yu", "created_at": "2026-02-30"},
    {"customer_id": "C3", "customer_name": "Cy Orr"},
]
ORDERS = [
    {"order_id": "O1", "customer_id": "C1", "ordered_at": "2026-05-01", "gross_amount": "10"},
    {"order_id": "NO-RATE", "customer_id": "C1", "ordered_at": "2026-05-01", "gross_amount": "10",
     "discount_amount": "1", "currency": "XAF"},
    {"order_id": "NO-DAY", "customer_id": "C1", "ordered_at": "2026-02-30", "gross_amount": "10"},
    {"order_id": "NO-SUCH", "customer_id": "C9", "ordered_at": "2026-05-02", "gross_amount": "5"},
    {"order_id": "NOBODY", "ordered_at": "2026-05-02", "gross_amount": "6"},
]  # fmt: skip
LINES = [
    {"order_line_id": "L1", "order_id": "NO-RATE", "customer_id": "C1", "ordered_at": "2026-05-01",
     "amount": "4", "discount_amount": "1", "refund_amount": "2", "currency": "XAF"},
    {"order_line_id": "L2", "order_id": "NO-RATE", "customer_id": "C1", "ordered_at": "2026-05-01",
     "amount": "5", "currency": "XAF"},
]  # fmt: skip
SPEND = [
    {"campaign_id": "K1", "channel": "search", "spend_date": "2026-05-01", "amount": "3",
     "currency": "XOF"},
]  # fmt: skip
OPPORTUNITIES = [
    {"opportunity_id": "P1", "customer_id": "C1", "stage": "Limbo", "created_at": "2026-05-01",
     "amount": "7", "probability": "0.4"},
]  # fmt: skip
# the CRM says otherwise, and later
CONTACTS = [
    {"contact_id": "003A", "last_name": "Lee", "first_name": "Ann", "email": "ann@example.com",
     "mailing_city": "Bonn"},
]  # fmt: skip
# deleted in the second night, there again in the third
ACCOUNTS = [
    [{"account_id": "001A", "account_name": "Gone Ltd", "is_deleted": "false"}],
    [{"account_id": "001A", "account_name": "Gone Ltd", "is_deleted": "true"}],
    [{"account_id": "001A", "account_name": "Gone Ltd", "is_deleted": "false"}],
]


def fill(home, nights=3):
    add_source(home, "shop")
    add_source(home, "sf", staging="salesforce")
    for table, rows in {
        "customers": CUSTOMERS, "orders": ORDERS, "order_lines": LINES, "campaign_spend": SPEND,
        "opportunities": OPPORTUNITIES,
    }.items():  # fmt: skip
        add_rows(home, "shop", table, rows, loaded_at=NIGHTS[0])
    add_rows(home, "sf", "contacts", CONTACTS, staging="salesforce", loaded_at=NIGHTS[1])
    for night in range(nights):
        add_rows(
            home, "sf", "accounts", ACCOUNTS[night], staging="salesforce",
            file=f"accounts_{night}.csv", loaded_at=NIGHTS[night],
        )  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("bad_records") / "home")
    fill(home)
    return home, build(home)


def test_a_currency_with_no_rate_stays_in_its_own_and_is_reported(built):
    home, status = built
    found = ask(
        home,
        "select source_net_amount, net_amount, currency from core.fct_order"
        " where source_id = 'NO-RATE'",
    )
    assert found == [(Decimal("7.00"), None, "XAF")]
    assert ask(
        home,
        "select currency, source_amount, amount from core.fct_campaign_spend",
    ) == [("XOF", Decimal("3.00"), None)]
    name = "assert_exchange_rates_are_known"
    assert status[name] == "warn"
    again = run_dbt(home, "test", "--store-failures", "--select", name)
    reported = again.result.results[0].node.relation_name
    assert ask(home, f"select from_currency, amounts from {reported} order by all") == [
        ("XAF", 1),
        ("XOF", 1),
    ]


def test_without_a_rate_what_was_taken_off_is_not_known_either_and_nothing_stays_nothing(built):
    home, _ = built
    amounts = "discount, refund, tax, shipping"
    assert ask(
        home,
        f"select source_discount, source_refund, {amounts} from core.fct_order"
        " where source_id = 'NO-RATE'",
    ) == [(Decimal("1.00"), Decimal("2.00"), None, None, Decimal("0.00"), Decimal("0.00"))]
    assert ask(
        home,
        "select source_net_amount, gross, discount, refund from core.fct_order_line order by all",
    ) == [
        (Decimal("1.00"), None, None, None),
        (Decimal("5.00"), None, Decimal("0.00"), Decimal("0.00")),
    ]


def test_orders_of_an_unknown_amount_are_counted_apart(built):
    home, _ = built
    days = ask(
        home,
        "select day, metric, value from marts.kpi_daily where day >= '2026-05-01'"
        " and metric in ('orders', 'orders_without_amount', 'net_revenue') and value <> 0"
        " order by all",
    )
    first, second = dt.date(2026, 5, 1), dt.date(2026, 5, 2)
    assert days == [
        (first, "net_revenue", Decimal("10.00")),
        (first, "orders", Decimal("2.00")),
        (first, "orders_without_amount", Decimal("1.00")),
        (second, "net_revenue", Decimal("11.00")),
        (second, "orders", Decimal("2.00")),
    ]
    cuts = "select sum(value) from marts.kpi_daily_by_cut where metric = 'orders_without_amount'"
    assert ask_one(home, cuts) == 1


def test_an_impossible_date_is_null_and_reported(built):
    home, status = built
    assert ask(home, "select order_date from core.fct_order where source_id = 'NO-DAY'") == [
        (None,)
    ]
    assert status["assert_dates_are_readable"] == "warn"
    # and in no mart by day, but in none of them by chance either
    assert ask_one(home, "select sum(monetary) from marts.customer_rfm") == Decimal("15.00")


def test_a_stage_nobody_mapped_is_kept_placed_and_reported(built):
    home, status = built
    assert ask(
        home,
        "select stage, is_mapped, probability from core.dim_sales_stage where stage = 'Limbo'",
    ) == [("Limbo", False, Decimal("0.4"))]
    assert status["assert_stages_are_mapped"] == "warn"


def test_an_order_for_a_customer_that_no_file_has_makes_one(built):
    home, _ = built
    assert ask(
        home,
        "select customer.is_customer, count(*) from core.fct_order"
        " inner join core.dim_customer as customer using (customer_id)"
        " where fct_order.source_id = 'NO-SUCH' group by all",
    ) == [(True, 1)]
    # without anybody, it is nobody's, and still counts
    assert ask_one(
        home, "select customer_id from core.fct_order where source_id = 'NOBODY'"
    ) == "unknown"  # fmt: skip


def test_of_two_vendors_that_disagree_the_newest_export_counts(built):
    home, _ = built
    assert ask(
        home,
        "select city from core.dim_customer where customer_id in (select customer_id from"
        " core.customer_identity where source_id in ('C1', '003A'))",
    ) == [("Bonn",)]


def test_a_record_deleted_and_exported_again_is_there_again_under_its_id(tmp_path, built):
    home, _ = built
    lives = "select count(*) from core.dim_customer where customer_id = ?"
    account = "select customer_id from core.customer_identity where source_id = '001A'"
    record = "select record_id from core.customer_identity where source_id = '001A'"
    today = ask_one(home, account)
    assert ask_one(home, lives, today) == 1

    deleted = new_home(tmp_path / "home")
    fill(deleted, nights=2)
    build_models(deleted, "customer_identity", "excluded_records", tested=False)
    assert ask_one(deleted, account) == "unknown"
    assert ask_one(deleted, record) == today
    assert ask_one(deleted, "select sum(records) from core.excluded_records") == 1


def test_hand_decisions_in_a_circle_are_one_customer_and_contradictions_stop_the_build(built):
    home, _ = built
    with connect_build(home) as connection:
        for one, other in (("C1", "C2"), ("C2", "C3"), ("C3", "C1")):
            connection.execute(
                "insert into ops.customer_decisions values"
                " ('shop', 'customers', ?, 'shop', 'customers', ?, 'same', null)",
                [one, other],
            )
    build_models(home, "customer_identity", tested=False)
    found = (
        "select count(distinct customer_id) from core.customer_identity"
        " where source_id in ('C1', 'C2', 'C3')"
    )
    assert ask_one(home, found) == 1
    with connect_build(home) as connection:
        connection.execute(
            "update ops.customer_decisions set decision = 'different' where source_id = 'C3'"
        )
    with pytest.raises(AssertionError, match="assert_hand_decisions_hold"):
        build_models(home, "customer_identity", "assert_hand_decisions_hold")
