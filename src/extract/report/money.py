"""The amounts of money that each edition names, in their sentences, by commitment; nothing is added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from extract.fragments import link_to_words
from extract.model import Change, Edition, History, Mention
from extract.report.followed import Followed, find_record
from extract.review.marking import Marked, Segment, cut_at_marks

# How much of the page stands around an amount, and how far in each direction a better place to cut is looked for.
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in its words. begins_inside, ends_inside: whether the passage says more; link: the live page there.

    record_id: the first action of the record it stands in; None outside records.
    """

    edition: Edition
    mention: Mention
    segments: tuple[Segment, ...]
    begins_inside: bool
    ends_inside: bool
    link: str | None
    record_id: str | None

    @property
    def value(self) -> str:
        """What the amount was read as: currency, figure or both ends of a range, and how it is qualified."""
        return describe_amount(self.mention)


@dataclass(frozen=True, slots=True)
class MoneyGroup:
    """The amounts of one commitment, or of what stands outside all of them (followed: None), and how they changed."""

    followed: Followed | None
    amounts: tuple[Amount, ...]
    changes: tuple[Change, ...]


def list_money(history: History, commitments: Iterable[Followed]) -> tuple[MoneyGroup, ...]:
    """Every amount that is no part of a longer one, edition by edition, by the commitment that it is named with."""
    commitment_of = dict(history.commitment_of)
    found: dict[str | None, list[Amount]] = {}
    for edition in history.editions:
        for mention in edition.mentions:
            if mention.label == "MONEY" and mention.part_of_mention_id is None:
                key = commitment_of.get(mention.action_id or "")
                found.setdefault(key, []).append(_put_in_place(edition, mention))
    changed = [one for one in history.changes if one.kind.startswith("money_") and one.cause == "publisher"]
    return tuple(_group(found, changed, commitments))


def _group(
    found: dict[str | None, list[Amount]], changed: list[Change], commitments: Iterable[Followed]
) -> Iterator[MoneyGroup]:
    for one in commitments:
        key = one.commitment.commitment_id
        if key in found:
            yield MoneyGroup(one, tuple(found[key]), tuple(each for each in changed if each.commitment_id == key))
    if None in found:
        yield MoneyGroup(None, tuple(found[None]), ())


def _put_in_place(edition: Edition, mention: Mention) -> Amount:
    passage = next(one for one in edition.passages if one.start <= mention.start < one.end)
    first, last = min(passage.start, mention.start), max(passage.end, mention.end)
    text = edition.text
    begin, stop = max(first, mention.start - _AROUND), min(last, mention.end + _AROUND)
    if begin > first:
        begin = text.find(" ", begin, mention.start) + 1 or mention.start
    if stop < last:
        stop = max(text.rfind(" ", mention.end, stop), mention.end)
    return Amount(
        edition,
        mention,
        tuple(cut_at_marks(text, begin, stop, [Marked("here", mention.start, mention.end)])),
        begin > first,
        stop < last,
        link_to_words(edition.url, text[begin:stop]),
        find_record(edition, mention.action_id),
    )


def describe_amount(mention: Mention) -> str:
    """An amount as it was read: its currency, its ends, how it is qualified and what it is for each of.

    >>> from decimal import Decimal
    >>> described = Mention("m", None, None, None, "MONEY", "£5-10 million", 0, 13, currency="GBP",
    ...     amount_min=Decimal("5000000"), amount_max=Decimal("10000000"))
    >>> describe_amount(described)
    'GBP 5,000,000 to 10,000,000'
    """
    ends = [_write(amount) for amount in (mention.amount_min, mention.amount_max) if amount is not None]
    words = [mention.currency or "", " to ".join(dict.fromkeys(ends))]
    if mention.qualifier:
        words.append(f"({mention.qualifier.replace('_', ' ')})")
    if mention.per:
        words.append(f"per {mention.per}")
    return " ".join(word for word in words if word)


def _write(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
