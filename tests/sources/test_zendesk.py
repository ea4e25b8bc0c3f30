"""Zendesk: `-` for no value, minutes, words of satisfaction, a ticket in two exports."""

import datetime as dt
from pathlib import Path

AT = dt.datetime.fromisoformat


def test_every_row_of_a_file_is_accounted_for(vendors):
    files = {Path(name).name: counts for name, counts in vendors.files("zendesk").items()}
    assert files == {
        "zendesk_tickets_2026-03-02.csv": ("tickets", 4, 3, 1, 0, "landed"),
        "zendesk_tickets_2026-03-09.csv": ("tickets", 1, 1, 0, 0, "landed"),
    }


def test_a_ticket_without_an_id_is_rejected(vendors):
    assert vendors.query(
        "select reason from ops.rejected_rows where source_system = 'zendesk'"
    ) == [("no value for the required ticket_id",)]


def test_the_later_export_of_a_ticket_counts_and_the_earlier_one_stays_in_raw(vendors):
    assert vendors.query(
        "select ticket_id, status from raw.zendesk__tickets order by ticket_id, _loaded_at"
    ) == [("101", "Solved"), ("102", "Open"), ("102", "Closed"), ("103", "Deleted")]
    assert vendors.query(
        "select source_id, status, csat, is_satisfied, is_deleted"
        " from staging.stg_zendesk__tickets order by 1"
    ) == [
        ("101", "Solved", "good", True, False),
        ("102", "Closed", "Bad with comment", False, False),
        ("103", "Deleted", None, None, True),
    ]


def test_a_reply_is_given_minutes_after_the_ticket_was_opened(vendors):
    assert vendors.query(
        "select opened_at, opened_date, first_response_at, resolved_at, closed_at,"
        " first_reply_minutes, reopen_count, reply_count"
        " from staging.stg_zendesk__tickets where source_id = '101'"
    ) == [
        (
            *(AT("2026-03-01 23:30"), dt.date(2026, 3, 1)),
            *(AT("2026-03-02 23:35"), AT("2026-03-03 09:15")),
            *(None, 1445, 1, 2),
        )
    ]


def test_a_dash_is_no_value_only_where_it_is_the_whole_cell(vendors):
    assert vendors.query(
        "select source_id, first_response_at, cause, customer_external_id, priority"
        " from staging.stg_zendesk__tickets where source_id <> '101' order by 1"
    ) == [("102", None, None, None, "High"), ("103", None, None, None, "High")]


def test_text_and_fields_of_the_account(vendors):
    assert vendors.query(
        "select subject, tags, kind, cause, channel, customer_source_id, email, team,"
        " employee_name, employee_source_id like 'name:%', account_name"
        " from staging.stg_zendesk__tickets where source_id = '101'"
    ) == [
        (
            *("Where is it?\nOrder #1001", "cup, late", "Problem", "delivery", "Mail", "9001"),
            *("ada@example.com", "Service", "Sam Support", True, "Example Pottery"),
        )
    ]
    # a field that no alias knows lands under its own name
    assert vendors.query("select distinct product_list from raw.zendesk__tickets") == [(None,)]
