"""Headers are compared in one form, and columns get names that are distinct and harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.headers import column_names, extra_columns, header_key, resolve, snake_case


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Record Id", "record id"),
        ("Record Id", "  Record   Id "),
        ("Record Id", "record_id"),
        ("客户名称（必填）", "客户名称"),
        ("客户名称(必填)", "客户名称"),
        ("唯一性ID（必填）", "唯一性id"),
        ("Name (required)", "Name"),
        ("Name *", "Name"),
        ("ＡＭＯＵＮＴ", "amount"),
        ("\ufeffRecord Id", "Record Id"),
        ("联系电话 ", "联系电话"),
        ("Correo electro\u0301nico", "Correo electr\u00f3nico"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_one_header(one, other):
    assert header_key(one) == header_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Account Name", "Account Name.id"),
        ("Amount", "Amount (USD)"),
        ("客户", "客户名称"),
        ("Owner", "Owner Id"),
    ],
)
def test_different_headers_stay_different(one, other):
    assert header_key(one) != header_key(other)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Lead Owner.id", "lead_owner_id"),
        ("Probability (%)", "probability"),
        ("AccountId", "account_id"),
        ("客户 等级", "客户_等级"),
        ("负责人（必填）", "负责人"),
        ("领取/分配时间", "领取_分配时间"),
        ("_load_id", "load_id"),
        ('a"; drop table ops.files; --', "a_drop_table_ops_files"),
        ("  ", ""),
    ],
)
def test_snake_case(header, name):
    assert snake_case(header) == name


def test_a_repeated_header_gets_a_number_and_a_missing_one_its_position():
    headers = ["Deal - Title", "Deal - Title", "", "deal title", "Id", "", "Deal Title 2"]
    assert column_names(headers) == [
        "deal_title",
        "deal_title__2",
        "column_3",
        "deal_title__3",
        "id",
        "column_6",
        "deal_title_2",
    ]


@given(st.lists(st.text(max_size=12), max_size=12), st.sets(st.text(max_size=5), max_size=5))
def test_names_are_always_distinct_and_never_taken(headers, taken):
    names = column_names(headers, taken)
    assert len(names) == len(headers)
    assert len({name.casefold() for name in names}) == len(names)
    assert not set(names) & taken
    assert all(name and not name.startswith("_") for name in names)


def test_one_header_may_feed_two_columns():
    wanted = {"team": ("office",), "region": ("office",), "lead_id": ("mql",)}
    assert resolve(["Office", "Name"], wanted) == {"team": 0, "region": 0}


def test_the_preferred_spelling_wins_whatever_the_order_in_the_file():
    wanted = {"ordered_at": ("ordered_at", "order_date")}
    assert resolve(["order_date", "ordered_at"], wanted) == {"ordered_at": 1}


def test_of_two_equal_headers_the_first_counts():
    assert resolve(["Title", "Title"], {"title": ("title",)}) == {"title": 0}


def test_extra_columns_avoid_canonical_names():
    headers = ["Price", "Amount", "Title", "Title", "Load Id"]
    found = extra_columns(headers, used=[0, 2], canonical=["amount", "title"])
    assert found == {"amount__2": 1, "title__2": 3, "load_id": 4}
