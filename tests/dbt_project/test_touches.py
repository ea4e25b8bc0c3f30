"""Interactions, tickets, surveys, campaigns and loyalty: a hand-made warehouse in the plain shape,
and the two vendors whose exports say more than a plain file can."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    build_models,
    new_home,
)

pytestmark = pytest.mark.slow

CUSTOMERS = [
    {"customer_id": "C1", "customer_name": "Ann Lee", "email": "ann@example.com",
     "acquisition_campaign_id": "K1", "created_at": "2026-01-02"},
    {"customer_id": "C2", "customer_name": "Bolt Industries"},
]  # fmt: skip
ORDERS = [{"order_id": "O1", "customer_id": "C1", "ordered_at": "2026-02-01", "gross_amount": "9"}]
LEADS = [
    {"lead_id": "L1", "lead_name": "Cy Moon", "campaign_id": "K1", "created_at": "2026-01-03"},
    {"lead_id": "L2", "lead_name": "Di Sun", "campaign_id": "K1", "created_at": "2026-01-04"},
]
CAMPAIGNS = [{"campaign_id": "K1", "campaign_name": "Spring", "channel": "Trade Show"}]
INTERACTIONS = [
    {"interaction_id": "I1", "customer_id": "C1", "channel": "电话", "direction": "Inbound",
     "occurred_at": "2026-03-01 10:00:00", "duration_minutes": "12.5", "employee_name": "Eve Stone",
     "subject": "Wants a quote", "content": "Ann asked for blue ones"},
    {"interaction_id": "I2", "customer_id": "C2", "channel": "visit", "planned_at": "2026-09-01"},
    {"interaction_id": "I3", "lead_id": "L1", "channel": "Pigeon", "planned_at": "2026-03-02",
     "occurred_at": "2026-03-03", "is_completed": "no"},
    {"interaction_id": "I4", "lead_id": "L1", "channel": "SMS", "occurred_at": "2026-03-04"},
]  # fmt: skip
TICKETS = [
    {"ticket_id": "T1", "customer_id": "C1", "order_id": "O1", "channel": "Mail",
     "kind": "Complaint", "cause": "物流", "priority": "P1", "status": "Solved",
     "opened_at": "2026-03-01 08:00:00", "first_response_at": "2026-03-01 09:00:00",
     "resolved_at": "2026-03-02 08:00:00", "due_at": "2026-03-01 20:00:00", "reopen_count": "1",
     "csat": "2", "subject": "Where is it", "description": "Ann waits"},
    {"ticket_id": "T2", "customer_email": "dora@example.com", "customer_name": None,
     "status": "Offen", "opened_at": "2026-03-05 08:00:00"},
    {"ticket_id": "T3", "customer_id": "C1", "status": "Open", "opened_at": "2026-01-20",
     "resolved_at": "2026-01-21", "product_name": "Widget"},
]  # fmt: skip
RESPONSES = [
    {"response_id": "R1", "kind": "NPS", "customer_id": "C1", "score": "9",
     "responded_at": "2026-03-10 08:00:00", "comment": "Very friendly people"},
    {"response_id": "R2", "kind": "csat", "customer_email": "dora@example.com", "score": "3",
     "ticket_id": "T2", "responded_at": "2026-03-11"},
    {"response_id": "R3", "kind": "ces", "customer_id": "C2", "score": "9", "order_id": "O1",
     "touchpoint": "checkout", "responded_at": "2026-03-12"},
]  # fmt: skip
ANSWERS = [
    {"response_id": "R1", "question": "How was the delivery?", "driver": "delivery", "score": "4",
     "scale_min": "1", "scale_max": "5"},
    {"response_id": "R1", "question": "Anything else?", "answer": "Tell Ann hello"},
]  # fmt: skip
TOUCHES = [
    {"touch_id": "X1", "campaign_id": "K1", "lead_id": "L1", "kind": "Clicked",
     "touched_at": "2026-01-01"},
    {"campaign_id": "K9", "customer_id": "C2", "channel": "Newsletter",
     "touched_at": "2026-01-05 10:00:00", "has_responded": "yes"},
]  # fmt: skip
SPEND = [
    {"campaign_id": "K1", "spend_date": "2026-01-01", "amount": "10.10", "clicks": "3"},
    {"campaign_id": "K1", "spend_date": "2026-01-01", "amount": "0.90", "clicks": "1"},
    {"campaign_id": "K1", "spend_date": "2026-01-02", "amount": "4", "currency": "EUR",
     "exchange_rate": "1.5", "impressions": "1,000"},
    {"campaign_id": "K1", "spend_date": "2026-01-02", "amount": "7", "channel": "Web"},
]  # fmt: skip
LOYALTY = [
    {"event_id": "E1", "customer_id": "C1", "order_id": "O1", "kind": "Earned", "points": "90",
     "balance_after": "90", "occurred_at": "2026-02-01"},
    {"event_id": "E2", "customer_id": "C1", "kind": "兑换", "points": "40", "balance_after": "50",
     "occurred_at": "2026-02-02"},
    {"customer_id": "C1", "kind": "upgrade", "tier_after": "Gold", "occurred_at": "2026-02-03"},
    {"event_id": "E4", "customer_id": "C1", "kind": "referral", "points": "5",
     "referred_customer_id": "C2", "occurred_at": "2026-02-04"},
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("touches") / "home")
    add_source(home, "desk", currency="USD")
    for table, rows in {
        "customers": CUSTOMERS,
        "orders": ORDERS,
        "leads": LEADS,
        "campaigns": CAMPAIGNS,
        "interactions": INTERACTIONS,
        "tickets": TICKETS,
        "survey_responses": RESPONSES,
        "survey_answers": ANSWERS,
        "campaign_touches": TOUCHES,
        "campaign_spend": SPEND,
        "loyalty_events": LOYALTY,
    }.items():
        add_rows(home, "desk", table, rows)
    return home, build(home)


@pytest.fixture(scope="module")
def home(built):
    return built[0]


def customers(home):
    """The vendor's id of a customer by its key in core."""
    return dict(ask(home, "select customer_id, source_id from core.dim_customer"))


def test_words_and_scores_that_mean_nothing_are_reported(built):
    home, statuses = built
    warned = {name for name, status in statuses.items() if status == "warn"}
    assert {"assert_words_are_mapped", "assert_scores_are_on_their_scale"} <= warned
    words = ask(home, "select channel_name from core.dim_channel where not is_mapped order by 1")
    assert words == [("Pigeon",), ("unknown",)]


def test_a_plan_is_no_touch(home):
    names = customers(home)
    found = {
        key: (names[customer], channel, direction, planned, completed, str(at), str(day))
        for key, customer, channel, direction, planned, completed, at, day in ask(
            home,
            "select source_id, customer_id, channel, direction, is_planned, is_completed,"
            " occurred_at, occurred_date from core.fct_interaction",
        )
    }
    assert found == {
        "I1": ("C1", "call", "inbound", False, True, "2026-03-01 10:00:00", "2026-03-01"),
        "I2": ("C2", "visit", None, True, False, "None", "None"),
        "I3": ("L1", "other", None, True, False, "None", "None"),
        "I4": ("L1", "sms", None, False, True, "None", "2026-03-04"),
    }
    assert ask_one(
        home, "select duration_minutes from core.fct_interaction where source_id = 'I1'"
    ) == Decimal("12.50")


def test_a_ticket_says_the_same_whatever_the_words(home):
    columns = (
        "source_id, channel, kind, cause, priority, status_category, phase,"
        " resolved_date is not null, sla_target_minutes, reopen_count, csat, csat_max"
    )
    assert ask(home, f"select {columns} from core.fct_ticket order by source_id") == [
        ("T1", "email", "complaint", "delivery", "urgent", "solved", "after_sale", True, 720, 1,
         Decimal(2), 5),
        ("T2", "other", "request", None, "normal", "open", "pre_sale", False, None, None, None,
         None),
        ("T3", "other", "request", None, "normal", "open", "pre_sale", False, None, None, None,
         None),
    ]  # fmt: skip


def test_who_is_only_an_address_is_one_customer_and_its_address_stays_restricted(home):
    [(ticket,), (response,)] = ask(
        home,
        "select customer_id from core.fct_ticket where source_id = 'T2' union all"
        " select customer_id from core.fct_survey_response where source_id = 'R2'",
    )
    assert ticket == response != "unknown"
    assert "dora" not in customers(home)[ticket]


def test_a_target_for_a_priority_holds_where_the_export_has_none(home):
    variables = {"ticket_sla_minutes": {"urgent": 5, "normal": 60}}
    build(home, "--select", "int_tickets", "fct_ticket", tested=False, **variables)
    found = ask(home, "select source_id, sla_target_minutes from core.fct_ticket order by 1")
    assert found == [("T1", 720), ("T2", 60), ("T3", 60)]


def test_scores_are_classed_and_the_rating_of_a_ticket_is_a_response(home):
    found = ask(
        home,
        "select source_id, kind, touchpoint, score, scale_min, scale_max, response_class,"
        " responded_date::varchar from core.fct_survey_response order by source_id",
    )
    assert found == [
        ("R1", "nps", "relationship", 9, 0, 10, "promoter", "2026-03-10"),
        ("R2", "csat", "ticket", 3, 1, 5, "neutral", "2026-03-11"),
        ("R3", "ces", "checkout", 9, 1, 7, None, "2026-03-12"),
        ("T1", "csat", "ticket", 2, 1, 5, "dissatisfied", "2026-03-02"),
    ]


def test_an_answer_belongs_to_its_response_and_its_text_is_restricted(home):
    answers = ask(
        home,
        "select answers.driver, answers.score, answers.is_text, responses.source_id"
        " from core.fct_survey_answer as answers"
        " inner join core.fct_survey_response as responses using (response_id)"
        " order by answers.driver",
    )
    assert answers == [
        ("Anything else?", None, True, "R1"),
        ("delivery", Decimal(4), False, "R1"),
    ]
    texts = ask(home, "select text from restricted.survey_text order by 1")
    assert texts == [("Tell Ann hello",), ("Very friendly people",)]


def test_no_text_is_in_core(home):
    columns = ask(
        home,
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'core' and data_type = 'VARCHAR'",
    )
    counted = " union all ".join(
        f"select '{table}', '{column}', count(*) from core.{table} where {column} in ("
        "'Wants a quote', 'Ann asked for blue ones', 'Where is it', 'Ann waits', 'Tell Ann hello',"
        f" 'Very friendly people') or position('@' in lower({column})) > 0"
        for table, column in columns
    )
    found = ask(home, counted)
    assert len(found) == len(columns) > 50
    assert [row for row in found if row[2]] == []


def test_a_lead_or_customer_that_a_campaign_brought_is_touched_once(home):
    names = customers(home)
    found = {
        key: (names[customer], kind, campaign, channel, responded)
        for key, customer, kind, campaign, channel, responded in ask(
            home,
            "select touches.source_id, customer_id, touch_kind, campaign_name, channel_name,"
            " has_responded from core.fct_campaign_touch as touches"
            " inner join core.dim_campaign using (campaign_id)"
            " inner join core.dim_channel on touches.channel_id = dim_channel.channel_id",
        )
    }
    [row_key] = [key for key in found if key.startswith("row:")]
    assert found == {
        "X1": ("L1", "clicked", "Spring", "Trade Show", False),
        row_key: ("C2", "other", "K9", "Newsletter", True),
        "lead:L2": ("L2", "lead_created", "Spring", "Trade Show", False),
        "customers:C1": ("C1", "customer_created", "Spring", "Trade Show", False),
    }


def test_spend_is_added_up_per_campaign_channel_day_and_currency(home):
    found = ask(
        home,
        "select spend_date::varchar, channel_group, currency, source_amount, amount, clicks,"
        " impressions from core.fct_campaign_spend as spend"
        " inner join core.dim_channel on spend.channel_id = dim_channel.channel_id order by all",
    )
    assert found == [
        ("2026-01-01", "event", "USD", Decimal("11.00"), Decimal("11.00"), 4, None),
        ("2026-01-02", "direct", "USD", Decimal("7.00"), Decimal("7.00"), None, None),
        ("2026-01-02", "event", "EUR", Decimal("4.00"), Decimal("6.00"), None, 1000),
    ]
    # two raw rows of one day lead to one row
    assert ask_one(home, "select count(*) from core.source_records where core_table ="
                         " 'fct_campaign_spend'") == 4  # fmt: skip


def test_points_have_the_sign_of_their_kind(home):
    found = ask(
        home,
        "select kind, points, balance_after, tier_after, order_id is not null,"
        " referred_customer_id is not null from core.fct_loyalty_event order by occurred_date",
    )
    assert found == [
        ("earned", 90, 90, None, True, False),
        ("redeemed", -40, 50, None, False, False),
        ("tier_change", None, None, "Gold", False, False),
        ("referral", 5, None, None, False, True),
    ]


def test_the_newest_thing_that_happened_decides_as_of(home):
    assert ask_one(home, "select as_of_date::varchar from core.as_of") == "2026-03-12"


def test_a_newer_export_of_a_response_replaces_its_answers(home, tmp_path):
    other = new_home(tmp_path / "home")
    add_source(other, "desk")
    add_rows(other, "desk", "survey_answers", ANSWERS)
    later = dt.datetime.fromisoformat("2026-06-02T04:00:00")
    newer = [{"response_id": "R1", "question": "Anything else?", "score": "1"}]
    add_rows(other, "desk", "survey_answers", newer, loaded_at=later)
    build_models(other, "fct_survey_answer", tested=False)
    assert ask(other, "select question, score from core.fct_survey_answer") == [
        ("Anything else?", 1)
    ]


def test_what_salesforce_says_of_tickets_members_and_deletions(tmp_path):
    home = new_home(tmp_path / "home")
    add_source(home, "desk")
    add_rows(home, "salesforce", "cases", [
        {"case_id": "500A", "account_id": "001A", "status": "Closed", "is_closed": "true",
         "created_at": "2026-01-01 08:00:00", "closed_at": "2026-01-04 08:00:00"},
        {"case_id": "500B", "account_id": "001A", "is_deleted": "true"},
    ], staging="salesforce")  # fmt: skip
    add_rows(home, "salesforce", "case_history", [
        {"case_history_id": "1", "case_id": "500A", "field": "Status", "old_value": "New",
         "new_value": "Closed", "created_at": "2026-01-02 08:00:00"},
        {"case_history_id": "2", "case_id": "500A", "field": "Status", "old_value": "Closed",
         "new_value": "Working", "created_at": "2026-01-03 08:00:00"},
        {"case_history_id": "3", "case_id": "500A", "field": "Status", "old_value": "Working",
         "new_value": "Closed", "created_at": "2026-01-04 08:00:00"},
    ], staging="salesforce")  # fmt: skip
    add_rows(home, "salesforce", "events", [
        {"event_id": "E1", "what_id": "001A", "started_at": "2026-01-05 08:00:00"},
        {"event_id": "E2", "what_id": "001A", "started_at": "2026-12-05 08:00:00"},
        {"event_id": "E3", "what_id": "001A", "started_at": "2026-01-05 08:00:00",
         "is_deleted": "true"},
    ], staging="salesforce")  # fmt: skip
    build_models(home, "fct_ticket", "fct_interaction", "excluded_records", tested=False)
    tickets = ask(
        home,
        "select source_id, reopen_count, resolved_at::varchar, customer_id <> 'unknown'"
        " from core.fct_ticket",
    )
    assert tickets == [("500A", 1, "2026-01-04 08:00:00", True)]
    events = ask(home, "select source_id, is_completed from core.fct_interaction order by 1")
    assert events == [("E1", True), ("E2", False)]
    assert ask(home, "select object, reason, records from core.excluded_records order by 1") == [
        ("interactions", "deleted", 1),
        ("tickets", "deleted", 1),
    ]
