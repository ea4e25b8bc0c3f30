"""The marts behind the filters of the dashboards, compared with the same counted record by record.

A made-up shop and a CRM, seen at the end of March: customers with and without a province, a
country, a channel and an owner; orders, leads and opportunities with an owner of their own, or
without; some of all in April, which nobody may know of yet. Whose region and whose owner is said
once, in `Who`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import add_rows, add_source, ask, ask_one, build, new_home

pytestmark = pytest.mark.slow

AS_OF = dt.date(2026, 3, 31)
DAYS = [dt.date(2025, 12, 1) + dt.timedelta(n) for n in range(140)]  # up to 19 April
SYSTEMS = {"shop": "Shop", "crm": "Crm"}
OWNERS = ["E1", "E2", None]
MODELS = ("kpi_daily_by_source_system", "cohort_retention_by_source_system",
          "repeat_purchase_by_source_system", "win_rate", "sales_funnel_by_owner",
          "filter_value")  # fmt: skip
TESTS = ("assert_cuts_add_up", "assert_opportunities_are_those_of_the_figures",
         "assert_pipeline_moves_as_it_is_counted")  # fmt: skip

Record = dict[str, str | None]
Cut = tuple[str, str, str, str]
"""Source system, region, channel and owner, the latter as the export calls it."""


@dataclass(frozen=True)
class Who:
    """A customer, as the filters see it."""

    region: str
    channel: str
    owner: str

    def cut(self, system: str, own: str | None = None) -> Cut:
        """The cut of a record of the customer that may have an employee of its own."""
        return system, self.region, self.channel, own or self.owner


NOBODY = Who("unknown", "unknown", "unknown")


def made_up(system: str, chance: random.Random) -> dict[str, list[Record]]:
    """The exports of a source system."""
    customers: list[Record] = [
        {
            "customer_id": f"C{number}",
            "province": chance.choice(["Texas", "Hessen", None]),
            "country": chance.choice(["Germany", "France", None]),
            "acquisition_channel": chance.choice(["web", "fair", None]),
            "owner_id": chance.choice(OWNERS),
            "created_at": "2025-11-01",
        }
        for number in range(25)
    ]
    names = [*(str(one["customer_id"]) for one in customers), None]
    orders = [
        {
            "order_id": f"O{number}",
            "customer_id": chance.choice(names),
            "employee_id": chance.choice(OWNERS),
            "ordered_at": chance.choice(DAYS).isoformat(),
            "gross_amount": str(chance.randrange(0, 300)),
            "status": chance.choice(["paid", "paid", "cancelled"]),
        }
        for number in range(260)
    ]
    # one customer buys from both sellers, and from nobody, on one day
    orders += [
        {"order_id": f"P{owner}", "customer_id": "C3", "employee_id": owner,
         "ordered_at": "2026-02-02", "gross_amount": "50", "status": "paid"}
        for owner in OWNERS
    ]  # fmt: skip
    lines = [
        {"order_id": one["order_id"], "order_line_id": "1", "product_id": "P1",
         "ordered_at": one["ordered_at"], "customer_id": one["customer_id"],
         "quantity": chance.choice(["1", "2.125", "0.375"]), "amount": one["gross_amount"],
         "status": one["status"]}
        for one in orders
    ]  # fmt: skip
    leads = [
        {
            "lead_id": f"L{number}",
            "province": None,
            "country": chance.choice(["Germany", None]),
            "source": chance.choice(["web", "call", None]),
            "owner_id": chance.choice(OWNERS),
            # those that an opportunity names are early ones
            "created_at": chance.choice(DAYS[:20] if number < 20 else DAYS).isoformat(),
        }
        for number in range(60)
    ]
    opportunities = []
    for number in range(120):
        created, closed = chance.choice(DAYS), chance.choice([*DAYS, *[None] * 40])
        of_lead = number < 20
        stage = "Demo" if closed is None else chance.choice(["Won", "Lost"])
        opportunities.append(
            {
                "opportunity_id": f"D{number}",
                "customer_id": None if of_lead else chance.choice(names),
                "lead_id": f"L{number}" if of_lead else None,
                "owner_id": chance.choice(OWNERS),
                "stage": stage,
                "created_at": created.isoformat() if number % 9 else None,
                "closed_at": closed.isoformat() if closed else None,
                "amount": str(chance.randrange(10, 900)) if number % 7 else None,
            }
        )
    tickets = [
        {"ticket_id": f"T{number}", "customer_id": chance.choice(names), "channel": "chat",
         "employee_id": chance.choice(OWNERS), "opened_at": chance.choice(DAYS).isoformat()}
        for number in range(40)
    ]  # fmt: skip
    employees: list[Record] = [
        {"employee_id": "E1", "employee_name": "Eve Stone", "team": "East"},
        {"employee_id": "E2", "employee_name": "Max Boss", "team": None},
    ]
    return {"customers": customers, "orders": orders, "order_lines": lines, "leads": leads,
            "opportunities": opportunities, "tickets": tickets, "employees": employees}  # fmt: skip


EXPORTS = {system: made_up(system, random.Random(seed)) for seed, system in enumerate(SYSTEMS)}


def who(system: str, table: str, record_id: str | None) -> Who:
    """The customer behind the id of a customer, or of a lead that is one of its own."""
    if record_id is None:
        return NOBODY
    key = {"customers": "customer_id", "leads": "lead_id"}[table]
    [one] = [one for one in EXPORTS[system][table] if one[key] == record_id]
    channel = one.get("acquisition_channel") or one.get("source")
    region = one["province"] or one["country"]
    return Who(region or "unknown", channel or "unknown", one["owner_id"] or "unknown")


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def seen(text: str | None) -> bool:
    """Whether a day has come; one that nobody knows counts as such."""
    day = day_of(text)
    return day is None or day <= AS_OF


def orders_seen(system: str) -> list[Record]:
    rows = EXPORTS[system]["orders"]
    return [one for one in rows if one["status"] == "paid" and seen(one["ordered_at"])]


@dataclass(frozen=True)
class Deal:
    """An opportunity as it was at as_of."""

    name: str
    cut: Cut
    category: str
    created: dt.date | None
    closed: dt.date | None
    amount: int | None


def deals(system: str) -> list[Deal]:
    found = []
    for one in EXPORTS[system]["opportunities"]:
        if not seen(one["created_at"]):
            continue
        of = (
            who(system, "leads", one["lead_id"])
            if one["lead_id"]
            else who(system, "customers", one["customer_id"])
        )
        is_closed = one["stage"] != "Demo" and seen(one["closed_at"])
        found.append(
            Deal(
                str(one["opportunity_id"]),
                of.cut(system, one["owner_id"]),
                str(one["stage"]).lower() if is_closed else "open",
                day_of(one["created_at"]),
                day_of(one["closed_at"]) if is_closed else None,
                int(one["amount"]) if one["amount"] else None,
            )
        )
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("cuts") / "home")
    for system, tables in EXPORTS.items():
        add_source(home, system)
        for table, rows in tables.items():
            add_rows(home, system, table, rows)
    build(home, "--select", *(f"+{model}" for model in MODELS), *TESTS,
          "--indirect-selection", "cautious", as_of=AS_OF.isoformat())  # fmt: skip
    return home


@pytest.fixture(scope="module")
def employee(home):
    """The export's id of an employee, by the warehouse's."""
    return dict(ask(home, "select employee_id, source_id from core.dim_employee"))


def expected_figures() -> Counter[tuple[str, dt.date, Cut]]:
    """Metric, day and cut of all that happened by as_of."""
    found: Counter[tuple[str, dt.date, Cut]] = Counter()
    for system, tables in EXPORTS.items():
        quantity = {one["order_id"]: Decimal(str(one["quantity"])) for one in tables["order_lines"]}
        buyers: dict[tuple[dt.date, str], Cut] = {}
        for one in orders_seen(system):
            day, customer = day_of(one["ordered_at"]), one["customer_id"]
            assert day
            of = who(system, "customers", customer)
            place = (day, of.cut(system, one["employee_id"]))
            found["orders", *place] += 1
            found["net_revenue", *place] += int(str(one["gross_amount"]))
            found["units_sold", *place] += quantity[one["order_id"]]
            if customer:
                buyers[day, customer] = of.cut(system)
        first = {name: min(day for day, other in buyers if other == name) for _, name in buyers}
        for (day, customer), cut in buyers.items():
            found["ordering_customers", day, cut] += 1
            found["new_customers", day, cut] += day == first[customer]
        for one in tables["leads"]:
            if seen(one["created_at"]):
                cut = who(system, "leads", one["lead_id"]).cut(system)
                found["leads_created", day_of(one["created_at"]), cut] += 1
        for deal in deals(system):
            if deal.created:
                found["opportunities_created", deal.created, deal.cut] += 1
            if deal.closed:
                found[f"opportunities_{deal.category}", deal.closed, deal.cut] += 1
                if deal.category == "won":
                    found["won_amount", deal.closed, deal.cut] += deal.amount or 0
    return Counter({key: value for key, value in found.items() if value})


class TestDailyFigures:
    def test_every_figure_is_under_the_cut_of_its_customer_and_owner(self, home, employee):
        found = {
            (metric, day, (system, region, channel, employee[owner])): value
            for metric, day, system, region, channel, owner, value in ask(
                home,
                "select metric, day, source_system, region, channel, owner_employee_id, value"
                " from marts.kpi_daily_by_cut",
            )
        }
        expected = expected_figures()
        assert found == dict(expected)
        # nothing is left untested: each metric, each kind of region, and owners of both kinds
        assert len({metric for metric, _, _ in expected}) == 10
        assert {"Texas", "Germany", "unknown"} <= {cut[1] for _, _, cut in expected}

    def test_a_customer_of_two_sellers_on_one_day_is_one_customer(self, home):
        day = dt.date(2026, 2, 2)
        sums = dict(
            ask(
                home,
                "select metric, sum(value) from marts.kpi_daily_by_cut"
                " where day = ? and metric in ('orders', 'ordering_customers') group by all",
                day,
            )
        )
        kinds = [
            (system, one["customer_id"])
            for system in SYSTEMS
            for one in orders_seen(system)
            if day_of(one["ordered_at"]) == day
        ]
        assert sums["orders"] == len(kinds)
        assert sums["ordering_customers"] == len({kind for kind in kinds if kind[1]})
        assert sums["orders"] >= sums["ordering_customers"] + 4

    def test_quantities_keep_their_decimals_and_add_up_to_the_rounded_sum(self, home):
        assert ask(
            home,
            "select count(*) from (select day, source_system, sum(value) as value"
            " from marts.kpi_daily_by_cut where metric = 'units_sold' group by all) as cuts"
            " full join (from marts.kpi_daily_by_source_system where metric = 'units_sold')"
            " as whole using (day, source_system)"
            " where round(coalesce(cuts.value, 0), 2) <> whole.value",
        ) == [(0,)]
        assert ask_one(
            home,
            "select count(*) from marts.kpi_daily_by_cut where value <> round(value, 2)",
        )


class TestCohorts:
    def order_days(self) -> dict[tuple[str, str], list[dt.date]]:
        days = defaultdict(set)
        for system in SYSTEMS:
            for one in orders_seen(system):
                if one["customer_id"]:
                    days[system, one["customer_id"]].add(day_of(one["ordered_at"]))
        return {customer: sorted(found) for customer, found in days.items()}

    def test_retention(self, home, employee):
        expected: dict[tuple[object, ...], list[int]] = {}
        for (system, name), days in self.order_days().items():
            cut = who(system, "customers", name).cut(system)
            cohort = days[0].replace(day=1)
            for since in range((AS_OF.year - cohort.year) * 12 + AS_OF.month - cohort.month + 1):
                row = expected.setdefault((cut, cohort, since), [0, 0])
                row[0] += 1
                row[1] += any(
                    (day.year - cohort.year) * 12 + day.month - cohort.month == since
                    for day in days
                )
        found = {
            ((system, region, channel, employee[owner]), cohort, since): [size, on]
            for system, region, channel, owner, cohort, since, size, on in ask(
                home,
                "select source_system, region, channel, owner_employee_id, cohort_month,"
                " months_since, cohort_size, customers_on from marts.cohort_retention_by_cut",
            )
        }
        assert found == expected
        assert any(size > 1 for size, _ in expected.values())

    def test_repeat_purchase_has_only_what_somebody_has_reached(self, home, employee):
        expected: dict[tuple[object, ...], list[int]] = {}
        for (system, name), days in self.order_days().items():
            cut = who(system, "customers", name).cut(system)
            for horizon in (30, 60, 90, 180, 365, None):
                reached = horizon is None or (AS_OF - days[0]).days >= horizon
                again = len(days) > 1 and (horizon is None or (days[1] - days[0]).days <= horizon)
                for cohort in (days[0].replace(day=1), None):
                    if reached:
                        row = expected.setdefault((cut, cohort, horizon), [0, 0])
                        row[0] += 1
                        row[1] += again
        found = {
            ((system, region, channel, employee[owner]), cohort, horizon): [customers, repeaters]
            for system, region, channel, owner, cohort, horizon, customers, repeaters in ask(
                home,
                "select source_system, region, channel, owner_employee_id, cohort_month,"
                " horizon_days, customers, repeaters from marts.repeat_purchase_by_cut",
            )
        }
        assert found == expected


class TestOpportunities:
    def test_each_is_there_as_it_was(self, home, employee):
        found = {
            (cut[0], name): (cut, category, created, closed, amount, days)
            for name, *cut, category, created, closed, amount, days in [
                (name, system, region, channel, employee[owner], *rest)
                for name, system, region, channel, owner, *rest in ask(
                    home,
                    "select source_id, marts.source_system, region, channel,"
                    " marts.owner_employee_id, marts.category, marts.created_date,"
                    " marts.closed_date, marts.amount, marts.days_to_close"
                    " from marts.sales_opportunity as marts"
                    " inner join core.fct_opportunity using (opportunity_id)",
                )
            ]
        }
        expected = {
            (system, deal.name): (
                list(deal.cut),
                deal.category,
                deal.created,
                deal.closed,
                deal.amount,
                (deal.closed - deal.created).days
                if deal.created and deal.closed and deal.closed >= deal.created
                else None,
            )
            for system in SYSTEMS
            for deal in deals(system)
        }
        assert found == expected

    def test_counted_they_are_the_win_rate(self, home):
        every = [deal for system in SYSTEMS for deal in deals(system)]
        won = [deal for deal in every if deal.category == "won"]
        closed = [deal for deal in every if deal.category != "open"]
        amount = sum(deal.amount or 0 for deal in won)
        assert ask(
            home,
            "select definition, won_count, base_count, won_amount from marts.win_rate"
            " where cut_name = 'all' and period_start is null order by all",
        ) == [("closed", len(won), len(closed), amount), ("created", len(won), len(every), amount)]
        assert ask(
            home,
            "select count(*) filter (category = 'won'), count(*) filter (category <> 'open'),"
            " count(*), sum(amount) filter (category = 'won') from marts.sales_opportunity",
        ) == [(len(won), len(closed), len(every), amount)]

    def test_what_is_won_in_april_is_at_no_stage_of_april(self, home):
        later = sum(
            seen(one["created_at"]) and not seen(one["closed_at"]) and one["stage"] != "Demo"
            for system in SYSTEMS
            for one in EXPORTS[system]["opportunities"]
        )
        assert later > 5
        assert ask(
            home,
            "select category, stage, probability, count(*) from marts.sales_opportunity"
            " where stage not in ('Demo', 'Won', 'Lost') group by all",
        ) == [("open", "unknown", None, later)]
        assert ask(
            home,
            "select distinct category, stage from marts.sales_opportunity order by all",
        ) == [("lost", "Lost"), ("open", "Demo"), ("open", "unknown"), ("won", "Won")]

    def test_the_team_is_that_of_the_owner(self, home, employee):
        found = ask(home, "select distinct owner_employee_id, team from marts.sales_opportunity")
        assert {(employee[owner], team) for owner, team in found} == {
            ("E1", "East"), ("E2", "unknown"), ("unknown", "unknown")
        }  # fmt: skip


def test_the_funnel_counts_an_entry_under_its_owner_else_its_customers(home, employee):
    expected: Counter[Cut] = Counter()
    for system, tables in EXPORTS.items():
        # who owns the opportunity of a lead owns the entry
        owners = {one["lead_id"]: one["owner_id"] for one in tables["leads"]}
        for one in tables["opportunities"]:
            if not seen(one["created_at"]):
                continue
            if one["lead_id"]:
                owners[one["lead_id"]] = one["owner_id"]
            else:
                of = who(system, "customers", one["customer_id"])
                expected[of.cut(system, one["owner_id"])] += 1
        for one in tables["leads"]:
            if seen(one["created_at"]):
                of = who(system, "leads", one["lead_id"])
                expected[of.cut(system, owners[one["lead_id"]])] += 1
    found = {
        (system, region, channel, employee[owner]): entries
        for system, region, channel, owner, entries in ask(
            home,
            "select source_system, region, channel, owner_employee_id, count(*)"
            " from marts.sales_funnel_entry group by all",
        )
    }
    assert found == dict(expected)
    assert sum(found.values()) == ask_one(
        home,
        "select sum(reached) from marts.sales_funnel_by_owner"
        " where cohort_month is null and stage = 'lead'",
    )


def test_a_ticket_is_its_customers_and_keeps_its_own_channel(home, employee):
    expected: Counter[Cut] = Counter(
        who(system, "customers", one["customer_id"]).cut(system)
        for system in SYSTEMS
        for one in EXPORTS[system]["tickets"]
        if seen(one["opened_at"])
    )
    found = ask(
        home,
        "select source_system, region, acquisition_channel, owner_employee_id, channel, count(*)"
        " from marts.service_ticket group by all",
    )
    assert {channel for *_, channel, _ in found} == {"chat"}
    assert {(*cut, employee[owner]): n for *cut, owner, _, n in found} == dict(expected)


class TestFilters:
    def test_every_customer_has_one_value_of_each(self, home):
        expected: Counter[tuple[str, str]] = Counter()
        for system, tables in EXPORTS.items():
            for table, key in {"customers": "customer_id", "leads": "lead_id"}.items():
                for one in tables[table]:
                    if table == "leads" and not seen(one["created_at"]):
                        continue
                    of = who(system, table, one[key])
                    owner = "unknown" if of.owner == "unknown" else f"{system} {of.owner}"
                    for place in zip(
                        ("source_system", "region", "channel", "owner_employee_id"),
                        (system, of.region, of.channel, owner),
                        strict=True,
                    ):
                        expected[place] += 1
        found = {
            (name, owner or value): customers
            for name, value, owner, customers in ask(
                home,
                "select filter, value, case when filter = 'owner_employee_id' and value <>"
                " 'unknown' then source_system || ' ' || source_id end, customers"
                " from marts.filter_value left join core.dim_employee on value = employee_id",
            )
        }
        assert found == dict(expected)

    def test_they_offer_just_what_the_marts_carry(self, home):
        for column in ("source_system", "region", "channel", "owner_employee_id"):
            carried = set()
            for mart in ("kpi_daily_by_cut", "sales_funnel_entry", "sales_opportunity",
                         "customer_360", "cohort_retention_by_cut"):  # fmt: skip
                carried |= {row[0] for row in ask(home, f"select {column} from marts.{mart}")}
            offered = ask(home, "select value from marts.filter_value where filter = ?", column)
            assert {value for (value,) in offered} == carried

    def test_owners_are_called_by_id_and_team_and_never_by_name(self, home):
        labels = ask(
            home,
            "select label, value from marts.filter_value where filter = 'owner_employee_id'"
            " and value <> 'unknown' order by all",
        )
        # E1 and E2 of two systems are told apart
        assert [label.split(" [")[0] for label, _ in labels] == ["E1 (East)"] * 2 + ["E2"] * 2
        assert all(label.endswith(f"[{value}]") for label, value in labels)
        assert ask(
            home,
            "select value, label from marts.filter_value where filter = 'source_system'"
            " order by all",
        ) == [("crm", "Crm"), ("shop", "Shop")]
        assert ask(
            home,
            "select distinct value from marts.filter_value where label is null",
        ) == [("unknown",)]


def test_region_is_the_province_else_the_country(home):
    found = ask(home, "select distinct province, country, region from core.dim_customer")
    assert ("Texas", "Germany", "Texas") in found
    assert (None, "Germany", "Germany") in found
    assert (None, None, None) in found
    assert all(region == (province or country) for province, country, region in found)
