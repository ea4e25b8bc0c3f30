-- What moves the score of one survey, and how well it is done, the most important first.
select
    driver,
    importance_share,
    importance,
    performance,
    mean_score,
    correlation,
    responses,
    model_responses,
    r_squared,
    note
from marts.satisfaction_driver
where kind = $kind and touchpoint = $touchpoint
order by importance desc nulls last, driver
