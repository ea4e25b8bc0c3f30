with
    int_customer_texts as (select * from {{ ref("int_customer_texts") }}),
    int_comparable_texts as (select * from {{ ref("int_comparable_texts") }}),

    final as (
        select distinct
            int_customer_texts.record_id, int_customer_texts.kind, int_comparable_texts.value
        from int_customer_texts
        inner join
            int_comparable_texts
            on int_customer_texts.kind = int_comparable_texts.kind
            and int_customer_texts.text = int_comparable_texts.text
            and int_customer_texts.country is not distinct from int_comparable_texts.country
            and int_customer_texts.time_zone is not distinct from int_comparable_texts.time_zone
        where int_comparable_texts.value is not null
    )

select *
from final
