"""The amounts of money that each edition names, in their sentences, by commitment; nothing is added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from extract.fragments import link_to_words
from extract.model import Change, Edition, History, Mention
from extract.report.followed import Followed, find_records
from extract.review.pages.marking import Marked, Segment, cut_at_marks
from extract.sentence_spans import find_sentences


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in its sentence; link: the live page there.

    record_id: the first action of the record it stands in; None outside records.
    """

    edition: Edition
    mention: Mention
    segments: tuple[Segment, ...]
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
        for amount in _list_amounts(edition):
            found.setdefault(commitment_of.get(amount.mention.action_id or ""), []).append(amount)
    changed = [one for one in history.changes if one.kind.startswith("money_") and one.cause == "publisher"]
    return tuple(_group(found, changed, commitments))


def _list_amounts(edition: Edition) -> Iterator[Amount]:
    named = [one for one in edition.mentions if one.label == "MONEY" and one.part_of_mention_id is None]
    records = find_records(edition)
    sentences = find_sentences(edition.text, edition.passages, ((one.start, one.end) for one in named))
    for mention, (start, end) in zip(named, sentences, strict=True):
        segments = cut_at_marks(edition.text, start, end, [Marked("here", mention.start, mention.end)])
        link = link_to_words(edition.url, edition.text[start:end])
        yield Amount(edition, mention, tuple(segments), link, records.get(mention.action_id))


def _group(
    found: dict[str | None, list[Amount]], changed: list[Change], commitments: Iterable[Followed]
) -> Iterator[MoneyGroup]:
    for one in commitments:
        key = one.commitment.commitment_id
        if key in found:
            yield MoneyGroup(one, tuple(found[key]), tuple(each for each in changed if each.commitment_id == key))
    if None in found:
        yield MoneyGroup(None, tuple(found[None]), ())


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
