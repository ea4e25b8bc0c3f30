import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components.card import csv_bytes
from dashboards.components.dates import axis_date
from dashboards.components.plain import plain
from dashboards.language import load_language


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "text", ["[x](javascript:alert(1))", "<script>", "**b** _i_ `c`", "$a$", ":red[x]", "![i](u)"]
)
def test_nothing_in_plain_text_is_markdown_any_more(text):
    escaped = plain(text)
    assert escaped.replace("\\", "") == text
    for place, character in enumerate(escaped):
        if character in "[]()<>*_`$:!":
            assert escaped[place - 1] == "\\"


def test_plain_text_stays_on_one_line():
    assert plain("# a\n\n- b\tc") == "\\# a \\- b c"


@given(st.text().filter(lambda text: "\0" not in text))
def test_plain_text_loses_no_word(text):
    escaped = plain(text)
    assert escaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == " ".join(
        text.split()
    )


def test_a_download_opens_in_excel_and_keeps_every_digit():
    content = csv_bytes([{"segment": "沉睡", "share": 1 / 3, "n": None}], ["segment", "share", "n"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [["segment", "share", "n"], ["沉睡", repr(1 / 3), ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_only_text(text):
    assert read(csv_bytes([{"source": text}], ["source"]))[1] == ["'" + text]


def test_negative_numbers_stay_numbers():
    assert read(csv_bytes([{"value": -5.5}], ["value"]))[1] == ["-5.5"]


def test_a_download_holds_the_given_columns_only_in_their_order():
    rows = [{"b": 1, "a": 2, "secret": 3}]
    assert read(csv_bytes(rows, ["a", "b"])) == [["a", "b"], ["2", "1"]]


def test_axis_dates_carry_their_year_on_a_second_line():
    import datetime as dt

    date = dt.date(2026, 1, 5)
    assert axis_date(load_language("en"), date, "month") == "Jan\n2026"
    assert axis_date(load_language("en"), date, "week") == "Jan 5\n2026"
    assert axis_date(load_language("zh"), date, "month") == "1月\n2026年"
    assert axis_date(load_language("zh"), date, "day") == "1/5\n2026年"
