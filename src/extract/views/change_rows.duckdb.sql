-- One row is a row that a change is about: on its earlier or its later side.
select change_id, 'earlier' as side, unnest(earlier_row_ids) as row_id from changes
union all
select change_id, 'later', unnest(later_row_ids) from changes
