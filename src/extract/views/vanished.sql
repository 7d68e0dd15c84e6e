-- One row is a promise of which a later edition says nothing more: a step, its date, or a whole unfinished action.
with returned as (
    select gone.change_id, min(back.later_as_at) as returned_as_at
    from changes as gone
    join changes as back on back.commitment_id = gone.commitment_id and back.later_as_at > gone.later_as_at
    where gone.kind = 'action_not_reported' and back.kind = 'action_returned'
    group by gone.change_id
)
select changes.change_id, changes.publication_id, changes.commitment_id, themes.name as theme, actions.text as action,
    changes.kind, changes.before as promise, actions.status as last_status, changes.earlier_as_at as last_as_at,
    changes.later_as_at as gone_as_at, returned.returned_as_at, changes.why, changes.earlier_edition_id,
    changes.later_edition_id, actions.action_id, editions.url
from changes
join actions on actions.action_id = changes.earlier_action_id
join editions on editions.edition_id = changes.earlier_edition_id
left join themes on themes.theme_id = actions.theme_id
left join returned on returned.change_id = changes.change_id
left join decisions on decisions.decision_id = changes.decision_id
where changes.kind in ('next_step_dropped', 'target_date_dropped', 'action_not_reported')
    and changes.cause = 'publisher' and coalesce(decisions.verdict, '') <> 'rejected'
    and not (
        changes.kind = 'action_not_reported'
        and coalesce(actions.status, '') in ('complete', 'superseded', 'closed_not_done')
    )
