-- What: the seeds know every status of a ticket, every channel, and every word for a cancelled
-- order.
-- Why: a status they do not know is told by the ticket's dates only, such a channel is in `other`,
-- and such an order counts as a sale.
-- A row: such a word and how often it stands there. Map it with a value alias of the source file
-- (`value_aliases: {status: {"Zu erledigen": Open}}`).
{{ config(severity="warn") }}

select source_system, 'ticket status' as kind, status as word, count(*) as records
from {{ ref("fct_ticket") }}
where not is_status_mapped and status <> 'unknown'
group by all
union all
select source_system, 'channel' as kind, channel_name as word, 1 as records
from {{ ref("dim_channel") }}
where not is_mapped and channel_id <> 'unknown'
union all
select source_system, 'order status' as kind, status as word, count(*) as records
from {{ ref("fct_order") }}
where not is_cancelled and {{ matches("lower(status)", "cancel|storn|annul|anulad|\\bvoid|取消|作废") }}
group by all
