{#
  As many rows as the raw table has records, however often they were landed: no record is lost and
  none counts twice. Fails with the two numbers where they differ. For tables with one row per key.

  Args:
    raw_table: name of the source and of its table.
#}
{% test counts_each_record_once(model, raw_table) %}
    with
        raw_rows as (select * from {{ source(raw_table[0], raw_table[1]) }}),

        -- rows without a key count until their file is exported again; with a day in
        -- `var("as_of")`, the last export of that day or before it, else the first one after it
        loads as (
            select distinct
                _source_system,
                _source_file,
                _load_id,
                _loaded_at,
                {{ export_time() }} as exported_at,
                {{ was_known() if has_as_of_day() else "true" }} as was_known
            from raw_rows
        ),

        superseded as (
            select earlier._load_id
            from loads as earlier
            inner join
                loads as later
                on earlier._source_system = later._source_system
                and earlier._source_file = later._source_file
                and (
                    later.was_known,
                    case when later.was_known then 1 else -1 end * epoch_us(later.exported_at),
                    later._loaded_at,
                    later._load_id
                ) > (
                    earlier.was_known,
                    case when earlier.was_known then 1 else -1 end * epoch_us(earlier.exported_at),
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
