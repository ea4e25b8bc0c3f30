with
    int_tickets as (select * from {{ ref("int_tickets") }}),

    final as (select ticket_id, subject, description from int_tickets)

select *
from final
