-- What customers wrote in the given responses; runs on restricted.duckdb only.
-- The table is named in full, as the file and its schema have the same name.
select response_id, string_agg(text, ' / ' order by survey_text_id) as answer_text
from restricted.survey_text
where list_contains($response_ids, response_id) and text is not null
group by response_id
order by response_id
