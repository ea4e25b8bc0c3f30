-- The words of DuckDB's SQL: keywords that mean something by themselves, and functions.
select 'key' as kind, keyword_name as word
from duckdb_keywords()
where keyword_category != 'unreserved' or keyword_name in (
    'asof', 'by', 'exclude', 'filter', 'first', 'last', 'nulls', 'over', 'partition', 'range',
    'recursive', 'replace', 'rows', 'within', 'year', 'month', 'week', 'day', 'hour', 'quarter'
)
union
select 'function' as kind, function_name as word
from duckdb_functions()
where
    function_type in ('scalar', 'aggregate', 'macro')
    and regexp_full_match(function_name, '[a-z][a-z0-9_]*')
    and function_name not like 'pg\_%' escape '\'
    and not starts_with(function_name, 'internal_')
    and not starts_with(function_name, 'st_')
    and function_name not in ('current_setting', 'write_log')
order by kind, word
