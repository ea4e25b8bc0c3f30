"""SurveyMonkey: two header rows, questions as headers, answers as rows."""

import datetime as dt
from pathlib import Path

AT = dt.datetime.fromisoformat

# A question of several columns: the second header row tells them apart.
CUPS = "what_did_you_buy_and_why_choose_all_that_apply_cups"


def test_every_row_of_a_file_is_accounted_for(vendors):
    files = {Path(name).name: counts for name, counts in vendors.files("surveymonkey").items()}
    assert files == {
        "Customer satisfaction survey 1.csv": ("responses", 5, 3, 1, 1, "landed"),
        "Customer satisfaction survey 2.csv": ("responses", 2, 1, 0, 1, "landed"),
    }


def test_the_second_header_row_is_dropped_and_a_row_without_an_id_rejected(vendors):
    assert vendors.query(
        "select reason, count(*) from ops.dropped_rows where source_system = 'surveymonkey'"
        " group by 1"
    ) == [("header row", 2)]
    assert vendors.query(
        "select reason from ops.rejected_rows where source_system = 'surveymonkey'"
    ) == [("no value for the required respondent_id",)]


def test_scores_are_numbers_whatever_the_words(vendors):
    assert vendors.query(
        "select source_id, nps_score, csat_score, ces_score, custom_data, collector_source_id"
        " from staging.stg_surveymonkey__responses order by 1"
    ) == [
        ("118000000001", 10, 5, None, "7001", "440000001"),
        ("118000000002", 7, 4, None, "7001", "440000001"),
        ("118000000003", None, None, None, "7001", "440000001"),
    ]


def test_months_come_first_and_afternoons_are_afternoons(vendors):
    assert vendors.query(
        "select started_at, responded_at, responded_date"
        " from staging.stg_surveymonkey__responses where source_id = '118000000001'"
    ) == [
        (
            AT("2026-03-14 14:15:09"),
            AT("2026-03-14 14:18:40"),
            dt.date(2026, 3, 14),
        )
    ]


def test_a_respondent_is_a_hash_of_the_address(vendors):
    assert vendors.query(
        "select source_id, email, customer_name, customer_source_id like 'name:%'"
        " from staging.stg_surveymonkey__responses order by 1"
    ) == [
        ("118000000001", "ada@example.com", "Ada Example", True),
        ("118000000002", "ada@example.com", "Ada Example", True),
        ("118000000003", None, "Example", None),
    ]


def test_each_answer_of_the_last_export_is_a_row(vendors):
    assert vendors.query(
        "select response_source_id[-1:], question, answer, kind, score"
        " from staging.stg_surveymonkey__answers order by 1, 2"
    ) == [
        ("1", "anything_else", "Lovely", None, None),
        ("1", "csat_score", "Very satisfied", "csat", 5),
        ("1", "nps_score", "10 - Extremely likely", "nps", 10),
        ("1", CUPS, "Cups", None, None),
        ("2", "anything_else", "Line one,\nline two", None, None),
        ("2", "csat_score", "Satisfied", "csat", 4),
        ("2", "nps_score", "7", "nps", 7),
        ("2", CUPS, "Cups", None, None),
    ]


def test_a_question_that_no_alias_knows_is_a_column_of_raw(vendors):
    plates = CUPS.replace("_cups", "_plates")
    assert vendors.query(
        f"select respondent_id, {CUPS}, {plates}, anything_else from raw.surveymonkey__responses"
        f" where {CUPS} is not null order by 1, _loaded_at"
    ) == [
        ("118000000001", "Cups", None, "Lovely"),
        ("118000000002", "Cups", "Plates", None),
        ("118000000002", "Cups", None, "Line one,\nline two"),
    ]
