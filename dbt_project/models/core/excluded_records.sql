{#
  What the vendors deleted, voided or merged away: the model, the object, and the expression that
  gives the reason or NULL.
#}
{% set excluded = [
    ("int_customers_unioned", "source_table", "case when is_deleted then 'deleted' end"),
    ("int_leads_unioned", "'leads'", "case when is_deleted then 'deleted' end"),
    (
        "int_orders_unioned",
        "'orders'",
        "case when is_deleted then 'deleted' when not is_in_effect then 'not in effect' end",
    ),
    (
        "int_opportunity_versions",
        "'opportunities'",
        "case when is_latest and is_deleted then 'deleted' end",
    ),
    (
        "int_order_lines_unioned",
        "'order_lines'",
        "case when is_deleted then 'deleted' end",
    ),
    ("int_payments_unioned", "'payments'", "case when is_deleted then 'deleted' end"),
    ("int_refunds", "'refunds'", "reason_excluded"),
    ("int_interactions_unioned", "'interactions'", "reason_excluded"),
    ("int_tickets_unioned", "'tickets'", "case when is_deleted then 'deleted' end"),
    (
        "int_campaign_touches_unioned",
        "'campaign_touches'",
        "case when is_deleted then 'deleted' end",
    ),
    (
        "int_campaign_spend_unioned",
        "'campaign_spend'",
        "case when spend_date is null then 'several_days' end",
    ),
    ("int_campaigns_listed", "'campaigns'", "case when is_deleted then 'deleted' end"),
] %}

with
    records as (
        {% for model, object, reason in excluded %}
            select source_system, {{ object }} as object, {{ reason }} as reason
            from {{ ref(model) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select source_system, object, reason, count(*) as records
        from records
        where reason is not null
        group by source_system, object, reason
    )

select *
from final
