{#
  The rows of each Shopify order, once: what belongs to the order stands on its first row only, so
  such a row begins a new mention of the order. Where a file mentions an order twice, the mention
  with the most rows counts, the last of equal ones. Adds `line_number` and `order_currency`.
#}
{% macro shopify_order_rows(relation) %}
    with
        mentions as (
            select
                *,
                count(coalesce(total, financial_status)) over (
                    partition by _source_system, _record_key order by _row_number
                ) as mention
            from {{ relation }}
        ),

        sized as (
            select
                *,
                count(*) over (partition by _source_system, _record_key, mention) as rows_of_mention
            from mentions
        ),

        counting as (
            select *
            from sized
            qualify
                dense_rank() over (
                    partition by _source_system, _record_key
                    order by rows_of_mention desc, mention desc
                )
                = 1
        )

    select
        *,
        row_number() over (
            partition by _source_system, _record_key order by _row_number
        ) as line_number,
        max(currency) over (partition by _source_system, _record_key) as order_currency
    from counting
{% endmacro %}

{#
  What an order and a customer of Shopify have in common: orders name no customer id. The e-mail
  address, else the phone number, else the name.
#}
{% macro shopify_customer(name) -%}
    coalesce(trim(latest.email), {{ without_text_mark("latest.phone") }}, trim({{ name }}))
{%- endmacro %}

{% macro shopify_full_name() -%}
    nullif(trim(concat_ws(' ', latest.first_name, latest.last_name)), '')
{%- endmacro %}
