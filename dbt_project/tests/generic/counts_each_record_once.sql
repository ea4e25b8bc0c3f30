{#
  As many rows as the raw table has records, however often they were landed: no record is lost and
  none counts twice. Fails with the two numbers where they differ. For tables with one row per key.

  Args:
    raw_table: name of the source and of its table.
#}
{% test counts_each_record_once(model, raw_table) %}
    with
        raw_rows as (select * from {{ source(raw_table[0], raw_table[1]) }}),

        -- rows without a key count until their file is landed again
        superseded as (
            select earlier._load_id
            from
                (
                    select distinct _source_system, _source_file, _exported_at, _loaded_at, _load_id
                    from raw_rows
                ) as earlier
            inner join
                (
                    select distinct _source_system, _source_file, _exported_at, _loaded_at, _load_id
                    from raw_rows
                ) as later
                on earlier._source_system = later._source_system
                and earlier._source_file = later._source_file
                and (
                    coalesce(later._exported_at, timestamp '-infinity'),
                    later._loaded_at,
                    later._load_id
                ) > (
                    coalesce(earlier._exported_at, timestamp '-infinity'),
                    earlier._loaded_at,
                    earlier._load_id
                )
        ),

        counts as (
            select
                (
                    select count(distinct(_source_system, _record_key))
                    from raw_rows
                    where _record_key is not null
                ) + (
                    select count(*)
                    from raw_rows
                    where _record_key is null and _load_id not in (select _load_id from superseded)
                ) as expected,
                (select count(*) from {{ model }}) as found
        )

    select expected, found
    from counts
    where expected is distinct from found
{% endtest %}
