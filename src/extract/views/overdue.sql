-- One row is a deadline; it is overdue on a day after the deadline, from since to the day before until.
with dated as (
    select target_dates.target_date_id, target_dates.next_step_id, target_dates.action_id, target_dates.edition_id,
        target_dates.publication_id, target_dates.text, target_dates.latest as deadline, target_dates.as_at as since,
        actions.commitment_id, actions.theme_id, actions.text as action
    from target_dates
    join actions on actions.action_id = target_dates.action_id
    where target_dates.latest is not null and target_dates.as_at is not null
        and actions.repeat_of_action_id is null and actions.commitment_id is not null
),
answered as (
    select dated.target_date_id, change_rows.change_id
    from dated
    join change_rows
        on change_rows.side = 'earlier' and change_rows.row_id in (dated.target_date_id, dated.next_step_id)
),
ends as (
    select answered.target_date_id, changes.later_as_at as until
    from answered
    join changes on changes.change_id = answered.change_id
    where changes.kind in (
        'next_step_done', 'target_date_later', 'target_date_earlier', 'target_date_vaguer', 'target_date_firmer'
    )
    union all
    select dated.target_date_id, later.since
    from dated
    join dated as later
        on later.commitment_id = dated.commitment_id and later.deadline = dated.deadline and later.since > dated.since
    where dated.target_date_id not in (
        select answered.target_date_id
        from answered
        join changes on changes.change_id = answered.change_id
        where changes.kind in ('next_step_dropped', 'target_date_dropped')
    )
    union all
    select dated.target_date_id, commitment_status.since
    from dated
    join commitment_status
        on commitment_status.commitment_id = dated.commitment_id and commitment_status.since >= dated.since
    where commitment_status.status in ('complete', 'superseded', 'closed_not_done')
)
select dated.commitment_id, dated.publication_id, themes.name as theme, dated.action,
    coalesce(next_steps.text, dated.action) as promise, dated.text as printed, dated.deadline, dated.since,
    min(ends.until) as until, dated.edition_id, dated.action_id, dated.target_date_id, dated.next_step_id, editions.url
from dated
join editions on editions.edition_id = dated.edition_id
left join themes on themes.theme_id = dated.theme_id
left join next_steps on next_steps.next_step_id = dated.next_step_id
left join ends on ends.target_date_id = dated.target_date_id
group by dated.commitment_id, dated.publication_id, themes.name, dated.action, next_steps.text, dated.text,
    dated.deadline, dated.since, dated.edition_id, dated.action_id, dated.target_date_id, dated.next_step_id,
    editions.url
having min(ends.until) is null or (min(ends.until) > dated.since and min(ends.until) > dated.deadline)
