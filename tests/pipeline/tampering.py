"""What no export can cause, since only a fault of our own would: done to the build by hand."""

from __future__ import annotations

# Of each statement on the file log, the one that undoes it.
FILE_LOG = {
    "update ops.files set rows_landed = rows_landed + 1, rows_read = rows_read + 1"
    " where file_name = 'tickets.csv'": (
        "update ops.files set rows_landed = rows_landed - 1, rows_read = rows_read - 1"
        " where file_name = 'tickets.csv'"
    ),
    "update ops.files set rows_read = rows_read + 1 where file_name = 'employees.csv'": (
        "update ops.files set rows_read = rows_read - 1 where file_name = 'employees.csv'"
    ),
    "update ops.files set rows_rejected = rows_rejected + 1, rows_read = rows_read + 1"
    " where file_name = 'products.json'": (
        "update ops.files set rows_rejected = rows_rejected - 1, rows_read = rows_read - 1"
        " where file_name = 'products.json'"
    ),
}

# Faults of models: what dbt would have built if they had them.
MARTS = (
    "insert into core.fct_lead from core.fct_lead limit 1",
    "delete from marts.sales_funnel_entry where entry_id in"
    " (select entry_id from marts.sales_funnel_entry where lead_id is not null limit 1)",
    "update core.fct_opportunity set category = 'maybe', probability = 40",
    "insert into core.fct_opportunity from core.fct_opportunity limit 1",
    "update core.fct_order set refund = coalesce(refund, 0) + 1",
    "insert into core.fct_order from core.fct_order where not is_cancelled"
    " and customer_id <> 'unknown' and net_amount > 0 limit 1",
    "update marts.attribution set model = 'middle' where model = 'first'",
    "update marts.attribution set month = null, channel_group = null, campaign_id = null,"
    " conversions = null, revenue = null where model = 'last'",
    "update marts.cohort_retention set customers_on = cohort_size + 1, retention_rate = 15.9"
    " where months_since = 0",
    "insert into marts.cohort_retention from marts.cohort_retention limit 1",
    "delete from marts.customer_rfm where customer_id in"
    " (select min(customer_id) from marts.customer_rfm)",
    "update marts.customer_rfm set recency_days = -1, frequency = 0, r_score = 0, f_score = 6,"
    " m_score = 9",
    "insert into marts.customer_rfm from marts.customer_rfm limit 1",
    "insert into marts.customer_rfm by name select as_of_date, recency_days, frequency, monetary"
    " from marts.customer_rfm limit 1",
    "delete from marts.kpi_daily where day = (select max(day) from marts.kpi_daily)",
    "delete from marts.kpi_daily where metric = 'orders' and day = date '2026-05-05'",
    "update marts.kpi_daily set value = -1 where metric = 'orders' and day = date '2026-05-06'",
    "update marts.kpi_daily set value = null, unit = null where day = date '2026-05-07'",
    "update marts.kpi_daily set value = value + 1 where metric = 'net_revenue'",
    "insert into marts.kpi_daily from marts.kpi_daily where metric = 'net_revenue' limit 1",
    "insert into marts.kpi_daily_by_cut from marts.kpi_daily_by_cut where value <> 0 limit 1",
    "insert into marts.kpi_daily_by_cut (day, metric, unit)"
    " values (date '2026-05-07', 'orders', 'x')",
    "update marts.pipeline_movement set closing_count = closing_count + 1",
    "insert into marts.repeat_purchase from marts.repeat_purchase where cohort_month is null"
    " limit 1",
    "update marts.repeat_purchase set repeaters = customers + 1, repeat_rate = 1.5"
    " where cohort_month is not null",
    "update marts.sales_funnel set reached = 100000 where stage = 'qualified'",
    "update marts.sales_funnel set conversion_rate = 2, cumulative_conversion_rate = 2,"
    " median_days = -1",
    "insert into marts.sales_funnel_entry from marts.sales_funnel_entry limit 2",
    "update marts.sales_funnel_entry set outcome = 'maybe'",
    "update marts.sales_opportunity set category = 'maybe'",
    "insert into marts.sales_opportunity from marts.sales_opportunity limit 1",
    "update marts.service_performance set sla_met_rate = 55.6, sla_met = tickets + 1,"
    " tickets = tickets + 10000",
    "update marts.service_performance set sla_met = tickets + 1",
    "update marts.satisfaction_monthly set nps = 33.3, response_rate = 2,"
    " responses = responses + 10000",
    "update marts.win_rate set definition = 'third' where cut_name = 'team'",
    "update marts.win_rate set win_rate = 63.2, won_count = won_count + 10000",
    "update marts.win_rate set base_count = base_count + 1 where cut_name = 'source'",
    "delete from marts.product_performance",
)
