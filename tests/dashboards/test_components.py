import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components.dates import axis_date
from dashboards.components.plain import plain
from dashboards.language import load_language


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


def test_axis_dates_carry_their_year_on_a_second_line():
    import datetime as dt

    date = dt.date(2026, 1, 5)
    assert axis_date(load_language("en"), date, "month") == "Jan\n2026"
    assert axis_date(load_language("en"), date, "week") == "Jan 5\n2026"
    assert axis_date(load_language("zh"), date, "month") == "1月\n2026年"
    assert axis_date(load_language("zh"), date, "day") == "1/5\n2026年"
