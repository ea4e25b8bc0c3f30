-- The columns of one published table, with what each means.
select column_name, data_type, comment as meaning
from duckdb_columns()
where not internal and schema_name || '.' || table_name = $published_table
order by column_index
