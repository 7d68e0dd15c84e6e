-- One row is a target date that the publisher moved, with its deadline before and after and the days between them.
with deadlines as (
    select change_rows.change_id, change_rows.side, max(dates.latest) as deadline
    from change_rows
    join (
        select target_date_id as row_id, latest from target_dates
        union all
        select mention_id, latest from mentions
    ) as dates on dates.row_id = change_rows.row_id
    group by change_rows.change_id, change_rows.side
)
select changes.change_id, changes.publication_id, changes.commitment_id, themes.name as theme, actions.text as action,
    changes.kind, changes.before, changes.after, earlier.deadline as deadline_before, later.deadline as deadline_after,
    changes.days, changes.earlier_as_at, changes.later_as_at, changes.earlier_edition_id, changes.later_edition_id,
    actions.action_id, editions.url
from changes
join actions on actions.action_id = changes.later_action_id
join editions on editions.edition_id = changes.later_edition_id
left join themes on themes.theme_id = actions.theme_id
left join deadlines as earlier on earlier.change_id = changes.change_id and earlier.side = 'earlier'
left join deadlines as later on later.change_id = changes.change_id and later.side = 'later'
left join decisions on decisions.decision_id = changes.decision_id
where changes.days is not null and changes.cause = 'publisher' and coalesce(decisions.verdict, '') <> 'rejected'
