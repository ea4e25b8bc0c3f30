"""What is asked of the files of every source: columns, volume, freshness, language, duplicates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import checking
from expectations.checking import check
from expectations.suite_files import SuiteFile, load_suites
from expectations.thresholds import FILE_NAME
from tests.expectations.landed import HEADER, Exports, order_lines
from tests.shared_data import ROOT
from warehouse.home import Home

USUAL = 200


@pytest.fixture(autouse=True)
def of_every_source_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suites of single sources have tests of their own, and take their time."""
    general = ("ops__files.yml", "ops__file_columns.yml", "every_table.yml")

    def load(*arguments: Any) -> list[SuiteFile]:
        return [file for file in load_suites(*arguments) if file.place.endswith(general)]

    monkeypatch.setattr(checking, "load_suites", load)


@pytest.fixture
def exports(build: duckdb.DuckDBPyConnection, home: Home, tmp_path: Path) -> Exports:
    return Exports(build, home, tmp_path / "exports")


@pytest.fixture
def failing(
    build: duckdb.DuckDBPyConnection, home: Home, user_suites: Path
) -> Callable[[], dict[str, str]]:
    """Runs the raw check; what fails, as the beginning of its sentence -> severity and names."""

    def run() -> dict[str, str]:
        results = check(build, "raw", run_id="r", docs=home.docs, user_suites=user_suites)
        assert not any(result.is_error for result in results)
        return {
            result.description: f"{result.severity} {(result.observed or '').partition(': ')[2]}"
            for result in results
            if not result.success
        }

    return run


def of(found: dict[str, str], beginning: str) -> str:
    """Severity and names of the one failure whose sentence begins so."""
    (only,) = [text for sentence, text in found.items() if sentence.startswith(beginning)]
    return only


def week(exports: Exports, nights: int = 4, count: int = USUAL) -> None:
    for night in range(nights):
        name = f"order_lines_2026_06_{night + 1:02}__csv"
        exports.night(**{name: order_lines(count + night, first=1000 * night)})


def test_usual_nights_are_met_with_silence(exports, failing) -> None:
    week(exports)
    assert failing() == {}


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (19, {"critical", "warning"}),
        (90, {"warning"}),
        (120, set()),
        (390, set()),
        (420, {"warning"}),
    ],
)
def test_volume_is_compared_with_the_last_nights(exports, failing, count, expected) -> None:
    week(exports)
    exports.night(order_lines_2026_06_08__csv=order_lines(count, first=9000))
    found = failing()
    assert {text.split()[0] for text in found.values()} == expected
    assert all("order_lines_2026_06_08.csv" in text for text in found.values())


def test_too_few_nights_say_nothing(exports, failing) -> None:
    week(exports, nights=2)
    exports.night(order_lines_2026_06_08__csv=order_lines(5, first=9000))
    assert failing() == {}


def test_few_rows_say_nothing(exports, failing) -> None:
    week(exports, count=20)
    exports.night(order_lines_2026_06_08__csv=order_lines(1, first=9000))
    assert failing() == {}


def test_an_export_without_rows_is_told_and_stops_nothing(exports, failing) -> None:
    week(exports)
    exports.night(order_lines_2026_06_08__csv=HEADER + "\n")
    assert {text.split()[0] for text in failing().values()} == {"warning"}


def test_parts_of_an_export_count_together(exports, failing) -> None:
    """The last part of a backup has what is left over."""
    for night in range(5):
        day = f"2026_06_{night + 1:02}"
        exports.night(**{
            f"order_lines_{day}_part_001__csv": order_lines(USUAL, first=1000 * night),
            f"order_lines_{day}_part_002__csv": order_lines(4, first=1000 * night + 500),
        })  # fmt: skip
    assert failing() == {}


def test_a_month_that_has_just_begun_is_no_small_file(exports, failing) -> None:
    for month in range(1, 7):
        exports.night(**{
            f"order_lines_2026_{month:02}__csv": order_lines(USUAL, first=1000 * month)
        })  # fmt: skip
    exports.night(order_lines_2026_07__csv=order_lines(3, first=9000))
    assert failing() == {}


def test_a_user_may_know_his_volumes_better(exports, failing, user_suites) -> None:
    week(exports)
    exports.night(order_lines_2026_06_08__csv=order_lines(19, first=9000))
    user_suites.mkdir()
    (user_suites / FILE_NAME).write_text("volume_low: 0\nvolume_critical: 0\n", encoding="utf-8")
    assert failing() == {}


def test_a_column_that_is_gone_is_told(exports, failing) -> None:
    exports.night(order_lines_1__csv=HEADER + ",channel,status\nO1,C1,2026-06-01,P1,1,9,web,Paid\n")
    exports.night(order_lines_2__csv=HEADER + ",channel\nO2,C1,2026-06-01,P1,1,9,web\n")
    assert of(failing(), "Every file has the columns") == "warning status of order_lines_2.csv"
    exports.night(order_lines_3__csv=HEADER + ",channel,tag\nO3,C1,2026-06-01,P1,1,9,web,x\n")
    assert failing() == {}, "the newest file counts, and a new column is no fault"


def test_another_report_under_the_same_name_stops_the_night(exports, failing) -> None:
    exports.night(
        order_lines_1__csv=HEADER + ",channel,status,a,b\nO1,C1,2026-06-01,P1,1,9,web,Paid,1,2\n"
    )
    exports.night(order_lines_2__csv="customer_id,ordered_at,order_id\nC1,2026-06-02,O2\n")
    assert of(failing(), "No file has lost 50 %") == "critical order_lines_2.csv"


def test_many_rejects_are_told_and_very_many_stop_the_night(exports, failing) -> None:
    torn = "O9,C9,2026-06-01\n"
    exports.night(order_lines__csv=order_lines(100) + torn)
    assert failing() == {}, "one is a slip"
    exports.night(order_lines__csv=order_lines(101) + 5 * torn)
    found = failing()
    assert of(found, "Of no file, more than 1 %") == "warning order_lines.csv"
    assert len(found) == 1
    exports.night(order_lines__csv=order_lines(102) + 50 * torn)
    assert of(failing(), "Of no file, 20 %") == "critical order_lines.csv"


def test_dates_that_can_be_read_in_two_ways_are_told(exports, failing) -> None:
    exports.night(order_lines__csv=HEADER + "\nO1,C1,03/04/2026,P1,1,9\n")
    assert of(failing(), "The dates of every column") == "warning ordered_at of order_lines.csv"


def test_headers_in_another_language(exports, failing) -> None:
    """The columns are recognised all the same; whoever exports has changed something."""
    first = "customer_id,ordered_at,quantity,Note,Clerk,Till,Shop\nC1,2026-06-01,1,a,b,c,d\n"
    second = "customer_id,ordered_at,quantity,备注,店员,收银台,门店\nC2,2026-06-01,1,a,b,c,d\n"
    exports.night(order_lines_1__csv=first)
    exports.night(order_lines_2__csv=second)
    assert of(failing(), "The headers of every file") == "warning order_lines_2.csv"


def test_words_in_another_script(exports, failing) -> None:
    def lines(words: str, first: int) -> str:
        rows = [
            f"O{first + number},C1,2026-06-01,P1,1,9,{word}"
            for number, word in enumerate(words.split())
        ]
        return "\n".join([HEADER + ",status", *rows]) + "\n"

    exports.night(order_lines_1__csv=lines("Paid Shipped Cancelled Returned", 0))
    exports.night(order_lines_2__csv=lines("Paid Shipped Open 已付款", 10))
    assert failing() == {}, "a word is no language"
    exports.night(order_lines_3__csv=lines("已付款 已发货 已取消 Open", 20))
    assert of(failing(), "The words of every column") == "warning status of order_lines_3.csv"


def test_the_same_records_in_two_files_of_one_night(exports, failing) -> None:
    exports.night(
        order_lines_east__csv=order_lines(50), order_lines_west__csv=order_lines(50, first=40)
    )
    assert of(failing(), "No 1 % of the records") == (
        "warning order_lines_east.csv, order_lines_west.csv"
    )


def test_exports_of_two_days_in_one_night_share_their_records(exports, failing) -> None:
    exports.night(
        order_lines_2026_06_01__csv=order_lines(50), order_lines_2026_06_02__csv=order_lines(60)
    )
    exports.night(
        order_lines_2026_05__csv=order_lines(70), order_lines_2026_04__csv=order_lines(80)
    )
    assert failing() == {}


def age(build: duckdb.DuckDBPyConnection, days: int) -> None:
    """Let everything have landed so many days earlier."""
    build.execute(f"update ops.files set started_at = started_at - interval {days} day")


@pytest.mark.parametrize(("gap", "late"), [(1, 5), (7, 22)])
def test_an_export_that_came_regularly_and_no_longer_does(
    build, exports, failing, gap, late
) -> None:
    for night in range(4):
        age(build, gap)
        exports.night(**{f"order_lines_{night}__csv": order_lines(10, first=100 * night)})
    assert failing() == {}
    age(build, late - 1)
    assert failing() == {}
    age(build, 1)
    assert of(failing(), "No export that came regularly") == "warning template order_lines"


def test_what_came_once_is_not_late(build, exports, failing) -> None:
    exports.night(order_lines_1__csv=order_lines(10))
    age(build, 400)
    assert failing() == {}


def test_rows_without_a_key_where_others_have_one(build, exports, failing) -> None:
    exports.night(order_lines__csv=order_lines(60))
    build.execute("update raw.template__order_lines set _record_key = null where _row_number = 7")
    assert of(failing(), "Where 95 % of the rows") == "warning order_lines.csv"
    build.execute("update raw.template__order_lines set _record_key = null where _row_number > 7")
    assert failing() == {}, "an export without keys"


def test_sources_without_a_suite_are_asked_for_readable_dates_and_numbers(
    build, exports, home, tmp_path, failing
) -> None:
    tickets = [f"{n},2026-06-{n % 28 + 1:02} 10:00,Open" for n in range(20)]
    exports.night(tickets__csv="ticket_id,opened_at,status\n" + "\n".join(tickets) + "\n")
    found = build.execute("select count(*) from raw.template__tickets").fetchall()
    assert found == [(20,)]
    assert failing() == {}
    build.execute("update raw.template__tickets set opened_at = 'soon' where _row_number < 3")
    assert list(failing()) == ["At least 95 % of the values of opened_at can be read as dates."]


def test_no_suite_reads_the_clock() -> None:
    for file in (ROOT / "expectations").rglob("*.yml"):
        text = file.read_text(encoding="utf-8")
        for word in ("now()", "current_date", "current_timestamp", "today()"):
            assert word not in text, file


def test_numbers_that_can_be_read_in_two_ways_are_named(exports, failing) -> None:
    text = order_lines(USUAL).replace("9.50", "1.250")
    exports.night(order_lines__csv=text)
    named = of(failing(), "The decimal mark of every column of numbers is known")
    assert named == "warning unit_price of order_lines.csv"
