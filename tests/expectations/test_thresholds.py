"""Thresholds: each with a unit and a reason, overridden one by one, named by the suites."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from expectations.checking import check
from expectations.suite_files import load_suites
from expectations.thresholds import FILE_NAME, Threshold, in_sql, in_words, load_thresholds
from warehouse.errors import UsageError

SHARE = Threshold(value=0.05, unit="share", reason="Because.")
DAYS = Threshold(value=3, unit="days", reason="Because.")


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE_NAME
    file.write_text(text, encoding="utf-8")
    return file


def test_a_user_sets_single_values(tmp_path: Path) -> None:
    shipped = load_thresholds()
    assert load_thresholds(tmp_path) == shipped, "there need not be a file"
    write(tmp_path, "quarantine_most: 0.2\n")
    mine = load_thresholds(tmp_path)
    assert mine["quarantine_most"].value == 0.2
    assert mine["quarantine_most"].unit == shipped["quarantine_most"].unit
    assert mine | {"quarantine_most": shipped["quarantine_most"]} == shipped
    write(tmp_path, "# nothing set\n")
    assert load_thresholds(tmp_path) == shipped


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("quarantine: 0.2", "there is no threshold 'quarantine'"),
        ("quarantine_most: 5", "a share is a fraction of 1"),
        ("quarantine_most: 5 %", "quarantine_most cannot be '5 %'"),
        ("fresh_days: -1", "fresh_days cannot be -1"),
        ("fresh_days: .inf", "fresh_days cannot be inf"),
        ("- fresh_days", "write `name: value` lines"),
        ("fresh_days: [", "write `name: value` lines"),
    ],
)
def test_what_cannot_be_used_is_refused(build, home, tmp_path: Path, text: str, fault: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        check(build, "raw", run_id="r", docs=home.docs, user_suites=tmp_path)
    assert fault in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert build.execute("select count(*) from ops.check_results").fetchall() == [(0,)]


def test_names_become_numbers_and_other_braces_stay() -> None:
    known = {"most": SHARE, "days": DAYS}
    sql = r"where a ~ '^\d{3}$' and b > {most} and c < {days} and d = {'x': 1} and e ~ '\p{Han}'"
    assert in_sql(sql, known, "here") == sql.replace("{most}", "0.05").replace("{days}", "3")
    assert in_words("At most {most}, after {days} days.", known, "here") == (
        "At most 5 %, after 3 days."
    )
    with pytest.raises(UsageError, match=r"here: '\{least\}' is no threshold"):
        in_sql("x < {least}", known, "here")


def test_a_suite_names_thresholds_everywhere(build, home, write_suite, user_suites) -> None:
    build.execute("create table raw.people as select range as age from range(10)")
    write_suite(
        "raw.people",
        {"expectation": "ExpectColumnMaxToBeBetween", "column": "age",
         "arguments": {"max_value": "{volume_loads}"},
         "description": "Nobody is over {volume_loads}."},
        {"expectation": "no_rows_where", "arguments": {"where": "age > {volume_loads}"}},
        {"expectation": "no_rows_where", "arguments": {"where": "age = 9"},
         "mostly": "{readable_share}"},
    )  # fmt: skip

    def outcome() -> list[tuple[str, bool]]:
        results = check(build, "raw", run_id="r", docs=home.docs, user_suites=user_suites)
        return [(r.description, r.success) for r in results if r.table_name == "raw.people"]

    assert outcome() == [
        ("Nobody is over 7.", False), ("Something holds.", False), ("Something holds.", False)
    ]  # fmt: skip
    write(user_suites, "volume_loads: 9\nreadable_share: 0.9\n")
    assert outcome() == [
        ("Nobody is over 9.", True), ("Something holds.", True), ("Something holds.", True)
    ]  # fmt: skip


def test_a_suite_that_names_an_unknown_threshold_is_refused(
    build, home, write_suite, user_suites
) -> None:
    file = write_suite(
        "raw.people",
        {"expectation": "no_rows_where", "arguments": {"where": "age > {old}"}},
    )
    with pytest.raises(UsageError, match=r"'\{old\}' is no threshold") as caught:
        check(build, "raw", run_id="r", docs=home.docs, user_suites=user_suites)
    assert f"{file}: expectations.0" in str(caught.value)


def test_every_shipped_threshold_is_used_and_no_number_hides_in_a_suite() -> None:
    folder = resources.files("expectations")
    used = {"quarantine_most", "quarantine_rows"}  # by the quarantine itself
    texts = [folder.joinpath("files.sql").read_text("utf-8")]
    for stage in ("raw", "marts"):
        for file in load_suites(stage):
            texts.append(Path(file.place).read_text("utf-8"))
            for entry in file.suite.expectations:
                assert not isinstance(entry.mostly, float), f"{file.place}: name a threshold"
    for text in texts:
        used |= set(re.findall(r"\{([a-z]\w*)\}", text))
    assert load_thresholds().keys() <= used
    assert used - load_thresholds().keys() <= {"batch", "column", "columns", "table"}
