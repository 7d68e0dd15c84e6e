-- One row is a value with its words, the sentence they stand in, and the page, address and date they come from.
with spans as (
    select 'themes' as table_name, theme_id as row_id, 'name' as value, null as action_id, edition_id,
        start, "end", null as sentence_start, null as sentence_end
    from themes
    union all
    select 'actions', action_id, 'text', action_id, edition_id, start, "end", null, null from actions
    union all
    select 'actions', action_id, 'reference', action_id, edition_id, reference_start, reference_end, null, null
    from actions
    union all
    select 'actions', action_id, 'owner', action_id, edition_id, owner_start, owner_end, null, null from actions
    union all
    select 'actions', action_id, 'response', action_id, edition_id, response_start, response_end, null, null
    from actions
    union all
    select 'actions', action_id, 'status', action_id, edition_id, status_start, status_end, null, null from actions
    union all
    select 'progress', progress_id, 'text', action_id, edition_id, start, "end", null, null from progress
    union all
    select 'next_steps', next_step_id, 'text', action_id, edition_id, start, "end", null, null from next_steps
    union all
    select 'target_dates', target_date_id, 'text', action_id, edition_id, start, "end", sentence_start, sentence_end
    from target_dates
    union all
    select 'mentions', mention_id, 'text', action_id, edition_id, start, "end", sentence_start, sentence_end
    from mentions
    union all
    select 'changes', change_id, 'before', earlier_action_id, earlier_edition_id, before_start, before_end, null, null
    from changes
    union all
    select 'changes', change_id, 'after', later_action_id, later_edition_id, after_start, after_end, null, null
    from changes
),
sentences as (
    select edition_id, start, "end", min(sentence_start) as sentence_start, max(sentence_end) as sentence_end
    from (
        select edition_id, start, "end", sentence_start, sentence_end from target_dates
        union all
        select edition_id, start, "end", sentence_start, sentence_end from mentions
    ) as sentence_spans
    group by edition_id, start, "end"
),
placed as (
    select spans.table_name, spans.row_id, spans.value, spans.action_id, spans.edition_id, spans.start, spans."end",
        coalesce(spans.sentence_start, sentences.sentence_start, spans.start) as sentence_start,
        coalesce(spans.sentence_end, sentences.sentence_end, spans."end") as sentence_end
    from spans
    left join sentences
        on sentences.edition_id = spans.edition_id and sentences.start = spans.start and sentences."end" = spans."end"
    where spans.start is not null
)
select placed.table_name, placed.row_id, placed.value,
    substr(editions.text, placed.start + 1, placed."end" - placed.start) as words,
    substr(editions.text, placed.sentence_start + 1, placed.sentence_end - placed.sentence_start) as sentence,
    editions.publication_id, editions.edition_id, editions.title as page, editions.url, editions.as_at,
    editions.source_path, placed.start, placed."end", actions.action_id, actions.commitment_id
from placed
join editions on editions.edition_id = placed.edition_id
left join actions on actions.action_id = placed.action_id
