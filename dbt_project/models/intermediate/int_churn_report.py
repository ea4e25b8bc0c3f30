"""How well the models foretold what has come since; they are in `analytics`."""

from analytics.churn_scores import back_test


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    customers = dbt.ref("int_churn_features").order("horizons_ago, customer_id")
    return back_test(customers.to_arrow_table())
