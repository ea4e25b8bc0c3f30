"""How the dates of a column are written is decided from all of them, or not at all."""

import dataclasses

import pytest

from ingestion.date_forms import date_forms, is_date_column, settled
from tests.ingestion.conftest import known_sources


@pytest.fixture
def form(bench):
    """The form of some cells of a column, under some settings of its source."""

    def decide(*cells, **settings):
        bench.rows("create or replace table raw.dates (_load_id varchar, paid_at varchar)")
        for cell in (*cells, None):
            bench.rows("insert into raw.dates values ('one', ?)", cell)
        bench.rows("insert into raw.dates values ('another', '12/31/2026'), ('another', 'x')")
        source = known_sources(bench.user_sources).sources["things"]
        source = dataclasses.replace(source, **settings)
        found = date_forms(bench.build, "raw.dates", ["paid_at"], "one", source)
        return settled(found)[0].get("paid_at")

    return decide


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([], None),
        (["2026-06-30", "2026-12-01 10:00:00"], "plain"),
        (["2026-06-30T10:00:00+08:00", "2026-06-30T10:00:00Z"], "plain"),
        (["2026/6/3", "2026.6.3"], "plain"),
        (["2026年6月30日", "2026年6月30日 10时"], "plain"),
        (["20260630"], "plain"),
        (["Jun 30, 2026", "30 June 2026"], "plain"),
        (["soon"], "plain"),
        (["5. März 2026", "2024년 3월 5일", "2024. 3. 5."], "plain"),
        (["２５／１２／２０２６", "０３／０４／２０２６"], "day_first"),
        (["25/12/2026", "03/04/2026"], "day_first"),
        (["03/04/2026", "25-12-2026 10:00"], "day_first"),
        (["03.04.2026"], "day_first"),
        (["12/25/2026", "03/04/2026"], "month_first"),
        # a month or day of one digit, whose year is not where that of an ISO date is
        (["15/3/2026"], "day_first"),
        (["3/15/2026", "6/10/2026"], "month_first"),
        (["6/10/2026", "06/1/2026"], "undecidable"),
        (["6.10.2026"], "day_first"),
        (["3/4/2026, 3:04 PM", " 12/31/2026 , 3:04 PM"], "month_first"),
        # dots of the time say nothing of the date
        (["3/4/2026 3:04 p.m.", "12/31/2026 3:04 p.m."], "month_first"),
        (["3/4/2026 3:04 p.m."], "undecidable"),
        (["3.4.2026 3:04 p.m."], "day_first"),
        (["03/04/2026"], "undecidable"),
        (["2026-06-30", "03/04/2026"], "undecidable"),
        (["2026-06-30", "13/04/2026"], "day_first"),
        (["25/12/2026", "12/25/2026"], "undecidable"),
        (["03.04.2026", "12/25/2026"], "undecidable"),
        (["46203", "46203.5"], "excel_serial"),
        (["46203", "2026-06-30"], "excel_serial"),
        (["12345"], "plain"),
        (["1782777600"], "epoch_s"),
        (["1782777600000"], "epoch_ms"),
        (["46203", "1782777600000"], "undecidable"),
        (["25/12/26"], "undecidable"),
        (["12/25/2026", "1/2/26"], "undecidable"),
    ],
)
def test_the_form_of_a_column(form, cells, found):
    assert form(*cells) == found


@pytest.mark.parametrize("order", ["day_first", "month_first"])
def test_a_declared_order_decides(form, order):
    for text in ("03/04/2026", "6/10/2026", "6/1/2026", "06/1/2026, 3:04 PM"):
        assert form(text, date_order=order) == order
    assert form("2026-06-30", date_order=order) == "plain"


def test_two_digit_years_need_their_century(form):
    assert form("25/12/26", two_digit_years_from=1970) == "day_first"
    assert form("03/04/26", two_digit_years_from=1970) == "undecidable"
    assert form("03/04/26", two_digit_years_from=1970, date_order="month_first") == "month_first"
    assert form("03/04/26", date_order="month_first") == "undecidable"


@pytest.mark.parametrize("column", ["created_at", "birth_date", "客户_at", "valid_from"])
def test_which_columns_are_dates(column):
    assert is_date_column(column)
    assert not is_date_column(column.replace("_", ""))


def test_a_month_is_a_date():
    assert is_date_column("month")
    assert not is_date_column("recurrence_day_of_month")


DATED = """
source: dated
tables:
  lines:
    files: ["dated*"]
    key: [id]
    columns: {id: [], paid_date: [], closed_at: []}
"""


def test_each_file_has_forms_of_its_own_and_an_undecidable_one_is_said(bench):
    bench.source(DATED, "dated.yml")
    first = bench.land_one("dated_1.csv", "id,paid_date,Created At\n1,25/12/2026,46203\n")
    second = bench.land_one("dated_2.csv", "id,paid_date,closed_at\n1,03/04/2026,1/2/26\n")
    assert bench.rows(
        "select file_name, column_name, date_form from ops.file_columns join ops.files"
        " using (load_id) where date_form is not null order by all"
    ) == [
        ("dated_1.csv", "created_at", "excel_serial"),
        ("dated_1.csv", "paid_date", "day_first"),
        ("dated_2.csv", "closed_at", "undecidable"),
        ("dated_2.csv", "paid_date", "undecidable"),
    ]
    assert "date_order" not in first.message
    assert second.status == "landed"
    assert "dates of paid_date, closed_at can be read in several ways" in second.message
    assert "`date_order:` (or `two_digit_years_from:`)" in second.message
    assert bench.rows("select paid_date, closed_at from raw.dated__lines order by _loaded_at") == [
        ("25/12/2026", None),
        ("03/04/2026", "1/2/26"),
    ]


@pytest.mark.parametrize(
    ("others", "found"),
    [
        (["25/12/2026", "2026-01-02"], "day_first"),
        (["12/25/2026", "46203"], "month_first"),
        (["3.4.2026", "25/12/2026"], "day_first"),
        (["12/25/2026", "25/12/2026"], "undecidable"),
        (["2026-01-02", "2 Jan 2026"], "undecidable"),
    ],
)
def test_a_column_that_shows_no_order_has_that_of_the_others(bench, others, found):
    bench.source(DATED, "dated.yml")
    line = ",".join(["1", "03/04/2026", *others])
    file = bench.land_one("dated.csv", f"id,paid_date,closed_at,sent_at\n{line}\n")
    assert bench.rows("select date_form from ops.file_columns where column_name = 'paid_date'") == [
        (found,)
    ]
    order = found.replace("_", " ")
    told = f"The dates of paid_date are read {order}, as the file's other dates show."
    assert (told in file.message) == (found != "undecidable")
    assert ("stay text" in file.message) == (found == "undecidable")


def test_columns_that_contradict_themselves_or_have_short_years_follow_none(bench):
    bench.source(DATED, "dated.yml")
    rows = ["1,25/12/2026,12/25/2026,3/4/26", "2,24/12/2026,25/12/2026,3/4/26"]
    file = bench.land_one("dated.csv", "\n".join(["id,paid_date,closed_at,sent_at", *rows]))
    assert "The dates of closed_at, sent_at can be read in several ways" in file.message


def test_a_setting_that_was_added_decides_the_same_content_anew(bench):
    bench.source(DATED, "dated.yml")
    text = "id,paid_date\n1,03/04/2026\n"
    bench.land_one("dated.csv", text)
    bench.source(DATED.replace("tables:", "date_order: month_first\ntables:", 1), "dated.yml")
    assert bench.land_one("dated.csv", text).message == ""
    assert bench.rows("select date_form from ops.file_columns where column_name = 'paid_date'") == [
        ("month_first",)
    ]
