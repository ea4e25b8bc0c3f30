"""So many queries at a time, and words for every way in which one ends."""

import typing

import pytest

from dashboards.language import LANGUAGES, load_language
from dashboards.saved import Reason as StoreReason
from dashboards.sql import running
from dashboards.sql.running import ending_word, sentence, start_query
from warehouse.isolation import Ending, Limits, Outcome
from warehouse.statements import Reason

LIMITS = Limits(30, 100)
ENDLESS = "with recursive a as (select 1 as x union all select x + 1 from a) select max(x) from a"


@pytest.fixture
def folder(home):
    return home.published / next(home.published.iterdir()).name


def test_a_query_runs(folder):
    started = start_query(folder, "select count(*) as customers from marts.customer_rfm", LIMITS)
    outcome = started.wait(60)
    assert outcome.rows.to_pylist() == [{"customers": 300}]


def test_who_comes_too_late_is_asked_to_wait(folder, monkeypatch):
    monkeypatch.setattr(running, "MOST_AT_ONCE", 2)
    first, second = (start_query(folder, ENDLESS, LIMITS) for _ in range(2))
    try:
        assert start_query(folder, "select 1", LIMITS) is None
        first.cancel()
        assert first.wait(60).ending == "cancelled"
        third = start_query(folder, "select 1 as x", LIMITS)
        assert third.wait(60).rows.to_pylist() == [{"x": 1}]
    finally:
        for one in (first, second):
            one.cancel()
            one.wait(60)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_ending_has_its_sentence(code):
    text = load_language(code)
    for reason in typing.get_args(Reason):
        said = sentence(text, Outcome("refused", 0.1, reason=reason, message="thing"), LIMITS)
        assert "{" not in said
        assert said.endswith((".", "。"))
    for ending in set(typing.get_args(Ending)) - {"rows", "refused"}:
        said = sentence(text, Outcome(ending, 0.1), LIMITS)
        assert "{" not in said
        assert said.endswith((".", "。", ":", "："))
    for ending in typing.get_args(Ending):
        assert ending_word(text, ending) == text(f"sql.ending_{ending}")
    assert ending_word(text, "of another version") == "of another version"
    for reason in typing.get_args(StoreReason):
        assert text(f"sql.store_{reason}")


def test_the_sentences_name_the_limit_and_the_thing():
    text = load_language("en")
    assert "30 seconds" in sentence(text, Outcome("timeout", 30.1), LIMITS)
    refused = Outcome("refused", 0.1, reason="hidden", message="read_csv")
    assert sentence(text, refused, LIMITS).startswith("read_csv ")
