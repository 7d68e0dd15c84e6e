-- One row is a row that a change is about: on its earlier or its later side.
select change_id, 'earlier' as side, listed.value as row_id from changes, json_each(earlier_row_ids) as listed
union all
select change_id, 'later', listed.value from changes, json_each(later_row_ids) as listed
