-- What the suites on raw ask of files, night by night: there while raw is checked, as what macros.sql
-- makes. Names in braces are thresholds.

-- A full date in a file's name, as 20260630; NULL where there is none.
create or replace temp macro file_day(name) as (
    nullif(
        regexp_replace(
            regexp_extract(name, '(19|20)\d\d[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])'),
            '[-_.]',
            '',
            'g'
        ),
        ''
    )
);

-- A file of a year or a month begins small and grows until the period is over.
create or replace temp macro is_of_a_period(name) as (
    file_day(name) is null
    and regexp_matches(
        name, '(^|[^0-9])(19|20)\d\d([-_.]?(0[1-9]|1[0-2]|[Qq][1-4]))?([^0-9]|$)'
    )
);

-- Files with the same one are comparable: the name but for its digits, or the name of a period.
create or replace temp macro file_kind(name) as (
    case when is_of_a_period(name) then name else regexp_replace(name, '\d+', '0', 'g') end
);

-- Whether a text has letters of another script than Latin.
create or replace temp macro is_not_latin(text) as (
    regexp_matches(
        text,
        '\p{Han}|\p{Hiragana}|\p{Katakana}|\p{Hangul}|\p{Cyrillic}|\p{Greek}|\p{Arabic}|\p{Hebrew}|\p{Thai}|\p{Devanagari}'
    )
);

-- The landed files, of each kind newest first, as `age` 1, 2, 3 … The kind is that by which landing
-- finds the file before, see ops.file_columns.
create or replace temp table files_by_age as
select
    load_id,
    run_id,
    source_system,
    table_name,
    file_name,
    concat_ws(
        '/', source_system, table_name, regexp_replace(file_name, '\d+', '0', 'g')
    ) as kind,
    -- parts of one export: of the same run and day, and not of two periods
    concat_ws(
        '/',
        run_id,
        source_system,
        table_name,
        coalesce(file_day(file_name), if(is_of_a_period(file_name), file_name, ''))
    ) as delivery,
    rows_read,
    rows_dropped,
    rows_rejected,
    row_number() over (partition by kind order by started_at desc, load_id desc) as age
from ops.files
where status = 'landed';

-- What a run landed of a kind and day, parts together, with the median of those before.
create or replace temp table deliveries as
with
    delivered as (
        select
            source_system,
            table_name,
            file_kind(file_name) as kind,
            run_id,
            file_day(file_name) as day,
            max(file_name) as file_name,
            sum(rows_landed + coalesce(rows_quarantined, 0)) as row_count,
            max(started_at) as landed_at,
            bool_or(status = 'landed') as has_landed
        from ops.files
        where status in ('landed', 'empty')
        group by all
    )

select
    *,
    median(row_count) over earlier as usual,
    count(*) over earlier as loads_before,
    lead(run_id) over (
        partition by source_system, table_name, kind order by landed_at, day
    ) is null as is_newest
from delivered
window earlier as (
    partition by source_system, table_name, kind
    order by landed_at, day
    rows between {volume_loads} preceding and 1 preceding
);
