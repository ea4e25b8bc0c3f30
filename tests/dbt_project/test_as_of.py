"""One as-of for everything in a build: the past can be rebuilt, and the same data give the same."""

import datetime as dt

import pytest

from expectations.checking import check
from tests.dbt_project import history
from tests.dbt_project.warehouses import (
    LANDED_AT,
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    build_models,
    new_home,
    tables,
)
from warehouse.database import connect_build

pytestmark = pytest.mark.slow

PAST = dt.date(2025, 8, 15)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("whole") / "home")
    history.fill(home)
    build(home)
    return home


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """The whole history, built as of a past day."""
    home = new_home(tmp_path_factory.mktemp("past") / "home")
    history.fill(home)
    build(home, tested=False, as_of=PAST.isoformat())
    return home


# What a record says of itself, and which records are one, is as the exports tell it, and all of
# this history is exported at once: of these marts only what has a day of its own is compared.
DATED = {
    "marts.customer_lifecycle": "select * from marts.customer_lifecycle where purchases > 0",
    "marts.customer_360": "select * exclude (customer_type, acquisition_channel, country,"
    " owner_employee_id, first_seen_date, loyalty_tier, channel, region) from marts.customer_360"
    " where first_purchase_date is not null",
    "marts.customer_survival": "select * from marts.customer_survival where cut_name = 'all'",
    "marts.cohort_retention_by_channel": "select cohort_month, months_since, sum(customers_on),"
    " sum(revenue) from marts.cohort_retention_by_channel group by all",
    "marts.kpi_daily_by_cut": "select day, source_system, region, owner_employee_id, metric,"
    " sum(value) from marts.kpi_daily_by_cut group by all",
    "marts.cohort_retention_by_cut": "select source_system, cohort_month, months_since,"
    " sum(cohort_size), sum(customers_on), sum(revenue) from marts.cohort_retention_by_cut"
    " group by all",
    "marts.repeat_purchase_by_cut": "select source_system, cohort_month, horizon_days,"
    " sum(customers), sum(repeaters) from marts.repeat_purchase_by_cut group by all",
    "marts.sales_funnel_entry": "select * exclude (customer_id, channel)"
    " from marts.sales_funnel_entry",
    "marts.sales_opportunity": "select * exclude (channel) from marts.sales_opportunity",
    "marts.service_ticket": "select * exclude (acquisition_channel) from marts.service_ticket",
    "marts.filter_value": "select * exclude (customers) from marts.filter_value",
    "marts.channel_acquisition": "select month, sum(leads), sum(customers), sum(spend),"
    " sum(revenue) from marts.channel_acquisition group by all",
    "marts.attribution": "select model, month, sum(conversions), sum(revenue)"
    " from marts.attribution group by all",
    "marts.customer_journey": "select scope, sum(purchases) from marts.customer_journey"
    " where step = 1 group by all",
}
# too little history for a model, too few customers for clusters
EMPTY = {
    "marts.churn_model_calibration",
    "marts.churn_model_report",
    "marts.cluster_profile",
    "marts.sales_forecast_report",
}


def dated(home):
    """What marts say that can be known from days alone."""
    return {
        table: ask(home, f"{DATED.get(table, f'select * from {table}')} order by all")
        for table in tables(home, "marts")
    }


def contents(home, *schemas):
    return {
        table: ask(home, f"select * from {table} order by all") for table in tables(home, *schemas)
    }


def test_the_same_raw_data_give_the_same_tables(whole, tmp_path):
    again = new_home(tmp_path / "home")
    history.fill(again, backwards=True)
    build(again, tested=False)
    assert contents(again, "core", "marts", "restricted") == contents(
        whole, "core", "marts", "restricted"
    )


def test_building_twice_changes_nothing(past, tmp_path):
    before = contents(past, "core", "marts")
    build(past, tested=False, as_of=PAST.isoformat())
    assert contents(past, "core", "marts") == before


def test_a_past_as_of_equals_a_build_without_what_happened_later(past, tmp_path):
    cut = new_home(tmp_path / "home")
    history.fill(cut, until=PAST)
    build(cut, tested=False, as_of=PAST.isoformat())
    marts = dated(cut)
    assert {name for name, rows in marts.items() if not rows} == EMPTY
    assert dated(past) == marts
    customers = (
        "select customer_id, first_order_date from core.dim_customer where is_customer order by all"
    )
    assert ask(past, customers) == ask(cut, customers)


def test_latest_is_the_last_day_on_which_something_happened(whole):
    last = max(
        max(
            day for (day,) in ask(whole, f"select {column} from {table} where {column} is not null")
        )
        for table, column in {
            "core.fct_order": "order_date",
            "core.fct_lead": "created_date",
            "core.fct_opportunity": "closed_date",
        }.items()
    )
    assert ask_one(whole, "select as_of_date from core.as_of") == last


def test_recency_is_counted_to_as_of_and_not_to_the_clock(past):
    assert ask(
        past,
        "select distinct as_of_date, recency_days = as_of_date - last_order_date "
        "from marts.customer_rfm",
    ) == [(PAST, True)]


def test_the_past_differs_from_the_present(past, whole):
    won = "select sum(value) from marts.kpi_daily where metric = 'opportunities_won'"
    assert ask_one(past, won) < ask_one(whole, won)


EXPORTED = dt.date(2026, 6, 1), dt.date(2026, 7, 1)  # landed on the day of the export


def fill_two_exports(home, *, exports=2, backwards=False):
    """An export, and one a month later: deals went on, a customer moved."""
    add_source(home, "shop")
    customers = [("C1", "Lyon", "Oslo"), ("C2", "Oslo", "Oslo")]
    deals = [("D1", "New", "Won"), ("D2", "Demo", "New"), ("D3", "Demo", "Demo")]
    written = list(enumerate(EXPORTED[:exports]))
    for number, day in reversed(written) if backwards else written:
        loaded_at = LANDED_AT + (day - EXPORTED[0])
        rows = [{"customer_id": key, "city": cities[number], "customer_name": key}
                for key, *cities in customers]  # fmt: skip
        add_rows(home, "shop", "customers", rows, file=f"customers {day}.csv", loaded_at=loaded_at)
        rows = [
            {
                "opportunity_id": key,
                "customer_id": "C1",
                "stage": stages[number],
                "created_at": "2026-05-01",
                "closed_at": "2026-06-20" if stages[number] == "Won" else None,
                "amount": str(100 + 10 * number),
            }
            for key, *stages in deals
        ]
        file = f"opportunities {day}.csv"
        add_rows(home, "shop", "opportunities", rows, file=file, loaded_at=loaded_at)
        # without a key: the file counts as a whole
        lines = [{"customer_id": "C1", "ordered_at": "2026-05-02", "amount": str(10 + number)}]
        add_rows(home, "shop", "order_lines", lines, loaded_at=loaded_at)


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Both exports, as they are now."""
    home = new_home(tmp_path_factory.mktemp("twice") / "home")
    fill_two_exports(home)
    build(home)
    return home


def test_a_past_as_of_gives_what_was_known_then(twice, tmp_path):
    once = new_home(tmp_path / "once")
    fill_two_exports(once, exports=1)
    build(once, tested=False, as_of="2026-06-30")
    past = new_home(tmp_path / "past")
    fill_two_exports(past, backwards=True)
    build(past, as_of="2026-06-30")
    known = contents(once, "core", "marts", "restricted")
    assert contents(past, "core", "marts", "restricted") == known
    assert contents(twice, "core") != contents(once, "core")


def test_before_the_first_export_the_first_one_is_all_that_is_known(twice, tmp_path):
    early = new_home(tmp_path / "home")
    fill_two_exports(early)
    build_models(early, "fct_opportunity", as_of="2026-05-31")
    stages = "select source_id, stage from core.fct_opportunity order by all"
    assert ask(early, stages) == [("D1", "New"), ("D2", "Demo"), ("D3", "Demo")]
    assert ask(twice, stages) == [("D1", "Won"), ("D2", "New"), ("D3", "Demo")]


def test_a_day_on_or_after_the_last_export_gives_what_latest_gives(twice, tmp_path):
    home = new_home(tmp_path / "home")
    fill_two_exports(home)
    build(home, "--select", "+path:models/core", tested=False, as_of="2026-07-01")
    found, latest = contents(home, "core"), contents(twice, "core")
    assert found.keys() == latest.keys()
    different = {table for table in found if found[table] != latest[table]}
    assert different <= {"core.as_of", "core.dim_date"}


def test_the_history_of_an_opportunity_is_what_its_exports_show(twice):
    found = ask(
        twice,
        "select source_id, stage, category, amount, valid_from::text, valid_to::text"
        " from core.fct_opportunity_history order by source_id, valid_from",
    )
    created, first_won, second = "2026-05-01 00:00:00", "2026-06-20 00:00:00", "2026-07-01 04:00:00"
    assert found == [
        ("D1", "New", "open", 100, created, first_won),
        ("D1", "Won", "won", 100, first_won, second),
        ("D1", "Won", "won", 110, second, None),
        ("D2", "Demo", "open", 100, created, second),
        ("D2", "New", "open", 110, second, None),
        ("D3", "Demo", "open", 100, created, second),
        ("D3", "Demo", "open", 110, second, None),
    ]


def test_the_stages_of_an_opportunity_are_those_its_exports_show(twice):
    found = ask(
        twice,
        "select source_id, stage, entered_date, exited_date, days, direction, is_observed"
        " from core.fct_opportunity_stage_visit order by source_id, visit_number",
    )
    created, won, second = dt.date(2026, 5, 1), dt.date(2026, 6, 20), EXPORTED[1]
    assert found == [
        ("D1", "New", created, won, 50, "first", False),
        ("D1", "Won", won, None, None, "skip", True),
        ("D2", "Demo", created, second, 61, "first", False),
        ("D2", "New", second, None, None, "regress", True),
        ("D3", "Demo", created, None, None, "first", False),
    ]


def test_the_history_of_a_customer_says_where_it_lived(twice):
    found = ask(
        twice,
        "select history.city, history.is_current from core.dim_customer_history as history"
        " inner join core.dim_customer as customer"
        " on customer.customer_id = history.customer_id"
        " where customer.source_id = 'C1' order by history.valid_from",
    )
    assert found == [("Lyon", False), ("Oslo", True)]


def test_the_pipeline_of_any_past_day_can_be_added_up(twice):
    by_day = ask(
        twice,
        "select day, count(*) filter (where category = 'open')"
        " from unnest(array[timestamp '2026-04-30', '2026-05-31', '2026-06-30', '2026-07-31'])"
        " as days(day)"
        " left join core.fct_opportunity_history on valid_from <= day"
        " and (day < valid_to or valid_to is null) group by day order by day",
    )
    assert [open_count for _, open_count in by_day] == [0, 3, 2, 2]


def test_one_that_was_opened_again_later_was_closed_in_every_mart(tmp_path):
    """By the exported history of stages: of the records, nothing is known of the time before."""
    home = new_home(tmp_path / "home")
    add_source(home, "crm")
    dated = {"created_at": "2024-02-28", "customer_id": "C1", "amount": "100"}
    won = {"stage": "Won", "closed_at": "2024-03-20"}
    add_rows(home, "crm", "opportunities", [
        {"opportunity_id": "R1", **dated, **won},
        {"opportunity_id": "R2", **dated, "stage": "Proposal", "closed_at": None},
        {"opportunity_id": "R3", **dated, **won},
    ])  # fmt: skip
    add_rows(home, "crm", "stage_changes", [
        {"opportunity_id": key, "stage": stage, "entered_at": f"2024-{day}"}
        for key, *changes in [
            ("R1", ("02-28", "Proposal"), ("03-05", "Lost"), ("03-08", "Demo"), ("03-20", "Won")),
            ("R2", ("02-28", "Proposal"), ("03-05", "Won"), ("03-31", "Proposal")),
            ("R3", ("02-28", "Proposal"), ("03-04", "Lost"), ("03-05", "Proposal"),
             ("03-20", "Won")),
        ] for day, stage in changes
    ])  # fmt: skip
    build_models(home, "sales_opportunity", "pipeline_daily", "win_rate", as_of="2024-03-06")
    closed = dt.date(2024, 3, 5)
    assert ask(
        home,
        "select source_id, mart.stage, mart.category, mart.closed_date"
        " from marts.sales_opportunity as mart"
        " inner join core.fct_opportunity using (opportunity_id) order by all",
    ) == [
        ("R1", "Lost", "lost", closed),
        ("R2", "Won", "won", closed),
        ("R3", "Proposal", "open", None),
    ]
    assert ask(
        home, "select sum(open_count) from marts.pipeline_daily where day = '2024-03-06'"
    ) == [(1,)]
    assert ask(
        home,
        "select won_count, lost_count from marts.win_rate where definition = 'closed'"
        " and cut_name = 'all' and period_start = '2024-03-01'",
    ) == [(1, 1)]


@pytest.mark.parametrize("as_of", ["latest", "2026-03-06"])
def test_what_is_not_believed_or_of_a_later_day_stops_no_night(tmp_path, as_of):
    """The gate before publishing knows of the core what the marts may see of it."""
    home = new_home(tmp_path / "home")
    add_source(home, "shop")
    orders = [
        {"order_id": order, "customer_id": customer, "ordered_at": day, "gross_amount": "50"}
        # landed on 1 June
        for order, customer, day in [
            ("O1", "C1", "2026-03-01"), ("O2", "C1", "2026-03-02"), ("O3", "C2", "2026-06-05"),
        ]
    ]  # fmt: skip
    add_rows(home, "shop", "orders", orders)
    later = {"order_id": "O4", "customer_id": "C1", "ordered_at": "2026-06-09"}
    add_rows(home, "shop", "orders", [later | {"gross_amount": "11"}], file="orders_2.csv",
             loaded_at=dt.datetime.fromisoformat("2026-06-10T04:00:00"))  # fmt: skip
    refunds = [
        {"refund_id": "R1", "order_id": "O1", "refunded_at": "2026-03-20", "amount": "30"},
        {"refund_id": "R2", "order_id": "O2", "refunded_at": "2026-06-05", "amount": "3"},
    ]
    add_rows(home, "shop", "refunds", refunds)
    leads = [{"lead_id": day, "created_at": day} for day in ("2026-02-05", "2026-06-05")]
    add_rows(home, "shop", "leads", leads)
    # won, opened again and lost
    deal = {"opportunity_id": "D1", "stage": "Lost", "created_at": "2026-02-01"}
    add_rows(home, "shop", "opportunities", [deal | {"closed_at": "2026-03-20"}])
    stages = ["Proposal", "Won", "Proposal", "Lost"]
    days = ["2026-02-01", "2026-03-05", "2026-03-08", "2026-03-20"]
    changes = [
        {"opportunity_id": "D1", "stage": stage, "entered_at": day}
        for stage, day in zip(stages, days, strict=True)
    ]
    add_rows(home, "shop", "stage_changes", changes)
    build(home, as_of=as_of)
    revenue = "select sum(value) from marts.kpi_daily where metric = 'net_revenue'"
    assert ask(home, revenue) == [(81 if as_of == "latest" else 100,)]
    with connect_build(home) as connection:
        results = check(connection, "marts", run_id="r", docs=home.docs)
    failing = [one for one in results if not one.success and one.severity == "critical"]
    assert [one.sentence for one in failing] == []
