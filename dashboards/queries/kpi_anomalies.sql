-- The unusual days of the last so many days of the data, newest first.
select
    kpi_anomaly.day,
    kpi_anomaly.metric,
    kpi_anomaly.verdict,
    kpi_anomaly.unit,
    kpi_anomaly.value::double as value,
    kpi_anomaly.expected::double as expected,
    kpi_anomaly.lower_bound::double as lower_bound,
    kpi_anomaly.upper_bound::double as upper_bound
from marts.kpi_anomaly
where
    kpi_anomaly.is_anomaly
    and kpi_anomaly.day > $as_of_date::date - $days::integer
    and kpi_anomaly.day <= $as_of_date
order by kpi_anomaly.day desc, kpi_anomaly.metric
