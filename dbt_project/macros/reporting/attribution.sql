{# Models of attribution that look at one journey at a time: what a touch weighs beside the others. #}
{% macro attribution_weights() %}
    {{
        return(
            {
                "first": "case when position = 1 then 1 else 0 end",
                "last": "case when position = touches then 1 else 0 end",
                "linear": "1",
                "time_decay": "power(2, (touched_date - ended_date) / "
                ~ var("attribution_half_life_days")
                ~ ".0)",
                "position": "case when touches <= 2 then 1 when position in (1, touches) then 0.4"
                " else 0.2 / nullif(touches - 2, 0) end",
                "shapley": "1.0 / nullif(channel_touches, 0)",
            }
        )
    }}
{% endmacro %}

{# What an amount that grows along the window `journey` has more than in the row before. #}
{% macro growth_of(amount) -%}
    {{ amount }} - coalesce(lag({{ amount }}) over journey, 0)
{%- endmacro %}
