"""Marts of the pipeline and of those who sell, compared with the same counted day by day.

Seventy made-up opportunities are exported at the ends of three months; in between they go through
stages, back and forth, and amounts and owners change. What each of them was on each day is kept in
Python, and everything is counted from that.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

import pytest

from tests.dbt_project.warehouses import add_rows, add_source, ask, ask_one, build, new_home

pytestmark = pytest.mark.slow

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
EXPORTS = [dt.date(2026, 1, 31), dt.date(2026, 2, 28), LAST]
DAYS = [FIRST + dt.timedelta(n) for n in range((LAST - FIRST).days + 1)]
WINDOW = 60  # days that are kept
KEPT = DAYS[-WINDOW:]
ORDER = {"Demo": 4, "Proposal": 5, "Negotiation": 6, "Won": 7, "Lost": 8}
PROBABILITY = {4: 40, 5: 60, 6: 80}  # percent, as the seed has it
MODELS = ("pipeline_daily", "pipeline_movement", "stage_velocity", "sales_velocity", "win_rate",
          "sales_rep_performance", "visit_coverage", "sales_funnel", "sales_funnel_by_owner",
          "sales_funnel_by_product", "sales_funnel_by_source")  # fmt: skip


@dataclass
class Deal:
    """An opportunity: days on which it came to a stage, and what each export shows of it."""

    name: str
    stages: list[tuple[dt.date, str]]
    owners: list[str]
    amounts: list[int | None]

    @property
    def created(self) -> dt.date:
        return self.stages[0][0]

    def stage(self, day: dt.date) -> str | None:
        """Where it is at the end of a day; None before it was created."""
        past = [stage for since, stage in self.stages if since <= day]
        return past[-1] if past else None

    def version(self, day: dt.date) -> int:
        """Which export tells of the day: the first one also of all the time before it."""
        known = [n for n, export in enumerate(EXPORTS) if self.created <= export]
        return max([n for n in known if EXPORTS[n] <= day], default=known[0])

    def state(self, day: dt.date) -> tuple[str, str, int] | None:
        """Stage, owner and amount (0 where there is none) at the end of a day."""
        stage = self.stage(day)
        version = self.version(day)
        return stage and (stage, self.owners[version], self.amounts[version] or 0)

    def closed(self, day: dt.date) -> dt.date | None:
        return None if is_open(self.stage(day)) else max(d for d, _ in self.stages if d <= day)


def is_open(stage: str | None) -> bool:
    return stage in ("Demo", "Proposal", "Negotiation")


def made_up(chance: random.Random) -> list[Deal]:
    """Deals whose changes are on different days, none of them that of an export."""
    quiet = [day for day in DAYS if day not in EXPORTS]
    deals = []
    for number in range(70):
        path = [chance.choice(["Demo", "Demo", "Proposal"])]
        while len(path) < 6 and (is_open(path[-1]) or chance.random() < 0.2):
            path.append(chance.choice([s for s in ORDER if s != path[-1]]))
        created = chance.choice(quiet[:75])
        later = sorted(chance.sample([day for day in quiet if day > created], len(path) - 1))
        owners, amounts = ["E1"], [chance.choice([None, 100, 250, 990])]
        for _ in EXPORTS[1:]:
            owners.append(chance.choice(["E1", "E2", "E3"]) if number % 3 else owners[-1])
            amounts.append(chance.choice([None, 40, 100, 700]) if number % 4 else amounts[-1])
        stages = list(zip([created, *later], path, strict=True))
        deals.append(Deal(f"D{number}", stages, owners, amounts))
    return deals


def made_up_visits(chance: random.Random) -> list[dict[str, str | None]]:
    visits = []
    for number in range(60):
        day = chance.choice(DAYS)
        happened = day + dt.timedelta(chance.randrange(25)) if number % 4 else None
        visits.append(
            {
                "interaction_id": f"I{number}",
                "channel": ("Call", "Visit", "Visit", "E-mail", "Visit", "Visit")[number % 6],
                "employee_id": chance.choice(["E1", "E2", None]),
                "customer_id": f"C{chance.randrange(12)}",
                "planned_at": day.isoformat() if number % 5 else None,
                "occurred_at": happened.isoformat() if happened else None,
            }
        )
    return visits


DEALS = made_up(random.Random(5))
VISITS = made_up_visits(random.Random(6))
QUOTAS = [
    {"employee_id": "E1", "month": "2026-02-01", "amount": "500"},
    {"employee_id": "E1", "month": "2026-03-15", "amount": "1,000.50", "currency": "USD"},
    {"employee_id": "E2", "month": "2026-03-01", "amount": "700", "currency": "XXX"},  # no rate
    {"employee_id": "E1", "month": "2026-04-01", "amount": "9"},  # to come
    {"employee_id": "E9", "month": "2026-01-01", "amount": "30"},  # whom nothing else names
]
TEAMS = {"E1": "North", "E2": "South", "E3": None}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("sales") / "home")
    add_source(home, "crm")
    for export in EXPORTS:
        loaded_at = dt.datetime.combine(export, dt.time(4))
        known = [deal for deal in DEALS if deal.created <= export]
        rows = [
            {
                "opportunity_id": deal.name,
                "customer_id": "C1",
                "owner_id": deal.owners[deal.version(export)],
                "stage": deal.stage(export),
                "created_at": deal.created.isoformat(),
                "closed_at": str(deal.closed(export)) if deal.closed(export) else None,
                "amount": str(deal.amounts[deal.version(export)] or ""),
            }
            for deal in known
        ]
        changes = [
            {"opportunity_id": deal.name, "stage": stage, "entered_at": day.isoformat()}
            for deal in known
            for day, stage in deal.stages
            if day <= export
        ]
        for table, written in {"opportunities": rows, "stage_changes": changes}.items():
            add_rows(home, "crm", table, written, file=f"{table} {export}.csv", loaded_at=loaded_at)
    add_rows(home, "crm", "employees", [
        {"employee_id": name, "team": team} for name, team in TEAMS.items()
    ])  # fmt: skip
    add_rows(home, "crm", "customers", [
        {"customer_id": f"C{n}", "owner_id": ["E1", "E3", None][n % 3], "created_at": "2025-01-01"}
        for n in range(12)
    ])  # fmt: skip
    add_rows(home, "crm", "orders", [
        {"order_id": f"O{n}", "customer_id": f"C{n}", "ordered_at": f"2025-{n + 1:02}-01",
         "gross_amount": str(3**n)} for n in range(10)
    ])  # fmt: skip
    add_rows(home, "crm", "interactions", VISITS)
    add_rows(home, "crm", "quotas", QUOTAS)
    build(home, "--select", *(f"+{model}" for model in MODELS), "--indirect-selection", "cautious",
          as_of=LAST.isoformat(), pipeline_days=WINDOW)  # fmt: skip
    return home


@pytest.fixture(scope="module")
def employee(home):
    """The export's id of an employee, by the warehouse's."""
    return dict(ask(home, "select employee_id, source_id from core.dim_employee"))


def movement_of(deal: Deal, before: dt.date, day: dt.date) -> list[tuple[str, str, int, int]]:
    """(owner, part, count, amount) of what a day did to a deal."""
    was, now = deal.state(before), deal.state(day)
    if now is None or was == now:
        return []
    stage, owner, amount = now
    if was is None:
        return [(owner, "created", 1, amount)]
    old_stage, old_owner, old_amount = was
    if not is_open(old_stage):
        return [(owner, "reopened", 1, amount)] if is_open(stage) else []
    found = [(owner, "changed", 0, amount - old_amount)]
    if owner != old_owner:
        found += [(old_owner, "moved", -1, -old_amount), (owner, "moved", 1, old_amount)]
    if not is_open(stage):
        found.append((owner, stage.lower(), 1, amount))
    return found


class TestPipeline:
    def test_every_day_is_what_was_open_at_its_end(self, home, employee):
        expected: dict[tuple[object, ...], list[int]] = {}
        for day in KEPT:
            for deal in DEALS:
                state = deal.state(day)
                if state and is_open(state[0]):
                    stage, owner, amount = state
                    row = expected.setdefault((day, stage, owner), [0, 0, 0])
                    row[0] += 1
                    row[1] += amount
                    row[2] += amount * PROBABILITY[ORDER[stage]]
        found = {
            (day, stage, employee[owner]): [count, int(amount), round(weighted * 100)]
            for day, stage, owner, count, amount, weighted in ask(
                home,
                "select day, stage, owner_employee_id, open_count, amount, weighted_amount"
                " from marts.pipeline_daily",
            )
        }
        assert found == expected
        assert len(expected) > 300

    def test_every_movement_is_what_the_day_did(self, home, employee):
        expected: Counter[tuple[object, ...]] = Counter()
        for before, day in pairwise([KEPT[0] - dt.timedelta(1), *KEPT]):
            for deal in DEALS:
                for owner, part, count, amount in movement_of(deal, before, day):
                    expected[day, owner, part, "count"] += count
                    expected[day, owner, part, "amount"] += amount
        found: Counter[tuple[object, ...]] = Counter()
        parts = ("created", "reopened", "moved", "won", "lost", "changed")
        for part in parts:
            counted = "0" if part == "changed" else f"{part}_count"
            for day, owner, count, amount in ask(
                home,
                f"select day, owner_employee_id, {counted}, {part}_amount"
                " from marts.pipeline_movement",
            ):
                found[day, employee[owner], part, "count"] += count
                found[day, employee[owner], part, "amount"] += int(amount)
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}
        # nothing is left untested
        assert {part for _, _, part, _ in expected} == set(parts)

    def test_the_first_day_opens_with_all_that_came_before(self, home):
        before = KEPT[0] - dt.timedelta(1)
        opened = [deal.state(before) for deal in DEALS if is_open(deal.stage(before))]
        assert ask(
            home,
            "select sum(opening_count), sum(opening_amount) from marts.pipeline_movement"
            " where day = ?",
            KEPT[0],
        ) == [(len(opened), sum(state[2] for state in opened if state))]

    def test_the_last_day_closes_with_what_is_open(self, home):
        still = sum(is_open(deal.stage(LAST)) for deal in DEALS)
        assert still == ask_one(
            home,
            "select count(*) from intermediate.int_opportunities_as_of where category = 'open'",
        )
        assert still == ask_one(
            home, "select sum(closing_count) from marts.pipeline_movement where day = ?", LAST
        )


class TestStages:
    def test_visits_of_each_stage_and_what_came_of_them(self, home):
        expected: dict[str, Counter[str]] = defaultdict(Counter)
        days: dict[str, list[int]] = defaultdict(list)
        for deal in DEALS:
            for (came, stage), (left, following) in pairwise(deal.stages):
                days[stage].append((left - came).days)
                ending = (
                    "lost" if following == "Lost"
                    else "went_back" if ORDER[following] < ORDER[stage] else "advanced"
                )  # fmt: skip
                expected[stage][ending] += 1
            expected[deal.stages[-1][1]]["still_here"] += 1
        found = ask(
            home,
            "select stage, advanced, went_back, lost, still_here, advance_rate, timed_visits,"
            " average_days, p25_days, median_days, p75_days from marts.stage_velocity"
            " order by stage_order",
        )
        assert [row[0] for row in found] == ["Demo", "Proposal", "Negotiation"]
        for stage, *endings, advance_rate, timed, average, lower, median, upper in found:
            names = ("advanced", "went_back", "lost", "still_here")
            assert endings == [expected[stage][name] for name in names]
            assert sum(count > 0 for count in endings) >= 3
            assert timed == len(days[stage])
            assert average == pytest.approx(statistics.mean(days[stage]))
            assert median == statistics.median(days[stage])
            quarters = statistics.quantiles(days[stage], n=4, method="inclusive")
            assert (lower, upper) == (quarters[0], quarters[2])
            assert advance_rate == pytest.approx(endings[0] / sum(endings[:3]))

    def test_the_funnel_tells_who_went_back_and_which_cohorts_are_closed(self, home):
        back: Counter[dt.date] = Counter()
        closed: dict[dt.date, bool] = defaultdict(lambda: True)
        for deal in DEALS:
            month = deal.created.replace(day=1)
            stages = [ORDER[stage] for _, stage in deal.stages]
            # losing is no step back, whatever follows it is one
            back[month] += any(b < a for a, b in pairwise(stages))
            closed[month] &= not is_open(deal.stage(LAST))
        found = ask(
            home,
            "select cohort_month, regressed, is_closed from marts.sales_funnel"
            " where stage = 'opportunity' and cohort_month is not null",
        )
        assert {row[0]: row[1:] for row in found} == {
            month: (back[month], closed[month]) for month in back
        }
        assert ask_one(
            home, "select count(*) from marts.sales_funnel where stage <> 'opportunity'"
            " and regressed is not null",
        ) == 0  # fmt: skip
        entries = sum(back.values())
        for cut in ("owner", "product", "source"):
            assert entries == ask_one(
                home,
                f"select sum(regressed) from marts.sales_funnel_by_{cut} where cohort_month is"
                " null",
            )


def test_velocity_is_worked_out_from_what_each_team_has_closed(home):
    for month in (1, 2, 3):
        end = min(dt.date(2026, month + 1, 1) - dt.timedelta(1), LAST)
        for team in ("North", "South", "unknown", None):
            mine = [deal for deal in DEALS if team in (None, TEAMS[deal.owners[-1]] or "unknown")]
            closed = [deal for deal in mine if (day := deal.closed(LAST)) and day <= end]
            won = [deal for deal in closed if deal.stage(LAST) == "Won"]
            days = [(deal.closed(LAST) - deal.created).days for deal in won]
            amounts = [deal.amounts[-1] for deal in won if deal.amounts[-1] is not None]
            states = [deal.state(end) for deal in DEALS]
            still = sum(
                is_open(state[0]) and team in (None, TEAMS[state[1]] or "unknown")
                for state in states if state
            )  # fmt: skip
            [row] = ask(
                home,
                "select open_count, won_count, lost_count, median_days_to_win, velocity_per_day"
                " from marts.sales_velocity where month = ? and team is not distinct from ?",
                end.replace(day=1),
                team,
            ) or [(0, 0, 0, None, None)]
            assert row[:3] == (still, len(won), len(closed) - len(won))
            assert row[3] == (statistics.median(days) if days else None)
            if amounts:
                velocity = still * statistics.mean(amounts) * len(won) / len(closed)
                assert float(row[4]) == pytest.approx(velocity / statistics.mean(days), abs=0.006)
            else:
                assert row[4] is None


class TestEmployees:
    def test_what_each_won_and_had_open_each_month(self, home, employee):
        found = {
            (employee[name], month.month): row
            for name, month, *row in ask(
                home,
                "select employee_id, month, created_count, won_count, lost_count, won_amount,"
                " open_count, open_amount from marts.sales_rep_performance",
            )
        }
        for (name, month), row in found.items():
            end = dt.date(2026, month + 1, 1) - dt.timedelta(1)
            mine = [deal for deal in DEALS if deal.owners[-1] == name]
            closed = [d for d in mine if (day := d.closed(LAST)) and day.month == month]
            won = [deal for deal in closed if deal.stage(LAST) == "Won"]
            states = [state for deal in DEALS if (state := deal.state(end))]
            held = [state[2] for state in states if is_open(state[0]) and state[1] == name]
            assert row == [
                sum(deal.created.month == month for deal in mine),
                len(won),
                len(closed) - len(won),
                sum(deal.amounts[-1] or 0 for deal in won),
                len(held),
                sum(held),
            ]
        assert sum(row[0] for row in found.values()) == len(DEALS)

    def test_what_each_won_of_the_quota(self, home, employee):
        found = ask(
            home,
            "select employee_id, month, quota_amount, quota_attainment, won_amount"
            " from marts.sales_rep_performance where quota_amount is not null"
            " or quota_attainment is not null",
        )
        quotas = {(employee[row[0]], row[1].month): float(row[2]) for row in found}
        assert quotas == {("E1", 2): 500, ("E1", 3): 1000.5, ("unknown", 1): 30}
        for _, _, quota, attainment, won in found:
            assert attainment == pytest.approx(float(won / quota))

    def test_touches_count_where_they_took_place(self, home, employee):
        done: dict[tuple[str, int], list[dict[str, str | None]]] = defaultdict(list)
        for visit in VISITS:
            if visit["occurred_at"] and visit["occurred_at"] <= LAST.isoformat():
                done[visit["employee_id"] or "unknown", int(visit["occurred_at"][5:7])].append(
                    visit
                )
        found = {
            (employee[name], month.month): tuple(row)
            for name, month, *row in ask(
                home,
                "select employee_id, month, calls, emails, visits, touches, customers_touched"
                " from marts.sales_rep_performance where touches > 0",
            )
        }
        assert found == {
            key: (
                sum(visit["channel"] == "Call" for visit in visits),
                sum(visit["channel"] == "E-mail" for visit in visits),
                sum(visit["channel"] == "Visit" for visit in visits),
                len(visits),
                len({visit["customer_id"] for visit in visits}),
            )
            for key, visits in done.items()
        }

    def test_visits_planned_kept_and_done(self, home, employee):
        expected: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        for visit in VISITS:
            name, planned, done = (visit["employee_id"] or "unknown", visit["planned_at"],
                                   visit["occurred_at"])  # fmt: skip
            is_done = done is not None and done <= LAST.isoformat()
            if visit["channel"] == "Visit" and planned:
                expected[name, int(planned[5:7])]["planned"] += 1
                expected[name, int(planned[5:7])]["kept"] += is_done
            if visit["channel"] == "Visit" and done and is_done:
                expected[name, int(done[5:7])]["completed"] += 1
                expected[name, int(done[5:7])]["unplanned"] += planned is None
        for name, month, *row in ask(
            home,
            "select employee_id, month, planned_visits, kept_visits, completed_visits,"
            " unplanned_visits from marts.visit_coverage",
        ):
            counts = expected[employee[name], month.month]
            assert row == [counts[part] for part in ("planned", "kept", "completed", "unplanned")]
        assert min(sum(row[part] for row in expected.values()) for part in ("kept", "unplanned"))

    def test_each_tier_is_covered_as_far_as_anybody_visited(self, home, employee):
        tier = dict(
            ask(
                home,
                "select source_id, value_group from marts.customer_value_tier"
                " inner join core.dim_customer using (customer_id)",
            )
        )
        assert len(tier) == 10
        for group in ("high", "potential", "ordinary", "low"):
            for name, month, owned, visited in ask(
                home,
                f"select employee_id, month, {group}_customers, {group}_visited"
                " from marts.visit_coverage",
            ):
                mine = {
                    f"C{n}" for n in range(10)
                    if (["E1", "E3", "unknown"][n % 3], tier[f"C{n}"]) == (employee[name], group)
                }  # fmt: skip
                seen = {
                    visit["customer_id"] for visit in VISITS
                    if visit["channel"] == "Visit"
                    and (day := visit["occurred_at"])
                    and day <= LAST.isoformat()
                    and int(day[5:7]) == month.month
                }  # fmt: skip
                assert (owned, visited) == (len(mine), len(mine & seen))
