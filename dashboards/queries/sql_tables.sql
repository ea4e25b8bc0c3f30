-- The published tables, with how many rows each has and what it means.
select
    schema_name || '.' || table_name as published_table,
    estimated_size::bigint as rows,
    comment as meaning
from duckdb_tables()
where not internal
order by
    list_position(['marts', 'core', 'ops'], schema_name) nulls last, schema_name, table_name
