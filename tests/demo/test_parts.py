"""The parts of the demo: rhythm, chance, people and the writers."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from python_calamine import CalamineWorkbook

from demo.chance import Weighted, log_normal, stream
from demo.market import Activity, LogNormal, Words, behaviour, words
from demo.orders import shop_events
from demo.people import Registry
from demo.rhythm import DAY, Calendar, Rhythm
from demo.writers import Table, Workbook, excel_serial, gzip_text_file, text_file, write_zip

FIRST = dt.date(2024, 2, 26)  # a Monday, and a leap day follows
EVEN = Activity(weekdays=[1.0] * 7, months=[1.0] * 12, hours=[1.0] * 24)
UNEVEN = Activity(
    weekdays=[1, 1, 1, 1, 1, 3, 0.5], months=[1.0] * 12, hours=[0.1] * 12 + [1.0] * 12
)


@given(st.lists(st.floats(0, 99.999), min_size=2, max_size=20), st.floats(0, 1))
def test_rhythm_keeps_the_order_and_stays_within_the_history(
    clocks: list[float], growth: float
) -> None:
    rhythm = Rhythm(FIRST, 100, UNEVEN, growth)
    seconds = [rhythm.second(rhythm.instant(clock)) for clock in sorted(clocks)]
    assert seconds == sorted(seconds)
    assert seconds[0] >= 0
    assert seconds[-1] < 100 * DAY


@given(st.floats(0, 99.99))
def test_clock_and_instant_are_inverse(clock: float) -> None:
    rhythm = Rhythm(FIRST, 100, UNEVEN)
    assert rhythm.clock(rhythm.instant(clock)) == pytest.approx(clock, abs=1e-5)


def test_an_even_rhythm_is_the_calendar() -> None:
    rhythm = Rhythm(FIRST, 10, EVEN)
    assert rhythm.second(rhythm.instant(3.5)) == pytest.approx(3.5 * DAY, abs=1)


def test_a_day_three_times_as_busy_gets_three_times_as_much() -> None:
    rhythm = Rhythm(FIRST, 70, UNEVEN)
    seconds = [rhythm.second(rhythm.instant(number / 100)) for number in range(7000)]
    days = Counter((second // DAY) % 7 for second in seconds)
    assert days[5] / days[1] == pytest.approx(3, rel=0.05)
    assert rhythm.weight(5) / rhythm.weight(1) == pytest.approx(3)
    assert sum(map(rhythm.weight, range(70))) == pytest.approx(70)
    afternoon = sum(second % DAY >= DAY // 2 for second in seconds)
    assert afternoon / 7000 == pytest.approx(10 / 11, rel=0.02)


def test_calendar_writes_seconds_as_text() -> None:
    calendar = Calendar(FIRST, 5)
    assert calendar.time(0) == "2024-02-26 00:00:00"
    assert calendar.time(3 * DAY + 3661) == "2024-02-29 01:01:01"
    assert calendar.date(5 * DAY) == "2024-03-02", "beyond the history"
    saturday = 5 * DAY + 60
    assert calendar.time(calendar.working(saturday)) == "2024-03-04 00:01:00"
    assert calendar.working(DAY) == DAY
    assert [calendar.weekday(day * DAY) for day in (0, 6, 7)] == [0, 6, 0]


def test_work_is_done_within_the_hours_in_which_people_work() -> None:
    calendar, nine_to_six = Calendar(FIRST, 30), (9, 18)

    def done(day: int, hour: int, hours: int) -> str:
        return calendar.time(
            calendar.after_work(day * DAY + hour * 3600, hours * 3600, nine_to_six)
        )

    assert done(0, 10, 3) == "2024-02-26 13:00:00"
    assert done(0, 3, 3) == "2024-02-26 12:00:00", "in the morning"
    assert done(0, 17, 3) == "2024-02-27 11:00:00", "overnight"
    assert done(0, 20, 1) == "2024-02-27 10:00:00"
    assert done(4, 17, 2) == "2024-03-04 10:00:00", "over the weekend"
    assert done(5, 12, 1) == done(6, 23, 1) == "2024-03-04 10:00:00"
    assert done(0, 9, 9 * 5 + 1) == "2024-03-04 10:00:00", "a week of work and an hour"


@given(st.integers(0, 60 * DAY), st.integers(1, 40 * DAY), st.integers(0, 20), st.data())
def test_no_work_is_lost_between_days(
    begun: int, work: int, opens: int, data: st.DataObject
) -> None:
    hours = opens, data.draw(st.integers(opens + 1, 24))
    calendar = Calendar(FIRST, 1)
    done = calendar.after_work(begun, work, hours)
    seconds = 0
    for day in range(begun // DAY, done // DAY + 1):
        if day % 7 < 5:  # the first day is a Monday
            first = max(begun, day * DAY + hours[0] * 3600)
            last = min(done, day * DAY + hours[1] * 3600)
            seconds += max(0, last - first)
    assert seconds == work


def test_weights_decide() -> None:
    rng = stream(1, "test")
    choice = Weighted.of({"often": 9.0, "seldom": 1.0, "never": 0.0})
    counts = Counter(choice.pick(rng) for _ in range(5000))
    assert counts["never"] == 0
    assert counts["often"] / 5000 == pytest.approx(0.9, abs=0.03)


def test_log_normal_has_its_median() -> None:
    rng = stream(1, "test")
    draws = sorted(log_normal(rng, LogNormal(median=10, sigma=0.5)) for _ in range(4001))
    assert draws[2000] == pytest.approx(10, rel=0.06)


def test_streams_are_independent_of_each_other() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert len({stream(seed, name).random() for seed in (1, 2) for name in ("a", "b")}) == 4


def test_no_person_or_company_twice_and_phones_run_out() -> None:
    registry, rng = Registry(words()), stream(3, "people")
    (germany,) = [country for country in words().countries if country.name == "Germany"]
    people = [registry.person(rng, germany) for _ in range(5200)]
    phones = [person.phone for person in people if person.phone]
    assert len({person.email for person in people}) == len(people)
    assert len(set(phones)) == len(phones) == 5000, "the ranges for fiction hold 5000 numbers"
    companies = [registry.company(germany) for _ in range(500)]
    assert len({company.name for company in companies}) == 500
    assert len({company.slug for company in companies}) == 500
    assert all(" " not in company.slug for company in companies)


def test_postal_codes_have_their_length() -> None:
    registry, rng = Registry(words()), stream(3, "people")
    for country in words().countries:
        length = 6 if country.name == "China" else 5
        codes = {registry.person(rng, country).postal_code for _ in range(50)}
        assert {len(code) for code in codes} == {length}


def test_events_come_by_time_and_customers_by_number() -> None:
    shop = behaviour().shop
    rhythm = Rhythm(FIRST, 300, UNEVEN)
    events = list(shop_events(stream(5, "events"), 400, shop, rhythm, rhythm))
    assert [event.second for event in events] == sorted(event.second for event in events)
    arrivals = [event.customer for event in events if event.is_new]
    assert arrivals == list(range(400))
    lost = {event.customer for event in events if event.is_new and not event.is_order}
    assert lost
    assert not lost & {event.customer for event in events if event.is_order}


def test_an_unknown_word_in_the_data_files_is_refused() -> None:
    data = words().model_dump()
    data["countries"][0]["climate"] = "mild"
    with pytest.raises(ValidationError, match=r"countries\.0\.climate"):
        Words.model_validate(data)


def test_files_are_utf8_with_line_feeds(tmp_path: Path) -> None:
    with text_file(tmp_path / "a.csv") as file:
        table = Table(file, ["name", "note", "more"])
        table.write({"name": "王伟", "note": "a, b"})
        table.write_blank()
        table.write_unquoted({"name": "x", "note": "a, b"})
    assert (tmp_path / "a.csv").read_bytes() == (
        'name,note,more\n王伟,"a, b",\n\nx,a, b,\n'.encode()
    )


def test_a_row_with_a_value_for_no_column_is_refused(tmp_path: Path) -> None:
    with text_file(tmp_path / "a.csv") as file:
        table = Table(file, ["name"])
        with pytest.raises(ValueError, match="no columns note"):
            table.write({"name": "x", "note": "y"})


def test_compressed_files_carry_no_time(tmp_path: Path) -> None:
    with gzip_text_file(tmp_path / "a.gz") as file:
        file.write("é\n")
    header = (tmp_path / "a.gz").read_bytes()[:10]
    assert header[4:8] == bytes(4), "the time of writing"
    assert header[3] == 0, "a file name"
    (tmp_path / "b.csv").write_bytes("é\n".encode())
    write_zip(tmp_path / "a.zip", {"Data/x.csv": tmp_path / "b.csv"})
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        (member,) = archive.infolist()
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert archive.read(member).decode() == "é\n"


def test_workbook_has_real_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook(path, "rows", ["id", "at"], {"at": "yyyy-mm-dd hh:mm:ss"}, FIRST)
    book.write(["x", excel_serial(FIRST, 3661)])
    book.write(["=1+1", None])
    book.close()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("rows").to_python()
    assert rows[1] == ["x", dt.datetime.fromisoformat("2024-02-26 01:01:01")]
    assert rows[2][0] == "=1+1", "a text, never a formula"
