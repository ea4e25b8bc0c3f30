"""The risk of each customer not to buy again soon; the models are in `analytics`."""

from analytics.churn_scores import scores


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    customers = dbt.ref("int_churn_features").order("horizons_ago, customer_id")
    report = dbt.ref("int_churn_report").to_arrow_table()
    return scores(customers.to_arrow_table(), report)
