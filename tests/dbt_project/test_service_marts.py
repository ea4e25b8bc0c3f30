"""Marts of service and satisfaction, against published figures and counts made one by one."""

import csv
import datetime as dt
import random
import statistics
import zoneinfo
from collections import Counter, defaultdict

import numpy as np
import pytest

from tests.dbt_project.warehouses import add_rows, add_source, ask, build, new_home
from tests.shared_data import shared_data

pytestmark = pytest.mark.slow

ZONE = zoneinfo.ZoneInfo("America/New_York")
SETTINGS = {"time_zone": "America/New_York", "business_country": "US"}  # open from 9 to 18
AS_OF = dt.date(2026, 5, 31)
END = dt.datetime(2026, 5, 31, 23, 59, 59, tzinfo=ZONE)
INCIDENTS, MET = 890, 495  # of the part of the UCI incident log that can be had: 55.62 %
MARTS = ("service_performance", "service_backlog_daily", "complaint_cause",
         "satisfaction_monthly", "satisfaction_driver")  # fmt: skip


def clock(moment):
    """As a file in the business's own time zone has it."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S") if moment else None


def drawn_tickets():
    """Incidents, 495 of which were solved within their day; others without a target, or running."""
    chance = random.Random(2)
    day = dt.timedelta(days=1)
    tickets = []
    for number in range(INCIDENTS + 30):
        # from before summer time ends to long after it begins
        opened = dt.datetime(2025, 10, 25, tzinfo=dt.UTC) + dt.timedelta(
            seconds=chance.randrange(200 * 86400)
        )
        took = dt.timedelta(seconds=chance.randrange(60, 86400))
        if number == 0:
            took = day  # to the second
        elif MET <= number < INCIDENTS or number > INCIDENTS + 20:
            took = day + dt.timedelta(seconds=chance.randrange(1, 15 * 86400))
        ticket = {
            "id": f"T{number}",
            "opened": opened,
            "answered": opened + took * chance.random() if chance.random() < 0.8 else None,
            "resolved": opened + took,
            "target": 1440 if number < INCIDENTS else None,
            "channel": chance.choice(["email", "call"]),
            "priority": chance.choice(["low", "urgent"]),
            "team": chance.choice(["East", "West"]),
            "kind": chance.choice(["request", "complaint"]),
            "cause": chance.choice(["price", "delivery", None]),
            "product": chance.choice(["P1", "P2", None]),
            "reopened": chance.choice([0, 0, 1, None]),
            "replies": chance.choice([1, 1, 2, None]),
            "asked": chance.choice(["yes", "no", None]),
            "csat": None,
        }
        if number in range(INCIDENTS - 40, INCIDENTS):
            ticket |= {"resolved": None, "replies": None, "reopened": chance.choice([0, 1])}
        elif ticket["asked"] != "no":
            ticket["csat"] = chance.choice([1, 2, 3, 4, 5, None])
        tickets.append(ticket)
    for number in range(10):
        opened = END - dt.timedelta(hours=number)
        tickets.append(ticket | {"id": f"R{number}", "opened": opened, "resolved": None,
                                 "answered": None, "target": 1440, "csat": None, "replies": None,
                                 "reopened": None})  # fmt: skip
    return tickets


def exported(ticket, until):
    """A row of an export of a moment."""
    resolved = ticket["resolved"] and ticket["resolved"] < until and ticket["resolved"]
    answered = ticket["answered"] and ticket["answered"] < until and ticket["answered"]
    of_solution = ("reopened", "replies", "csat") if until < END and not resolved else ()
    values = ticket | dict.fromkeys(of_solution)
    number = {
        name: None if values[key] is None else str(values[key])
        for name, key in {"reopen_count": "reopened", "reply_count": "replies", "csat": "csat",
                          "sla_target_minutes": "target"}.items()
    }  # fmt: skip
    return number | {
        "ticket_id": ticket["id"],
        "customer_id": "C1",
        "product_id": ticket["product"],
        "employee_id": ticket["team"][0],
        "channel": ticket["channel"],
        "priority": ticket["priority"],
        "kind": ticket["kind"],
        "cause": ticket["cause"],
        "status": "solved" if resolved else "open",
        "opened_at": clock(ticket["opened"]),
        "first_response_at": clock(answered),
        "resolved_at": clock(resolved),
        "is_rating_asked": ticket["asked"],
    }


def drawn_orders():
    """Orders with none, one or several lines of two products."""
    chance = random.Random(3)
    orders, lines = [], []
    for number in range(300):
        key = {"order_id": f"O{number}", "customer_id": "C1"}
        day = dt.date(2025, 10, 1) + dt.timedelta(chance.randrange(230))
        status = "cancelled" if number % 10 == 0 else "paid"
        orders.append(key | {"ordered_at": str(day), "gross_amount": "9", "status": status})
        lines += [
            key | {"order_line_id": str(line), "ordered_at": str(day), "quantity": "1",
                   "product_id": chance.choice(["P1", "P2"]), "amount": "1"}
            for line in range(chance.randrange(4))
        ]  # fmt: skip
    return orders, lines


def swiss():
    with shared_data("published_cases/swiss.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def surveys():
    """NPS as published, the effort of five customers, and Fertility of 47 districts and why."""
    scores = [10] * 162 + [7] * 108 + [6] * 54
    responses = [
        {"response_id": f"N{number}", "kind": "nps", "touchpoint": "shop", "score": str(score),
         "responded_at": "2026-01-31 23:30:00"}
        for number, score in enumerate(scores)
    ]  # fmt: skip
    # words alone
    responses.append({"response_id": "N324", "kind": "nps", "touchpoint": "shop", "score": None,
                      "responded_at": "2026-01-31", "comment": "Thanks"})  # fmt: skip
    responses += [
        {"response_id": f"E{number}", "kind": "ces", "touchpoint": "shop", "score": str(score),
         "responded_at": "2026-03-01"}
        for number, score in enumerate([6, 5, 4, 7, 7])
    ]  # fmt: skip
    answers = []
    for number, row in enumerate(swiss()):
        key = {"response_id": f"S{number}"}
        responses.append(key | {"kind": "csat", "touchpoint": "district", "scale_min": "0",
                                "scale_max": "100", "score": row["Fertility"],
                                "responded_at": "2026-02-01"})  # fmt: skip
        answers += [
            key | {"question": name, "driver": name, "score": value, "scale_min": "0",
                   "scale_max": "100"}
            for name, value in row.items() if name not in {"rownames", "Fertility"}
        ]  # fmt: skip
    # too few to say anything
    answers += [{"response_id": f"E{number}", "question": "speed", "score": str(number)}
                for number in range(5)]  # fmt: skip
    return responses, answers


@pytest.fixture(scope="module")
def tickets():
    return drawn_tickets()


@pytest.fixture(scope="module")
def home(tickets, tmp_path_factory):
    """The tickets in two exports, so that each has two rows in raw."""
    home = new_home(tmp_path_factory.mktemp("service") / "home")
    add_source(home, "desk", time_zone="America/New_York")
    for until in (dt.datetime(2026, 2, 1, tzinfo=ZONE), END + dt.timedelta(seconds=1)):
        rows = [exported(one, until) for one in tickets if one["opened"] < until]
        loaded_at = until.astimezone(dt.UTC).replace(tzinfo=None) + dt.timedelta(hours=12)
        add_rows(home, "desk", "tickets", rows, file=f"tickets {until}", loaded_at=loaded_at)
    orders, lines = drawn_orders()
    responses, answers = surveys()
    employees = [{"employee_id": team[0], "team": team} for team in ("East", "West")]
    written = {"orders": orders, "order_lines": lines, "employees": employees}
    written |= {"survey_responses": responses, "survey_answers": answers}
    for table, rows in written.items():
        add_rows(home, "desk", table, rows)
    build(home, "--select", *(f"+{mart}" for mart in MARTS), tested=False, **SETTINGS)
    return home


def local(moment):
    return moment.astimezone(ZONE).date()


def month_of(day):
    return day.replace(day=1)


def minutes(ticket, name):
    return ticket[name] and int((ticket[name] - ticket["opened"]).total_seconds() // 60)


# holidays of these months, as the office of personnel lists them
HOLIDAYS = {dt.date(2025, 11, 11), dt.date(2025, 11, 27), dt.date(2025, 12, 25),
            dt.date(2026, 1, 1), dt.date(2026, 1, 19), dt.date(2026, 2, 16),
            dt.date(2026, 5, 25)}  # fmt: skip


def open_minutes(ticket, name):
    """Minutes in which the business was open, day by day."""
    if not ticket[name]:
        return None
    open_for = dt.timedelta()
    day = local(ticket["opened"])
    while day <= local(ticket[name]):
        if day.weekday() < 5 and day not in HOLIDAYS:
            opens, closes = (
                dt.datetime.combine(day, dt.time(hour), ZONE).astimezone(dt.UTC) for hour in (9, 18)
            )
            passed = min(closes, ticket[name]) - max(opens, ticket["opened"])
            open_for += max(passed, dt.timedelta())
        day += dt.timedelta(days=1)
    return int(open_for.total_seconds() // 60)


def outcome(ticket):
    if ticket["target"] is None:
        return None
    due = ticket["opened"] + dt.timedelta(minutes=ticket["target"])
    if ticket["resolved"]:
        return "met" if ticket["resolved"] <= due else "missed"
    return "missed" if due <= END else "running"


class TestPerformance:
    def test_a_ticket_meets_its_target_once_however_many_rows_it_has(self, home):
        """The share per incident that is published, and not that of the rows of the log."""
        [(met, missed, running)] = ask(
            home,
            "select sum(sla_met), sum(sla_missed), sum(sla_running) from marts.service_performance"
            " where month is null",
        )
        assert (met, missed, running) == (MET, INCIDENTS - MET, 10)
        assert round(100 * met / (met + missed), 2) == 55.62
        [(rows,)] = ask(home, "select count(*) from raw.template__tickets")
        assert rows > 1.4 * INCIDENTS

    def test_every_count_median_and_rate_is_that_of_its_tickets(self, home, tickets):
        groups = defaultdict(list)
        for one in tickets:
            cut = (one["channel"], one["priority"], one["team"])
            groups[month_of(local(one["opened"])), *cut].append(one)
            groups[None, *cut].append(one)
        names = ["tickets", "complaints", "answered", "resolved", "reopen_known", "reopened",
                 "first_contact_known", "first_contact_resolved"]  # fmt: skip
        times = ["median_first_response_minutes", "median_resolution_minutes",
                 "median_first_response_business_minutes", "median_resolution_business_minutes",
                 "p90_first_response_minutes", "p90_resolution_minutes",
                 "p90_first_response_business_minutes", "p90_resolution_business_minutes",
                 "sla_met_rate"]  # fmt: skip
        found = {
            tuple(row[:4]): row[4:]
            for row in ask(
                home,
                f"select month, channel, priority, team, {', '.join(names + times)}"
                " from marts.service_performance",
            )
        }
        assert found.keys() == groups.keys()
        assert len(found) == 8 * 9  # eight months and all together
        for key, ones in groups.items():
            assert found[key][: len(names)] == self.counts(ones), key
            assert found[key][len(names) :] == pytest.approx(self.times(ones)), key

    @staticmethod
    def counts(ones):
        solved = [one for one in ones if one["resolved"]]
        back = [one for one in ones if one["resolved"] or one["reopened"]]
        known = [one["reopened"] for one in back if one["reopened"] is not None]
        # whether the first contact was enough, of those of whom both are counted
        told = [one for one in solved if None not in (one["reopened"], one["replies"])]
        enough = [one for one in told if one["reopened"] == 0 and one["replies"] == 1]
        return (
            len(ones),
            sum(one["kind"] == "complaint" for one in ones),
            sum(one["answered"] is not None for one in ones),
            len(solved),
            len(known),
            sum(known),
            len(told),
            len(enough),
        )

    @staticmethod
    def times(ones):
        def known(measure, name):
            return [measure(one, name) for one in ones if one[name]]

        outcomes = Counter(outcome(one) for one in ones)
        judged = outcomes["met"] + outcomes["missed"]
        return [
            *(
                np.quantile(known(measure, name), part) if known(measure, name) else None
                for part in (0.5, 0.9)
                for measure in (minutes, open_minutes)
                for name in ("answered", "resolved")
            ),
            outcomes["met"] / judged if judged else None,
        ]


def test_the_backlog_of_every_day_counted_one_by_one(home, tickets):
    found = ask(
        home,
        "select day, opened, resolved, left_undated, backlog, open_complaints, open_over_7_days,"
        " overdue, mean_age_days from marts.service_backlog_daily order by day",
    )
    assert found[0][0] == min(local(one["opened"]) for one in tickets)
    assert found[-1][0] == AS_OF
    for day, *figures, age in found:
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZONE)
        came = [one for one in tickets if one["opened"] < end]
        still = [one for one in came if not one["resolved"] or one["resolved"] >= end]
        days = [(day - local(one["opened"])).days for one in still]
        late = [one for one in still if one["target"]
                and one["opened"] + dt.timedelta(minutes=one["target"]) < end]  # fmt: skip
        assert figures == [
            sum(local(one["opened"]) == day for one in tickets),
            sum(local(one["resolved"]) == day for one in tickets if one["resolved"]),
            0,
            len(still),
            sum(one["kind"] == "complaint" for one in still),
            sum(age > 7 for age in days),
            len(late),
        ], day
        assert age == (pytest.approx(statistics.mean(days)) if days else None)


def test_complaints_for_each_thousand_orders_counted_one_by_one(home, tickets):
    complaints = Counter()
    for one in tickets:
        if one["kind"] == "complaint":
            for month in (month_of(local(one["opened"])), None):
                for product in (one["product"] or "unknown", None):
                    # where nothing but the kind is said, the cause is another one
                    complaints[month, one["cause"] or "other", product] += 1
    orders, lines = drawn_orders()
    bought = defaultdict(set)
    for row in [*(order | {"product_id": None} for order in orders), *lines]:
        if int(row["order_id"][1:]) % 10:
            for month in (month_of(dt.date.fromisoformat(row["ordered_at"])), None):
                bought[month, row["product_id"]].add(row["order_id"])
    found = {
        tuple(key): (number, count, rate)
        for *key, number, count, rate in ask(
            home,
            "select month, cause, products.source_id, complaints, orders,"
            " complaints_per_1000_orders from marts.complaint_cause"
            " left join core.dim_product as products using (product_id)",
        )
    }
    assert {key: one[0] for key, one in found.items() if one[0]} == complaints
    for (month, _, product), (number, count, rate) in found.items():
        ordered = len(bought[month, product])
        assert count == (None if product == "unknown" else ordered)
        assert rate == (pytest.approx(1000 * number / ordered) if count else None)
    # of all products, every cause in every month
    assert sum(product is None for _, _, product in found) == 3 * 9


class TestSatisfaction:
    def test_the_published_nps_and_its_margin(self, home):
        """A half promoters, a third passives: 33.33, ± 8.12 of the 324 responses with a score."""
        assert ask(
            home,
            "select month, responses, round(100 * nps, 2), round(100 * margin_of_error, 2),"
            " round(100 * margin_of_error / 1.96, 3), note from marts.satisfaction_monthly"
            " where kind = 'nps' and responses > 0 order by month",
        ) == [
            (dt.date(2026, 1, 1), 324, 33.33, 8.12, 4.141, None),
            (None, 324, 33.33, 8.12, 4.141, None),
        ]

    def test_effort_is_a_mean_and_a_share(self, home):
        """6, 5, 4, 7 and 7 are 5.8 in the mean, and four of five found it easy."""
        [(score, easy, margin, rate, note)] = ask(
            home,
            "select score, ces, margin_of_error, response_rate, note"
            " from marts.satisfaction_monthly where kind = 'ces' and month = '2026-03-01'",
        )
        assert (score, easy, rate, note) == (pytest.approx(5.8), 0.8, None, "few answers")
        assert margin == pytest.approx(1.96 * (0.8 * 0.2 / 5) ** 0.5)

    def test_ratings_of_tickets_counted_one_by_one(self, home, tickets):
        found = {
            month: figures
            for month, *figures in ask(
                home,
                "select month, responses, favourable, unfavourable, score, csat, margin_of_error,"
                " invitations, response_rate from marts.satisfaction_monthly"
                " where kind = 'csat' and touchpoint = 'ticket'",
            )
        }
        solved = [one for one in tickets if one["resolved"]]
        months = {month_of(local(one["resolved"])) for one in solved}
        assert found.keys() == {*months, None}
        for month, figures in found.items():
            here = [one for one in solved
                    if month is None or month_of(local(one["resolved"])) == month]  # fmt: skip
            scores = [one["csat"] for one in here if one["csat"]]
            share = sum(score > 3 for score in scores) / len(scores)
            asked = [one for one in here if one["asked"] == "yes"]
            assert figures == [
                len(scores),
                sum(score > 3 for score in scores),
                sum(score < 3 for score in scores),
                pytest.approx(statistics.mean(scores)),
                pytest.approx(share),
                pytest.approx(1.96 * (share * (1 - share) / len(scores)) ** 0.5),
                len(asked),
                pytest.approx(sum(one["csat"] is not None for one in asked) / len(asked)),
            ], month

    def test_a_month_without_a_response_is_there(self, home):
        assert ask(
            home,
            "select month, responses, nps, margin_of_error from marts.satisfaction_monthly"
            " where kind = 'nps' and month > '2026-01-01' order by month",
        ) == [(dt.date(2026, month, 1), 0, None, None) for month in range(2, 6)]


class TestDrivers:
    def test_importance_as_relaimpo_prints_it(self, home):
        """Of Fertility in Switzerland (Grömping 2006), here a score from 0 to 100."""
        found = ask(
            home,
            "select driver, round(importance, 7), round(r_squared, 7), responses, model_responses,"
            " note, performance, mean_score, correlation from marts.satisfaction_driver"
            " where touchpoint = 'district' order by driver",
        )
        assert {row[0]: row[1] for row in found} == {
            "Agriculture": 0.0570912, "Catholic": 0.1055702, "Education": 0.2601347,
            "Examination": 0.1711730, "Infant.Mortality": 0.1127659,
        }  # fmt: skip
        assert {row[2:6] for row in found} == {(0.7067350, 47, 47, None)}
        rows = swiss()
        fertility = [float(row["Fertility"]) for row in rows]
        for driver, *_, performance, mean_score, correlation in found:
            answers = [float(row[driver]) for row in rows]
            assert mean_score == pytest.approx(statistics.mean(answers))
            assert performance == pytest.approx(mean_score / 100)
            assert correlation == pytest.approx(statistics.correlation(answers, fertility))

    def test_shares_add_up_to_all_that_is_explained(self, home):
        assert ask(
            home,
            "select count(*), round(sum(importance_share), 9) from marts.satisfaction_driver"
            " where note is null",
        ) == [(5, 1.0)]

    def test_too_few_answers_are_words_and_no_number(self, home):
        assert ask(
            home,
            "select kind, driver, responses, importance, r_squared, performance, mean_score, note"
            " from marts.satisfaction_driver where touchpoint = 'shop'",
        ) == [("ces", "speed", 5, None, None, None, 2.0, "not enough answers")]
