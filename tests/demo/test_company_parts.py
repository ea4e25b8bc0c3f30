"""The parts of the company's demo: windows, papers, dirt, lives, and what describes them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from demo.chance import stream
from demo.company import ALL, CRMS
from demo.crm import Deal
from demo.exporting import ExportFile, History, Window, windows
from demo.life import Life
from demo.market import behaviour
from demo.papers import SheetPaper, Style, TextPaper, excel_time
from demo.rhythm import DAY, Calendar
from demo.traits import Exports, TableForm, forms, traits
from demo.truth import Truth, decimal
from demo.vendors.crm import deal_state, stage_steps
from demo.world import make_world

FIRST = dt.date(2024, 1, 1)
CALENDAR = Calendar(FIRST, 100)
FORM = TableForm(
    file="things.csv",
    required="id",
    numbers="id",
    columns=["id", "name", "email", "amount"],
    emails=("email",),
    money=("amount",),
    sign="$",
)


class Notes:
    """A paper that remembers what is written on it."""

    def __init__(self) -> None:
        self.written: list[list[Any]] = []

    def row(self, cells: Sequence[Any]) -> int:
        self.written.append(list(cells))
        return len(self.written)

    def blank(self) -> int:
        return self.row([])

    def close(self) -> None:
        self.written.append(["closed"])


def told(truth: Truth, folder: Path, part: str) -> list[dict[str, Any]]:
    path = folder / "told.json"
    truth.write(path, {})
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))[part]
    return entries


def exporting(paper: Any, dirt: float, truth: Truth) -> ExportFile:
    place = {"system": "s", "table": "t", "file": "f"}
    return ExportFile(paper, FORM, place, random.Random(3), dirt, truth)


def test_windows_overlap_by_the_days_given() -> None:
    found = windows(CALENDAR, Exports(ends=[60, 20, 0], overlap_days=10))
    assert [(one.start // DAY, one.end // DAY) for one in found] == [(0, 40), (30, 80), (70, 100)]
    assert found[1].day == dt.date(2024, 3, 21)
    assert (found[1].first, found[1].last) == (dt.date(2024, 1, 31), dt.date(2024, 3, 20))
    assert found[1].made_at == dt.datetime(2024, 3, 21, 6, tzinfo=dt.UTC)


def test_windows_without_an_overlap_show_everything() -> None:
    found = windows(CALENDAR, Exports(ends=[20, 0]))
    assert [(one.start, one.end // DAY) for one in found] == [(0, 80), (0, 100)]


def test_a_window_never_begins_before_the_history() -> None:
    found = windows(CALENDAR, Exports(ends=[95, 0], overlap_days=30))
    assert found[1].start == 0


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ([5 * DAY], ["first 5"]),
        ([35 * DAY], ["first 35", "second 35"]),
        ([45 * DAY], ["second 45"]),
        ([5 * DAY, 45 * DAY], ["first 5", "second 45"]),
        ([5 * DAY, None, 35 * DAY], ["first 35", "second 35"]),
        ([105 * DAY], []),
        ([5 * DAY, 105 * DAY], ["first 5"]),
    ],
)
def test_a_record_is_in_every_export_since_whose_begin_it_changed(
    tmp_path: Path, events: list[int | None], shown: list[str]
) -> None:
    first, second = windows(CALENDAR, Exports(ends=[60, 0], overlap_days=10))
    papers = {first.end: Notes(), second.end: Notes()}
    counted: list[bool] = []
    with Truth() as truth:
        files = [(one, exporting(papers[one.end], 0, truth)) for one in (first, second)]
        history = History(files, lambda: counted.append(True))
        known = [moment for moment in events if moment is not None]

        def rows(at: int) -> list[dict[str, Any]]:
            return [{"id": max(moment for moment in known if moment < at) // DAY}]

        history.write(events, rows)
    names = {first.end: "first", second.end: "second"}
    assert [
        f"{names[end]} {row[0]}" for end, paper in papers.items() for row in paper.written
    ] == shown
    assert len(counted) == bool(shown)


def test_text_papers_know_their_lines(tmp_path: Path) -> None:
    paper = TextPaper(tmp_path / "things.csv", Style())
    assert paper.row(["id", "name"]) == 1
    assert paper.row([1, "two\nlines"]) == 2
    assert paper.blank() == 4
    assert paper.too_wide(["2", 'a "b", c']) == 5
    assert paper.unclosed(["3", "d, e"]) == 6
    assert paper.row(["4", 'so "called"']) == 7
    paper.close()
    text = (tmp_path / "things.csv").read_bytes().decode()
    assert text == ('id,name\n1,"two\nlines"\n\n2,a  b   c,see note\n3,"d  e\n4,"so ""called"""\n')


def test_quoted_papers_lose_one_quote_of_a_damaged_row(tmp_path: Path) -> None:
    paper = TextPaper(tmp_path / "things.csv", Style(is_all_quoted=True))
    paper.unclosed(["1", "", "x", "y"])
    paper.unclosed(["1", "", ""])
    paper.close()
    lines = (tmp_path / "things.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ['"1","","x,"y"', '"1","","']
    for line in lines:
        with pytest.raises(csv.Error):
            list(csv.reader([line], strict=True))


def test_tabs_and_a_mark_of_the_byte_order(tmp_path: Path) -> None:
    style = Style(encoding="utf-16-le", delimiter="\t", has_bom=True)
    paper = TextPaper(tmp_path / "things.csv", style)
    assert paper.row(["a", "b, c"]) == 1
    paper.close()
    assert (tmp_path / "things.csv").read_bytes() == "\ufeffa\tb, c\n".encode("utf-16-le")


def test_sheet_papers_know_their_rows(tmp_path: Path) -> None:
    form = FORM.model_copy(update={"sheet": "Things", "dates": {"amount": "time"}})
    path = tmp_path / "things.xlsx"
    paper = SheetPaper(path, form, FIRST, hidden_columns=1, hidden_sheet="hidden_x")
    assert paper.row(["1", "a", "", excel_time(FIRST, 3 * DAY + 3600)]) == 2
    assert paper.blank() == 3
    assert paper.row(["2", "b", "", ""]) == 4
    paper.close()
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Things", "hidden_x"]
    grid = book.get_sheet_by_name("Things").to_python()
    assert grid[0] == FORM.columns
    assert [str(value) for value in grid[1]] == ["1", "a", "", "2024-01-04 01:00:00"]
    assert not any(grid[2])
    assert grid[3][0] == "2"


def test_damaged_rows_are_extra_rows_and_never_the_first_or_last(tmp_path: Path) -> None:
    paper = TextPaper(tmp_path / "things.csv", Style())
    with Truth() as truth:
        file = exporting(paper, 0.5, truth)
        for number in range(1000):
            row = {"id": str(10**11 + number), "name": "n", "email": "a@b.c", "amount": "1234.5"}
            file.write(row)
        file.close()
        dirt = told(truth, tmp_path, "dirt")
        (entry,) = told(truth, tmp_path, "files")
    kinds = Counter(one["kind"] for one in dirt)
    assert kinds.keys() == {
        "wrong_width", "unclosed_quote", "scientific_id", "missing_required", "blank",
    }  # fmt: skip
    assert all(50 < times < 120 for times in kinds.values())
    lines = (tmp_path / "things.csv").read_text(encoding="utf-8").splitlines()
    bad = {one["line"] for one in dirt}
    assert not bad & {1, len(lines)}
    good = [line for at, line in enumerate(lines, start=1) if at not in bad]
    ids = Counter(line.split(",")[0] for line in good)
    assert set(ids) == {str(10**11 + number) for number in range(1000)}
    assert 50 < sum(times - 1 for times in ids.values()) < 120, "repeated rows"
    assert max(ids.values()) == 2
    assert entry["good"] == len(good)
    assert entry["rejected"] + entry["dropped"] == len(bad)
    assert {line.split(",", 3)[3] for line in good} == {"1234.5", '"$1,234.50"'}
    assert {line.split(",")[2] for line in good} == {"a@b.c", "A@B.C"}


def test_truth_counts_money_in_cents(tmp_path: Path) -> None:
    with Truth() as truth:
        for cents in (1, 10_010, 99):
            truth.order("shop", "EUR", cents + 5, refund=5, id=str(cents))
        truth.count("shop", "orders")
        truth.requires("shop", "orders", "Name")
        truth.requires("shop", "orders", "Another")
        path = tmp_path / "truth.json"
        truth.write(path, {"seed": 7})
    read = json.loads(path.read_text(encoding="utf-8"))
    assert read["totals"] == {"money": {"shop": {"EUR": "101.10"}},
                              "counts": {"shop": {"orders": 1}}}  # fmt: skip
    assert [order["net_amount"] for order in read["orders"]] == ["0.01", "100.10", "0.99"]
    assert {order["refund"] for order in read["orders"]} == {"0.05"}
    assert read["settings"] == {"seed": 7}
    assert read["required"] == {"shop.orders": "Name"}
    assert decimal(-5) == "-0.05"


def test_every_system_is_described() -> None:
    numbers, stages = traits(), behaviour().crm.stages
    for system in ALL:
        for table, form in forms(system).items():
            assert form.required in form.columns, table
            named = [*form.emails, *form.phones, *form.texts, *form.money, *form.dates]
            assert set(named) <= set(form.columns), table
            assert not form.numbers or form.numbers in form.columns
            repeated = [name for name, times in Counter(form.columns).items() if times > 1]
            assert repeated == (
                ["Deal - Status"] if (system, table) == ("pipedrive", "deals") else []
            )
    for system in CRMS:
        assert len(numbers.stages[system].open) == len(stages)
        assert system in numbers.currencies
    assert numbers.homes.keys() == numbers.shops.keys()
    homes = {system for shares in numbers.homes.values() for system in shares}
    assert homes == set(CRMS)


def test_lines_of_a_deal_come_to_its_amount() -> None:
    life = Life(make_world(7, dt.date(2026, 6, 30)), traits())
    rng = stream(7, "test")
    sizes: Counter[int] = Counter()
    for cents in range(10_000, 10_400):
        deal = Deal(0, [0], None, "", "", cents / 100, 0, is_new_business=True)
        lines = life.deal_lines(rng, deal)
        assert sum(line.net for line in lines) == cents
        assert len({line.goods.number for line in lines}) == len(lines)
        sizes[len(lines)] += 1
    assert sizes.keys() == {1, 2, 3, 4}


def test_lines_of_an_order_are_of_different_products() -> None:
    life = Life(make_world(7, dt.date(2026, 6, 30)), traits())
    rng = stream(7, "test")
    for is_yuan in (False, True):
        for _ in range(300):
            lines = life.lines(rng, is_yuan)
            assert len({line.goods.number for line in lines}) == len(lines) <= 8
            assert all(line.price == line.goods.price * (7 if is_yuan else 1) for line in lines)
            assert all(0 <= line.discount < line.quantity * line.price for line in lines)


def test_how_far_a_deal_was() -> None:
    words = traits().stages["salesforce"]
    lost = Deal(1, [1, 20, 30], 40, "Closed Lost", "Price", 1.0, 50, is_new_business=True)
    assert deal_state(lost, 2, words)[:3] == ("Prospecting", 10, "open")
    assert deal_state(lost, 31, words) == ("Value Proposition", 50, "open", 30)
    assert deal_state(lost, 41, words) == ("Closed Lost", 0, "lost", 40)
    won = Deal(1, [1], 40, "Closed Won", "", 1.0, 50, is_new_business=True)
    assert deal_state(won, 41, words) == ("Closed Won", 100, "won", 40)
    assert stage_steps(lost, words, 31) == [
        (1, "Prospecting", 10), (20, "Needs Analysis", 20), (30, "Value Proposition", 50),
    ]  # fmt: skip
    assert stage_steps(lost, words, 41)[-1] == (40, "Closed Lost", 0)


def test_a_window_is_named_for_the_day_after_its_last() -> None:
    window = Window(0, 10 * DAY, CALENDAR)
    assert (window.day, window.last) == (dt.date(2024, 1, 11), dt.date(2024, 1, 10))
