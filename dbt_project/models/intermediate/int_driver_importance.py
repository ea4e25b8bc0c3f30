"""What part of satisfaction each driver explains; the regressions are in `analytics`."""

from analytics.driver_importance import importance


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    answers = dbt.ref("int_driver_answers").order("kind, touchpoint, survey_response_id, driver")
    return importance(answers.to_arrow_table())
