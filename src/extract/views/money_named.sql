-- One row is an amount of money named on a page, with its theme and its sentence; parts of other amounts are left out.
select mentions.mention_id, mentions.publication_id, mentions.edition_id, mentions.as_at, themes.name as theme,
    actions.commitment_id, mentions.action_id, mentions.text, mentions.currency, mentions.amount_min,
    mentions.amount_max, mentions.qualifier, mentions.per, mentions.start, mentions."end", evidence.sentence,
    evidence.page, evidence.url
from mentions
join evidence on evidence.row_id = mentions.mention_id
left join actions on actions.action_id = mentions.action_id
left join themes on themes.theme_id = actions.theme_id
where mentions.label = 'MONEY' and mentions.part_of_mention_id is null
