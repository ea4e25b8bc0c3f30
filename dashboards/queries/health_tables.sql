-- The published tables, with how many rows each has and what it is made from.
select
    tables.schema_name || '.' || tables.table_name as published_table,
    tables.estimated_size::bigint as rows,
    tables.column_count::bigint as columns,
    string_agg(lineage.made_from, ', ' order by lineage.made_from) as made_from
from duckdb_tables() as tables
left join
    ops.lineage as lineage
    on lineage.table_name = tables.schema_name || '.' || tables.table_name
where not tables.internal and tables.schema_name in ('core', 'marts', 'ops')
group by tables.schema_name, tables.table_name, tables.estimated_size, tables.column_count
order by published_table
