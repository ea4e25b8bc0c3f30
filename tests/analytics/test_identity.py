"""Groups of any graph in any order, and texts that say the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.identity import (
    comparable,
    contradictions,
    domain,
    email,
    grouped,
    organisation_name,
    person_name,
    phone,
    region,
    tax_id,
)

NODES = st.integers(min_value=1, max_value=30)


@st.composite
def graphs(draw):
    nodes = draw(NODES)
    node = st.integers(0, nodes - 1)
    return nodes, draw(st.lists(st.tuples(node, node), max_size=60))


def firsts(nodes, ties):
    left = np.array([one for one, _ in ties], dtype=np.int64)
    right = np.array([other for _, other in ties], dtype=np.int64)
    return grouped(nodes, left, right).tolist()


def by_flooding(nodes, ties):
    """The same by the plainest means: go round until nothing changes."""
    first = list(range(nodes))
    has_changed = True
    while has_changed:
        has_changed = False
        for one, other in ties:
            low = min(first[one], first[other])
            has_changed |= first[one] != low or first[other] != low
            first[one] = first[other] = low
    return first


@given(graphs())
def test_groups_are_those_of_the_plainest_means(graph):
    nodes, ties = graph
    assert firsts(nodes, ties) == by_flooding(nodes, ties)


@given(graphs(), st.randoms())
def test_no_order_of_ties_or_of_their_ends_changes_a_group(graph, chance):
    nodes, ties = graph
    other = [tie if chance.random() < 0.5 else tie[::-1] for tie in ties]
    chance.shuffle(other)
    assert firsts(nodes, other) == firsts(nodes, ties)


@given(graphs(), st.data())
def test_one_more_tie_keeps_the_older_name(graph, data):
    nodes, ties = graph
    node = st.integers(0, nodes - 1)
    more = [*ties, (data.draw(node), data.draw(node))]
    before, after = firsts(nodes, ties), firsts(nodes, more)
    assert all(new == old or new in before for old, new in zip(before, after, strict=True))
    assert all(new <= old for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("length", [2, 50, 5000])
def test_a_chain_of_any_length_is_one_group(length):
    ties = [(node, node + 1) for node in range(length - 1)]
    assert set(firsts(length, ties[::-1])) == {0}


@given(graphs(), st.data())
def test_what_is_the_same_through_others_contradicts_what_is_different(graph, data):
    nodes, ties = graph
    named = [(str(one), str(other)) for one, other in ties]
    node = st.integers(0, nodes - 1)
    one, other = data.draw(node), data.draw(node)
    first = by_flooding(nodes, ties)
    expected = [(str(one), str(other))] if first[one] == first[other] else []
    assert contradictions(named, [(str(one), str(other))]) == expected


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+86 138 0013 8000", None, "+8613800138000"),
        ("13800138000", "中国", "+8613800138000"),
        ("8613800138000", "China", "+8613800138000"),
        ("８６ 138－0013－8000", "CN", "+8613800138000"),
        ("010-12345678", "China", "+861012345678"),
        ("+44 (0)20 7946 0018", None, "+442079460018"),
        ("+44 020 7946 0018", None, "+442079460018"),
        ("442079460018", "United Kingdom", "+442079460018"),
        ("(201) 555-0123", "USA", "+12015550123"),
        # without its plus it could be a number of the small town of area code 04922, too
        ("492214710255", "Deutschland", "+492214710255"),
        ("0221 4710255", "Germany", "+492214710255"),
        # everybody behind a switchboard has another extension
        ("201-555-0123 ext. 5", "US", "+12015550123x5"),
        # nobody says of which country
        ("13800138000", None, None),
        ("0221 4710255", None, None),
        ("call me", "US", None),
        ("12", "US", None),
        ("", "US", None),
    ],
)
def test_a_phone_number_is_e164_where_its_country_is_known(text, country, number):
    assert phone(text, region(country)) == number


@given(st.text(max_size=40), st.sampled_from([None, "CN", "US", "DE"]))
def test_any_text_has_a_number_that_is_its_own_or_none(text, country):
    number = phone(text, country)
    assert number is None or phone(number, None) == number


@given(st.text(max_size=60))
def test_what_compares_compares_the_same_once_more(text):
    for spelt in (email, domain, person_name, tax_id):
        value = spelt(text)
        assert value is None or spelt(value) == value


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ann@Example.com ", "ann@example.com"),
        ("ＡＮＮ＠example.com", "ann@example.com"),
        # dots and tags may be another person's
        ("a.nn+x@gmail.com", "a.nn+x@gmail.com"),
        ("n/a", None),
        ("ann@example", None),
        ("ann example@x.com", None),
        ("@example.com", None),
    ],
)
def test_an_email_address_differs_in_case_width_and_blanks_only(text, address):
    assert email(text) == address


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme Ltd.", "acme"),
        ("ACME, Inc.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme S.p.A.", "acme"),
        ("示例科技有限公司", "示例科技"),
        ("示例科技股份有限公司", "示例科技"),
        # two cities are two companies
        ("示例科技（上海）有限公司", "示例科技 上海"),
        ("Company", "company"),
        ("有限公司", "有限公司"),
        ("  ", None),
    ],
)
def test_a_legal_form_is_no_part_of_a_name(text, name):
    assert organisation_name(text) == name


def test_other_texts():
    assert person_name("Lee, Ann") == person_name("ann  LEE") == "ann lee"
    assert tax_id("91310000-ma1 ") == "91310000MA1"
    assert tax_id("0000000") is tax_id("n/a") is None
    assert domain("https://www.Acme.example/contact?x=1") == "acme.example"
    assert domain("ann@acme.example") == "acme.example"
    assert domain("none") is None
    assert (
        region("中国") == region("cn") == region("China") == region(None, "Asia/Shanghai") == "CN"
    )
    assert region("USA") == region("Vereinigte Staaten") == "US"
    assert region(None, "UTC") is region("Atlantis") is None


def test_a_number_without_a_country_is_read_in_the_country_of_its_source():
    kinds, texts = ["phone", "phone", "email"], ["13800138000", "0221 4710255", "A@b.cn"]
    assert comparable(kinds, texts, [None, "Germany", None], ["Asia/Shanghai"] * 3) == [
        "+8613800138000",
        "+492214710255",
        "a@b.cn",
    ]


@pytest.mark.parametrize(
    ("compared", "text"),
    [
        (phone, "138****8000"),
        (phone, "138xxxx8000"),
        (phone, "+86 138••••8000"),
        (email, "a***@qq.example"),
        (person_name, "张**"),
        (tax_id, "91310000**********"),
        (tax_id, "UNKNOWN"),
    ],
)
def test_what_is_hidden_or_a_word_is_shared_by_many_and_compares_with_nothing(compared, text):
    assert compared(text) is None


@pytest.mark.parametrize(
    ("text", "country"), [("555-1234", "US"), ("61234567", "CN"), ("123456", "DE")]
)
def test_a_number_without_its_area_code_is_another_one_in_the_next_town(text, country):
    assert phone(text, country) is None
