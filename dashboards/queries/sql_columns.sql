-- The columns of all published tables, with what each means.
select
    schema_name || '.' || table_name as published_table,
    column_name,
    data_type,
    comment as meaning
from duckdb_columns()
where not internal
order by published_table, column_index
