{# A Zoho person's name: the backup may have only its parts. #}
{% macro full_name() -%}
    coalesce(
        trim(latest.full_name),
        nullif(trim(concat_ws(' ', latest.first_name, latest.last_name)), '')
    )
{%- endmacro %}

{# Whether a name has a family and a given name: two words, or two to four Chinese characters. #}
{% macro is_full_name(name) -%}
    ({{ name }} like '% %' or {{ matches(name, "^\\p{Han}{2,4}$") }})
{%- endmacro %}

{#
  Whether two names of persons may be spellings of one: Jaro-Winkler similarity of at least 0.8,
  which a mistyped letter leaves and another given name does not. Short names have no room for it.
#}
{% macro is_like_name(name, other) -%}
    {{ return(adapter.dispatch("is_like_name")(name, other)) }}
{%- endmacro %}

{% macro default__is_like_name(name, other) -%}
    (length({{ name }}) > 4 and jaro_winkler_similarity({{ name }}, {{ other }}) >= 0.8)
{%- endmacro %}

{# The parts of a person's name in lower case; without blanks, a Chinese family name comes first. #}
{% macro name_parts(name) -%} {{ return(adapter.dispatch("name_parts")(name)) }} {%- endmacro %}

{% macro default__name_parts(name) -%}
    case
        when {{ matches(name, "^\\p{Han}{2,4}$") }}
        then [substr({{ name }}, 2), substr({{ name }}, 1, 1)]
        else
            list_filter(
                string_split(regexp_replace(lower({{ name }}), '[\s,]+', ' ', 'g'), ' '),
                lambda part:part <> ''
            )
    end
{%- endmacro %}
