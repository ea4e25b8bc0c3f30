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

{# The parts of an order's address by their names: kind is shipping or billing. #}
{% macro shopify_place(kind) -%}
    {{
        return(
            {
                "postal_code": without_text_mark("latest." ~ kind ~ "_zip"),
                "city": value_alias(kind ~ "_city"),
                "province": "coalesce("
                ~ value_alias(kind ~ "_province_name")
                ~ ", "
                ~ value_alias(kind ~ "_province")
                ~ ")",
                "country": value_alias(kind ~ "_country"),
            }
        )
    }}
{%- endmacro %}

{#
  What is left of a price of an order when tax is taken out of it: 1 where tax comes on top of the
  prices, as in the United States, less where they include it, as in Europe. Then the total less
  duties falls short of subtotal, shipping and tax. A tip is in the total too, and in no column; so
  what is above says nothing, and a tenth of the tax is left to rounding. Of the row that belongs to
  the order; else NULL.
#}
{% macro shopify_share_without_tax() -%}
    {%- set tax = parsed_number("latest.tax_amount") -%}
    {%- set prices = (
        "("
        ~ parsed_number("latest.subtotal")
        ~ " + coalesce("
        ~ parsed_number("latest.shipping_amount")
        ~ ", 0))"
    ) -%}
    {%- set charged = (
        "("
        ~ parsed_number("latest.total")
        ~ " - coalesce("
        ~ parsed_number("latest.duties")
        ~ ", 0))"
    ) -%}
    case
        when {{ tax }} > 0 and {{ prices }} > {{ tax }}
        then
            case
                when {{ prices }} + {{ tax }} - {{ charged }} > {{ tax }} / 10
                then 1 - cast({{ tax }} as double) / {{ prices }}
                else 1
            end
        when latest.total is not null
        then 1
    end
{%- endmacro %}

{# An amount of a row that knows its order's share: see `shopify_share_without_tax`. #}
{% macro shopify_without_tax(amount) -%}
    case
        when latest.share_without_tax < 1
        then cast({{ amount }} * latest.share_without_tax as decimal(18, 4))
        else {{ amount }}
    end
{%- endmacro %}
