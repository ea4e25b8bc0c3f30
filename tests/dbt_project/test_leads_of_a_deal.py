"""Several leads of one opportunity: each has come as far as it, and it is worth once."""

from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import add_rows, add_source, ask, build_models, new_home

pytestmark = pytest.mark.slow

LEADS = [
    {"lead_id": "A1", "email": "ann@acme.example", "created_at": "2026-01-10",
     "converted_at": "2026-02-01", "converted_opportunity_id": "O1"},
    {"lead_id": "B1", "email": "bo@acme.example", "created_at": "2026-01-05",
     "converted_at": "2026-02-03", "converted_opportunity_id": "O1"},
    {"lead_id": "C1", "email": "cy@dune.example", "created_at": "2026-01-20",
     "converted_at": "2026-02-05", "converted_opportunity_id": "O2"},
    {"lead_id": "D1", "email": "dee@dune.example", "created_at": "2026-01-02",
     "converted_at": "2026-02-06", "converted_opportunity_id": "O2"},
]  # fmt: skip
# which of its leads an opportunity came from, it may say itself
OPPORTUNITIES = [
    {"opportunity_id": "O1", "stage": "Won", "created_at": "2026-02-01",
     "closed_at": "2026-03-01", "amount": "100"},
    {"opportunity_id": "O2", "stage": "Lost", "created_at": "2026-02-05",
     "closed_at": "2026-03-02", "amount": "7", "lead_id": "C1"},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("leads_of_a_deal") / "home")
    add_source(home, "crm")
    add_rows(home, "crm", "leads", LEADS)
    add_rows(home, "crm", "opportunities", OPPORTUNITIES)
    build_models(home, "sales_funnel", "fct_lead")
    return home


def test_an_opportunity_is_of_the_lead_that_it_names_else_of_the_one_that_came_first(home):
    assert ask(
        home,
        "select opportunity.source_id, lead.source_id from core.fct_opportunity as opportunity"
        " inner join core.fct_lead as lead using (lead_id) order by all",
    ) == [("O1", "B1"), ("O2", "C1")]


def test_each_lead_knows_the_opportunity_it_was_converted_to(home):
    assert ask(
        home,
        "select lead.source_id, opportunity.source_id from core.fct_lead as lead"
        " inner join core.fct_opportunity as opportunity"
        " on lead.converted_opportunity_id = opportunity.opportunity_id order by all",
    ) == [("A1", "O1"), ("B1", "O1"), ("C1", "O2"), ("D1", "O2")]


def test_each_lead_has_come_as_far_as_its_opportunity_which_is_worth_once(home):
    assert ask(
        home,
        "select lead.source_id, entry.furthest_stage, entry.outcome, entry.amount"
        " from marts.sales_funnel_entry as entry"
        " inner join core.fct_lead as lead using (lead_id) order by all",
    ) == [
        ("A1", "won", "won", None),
        ("B1", "won", "won", Decimal("100.00")),
        ("C1", "opportunity", "lost", Decimal("7.00")),
        ("D1", "opportunity", "lost", None),
    ]
    assert ask(home, "select count(*) from marts.sales_funnel_entry") == [(4,)]


def test_so_the_cohort_is_closed_when_its_opportunities_are(home):
    assert ask(
        home,
        "select distinct is_closed from marts.sales_funnel where cohort_month = '2026-01-01'",
    ) == [(True,)]
