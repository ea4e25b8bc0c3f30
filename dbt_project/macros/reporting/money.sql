{# The amounts of an order, in the source's currency. #}
{% macro order_amounts() -%}
    {{
        return(
            [
                "gross_amount",
                "discount_amount",
                "tax_amount",
                "shipping_amount",
                "refund_amount",
                "cost_amount",
            ]
        )
    }}
{%- endmacro %}

{#
  Revenue: gross less what was not paid for it, each to the cent; NULL where there is no gross amount.
#}
{% macro net_of(gross, discount, refund) -%}
    cast(
        cast({{ gross }} as decimal(18, 2))
        - cast(coalesce({{ discount }}, 0) as decimal(18, 2))
        - cast(coalesce({{ refund }}, 0) as decimal(18, 2)) as decimal(18, 2)
    )
{%- endmacro %}

{#
  An amount of money, with 4 digits behind the point, in the reporting currency; NULL where the rate
  is missing, or leads to more than 14 digits before the point. A product of two decimals of 18
  digits has 18 in DuckDB, too few for an amount of a million; 38 take their time, so most amounts,
  which need no other currency, do without.
#}
{% macro in_reporting_currency(amount, rate) -%}
    case
        when {{ rate }} = 1
        then cast(cast({{ amount }} as decimal(18, 4)) as decimal(18, 2))
        else try_cast(round(cast({{ amount }} as decimal(38, 4)) * {{ rate }}, 2) as decimal(16, 2))
    end
{%- endmacro %}

{#
  What was taken off or came on top, in the reporting currency: nothing where nothing is stated, and
  NULL where something is whose rate nobody knows.
#}
{% macro nothing_unless_stated(converted, amount, rate) -%}
    case
        when {{ rate }} is not null or coalesce({{ amount }}, 0) = 0
        then cast(coalesce({{ converted }}, 0) as decimal(18, 2))
    end
{%- endmacro %}

{#
  A sum of amounts in the reporting currency, rounded once: cents of many small amounts would all be
  rounded up. NULL where an amount or a rate is not known, or the sum has more than 14 digits.
#}
{% macro sum_in_reporting_currency(amount, rate) -%}
    case
        when count(*) = count({{ amount }}) and count(*) = count({{ rate }})
        then
            try_cast(
                round(sum(cast({{ amount }} as decimal(38, 4)) * {{ rate }}), 2) as decimal(16, 2)
            )
    end
{%- endmacro %}

{#
  What a quantity of something costs, both with 4 digits behind the point; NULL where that has more
  than 13 before it, so that lines of an order can be added up. As above: 38 digits only where 18
  may be too few.
#}
{% macro worth_of(quantity, unit_amount) -%}
    case
        when abs({{ quantity }}) < 10000 and abs({{ unit_amount }}) < 1000000
        then cast({{ quantity }} * {{ unit_amount }} as decimal(18, 4))
        else
            try_cast(
                round(cast({{ quantity }} as decimal(38, 4)) * {{ unit_amount }}, 4) as decimal(
                    17, 4
                )
            )
    end
{%- endmacro %}

{#
  Units of reporting currency for one unit of the row's currency: 1 where they are the same or
  the row names none, else the export's own rate, else the latest one of `int_exchange_rates` that
  was valid on the row's date. Never guessed: a missing rate is NULL, and the test
  `assert_exchange_rates_are_known` names it.
#}
{% macro exchange_rate(relation, date_column) -%}
    case
        when
            coalesce({{ relation }}.currency, '{{ var("reporting_currency") }}')
            = '{{ var("reporting_currency") }}'
        then cast(1 as decimal(18, 11))
        when {{ relation }}.exchange_rate is not null
        then {{ relation }}.exchange_rate
        else
            (
                select max_by(rates.rate, rates.valid_from)
                from {{ ref("int_exchange_rates") }} as rates
                where
                    rates.from_currency = {{ relation }}.currency
                    and rates.valid_from <= {{ relation }}.{{ date_column }}
            )
    end
{%- endmacro %}

{# The unit of a metric of the seed `kpi_metrics`: of money, the currency. #}
{% macro metric_unit(unit) -%}
    case when {{ unit }} = 'money' then '{{ var("reporting_currency") }}' else {{ unit }} end
{%- endmacro %}

{# A number of a forecast as an amount: the largest that there can be where it is larger. #}
{% macro as_amount(number) -%}
    case
        when {{ number }} is not null
        then cast(least(greatest({{ number }}, -9e15), 9e15) as decimal(18, 2))
    end
{%- endmacro %}
