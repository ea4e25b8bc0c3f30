-- What was written in the touches of the given ids; runs on restricted.duckdb only.
-- The tables are named in full, as the file and its schema have the same name.
select interaction_id as text_id, subject as text
from restricted.interaction_text
where list_contains($text_ids, interaction_id) and subject is not null
union all
select opportunity_id as text_id, opportunity_name as text
from restricted.opportunity_text
where list_contains($text_ids, opportunity_id) and opportunity_name is not null
union all
select ticket_id as text_id, subject as text
from restricted.ticket_text
where list_contains($text_ids, ticket_id) and subject is not null
union all
select response_id as text_id, string_agg(text, ' / ' order by text) as text
from restricted.survey_text
where list_contains($text_ids, response_id) and text is not null
group by response_id
order by text_id
