"""Warehouses of which only what identity is made of is built, and who is one customer in them."""

from tests.dbt_project.warehouses import ask, build_models
from warehouse.database import connect_build

MODELS = ("customer_identity", "excluded_matches", "customer_forwarding", "dim_customer",
          "customer_contact", "excluded_records", "identity_proposals")  # fmt: skip


def build(home, *tests, tested=True, **variables):
    """Build what identity is made of, with the tests of these models alone."""
    return build_models(home, *MODELS, *tests, tested=tested, **variables)


def customers(home):
    """(system, table, id) of each record -> its customer."""
    return {
        tuple(key): customer_id
        for *key, customer_id in ask(
            home,
            "select source_system, source_table, source_id, customer_id"
            " from core.customer_identity",
        )
    }


def groups(home):
    """Which records are one customer, by source_id."""
    found: dict[str, set[str]] = {}
    for (_, _, source_id), customer_id in customers(home).items():
        found.setdefault(customer_id, set()).add(source_id)
    return {frozenset(group) for group in found.values()}


def decide(home, *decisions):
    with connect_build(home) as connection:
        connection.executemany(
            "insert into ops.customer_decisions values (?, ?, ?, ?, ?, ?, ?, null)",
            [(*one, *other, word) for one, word, other in decisions],
        )
