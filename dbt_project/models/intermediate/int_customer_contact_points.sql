{% set models = {} %}
{% for table in [
    "zoho__contacts",
    "zoho__leads",
    "hubspot__contacts",
    "pipedrive__persons",
    "dynamics__contacts",
    "dynamics__leads",
] %}
    {% do models.update({"stg_" ~ table: {"source_table": "'" ~ table.split("__")[1] ~ "'"}}) %}
{% endfor %}
{# whose exports have one e-mail address for each record #}
{% for table in ["salesforce__contacts", "salesforce__leads", "dynamics__accounts"] %}
    {% do models.update(
        {
            "stg_"
            ~ table: {"source_table": "'" ~ table.split("__")[1] ~ "'", "emails": none}
        }
    ) %}
{% endfor %}
{% set columns = {
    "source_system": "varchar",
    "source_table": "varchar",
    "source_id": "varchar",
    "phones": "varchar",
    "emails": "varchar",
} %}

with
    records as ({{ unioned(columns, models) }}),

    texts as (
        {% for kind in ["phone", "email"] %}
            select
                {{ surrogate_key("source_system", "source_table", "source_id") }} as record_id,
                '{{ kind }}' as kind,
                trim(unnest(string_split({{ kind }}s, ';'))) as text
            from records
            -- one alone is the record's own
            where
                source_id is not null and contains({{ kind }}s, ';')
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (select distinct record_id, kind, text from texts where text <> '')

select *
from final
