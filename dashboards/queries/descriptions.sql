-- What dbt says of every table and column that is published.
select schema_name || '.' || table_name as about, comment as description
from duckdb_tables()
where not internal
union all
select schema_name || '.' || table_name || '.' || column_name as about, comment as description
from duckdb_columns()
where not internal
order by about
