-- What: every score of a survey lies on its scale, and nps is asked on 0 to 10 or 1 to 10.
-- Why: any other score has no class and counts in no rate of satisfaction.
-- A row: the source, kind and scale, and how many such scores there are. Give `scale_min` and
-- `scale_max` in the export where the scale is another one.
{{ config(severity="warn") }}

select
    source_system,
    kind,
    scale_min,
    scale_max,
    count(*) as responses,
    min(score) as lowest,
    max(score) as highest
from {{ ref("fct_survey_response") }}
where score is not null and kind <> 'other' and response_class is null
group by all
