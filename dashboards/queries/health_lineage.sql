-- Everything that a table is made from, over however many steps, and everything made from it.
with recursive
    above as (
        select made_from as table_name, 1 as steps
        from ops.lineage
        where table_name = $published_table
        union
        select lineage.made_from, above.steps + 1
        from ops.lineage as lineage
        inner join above on lineage.table_name = above.table_name
        where above.steps < 30
    ),
    below as (
        select table_name, 1 as steps
        from ops.lineage
        where made_from = $published_table
        union
        select lineage.table_name, below.steps + 1
        from ops.lineage as lineage
        inner join below on lineage.made_from = below.table_name
        where below.steps < 30
    )
select 'made_from' as direction, table_name as related_table, min(steps)::bigint as steps
from above
group by table_name
union all
select 'used_by' as direction, table_name as related_table, min(steps)::bigint as steps
from below
group by table_name
order by direction, steps, related_table
