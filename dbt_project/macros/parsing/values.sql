{#
  A number as exports write it: `1,234.50`, `1.234,50`, `12,5`, `$ 99`, `(40)`, `$(40)` and `40-` for
  minus 40, `$ -` for nothing, `15%` for 0.15, `1.5万元`, `15K` and `15 Tsd. €` for 15000, `１２．５` for
  12.5. NULL where the text is no number, or may be two (`1.2m`, `1.2T`).
  Whether the comma of `1,234` is decimal is what the source declares (`decimal_mark`), else what the
  landing found of the column in its file (`ops.file_columns`); where neither says so, only `12,5`
  and `1.234,50` have a decimal one.
  By default it has at most 13 digits before the point, so that sums of several have room.
#}
{% macro parsed_number(text, type="decimal(17, 4)", mark=none) -%}
    {%- set mark = mark or decimal_mark(text) -%}
    {%- set plain = plain_width(text) -%}
    {%- set unit = "upper(" ~ extracted(plain, number_with_unit(), 2) ~ ")" -%}
    {%- set digits = with_decimal_point("written", mark) -%}
    {%- set value -%}
        case
            when {{ matches(plain, "%\\s*$") }}
            then try_cast(try_cast({{ digits }} as decimal(18, 6)) / 100 as {{ type }})
            when {{ matches(plain, number_with_unit()) }}
            then
                try_cast(
                    -- so wide that no product is too large for it
                    cast(try_cast({{ digits }} as decimal(18, 6)) as decimal(27, 6))
                    * cast({{ looked_up(unit, units()) }} as decimal(10, 0)) as {{ type }}
                )
            else try_cast({{ digits }} as {{ type }})
        end
    {%- endset -%}
    {#- amounts and quantities are of one type, however many digits are believed -#}
    cast(
        case
            when {{ text }} is null
            then null
            when
                {{ matches(text, "^[-+]?\\d+(\\.\\d+)?$") }} and {{ mark }} is distinct from 'comma'
            then try_cast({{ text }} as {{ type }})
            else {{ once(bare_number(plain), value) }}
        end as {{ "decimal(18, 4)" if type.endswith(", 4)") else type }}
    )
{%- endmacro %}

{# Digits and signs of full width, as East Asian keyboards write them, in plain ones. #}
{% macro plain_width(text) -%}
    translate({{ text }}, '０１２３４５６７８９．，－＋％（）', '0123456789.,-+%()')
{%- endmacro %}

{# What a number with such a unit behind it is so many times of; in capitals. #}
{% macro units() -%}
    {%- set found = {} -%}
    {%- for times, written in [
        (1000, "K TSD"),
        (10000, "万 萬"),
        (1000000, "M MM MIO MN"),
        (100000000, "亿 億"),
        (1000000000, "B BN MRD"),
    ] -%}
        {%- for unit in written.split() -%} {%- do found.update({unit: times}) -%} {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# A number with a unit: its last digit, the unit, and what stands behind it. #}
{% macro number_with_unit() -%}
    {%- set currency = "元|\\p{Sc}|[A-Z]{3}" -%}
    {%- set written = "[Kk]|TSD|[Tt]sd|M|MM|MIO|[Mm]io|[Mm]n|B|BN|[Bb]n|MRD|[Mm]rd|[万亿萬億]" -%}
    {{ return("(\\d)\\s*(" ~ written ~ ")\\.?(\\s*(?:" ~ currency ~ ")?[\\s)]*)$") }}
{%- endmacro %}

{# The decimal mark of the column of `latest` that a text is made of; NULL where nobody knows. #}
{% macro decimal_mark(text) -%}
    {%- set column = modules.re.findall("latest[.]([a-z0-9_]+)", text)[-1] -%}
    {{ mark_of_column("latest.decimal_mark", "latest.decimal_commas", "'" ~ column ~ "'") }}
{%- endmacro %}

{# What the source declares wins over what the column shows in its file. #}
{% macro mark_of_column(declared, commas, column) -%}
    coalesce({{ declared }}, case when list_contains({{ commas }}, {{ column }}) then 'comma' end)
{%- endmacro %}

{#
  Digits, sign, decimal mark and exponent only: without blanks, signs, letters and words of
  currencies (US$, Rs., kr, 元), units, and the Swiss mark of thousands. The T of `5T€` is none of them.
#}
{% macro bare_number(text) -%}
    {%- set marks = (
        "[\\s\\p{Z}%\\x27’元]|(NT|[A-Z]{0,2}[A-SU-Z])?\\p{Sc}|^[A-Z]{3}|[A-Z]{3}$"
        ~ "|^(Rs|kr)\\.?|^zł|(kr\\.?|zł)$"
    ) -%}
    {%- set nothing = "^\\s*(\\p{Sc}\\s*-|-\\s*\\p{Sc})\\s*$" -%}
    {%- set counted = replaced(replaced(text, nothing, "0"), number_with_unit(), "\\1\\3") -%}
    {%- set signed = with_plain_sign("replace(" ~ counted ~ ", '−', '-')") -%}
    {{ with_plain_sign(replaced(signed, marks, "")) }}
{%- endmacro %}

{# A bare number without marks of thousands and with a point as its decimal mark. #}
{% macro with_decimal_point(bare, mark) -%}
    case
        when
            {{ mark }} = 'comma'
            or (
                {{ mark }} is null
                and {{ matches(bare, "^[-+]?(\\d{1,3}(\\.\\d{3})+,\\d+|\\d+,\\d{1,2})$") }}
            )
        then replace(replace({{ bare }}, '.', ''), ',', '.')
        else replace({{ bare }}, ',', '')
    end
{%- endmacro %}

{# Less than nothing with its sign in front: in brackets, or with it behind, elsewhere. #}
{% macro with_plain_sign(text) -%}
    {{ replaced(text, "^\\s*\\((.*)\\)\\s*$|^([^-]*\\d)\\s*-\\s*$", "-\\1\\2") }}
{%- endmacro %}

{# An exchange rate; one of nothing or less is none. #}
{% macro parsed_rate(text) -%}
    nullif(greatest({{ parsed_number(text, "decimal(18, 11)") }}, 0.0), 0)
{%- endmacro %}

{# The same of a vendor that quotes units of the record's currency for one of the home currency. #}
{% macro inverted_rate(text) -%}
    nullif(try_cast(1 / {{ parsed_rate(text) }} as decimal(18, 11)), 0)
{%- endmacro %}

{# A quantity: one of more than 10 digits before the point is a barcode or a date. #}
{% macro parsed_quantity(text) -%} {{ parsed_number(text, "decimal(14, 4)") }} {%- endmacro %}

{# Yes and no, also as spreadsheets of other languages write them when they save a file again. #}
{% macro parsed_boolean(text) -%}
    {%- set yes = "true t 1 yes y on 是 真 手机订单 wahr ja vrai oui verdadero sí si".split() -%}
    {%- set no = "false f 0 no n off 否 假 falsch nein faux non falso".split() -%}
    case
        when lower(trim({{ text }})) in ('{{ yes | join("', '") }}')
        then true
        when lower(trim({{ text }})) in ('{{ no | join("', '") }}')
        then false
    end
{%- endmacro %}

{# Of a column that says no to something, whether it is allowed. #}
{% macro is_not(column) -%} not {{ parsed_boolean(value_alias(column)) }} {%- endmacro %}

{#
  A probability as a fraction: 0.4, 40 and "40%" are all 0.4. Where the vendor's column is in
  percent (`is_percent`), 1 is 0.01; elsewhere a bare 1 is certainty. Outside 0 to 1: NULL.
#}
{% macro probability(text, is_percent=false) -%}
    {%- set text = plain_width(text) -%}
    {%- set number = parsed_number("replace(" ~ text ~ ", '%', '')", "decimal(18, 6)") -%}
    {%- set fraction -%}
    case
        when {{ text }} like '%\%%' escape '\' or {{ number }} > 1
            {%- if is_percent %} or {{ number }} = 1 {%- endif %}
        then {{ number }} / 100
        else {{ number }}
    end
    {%- endset -%}
    case when {{ fraction }} between 0 and 1 then cast({{ fraction }} as decimal(9, 6)) end
{%- endmacro %}

{# A value under the spelling that its source maps it to, if it maps any, trimmed. #}
{% macro value_alias(column) -%}
    {{ return(adapter.dispatch("value_alias")(column)) }}
{%- endmacro %}

{% macro default__value_alias(column) -%}
    case
        when latest.value_aliases is null
        then trim(latest.{{ column }})
        else
            coalesce(
                latest.value_aliases['{{ column }}' || chr(31) || trim(latest.{{ column }})],
                trim(latest.{{ column }})
            )
    end
{%- endmacro %}
