"""Which customers buy alike; the clusters are made in `analytics`."""

from analytics.clustering import customer_clusters


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    columns = "customer_id, recency_days, frequency, cast(monetary as double) as monetary"
    customers = dbt.ref("customer_rfm").select(columns).order("customer_id")
    return customer_clusters(customers.to_arrow_table())
