with
    int_rule_credits as (select * from {{ ref("int_rule_credits") }}),
    int_markov_credits as (select * from {{ ref("int_markov_credits") }}),

    -- what no touch led to is unattributed by any model
    final as (
        select *
        from int_rule_credits
        union all by name
        select *
        from int_markov_credits
        union all by name
        select * replace ('markov' as model)
        from int_rule_credits
        where model = 'linear' and channel_group = 'unattributed'
    )

select *
from final
