-- One row is a theme of an edition in one currency: how many amounts it names, the least, the greatest and their sum.
select publication_id, edition_id, as_at, theme, currency, count(*) as amounts,
    min(coalesce(amount_min, amount_max)) as least, max(coalesce(amount_max, amount_min)) as greatest,
    sum(coalesce(amount_max, amount_min)) as total
from money_named
where per is null
group by publication_id, edition_id, as_at, theme, currency
