{#
  How much of a refund takes back revenue, of a vendor that states one sum for goods, shipping and
  tax: at most what the goods came to, because the rest was never revenue.
#}
{% macro goods_refunded(refund) -%}
    case
        when {{ refund }} > gross_amount - coalesce(discount_amount, 0)
        then gross_amount - coalesce(discount_amount, 0)
        else {{ refund }}
    end
{%- endmacro %}

{#
  A transaction that Taobao closed after it was paid was paid back in full; one closed before was
  cancelled. `paid_date` tells, because a refund empties what was paid in some exports.
#}
{% macro taobao_is_paid_back() -%} (status = 'cancelled' and paid_date is not null) {%- endmacro %}

{% macro taobao_status() -%}
    case when {{ taobao_is_paid_back() }} then 'refunded' else status end
{%- endmacro %}

{% macro taobao_refund() -%}
    case
        when {{ taobao_is_paid_back() }} or refund_amount > gross_amount
        then gross_amount
        else refund_amount
    end
{%- endmacro %}

{# Taobao lists the products of an order in one cell: it names one only where there is one kind. #}
{% macro taobao_product(value) -%} case when product_kinds = 1 then {{ value }} end {%- endmacro %}
