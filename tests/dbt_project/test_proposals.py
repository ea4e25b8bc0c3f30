"""Splink proposes; what somebody has decided, or a threshold, says what becomes of it."""

import types

import pytest

from pipeline import building
from tests.dbt_project.identities import build, decide, groups
from tests.dbt_project.warehouses import add_rows, add_source, ask, new_home
from warehouse.errors import UsageError
from warehouse.settings import Settings

pytestmark = pytest.mark.slow


PROPOSALS = (
    "select source_id, other_source_id, match_probability, compared"
    " from ops.identity_proposals order by all"
)


@pytest.fixture
def rows():
    """Forty persons, each twice: every third without a value that any rule compares."""
    names = [f"{one} {two}" for one in ("Ann", "Bert", "Cleo", "Dora", "Emil", "Fred", "Gina",
             "Hugo") for two in ("Abel", "Brook", "Cline", "Drake", "Evans")]  # fmt: skip
    rows = []
    for number, name in enumerate(names):
        born = f"19{60 + number % 40}-{number % 12 + 1:02}-{number % 27 + 2:02}"
        one = {"customer_id": f"{number:02}a", "customer_name": name, "customer_type": "person",
               "birth_date": born, "email": f"{name.replace(' ', '.').lower()}@mail.example",
               "city": ["Kiel", "Bonn", "Ulm"][number % 3]}  # fmt: skip
        other = {**one, "customer_id": f"{number:02}b"}
        if number % 3 == 0:
            other |= {"customer_name": name[:-1] + "x", "email": None}
        rows += [one, other]
    return rows


@pytest.fixture
def fresh(tmp_path, rows):
    home = new_home(tmp_path / "home")
    add_source(home, "shop")
    add_rows(home, "shop", "customers", rows)
    return home


def test_nothing_is_proposed_unless_asked_for(fresh):
    build(fresh, tested=False)
    assert ask(fresh, PROPOSALS) == []


def test_what_the_rules_miss_is_proposed_and_nothing_is_merged(fresh):
    build(fresh, identity_proposals=True)
    found = ask(fresh, PROPOSALS)
    missed = {frozenset({f"{number:02}a", f"{number:02}b"}) for number in range(0, 40, 3)}
    assert {frozenset(row[:2]) for row in found} == missed
    assert all("name similar, birth date equal, email missing" in row[3] for row in found)
    apart = groups(fresh)
    assert all(frozenset({one}) in apart for pair in missed for one in pair)


def test_what_is_decided_is_not_asked_again(fresh):
    def record(name):
        return ("shop", "customers", name)

    decide(
        fresh,
        (record("00a"), "different", record("00b")),
        (record("03b"), "same", record("03a")),
    )
    build(fresh, identity_proposals=True)
    proposed = {frozenset(row[:2]) for row in ask(fresh, PROPOSALS)}
    assert proposed == {frozenset({f"{number:02}a", f"{number:02}b"}) for number in range(6, 40, 3)}


def test_a_threshold_merges_and_says_why(fresh):
    decide(fresh, (("shop", "customers", "00a"), "different", ("shop", "customers", "00b")))
    build(fresh, identity_proposals=True, identity_merge_from=0.5)
    assert ask(fresh, PROPOSALS) == []
    found = groups(fresh)
    assert {frozenset({"03a", "03b"}), frozenset({"00a"}), frozenset({"00b"})} <= found
    rules = ask(
        fresh,
        "select match_rule from core.customer_identity where source_id in ('03a', '03b')"
        " order by all",
    )
    assert rules == [("own_record",), ("probability",)]


def test_without_splink_the_setting_says_what_to_install(monkeypatch):
    monkeypatch.setattr(building.importlib.util, "find_spec", lambda name: None)
    run = types.SimpleNamespace(settings=Settings(identity_proposals=True))
    with pytest.raises(UsageError, match=r"needs Splink, .* `\.venv/bin/python -m pip install"):
        building.build(run, landed=[])
