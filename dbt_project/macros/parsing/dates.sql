{#
  Dates and times as exports write them.

  Read whatever the source: ISO with a space or T, fraction, offset or Z; yyyy/m/d; yyyymmdd;
  yyyy.m.d; `Oct 7, 2025 6:55 PM`; `7 Oct 2025`; yyyy年m月d日; with or without the day of the week
  (`Sunday, March 1, 2026`, 2026年3月1日 星期日), which is not believed; with or without a comma before the
  time, which may be `6:55 p.m.` or `下午6:55`; months by their German, French, Spanish, Portuguese,
  Italian and Dutch names, Korean and Japanese dates, and digits of full width (`plain_date`). How
  03/04/2026 is read, and whether 45123.5 is a day of Excel or 1767225600000 an epoch, is the
  column's form in its file, which the landing decided (`ops.file_columns`), else the source's
  `date_order`; without either only what can be read in one way. Text that cannot be read becomes
  NULL and is reported by the test `assert_dates_are_readable`. So does a day before 2 January 1900:
  programs write the year 1, or the first day of 1900, where they know of no date.

  A value without a time of day is a date: it has a business date and no instant.
#}
{#
  The rows that count now, with their source's settings and their events read: for each raw
  column of `events` its instant in UTC (`<column>__at`, NULL for a date only) and its date where
  it has no time of day (`<column>__day`). Read here once, because both columns of an event need it,
  and step by step, because DuckDB works out again what a `case` names twice.
#}
{% macro with_settings(relation, events=[]) %}
    select
        timed.*{{ "," if events }}
        {%- for column in events %}
            {%- set text = "timed." ~ column ~ "__text" %}
            {%- set local = "timed." ~ column ~ "__local" %}
            case
                when timed.{{ column }}__has_time and {{ local }} is not null
                then
                    case
                        -- a zone that stands in a column is looked up for every row
                        when timed.source_time_zone = 'UTC'
                        then {{ local }}
                        else {{ utc_of(local, "timed.source_time_zone") }}
                    end
                when
                    {{ matches(text, offset_pattern()) }}
                    and not {{ matches(text, before_first_day()) }}
                then {{ utc_of_offset(text) }}
            end as {{ column }}__at,
            case
                when not timed.{{ column }}__has_time then cast({{ local }} as date)
            end as {{ column }}__day{{ "," if not loop.last }}
        {%- endfor %}
    from
        (
            select
                written.*{{ "," if events }}
                {%- for column in events %}
                    {%- set text = "written." ~ column ~ "__text" %}
                    {%- set form = "written." ~ column ~ "__form" %}
                    {{ has_time_of_day(text, form) }} as {{ column }}__has_time,
                    case
                        when {{ is_plain_timestamp(text) }}
                        then try_cast({{ text }} as timestamp)
                        -- an instant whatever the zone
                        when not {{ matches(text, offset_pattern()) }}
                        then
                            {{ local_timestamp(text, form, "written", "written.source_time_zone") }}
                    end as {{ column }}__local{{ "," if not loop.last }}
                {%- endfor %}
            from
                (
                    select
                        {{ relation }}.*,
                        source_settings.time_zone as source_time_zone,
                        source_settings.currency as source_currency,
                        source_settings.date_order,
                        source_settings.decimal_mark,
                        source_settings.two_digit_years_from,
                        source_settings.value_aliases,
                        date_forms.date_forms,
                        date_forms.decimal_commas{{ "," if events }}
                        {%- for column in events %}
                            {{ plain_date(relation ~ "." ~ column) }} as {{ column }}__text,
                            {{ date_form(column) }} as {{ column }}__form
                            {{- "," if not loop.last }}
                        {%- endfor %}
                    from {{ relation }}
                    left join
                        source_settings
                        on {{ relation }}._source_system = source_settings.source_system
                    left join
                        {{ ref("stg_ops__date_forms") }} as date_forms
                        on {{ relation }}._load_id = date_forms.load_id
                ) as written
        ) as timed
{% endmacro %}

{# How a column of dates is written in the row's file. #}
{% macro date_form(column, forms="date_forms.date_forms", settings="source_settings") -%}
    coalesce({{ forms }} ['{{ column }}'], {{ settings }}.date_order)
{%- endmacro %}

{# The two columns that every event has: `<event>_at` and `<event>_date` (business time zone). #}
{% macro event_columns(column, event) -%}
    latest.{{ column }}__at as {{ event }}_at,
    coalesce(
        {{ business_date("latest." ~ column ~ "__at") }}, latest.{{ column }}__day
    ) as {{ event }}_date
{%- endmacro %}

{# A column that holds dates (a birth date, say): the day in the text, whatever time stands by. #}
{% macro parsed_date(column) -%}
    {%- set text = "latest." ~ column -%}
    {%- set form = date_form(column, "latest.date_forms", "latest") -%}
    {%- set local = local_timestamp("written", form, "latest", "latest.source_time_zone") -%}
    cast(
        case
            when {{ is_plain_timestamp(text) }}
            then try_cast({{ text }} as timestamp)
            else {{ once(plain_date(text), local) }}
        end as date
    )
{%- endmacro %}

{# A month alone (2026-05, 202605, 5/2026, May 2026, 2026年5月) as its first day; other text as it is. #}
{% macro first_of_month(text) -%}
    {%- set year_first = "^(\\d{4}[-/. 年년]+|20\\d\\d)(1[0-2]|0?[1-9])(월|月|月份)?$" -%}
    case
        when {{ matches(text, year_first) }}
        then {{ replaced(text, "^(\\d{4})[-/. 年년]*(\\d\\d?).*$", "\\1-\\2-01") }}
        when {{ matches(text, "^\\d\\d?[-/. ]+\\d{4}$") }}
        then {{ replaced(text, "^(\\d\\d?)[-/. ]+(\\d{4})$", "\\2-\\1-01") }}
        when {{ matches(text, "^\\p{L}{3,}[-., ]+(del? )?\\d{4}$") }}
        then {{ replaced(text, "^(\\p{L}+)[-., ]+(?:del? )?(\\d{4})$", "1 \\1 \\2") }}
        else {{ text }}
    end
{%- endmacro %}

{# The first day that is believed; texts of this form are in the order of what they say. #}
{% macro first_day() -%} {{ return("1900-01-02") }} {%- endmacro %}

{#
  Whether a text is written as most exports write it: what follows reads it the same, with a look for
  every other way.
#}
{% macro is_plain_timestamp(text) -%}
    {{ matches(text, "^\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d)?)?$") }}
    and {{ text }} >= '{{ first_day() }}'
{%- endmacro %}

{# Whether a text, in whatever form, says a day before it. #}
{% macro before_first_day() -%}
    {%- set year = "(0\\d{3}|1[0-8]\\d\\d)" -%}
    {{
        return(
            [
                "^" ~ year ~ "([-/年]|\\d{4}([ ,]|$))",
                "^\\d\\d?[./-]\\d\\d?[./-]" ~ year ~ "([ ,]|$)",
                "[A-Za-z]{3,}[ -](\\d\\d?, )?" ~ year ~ "([ ,]|$)",
                "^1900[-/年]?0?1[-/月]?0?1(日|[ ,T]|$)",
                "^0?1[./-]0?1[./-]1900([ ,]|$)",
            ]
            | join("|")
        )
    }}
{%- endmacro %}

{% macro has_time_of_day(text, form) -%}
    case
        when {{ form }} in ('epoch_s', 'epoch_ms')
        then true
        when {{ form }} = 'excel_serial' and {{ matches(text, "^\\d{5}\\.") }}
        then true
        else {{ matches(text, "\\d:\\d\\d") }}
    end
{%- endmacro %}

{% macro offset_pattern() -%}
    {{ return("(:\\d\\d(\\.\\d+)?) ?(Z|UTC|GMT|[+-]\\d\\d(:?\\d\\d)?)$") }}
{%- endmacro %}

{# The instant of a text with an offset, in UTC: as +08:00, behind seconds, else DuckDB reads none. #}
{% macro utc_of_offset(text) -%}
    {%- set plain = replaced(
        replaced(text, " ?(Z|UTC|GMT)$", "+00:00"),
        " ?([+-]\\d\\d):?(\\d\\d)?$",
        "\\1:\\2",
    ) -%}
    {%- set behind_seconds = replaced(
        replaced(plain, "([+-]\\d\\d:)$", "\\100"),
        "([ T]\\d\\d?:\\d\\d)([+-])",
        "\\1:00\\2",
    ) -%}
    try_cast({{ behind_seconds }} as timestamp with time zone) at time zone 'UTC'
{%- endmacro %}

{# The wall-clock time in the text, at midnight where it has none, whatever its offset. #}
{% macro local_timestamp(text, form, settings="source_settings", zone=none) -%}
    case
        when {{ matches(text, before_first_day()) }}
        then null
        when {{ form }} = 'excel_serial' and {{ matches(text, "^\\d{5}(\\.\\d+)?$") }}
        then {{ excel_timestamp(text) }}
        when {{ form }} in ('epoch_s', 'epoch_ms') and {{ matches(text, "^\\d{10}(\\d{3})?$") }}
        then {{ local_of_epoch(text, zone or settings ~ ".time_zone") }}
        else
            coalesce(
                case
                    when {{ matches(text, "^\\d{4}[-/]") }}
                    then try_cast({{ replaced(text, offset_pattern(), "\\1") }} as timestamp)
                end,
                {{
                    try_timestamp(
                        with_plain_time(year_first(text, form, settings)),
                        timestamp_formats(),
                    )
                }}
            )
    end
{%- endmacro %}

{# Without the day of the week, `Sept` as `Sep`, and without the `at` before a time. #}
{% macro without_weekday(text) -%}
    {%- set weekday = (
        "(?i)^\\s*(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?[., ]+"
        ~ "|[ (（]*(星期|周|礼拜)[一二三四五六日天][ )）]*"
    ) -%}
    {{ replaced(replaced(text, weekday, " "), "(?i)\\b(sep)t\\b|( )at (\\d)", "\\1\\2\\3") }}
{%- endmacro %}

{# A comma as a blank, one behind 日, and `6:55 p.m.`, `下午6:55` and the like as ` 6:55 PM`. #}
{% macro with_plain_time(text) -%}
    {%- set plain = "replace(replace(" ~ without_weekday(text) ~ ", ',', ' '), '日', '日 ')" -%}
    {%- set english = replaced(replaced(plain, "上午|오전|午前", "AM"), "下午|오후|午後", "PM") -%}
    {{
        replaced(
            replaced(english, " *([AP]M) ?(\\d\\d?:\\d\\d(:\\d\\d)?)$", " \\2 \\1"),
            "[ \\p{Z}]*([AaPp])\\.?[ \\p{Z}]?[Mm]\\.?$",
            " \\1M",
        )
    }}
{%- endmacro %}

{# 3/4/2026, with slashes, dots or hyphens, as 2026/4/3 or 2026/3/4; NULL where it may be both. #}
{% macro year_first(text, form, settings) -%}
    {%- set numbers = "^(\\d\\d?)[./-](\\d\\d?)[./-](\\d{2}|\\d{4})([ ,]|$)" -%}
    {%- set over_12 = "(1[3-9]|[23]\\d)" -%}
    {%- set order -%}
        case
            when not {{ matches(text, numbers) }}
            -- DuckDB reads `infinity` and `epoch` as days
            then
                case
                    when
                        {{ matches(text, "\\d") }}
                        and not {{ matches(text, "^(\\d{1,7}|\\d{9,})$") }}
                    then ''
                end
            when
                {{ form }} = 'day_first'
                or {{ matches(text, "^\\d+[.]") }}
                or ({{ form }} is null and {{ matches(text, "^" ~ over_12 ~ "[/-]") }})
            then '\3/\2/\1\4'
            when {{ form }} = 'month_first' or {{ matches(text, "^\\d+[/-]" ~ over_12 ~ "[/-]") }}
            then '\3/\1/\2\4'
        end
    {%- endset -%}
    {{ replaced_by(with_full_year(text, settings), numbers, order) }}
{%- endmacro %}

{# Two digits of a year as four, where the source says which hundred years they mean. #}
{% macro with_full_year(text, settings) -%}
    {%- set before = "^(\\d\\d?[./-]\\d\\d?[./-]|\\d\\d?[ -][A-Za-z]{3,}[ -]|[A-Za-z]{3,} \\d\\d?,? )" -%}
    {%- set short = before ~ "(\\d\\d)([ ,]|$)" -%}
    {%- set from_year = settings ~ ".two_digit_years_from" -%}
    case
        when {{ matches(text, short) }}
        then
            {{ extracted(text, short, 1) }} || cast(
                {{ from_year }}
                + ((cast({{ extracted(text, short, 2) }} as integer) - {{ from_year }}) % 100 + 100)
                % 100 as varchar
            )
            || {{ replaced(text, before ~ "\\d\\d", "") }}
        else {{ text }}
    end
{%- endmacro %}

{# Each date format alone and followed by a time of day; one blank fits several. #}
{% macro timestamp_formats() -%}
    {%- set formats = [] -%}
    {%- for date in [
        "%Y%m%d",
        "%Y/%m/%d",
        "%Y-%m-%d",
        "%Y.%m.%d",
        "%Y年%m月%d日",
        "%b %d %Y",
        "%B %d %Y",
        "%d %b %Y",
        "%d %B %Y",
        "%d-%b-%Y",
    ] -%}
        {%- for time in ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"] -%}
            {%- do formats.append(date ~ time) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(formats) }}
{%- endmacro %}
