{% set tables = [
    ("zoho", "contacts"),
    ("zoho", "leads"),
    ("salesforce", "contacts"),
    ("salesforce", "leads"),
    ("hubspot", "contacts"),
    ("pipedrive", "persons"),
    ("dynamics", "accounts"),
    ("dynamics", "contacts"),
    ("dynamics", "leads"),
] %}
{% set models = {} %}
{% for source, table in tables %}
    {% do models.update({"stg_" ~ source ~ "__" ~ table: {"source_table": "'" ~ table ~ "'"}}) %}
{% endfor %}
{% set columns = {
    "source_system": "varchar",
    "source_table": "varchar",
    "source_id": "varchar",
    "phones": "varchar",
} %}

with
    records as ({{ unioned(columns, models) }}),

    numbers as (
        select
            {{ surrogate_key("source_system", "source_table", "source_id") }} as record_id,
            trim(unnest(string_split(phones, ';'))) as phone
        from records
        -- one alone is the record's `phone`
        where source_id is not null and contains(phones, ';')
    ),

    final as (select distinct record_id, phone from numbers where phone <> '')

select *
from final
