-- One row is what an edition says of a commitment's status; it holds from since until the day before until.
with reported as (
    select records.commitment_id, records.publication_id, records.theme, records.action, records.status,
        records.status_text, records.edition_id, records.action_id, records.as_at as since, records.url,
        lead(records.as_at) over (
            partition by records.commitment_id order by records.as_at, records.edition_id
        ) as next_as_at
    from records
    where records.commitment_id is not null and records.as_at is not null
),
merged as (
    select actions.commitment_id, min(links.later_as_at) as merged_as_at
    from links
    join actions on actions.action_id = links.earlier_action_id
    join commitments on commitments.commitment_id = actions.commitment_id
    where links.relation = 'merged' and commitments.merged_into_commitment_id is not null
    group by actions.commitment_id
)
select reported.commitment_id, reported.publication_id, reported.theme, reported.action, reported.status,
    reported.status_text, reported.since, coalesce(reported.next_as_at, merged.merged_as_at) as until,
    reported.edition_id, reported.action_id, reported.url
from reported
left join merged on merged.commitment_id = reported.commitment_id
