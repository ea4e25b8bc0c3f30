"""Business time: holidays, working days and the minutes between two instants."""

import csv
import datetime as dt
import random
import zoneinfo

import pytest

from pipeline.dbt_runner import PROJECT
from tests.dbt_project.warehouses import ask, build, new_home, run_dbt

pytestmark = pytest.mark.slow

CALENDARS = {
    "Shanghai": {"time_zone": "Asia/Shanghai", "business_country": "CN"},
    "New York": {
        "time_zone": "America/New_York",
        "business_country": "US",
        # round the clock on Sundays, when the clocks change
        "business_hours": [["09:00", "17:30"]] * 5 + [None, ["00:00", "24:00"]],
    },
}


@pytest.fixture(scope="module", params=CALENDARS)
def calendar(request, tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("time") / "home")
    variables = CALENDARS[request.param]
    build(home, "--select", "holidays", "int_business_days", **variables)
    return request.param, home, variables


def minutes(home, variables, spans):
    """Business minutes of each span, as the macro gives them."""
    rows = ", ".join(
        f"({number}, cast('{began}' as timestamp), cast({ended} as timestamp))"
        for number, (began, ended) in enumerate(
            (began, f"'{ended}'" if ended else "null") for began, ended in spans
        )
    )
    sql = (
        f"with spans as (select * from (values {rows}) as spans(number, began_at, ended_at)), "
        "final as ({{ with_business_minutes('spans', {'minutes': ('began_at', 'ended_at')}) }}) "
        "select minutes from final order by number"
    )
    result = run_dbt(home, "show", "--inline", sql, "--limit", "100000", **variables)
    assert result.success, result.exception or result.result.results[0].message
    [found] = result.result.results
    return [None if row[0] is None else int(row[0]) for row in found.agate_table.rows]


def utc(local, zone):
    moment = dt.datetime.fromisoformat(local).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


# what is asked, from and to in local time, and the minutes counted by hand
CASES = {
    "Shanghai": [
        ("within a day", "2026-03-04 10:00", "2026-03-04 11:30", 90),
        ("at one instant", "2026-03-04 10:00", "2026-03-04 10:00", 0),
        ("over night", "2026-03-04 17:00", "2026-03-05 10:00", 120),
        ("over a weekend", "2026-03-06 17:30", "2026-03-09 09:30", 60),
        ("from before opening", "2026-03-04 06:00", "2026-03-04 09:10", 10),
        ("to after closing", "2026-03-04 17:00", "2026-03-04 23:00", 60),
        ("all outside hours", "2026-03-06 20:00", "2026-03-09 08:00", 0),
        # Friday 13, Saturday 14 is worked, 15 to 23 is the festival, Tuesday 24
        ("over the festival", "2026-02-13 17:00", "2026-02-24 10:00", 60 + 540 + 60),
        ("backwards", "2026-03-04 11:00", "2026-03-04 10:00", None),
        ("a whole week", "2026-03-02 00:00", "2026-03-09 00:00", 5 * 540),
    ],
    "New York": [
        # 23 hours of Sunday 8 March 2026, 25 hours of Sunday 1 November 2026
        ("to summer time", "2026-03-07 12:00", "2026-03-09 00:00", 23 * 60),
        ("from summer time", "2026-10-31 12:00", "2026-11-02 00:00", 25 * 60),
        ("the lost hour", "2026-03-08 01:30", "2026-03-08 03:30", 60),
        # Saturday 4 July is observed on Friday 3 July; Sunday 5 July is open
        ("observed holiday", "2026-07-02 17:00", "2026-07-06 09:30", 30 + 24 * 60 + 30),
        ("hours of the day", "2026-03-04 00:00", "2026-03-05 00:00", 510),
    ],
}


def test_minutes_counted_by_hand(calendar):
    name, home, variables = calendar
    zone = variables["time_zone"]
    spans = [(utc(began, zone), utc(ended, zone)) for _, began, ended, _ in CASES[name]]
    found = minutes(home, variables, [*spans, (spans[0][0], None)])
    assert dict(zip([case[0] for case in CASES[name]], found, strict=False)) == {
        case[0]: case[3] for case in CASES[name]
    }
    assert found[-1] is None


def test_minutes_are_those_counted_one_by_one(calendar):
    _, home, variables = calendar
    zone = zoneinfo.ZoneInfo(variables["time_zone"])
    hours = variables.get("business_hours", [["09:00", "18:00"]] * 5 + [None, None])
    country = variables["business_country"]
    holidays = dict(
        ask(
            home,
            "select holiday_date, is_workday from staging.holidays where country = ?",
            country,
        )
    )

    def is_open(moment):
        local = moment.replace(tzinfo=dt.UTC).astimezone(zone)
        is_workday = holidays.get(local.date())
        day = hours[0 if is_workday else local.weekday()] if is_workday is not False else None
        return bool(day) and day[0] <= f"{local:%H:%M}" < day[1]

    chance = random.Random(5)
    spans = []
    for _ in range(40):
        began = dt.datetime.fromisoformat("2026-01-01") + dt.timedelta(
            minutes=chance.randrange(450_000)
        )
        spans.append((began, began + dt.timedelta(minutes=chance.randrange(20_000))))
    counted = [
        sum(
            is_open(began + dt.timedelta(minutes=minute))
            for minute in range(int((ended - began).total_seconds()) // 60)
        )
        for began, ended in spans
    ]
    assert minutes(home, variables, spans) == counted


def test_the_seed_gives_back_every_day_that_it_takes():
    """A weekday off is a statutory holiday, or a day of a weekend is worked for it."""
    with (PROJECT / "seeds" / "holidays.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "CN"]
    # 11 statutory days, 13 from 2025; in 2020 two more were given against the epidemic
    statutory = dict.fromkeys(range(2021, 2025), 11) | {2020: 13, 2025: 13, 2026: 13}
    found = dict.fromkeys(statutory, 0)
    for row in rows:
        day = dt.date.fromisoformat(row["holiday_date"])
        is_weekend = day.weekday() >= 5
        if row["is_workday"] == "true":
            assert is_weekend, row
            found[day.year] -= 1
        else:
            found[day.year] += not is_weekend
    assert found == statutory
