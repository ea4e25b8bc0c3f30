"""What the next months will bring, and what it would have been before; it is in `analytics`."""

from analytics.sales_forecasts import forecasts


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    return forecasts(dbt.ref("int_sales_months").order("metric, month").to_arrow_table())
