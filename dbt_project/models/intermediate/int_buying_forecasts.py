"""What a history of buying lets expect; the model that says so is in `analytics`."""

from analytics.customer_value import buying_forecasts


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    history = "repeats, last_days, age_days"
    groups = dbt.ref("int_buying_histories").aggregate(
        f"{history}, count(*) as customers, any_value(monthly_discount) as monthly_discount",
        history,
    )
    return buying_forecasts(groups.order(history).to_arrow_table())
