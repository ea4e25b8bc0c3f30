{#
  Which raw rows count now; nothing else in the project decides it.

  Every load is kept in raw. A load that contains a record's key supersedes all rows with that key
  of earlier exports of the same source system, in whatever order they were landed; of exports of
  the same time the one landed last counts. Rows without a key are superseded by the next load of
  the same file (a re-export).

  With a day in `var("as_of")`, what was known at its end counts: the newest export of that day or
  before it. Of a record that no such export has, the first one after it, because that is all we
  know of the time before.

  Args:
    relation: name of a CTE or relation with the raw columns.
    rows_per_key: `one` (the last row of a key within its load wins) or `many` (order lines,
      payments: all rows that the load has of the key count).
    line_id: with `many`, the column that tells a key's rows apart; the last of equal ones wins.
    account: with `many`, an expression: of each of its values, which are exported one by one, all
      rows of the newest load count. Where it is NULL, a load is of all of them.
    is_kept: whether the model is kept from build to build; not where a row depends on rows of
      other keys.
#}
{% macro latest_records(relation, rows_per_key="one", line_id=none, account=none, is_kept=true) %}
    {%- if is_kept -%} {{ keep_from_build_to_build() }} {%- endif %}
    select landed.*
    from {{ rows_to_read(relation) }} as landed
    -- which rows count is sorted out by keys alone: whole rows would have to be sorted with them
    semi join
        (
            select _load_id, _row_number
            from {{ rows_to_read(relation) }}
            where _record_key is not null
            qualify
                {% if rows_per_key == "one" -%} {{ is_counting_row() }}
                {%- elif account -%} {{ is_of_counting_account(account) }}
                {%- else -%}
                    dense_rank() over (
                        partition by _source_system, _record_key order by {{ counting_first() }}
                    )
                    = 1
                    {%- if line_id %}
                        and (
                            {{ line_id }} is null
                            or row_number() over (
                                partition by _source_system, _record_key, _load_id, {{ line_id }}
                                order by _row_number desc
                            )
                            = 1
                        )
                    {%- endif %}
                {%- endif %}
            union all
            select _load_id, _row_number
            from {{ rows_to_read(relation) }}
            where _record_key is null and {{ is_of_counting_load(relation) }}
        ) as counting
        on landed._load_id = counting._load_id
        and landed._row_number = counting._row_number
{% endmacro %}

{#
  The versions of each record that differ from the export before them, with `exported_at` and with
  `is_latest` on the one that `latest_records` gives; for tables with one row per key. A row
  without a key has no history: it is there if it counts. With a day in `var("as_of")`, there are
  none that were exported after it.

  Args:
    relation: name of a CTE or relation with the raw columns.
#}
{% macro record_versions(relation) %}
    {{- keep_from_build_to_build() }}
    select * exclude (content)
    from
        (
            select
                *,
                {{ export_instant() }} as exported_at,
                {{ content_hash() }} as content,
                case
                    when _record_key is null
                    then {{ is_of_counting_load(relation) }}
                    else {{ is_counting_row() }}
                end as is_latest
            from {{ rows_to_read(relation) }}
            -- of several rows of one time, the one that was landed last
            qualify
                _record_key is null
                or row_number() over (
                    partition by _source_system, _record_key, {{ export_time() }}
                    order by _loaded_at desc, _load_id desc, _row_number desc
                )
                = 1
        )
    qualify
        is_latest
        or (
            _record_key is not null
            {%- if has_as_of_day() %} and {{ was_known() }} {%- endif %}
            and content is distinct from lag(content) over (
                partition by _source_system, _record_key order by {{ export_time() }}
            )
        )
{% endmacro %}

{% macro is_counting_row() -%}
    row_number() over (
        partition by _source_system, _record_key order by {{ counting_first() }}, _row_number desc
    )
    = 1
{%- endmacro %}

{#
  Of several accounts, each has a newest load; one that names no account takes the place of all that
  are older, and is replaced by any that is newer.
#}
{% macro is_of_counting_account(account) -%}
    _load_id = first_value(_load_id) over (
        partition by _source_system, _record_key, {{ account }} order by {{ counting_first() }}
    )
    and (
        _load_id = first_value(_load_id) over (
            partition by _source_system, _record_key order by {{ counting_first() }}
        )
        or (
            {{ account }} is not null
            and count(*) filter (where {{ account }} is null) over (
                partition by _source_system, _record_key
                order by {{ counting_first() }}
                range between unbounded preceding and current row
            )
            = 0
        )
    )
{%- endmacro %}

{#
  Whether a row is of the newest load that has anything of its days, where the key's text does not
  tell: an export may write days in another form than the one before it.

  Args:
    unit: columns that the rows which supersede each other have in common, beside the days.
    days: columns with the parsed days; of a row without one nobody knows.
#}
{% macro is_of_newest_load(unit, days) -%}
    (
        {%- for day in days %}{{ day }} is null or {% endfor %}
        _load_id = first_value(_load_id) over (
            partition by _source_system, {{ (unit + days) | join(", ") }}
            order by {{ counting_first() }}
        )
    )
{%- endmacro %}

{# The same of a report of campaigns: one that is called otherwise since keeps its id. #}
{% macro is_of_newest_report(days) -%}
    {%- set unit = [
        "campaign_id",
        "case when campaign_id is null then campaign_name end",
        "case when campaign_id is null then coalesce(account_id, account_name) end",
    ] -%}
    {{ is_of_newest_load(unit, days) }}
{%- endmacro %}

{#
  Whether a row is of the load of its file that counts, though none of the rows of that load may
  lack a key. Asked of all loads, also where only touched rows are read.
#}
{% macro is_of_counting_load(relation) -%}
    _load_id in (
        select _load_id
        from
            (
                select distinct _source_system, _source_file, _load_id, _loaded_at, _exported_at
                from {{ relation }}
                where
                    _source_file
                    in (select _source_file from {{ relation }} where _record_key is null)
            )
        qualify
            row_number() over (
                partition by _source_system, _source_file order by {{ counting_first() }}
            )
            = 1
    )
{%- endmacro %}

{# The order of loads of which the first counts. #}
{% macro counting_first() -%}
    {%- if has_as_of_day() -%}
        {{ was_known() }} desc,
        case when {{ was_known() }} then {{ export_time() }} end desc nulls last,
        {{ export_time() }},
    {%- else -%} {{ export_time() }} desc,
    {%- endif %}
    _loaded_at desc,
    _load_id desc
{%- endmacro %}

{# When a row was exported, as its maker wrote it; where nobody knows, when it was landed. #}
{% macro export_time() -%} coalesce(_exported_at, _loaded_at) {%- endmacro %}

{# The same in UTC: a day without a time of day, as in the name of a file, begins at midnight. #}
{% macro export_instant() -%}
    case
        when _exported_at = cast(cast(_exported_at as date) as timestamp)
        then {{ utc_of("_exported_at", "'" ~ var("time_zone") ~ "'") }}
        else {{ export_time() }}
    end
{%- endmacro %}

{% macro has_as_of_day() -%} {{ return(var("as_of") != "latest") }} {%- endmacro %}

{# Whether a row was exported by the end of the day in `var("as_of")`. #}
{% macro was_known() -%}
    {{ export_instant() }}
    < {{
        utc_of(
            "(timestamp '" ~ var("as_of") ~ " 00:00:00' + interval 1 day)",
            "'" ~ var("time_zone") ~ "'",
        )
    }}
{%- endmacro %}

{# Equal for rows that differ in nothing but where they come from. #}
{% macro content_hash() -%} {{ return(adapter.dispatch("content_hash")()) }} {%- endmacro %}

{% macro default__content_hash() -%}
    hash(
        *columns(
            * exclude (
                _source_system,
                _source_file,
                _row_number,
                _record_key,
                _load_id,
                _loaded_at,
                _exported_at
            )
        )
    )
{%- endmacro %}

{# Where a staging row comes from; every staging model ends with these columns. #}
{% macro record_metadata() -%}
    latest._source_file as source_file,
    latest._row_number as row_number,
    latest._load_id as load_id,
    latest._loaded_at as loaded_at,
    {{ landed_date() }} as landed_date
{%- endmacro %}

{#
  The day on which a row was landed, or the day that its source had then where that is a later one:
  a shop in Shanghai exports orders of a day that has not begun in New York.
#}
{% macro landed_date() -%}
    {%- set landed = business_date("latest._loaded_at") -%}
    case
        when latest.source_time_zone = '{{ var("time_zone") }}'
        then {{ landed }}
        when latest.source_time_zone = 'UTC'
        then greatest({{ landed }}, cast(latest._loaded_at as date))
        else greatest({{ landed }}, {{ date_in("latest._loaded_at", "latest.source_time_zone") }})
    end
{%- endmacro %}

{# The same of a version of a record, with which its staging models end. #}
{% macro version_metadata() -%}
    {{ record_metadata() }}, latest.exported_at, latest.is_latest
{%- endmacro %}
