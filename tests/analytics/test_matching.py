"""Probable matches: how well on a published set, and the same whatever the order."""

import csv
import itertools
import random

import duckdb
import pyarrow as pa
import pytest

pytest.importorskip("splink", reason="Splink is an optional extra")

from analytics import matching
from analytics.identity import email, organisation_name, person_name
from tests.shared_data import shared_data

COLUMNS = (
    "record_id", "customer_type", "person_name", "given_name", "family_name", "birth_date",
    "birth_year", "email", "email_name", "phone", "city", "organisation_name", "tax_id", "domain",
)  # fmt: skip
SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])


def table(rows):
    return pa.Table.from_pylist([{**dict.fromkeys(COLUMNS), **row} for row in rows], SCHEMA)


def person(record_id, name, birth_date=None, address=None, city=None):
    parts = name.lower().split()
    return {
        "record_id": record_id,
        "customer_type": "person",
        "person_name": person_name(name),
        "given_name": parts[0] if parts else None,
        "family_name": parts[-1] if len(parts) > 1 else None,
        "birth_date": birth_date or None,
        "birth_year": birth_date[:4] if birth_date else None,
        "email": (email(address) or address.lower()) if address else None,
        "email_name": address.lower().partition("@")[0] if address else None,
        "city": city.lower() if city else None,
    }


@pytest.fixture(scope="module")
def published():
    path = shared_data("published_cases/splink_fake_1000.csv")
    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    rows = [
        person(
            f"P{record['unique_id']}",
            f"{record['first_name']} {record['surname']}".strip(),
            record["dob"],
            record["email"],
            record["city"],
        )
        for record in records
    ]
    return rows, {f"P{record['unique_id']}": record["cluster"] for record in records}


def proposals(records, at_least=0.5):
    with duckdb.connect() as connection:
        return matching.proposals(connection, records, at_least)


def pairs(found):
    return {
        frozenset((row["record_id"], row["other_record_id"])): row["match_probability"]
        for row in found.to_pylist()
    }


def test_pairs_of_a_published_set(published):
    """Splink's example of 1,000 records of 251 persons, errors in every column: 2,975 pairs."""
    rows, cluster = published
    true = {
        frozenset(pair)
        for pair in itertools.combinations(sorted(cluster), 2)
        if cluster[pair[0]] == cluster[pair[1]]
    }
    found = set(pairs(proposals(table(rows))))
    assert len(true) == 2975
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    print(f"Splink on its example: precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= 0.99
    assert recall >= 0.88


def test_the_order_of_records_changes_nothing(published):
    rows, _ = published
    shuffled = random.Random(7).sample(rows, len(rows))
    assert proposals(table(shuffled)).equals(proposals(table(rows)))


def test_a_pair_is_given_once_with_its_reasons(published):
    rows, _ = published
    found = proposals(table(rows), at_least=0.9).to_pylist()
    assert len({(row["record_id"], row["other_record_id"]) for row in found}) == len(found)
    assert all(row["record_id"] < row["other_record_id"] for row in found)
    assert all(0.9 <= row["match_probability"] <= 1 for row in found)
    words = {tuple(part.rsplit(" ", 1)) for row in found for part in row["compared"].split(", ")}
    assert {column for column, _ in words} == {"name", "birth date", "email", "city"}
    assert {word for _, word in words} == {"equal", "similar", "different", "missing"}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [person("A", "Ann Lee")],
        [person("A", "Ann Lee", address="a@x.example"), person("B", "Bo", address="b@x.example")],
        # alike, but of too few nobody can learn what a difference means
        [person("A", "Ann Lee", address="a@x.example"), person("B", "An", address="a@x.example")],
    ],
)
def test_too_few_records_to_learn_from_propose_nothing(rows):
    found = proposals(table(rows))
    assert found.num_rows == 0
    assert found.column_names == ["record_id", "other_record_id", "match_probability", "compared"]


def test_organisations_are_compared_by_their_own_columns():
    chance = random.Random(3)
    rows = []
    for number in range(60):
        name = "".join(chance.choices("abcdefghijklmnop", k=9)) + " works ltd"
        for copy in range(2):
            misspelt = name.replace("w", "vv", 1) if copy and number % 3 == 0 else name
            rows.append(
                {
                    "record_id": f"{number:02}-{copy}",
                    "customer_type": "organisation",
                    "organisation_name": organisation_name(misspelt),
                    "domain": f"site{number}.example",
                    "city": chance.choice(["bonn", "kiel", "ulm"]) if copy else "bonn",
                }
            )
    found = set(pairs(proposals(table(rows), at_least=0.9)))
    assert found == {frozenset((f"{number:02}-0", f"{number:02}-1")) for number in range(60)}
