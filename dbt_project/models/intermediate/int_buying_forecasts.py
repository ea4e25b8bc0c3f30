"""What a history of buying lets expect; the model that says so is in `analytics`."""

from analytics.customer_value import buying_forecasts


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    history, every = "repeats, last_days, age_days", "any_value({0}) as {0}"
    groups = dbt.ref("int_buying_histories").aggregate(
        f"{history}, count(*) as customers, {every.format('as_of_date')}, "
        f"{every.format('monthly_discount')}",
        history,
    )
    again = dbt.ref("int_customer_order_days").filter("order_day_number > 1")
    orders = again.aggregate("order_date, count(*) as orders", "order_date")
    return buying_forecasts(groups.order(history).to_arrow_table(), orders.to_arrow_table())
