with
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    int_customer_values as (select * from {{ ref("int_customer_values") }}),
    free_mail_domains as (select * from {{ ref("free_mail_domains") }}),

    names as (
        select
            record_id,
            max(value) filter (where kind = 'person_name') as person_name,
            max(value) filter (where kind = 'organisation_name') as organisation_name
        from int_customer_values
        where kind in ('person_name', 'organisation_name')
        group by record_id
    ),

    marks as (
        select record_id, kind as match_rule, value
        from int_customer_values
        where kind in ('email', 'phone', 'tax_id')
        union
        select
            int_customer_values.record_id,
            'domain_and_name' as match_rule,
            int_customer_values.value || '|' || names.organisation_name as value
        from int_customer_values
        inner join names on int_customer_values.record_id = names.record_id
        left join free_mail_domains on int_customer_values.value = free_mail_domains.domain
        where
            int_customer_values.kind = 'domain'
            and names.organisation_name is not null
            and free_mail_domains.domain is null
        union
        select
            names.record_id,
            'name_and_birth_date' as match_rule,
            names.person_name || '|' || int_customer_records.birth_date as value
        from names
        inner join int_customer_records on names.record_id = int_customer_records.record_id
        where
            {{ is_full_name("names.person_name") }}
            -- the first of January stands for a date that nobody asked for
            and strftime(int_customer_records.birth_date, '%m%d') <> '0101'
    ),

    final as (
        select marks.*, names.person_name, names.organisation_name
        from marks
        left join names on marks.record_id = names.record_id
    )

select *
from final
