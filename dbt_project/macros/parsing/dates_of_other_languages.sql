{#
  A date whose words are those of another language, or whose digits are of full width, as English
  software writes it: `5. März 2026`, `5 de marzo de 2026 a las 15:05`, `jeudi 5 mars 2026 15h05`,
  `2026. 3. 5. 오후 3:05` and `2026年3月5日 15時05分`; other text as it is, trimmed.
#}
{% macro plain_date(text) -%}
    {%- set steps = [
        (
            "[월화수목금토일月火水木金土日](요일|曜日?)|[(（][월화수목금토일月火水木金土日][)）]",
            " ",
        ),
        ("^ *(\\d{4}) ?[년年] ?(\\d\\d?) ?[월月] ?(\\d\\d?) ?[일日]", "\\1/\\2/\\3 "),
        ("^ *(\\d{4})\\. ?(\\d\\d?)\\. ?(\\d\\d?)\\.( |$)", "\\1/\\2/\\3\\4"),
        (" ?[시時时点] ?(\\d\\d) ?[분分]", ":\\1"),
        ("(:\\d\\d) ?(\\d\\d) ?[초秒]$", "\\1:\\2"),
    ] -%}
    {%- set steps_behind = [
        (day_month_year(), "\\1 \\2 \\3 \\4"),
        ("(\\d) ?h ?(\\d\\d)", "\\1:\\2"),
        ("(?i) *(uhr|uur|h)? *$", ""),
    ] -%}
    {%- set plain = (
        "strip_accents(translate(trim("
        ~ text
        ~ "), '０１２３４５６７８９．／－：　', '0123456789./-: '))"
    ) -%}
    {%- set steps_taken = namespace(text=plain) -%}
    {%- for pattern, replacement in steps -%}
        {%- set steps_taken.text = replaced(steps_taken.text, pattern, replacement) -%}
    {%- endfor -%}
    {%- set months = months_of_other_languages() -%}
    {%- set month = "(?i)\\b(" ~ months.keys() | join("|") ~ ")\\b" -%}
    {%- set found = "lower(" ~ extracted("strip_accents(" ~ text ~ ")", month, 1) ~ ")" -%}
    {%- set english = looked_up(found, months) ~ " || ' '" -%}
    {%- set steps_taken.text = replaced_by(steps_taken.text, month ~ "\\.?", english) -%}
    {%- for pattern, replacement in steps_behind -%}
        {%- set steps_taken.text = replaced(steps_taken.text, pattern, replacement) -%}
    {%- endfor -%}
    case
        -- most exports
        when {{ text }} like '____-%'
        then trim({{ text }})
        when {{ matches(text, "[^ -~]|[A-Za-z]{3}|^\\d{4}\\. ") }}
        then {{ steps_taken.text }}
        else trim({{ text }})
    end
{%- endmacro %}

{# The months of German, French, Spanish, Portuguese, Italian and Dutch, with their English names. #}
{% macro months_of_other_languages() -%}
    {%- set months = {} -%}
    {%- for english, others in [
        ("Jan", "januar janner janvier janv enero ene janeiro gennaio gen januari"),
        ("Feb", "februar fevrier fevr febrero fevereiro fev febbraio februari"),
        ("Mar", "marz maerz mrz mars marzo marco maart mrt"),
        ("Apr", "avril avr abril abr aprile"),
        ("May", "mai mayo maio maggio mag mei"),
        ("Jun", "juni juin junio junho giugno giu"),
        ("Jul", "juli juillet juil julio julho luglio lug"),
        ("Aug", "aout agosto ago augustus"),
        ("Sep", "sept septembre septiembre setembro set settembre"),
        ("Oct", "oktober okt octobre octubre outubro out ottobre ott"),
        ("Nov", "novembre noviembre novembro"),
        ("Dec", "dezember dez decembre diciembre dic dezembro dicembre"),
    ] -%}
        {%- for other in others.split() -%}
            {%- do months.update({other: english}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(months) }}
{%- endmacro %}

{# A day before its month, perhaps behind the day of the week: day, month, year and the time. #}
{% macro day_month_year() -%}
    {{
        return(
            "(?i)^ *(?:[a-z-]{2,14}[.,]* +)?(?:le |el |den )?(\\d\\d?)(?:\\.|er|º|°)?"
            ~ "[ /.-]*(?:de |di )?([a-z]{3,9})\\.?[ /.,-]+(?:del? )?(\\d{4}|\\d\\d)"
            ~ "(?:[ ,.]+(?:(?:um|om|at|alle|ore|a|as|las?|kl)\\.? )*(.*))?$"
        )
    }}
{%- endmacro %}
