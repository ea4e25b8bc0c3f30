with
    int_customer_marks as (select * from {{ ref("int_customer_marks") }}),
    shared_mailboxes as (select * from {{ ref("shared_mailboxes") }}),
    free_mail_domains as (select * from {{ ref("free_mail_domains") }}),
    blocked_values as (select * from {{ ref("blocked_values") }}),

    marks as (
        select
            match_rule,
            value,
            count(distinct record_id) as records,
            count(distinct organisation_name) as organisations
        from int_customer_marks
        group by match_rule, value
    ),

    crowded as (
        select match_rule, value
        from int_customer_marks
        group by match_rule, value
        having count(distinct person_name) >= {{ var("identity_shared_from") }}
    ),

    -- the name that most records of a value have, beside each of the others
    named as (
        select
            marks.match_rule,
            marks.value,
            marks.person_name,
            first_value(marks.person_name) over (
                partition by marks.match_rule, marks.value order by count(*) desc, marks.person_name
            ) as leading_name
        from int_customer_marks as marks
        inner join crowded on marks.match_rule = crowded.match_rule and marks.value = crowded.value
        where marks.person_name is not null
        group by marks.match_rule, marks.value, marks.person_name
    ),

    -- spellings of one name are one person
    desks as (
        select match_rule, value
        from named
        where person_name = leading_name or not {{ is_like_name("person_name", "leading_name") }}
        group by match_rule, value
        having count(*) >= {{ var("identity_shared_from") }}
    ),

    judged as (
        select
            marks.match_rule,
            marks.value,
            marks.records,
            case
                when blocked_values.value_hash is not null
                then 'blocked_value'
                when marks.match_rule = 'email' and shared_mailboxes.local_part is not null
                then 'shared_mailbox'
                when marks.match_rule in ('email', 'phone') and desks.value is not null
                then 'several_persons'
                -- a person who buys for two organisations does not make them one
                when
                    marks.organisations > 1
                    and (
                        marks.match_rule in ('phone', 'name_and_birth_date')
                        or (marks.match_rule = 'email' and free_mail_domains.domain is not null)
                    )
                then 'several_organisations'
            end as reason
        from marks
        left join desks on marks.match_rule = desks.match_rule and marks.value = desks.value
        left join blocked_values on md5(marks.value) = blocked_values.value_hash
        left join shared_mailboxes on split_part(marks.value, '@', 1) = shared_mailboxes.local_part
        left join free_mail_domains on split_part(marks.value, '@', 2) = free_mail_domains.domain
    ),

    final as (select * from judged where reason is not null)

select *
from final
