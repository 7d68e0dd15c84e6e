"""Edition to mentions: every amount, date and organisation named on the page, with its value and where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from operator import attrgetter

from extract.footnotes import blank_footnote_marks
from extract.identifiers import Identifiers, hash_parts
from extract.model import Document, Edition, Mention, Organisation, Passage
from extract.money_cells import MoneyCell, find_money_cells
from extract.values.calendar import first_day
from extract.values.dates import DateSpan, find_dates, find_day_order
from extract.values.gazetteer import Gazetteer
from extract.values.money import find_money
from extract.values.money_amounts import Money
from extract.values.money_columns import find_figures
from extract.values.name_book import NameBook
from extract.values.organisations import OrganisationSpan, find_organisations, learn_names
from extract.values.sentences import read_sentence_at
from extract.values.wording import fold_wording

# Passages whose words are not the edition's own.
UNTAGGED = frozenset(("boilerplate", "contents", "other_edition"))
_FIELDS = {
    "theme": "theme",
    "reference": "reference",
    "action": "action",
    "response": "response",
    "progress": "progress",
    "next_step": "next_steps",
    "target_date": "target_dates",
    "status": "status",
    "owner": "owner",
}

_Found = Money | DateSpan | OrganisationSpan


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something may be named: a passage's words, their start, and the record, field and row they belong to."""

    text: str
    start: int
    action_id: str | None
    field: str | None
    row_id: str | None


def learn_edition_names(
    editions: Sequence[Edition], gazetteer: Gazetteer, abbreviations: Mapping[str, str]
) -> NameBook:
    """What the editions of one publication define and name: the book that `tag_mentions` reads by.

    Args:
        abbreviations: Full names by acronym, as the markup of the pages gives them.
    """
    texts = [
        edition.text[passage.start : passage.end].rstrip()
        for edition in editions
        for passage in edition.passages
        if passage.role not in UNTAGGED
    ]
    country = editions[0].publication.country if editions else None
    owners = [owner for edition in editions for action in edition.actions for owner in action.owners]
    return learn_names(texts, gazetteer, abbreviations, country, owners)


def tag_mentions(edition: Edition, document: Document, book: NameBook) -> Edition:
    """The edition with its mentions, in page order, and the organisations they name.

    Each passage is read by itself, but for boilerplate, contents and the columns of other editions.

    Args:
        document: The page that the edition was read from; the heads of its tables say which bare figures are money.
    """
    tagger = _Tagger(edition, document, book)
    mentions = tuple(sorted(tagger.mentions(), key=lambda mention: (mention.start, mention.end, mention.label)))
    return replace(edition, mentions=mentions, organisations=tagger.organisations())


class _Tagger:
    def __init__(self, edition: Edition, document: Document, book: NameBook) -> None:
        self._edition = edition
        self._text = blank_footnote_marks(document)
        self._book = book
        self._identifiers = Identifiers()
        self._named: dict[str, list[OrganisationSpan]] = {}
        self._forms: dict[str, set[str]] = {}
        self._record_of = _records_by_row(edition)
        self._money_cells = find_money_cells(document, edition.publication.country)
        self._day_first = find_day_order(
            edition.text[passage.start : passage.end] for passage in edition.passages if passage.role == "target_date"
        )

    def mentions(self) -> Iterator[Mention]:
        for passage in self._edition.passages:
            if passage.role in UNTAGGED:
                continue
            place = self._place(passage)
            yield from self._money(place)
            yield from self._dates(place)
            yield from self._bodies(place)

    def _place(self, passage: Passage) -> _Place:
        action_id = self._record_of.get(passage.row_id or "")
        field = _FIELDS.get(passage.role) if action_id or passage.role == "theme" else None
        row_id = passage.row_id if field in ("theme", "action", "progress", "next_steps", "target_dates") else None
        words = self._text[passage.start : passage.end].rstrip()
        return _Place(words, passage.start, action_id, field, row_id)

    def _begin(self, label: str, place: _Place, found: _Found) -> Callable[..., Mention]:
        """Makes the mention of what was found in a passage, once it is given the values that go with its label."""
        owner = place.action_id or self._edition.edition_id
        start, end = place.start + found.start, place.start + found.end
        words = self._edition.text[start:end]
        identifier = self._identifiers.make("mention", owner, words, label)
        return partial(Mention, identifier, place.action_id, place.field, place.row_id, label, words, start, end)

    def _money(self, place: _Place) -> Iterator[Mention]:
        cell = self._money_cell_at(place.start)
        if cell is None:
            found = find_money(place.text, country=self._edition.publication.country)
        else:
            found = find_figures(place.text[: cell.end - place.start], cell.unit)
        mentions = [
            self._begin("MONEY", place, money)(
                unit_start=money.unit_start,
                unit_end=money.unit_end,
                currency=money.currency,
                amount_min=money.amount_min,
                amount_max=money.amount_max,
                qualifier=money.qualifier,
                per=money.per,
            )
            for money in found
        ]
        for money, mention in zip(found, mentions, strict=True):
            whole = None if money.part_of is None else mentions[money.part_of].mention_id
            yield mention if whole is None else replace(mention, part_of_mention_id=whole)

    def _money_cell_at(self, position: int) -> MoneyCell | None:
        cells = self._money_cells
        turn = bisect_right(cells, position, key=attrgetter("start")) - 1
        return cells[turn] if turn >= 0 and position < cells[turn].end else None

    def _dates(self, place: _Place) -> Iterator[Mention]:
        found = find_dates(
            place.text,
            reference=self._edition.as_at,
            reference_start=first_day(self._edition.as_at, self._edition.as_at_precision),
            country=self._edition.publication.country,
            tense_at=_tense_reader(place),
            day_first=self._day_first if place.field == "target_dates" else None,
            in_cell=place.field == "target_dates",
        )
        for date in found:
            yield self._begin("DATE", place, date)(
                earliest=date.earliest,
                latest=date.latest,
                precision=date.precision,
                qualifier=date.qualifier,
                edtf=date.edtf,
            )

    def _bodies(self, place: _Place) -> Iterator[Mention]:
        for body in find_organisations(place.text, self._book):
            identifier = organisation_id(body.name)
            self._named.setdefault(identifier, []).append(body)
            self._forms.setdefault(identifier, set()).add(" ".join(place.text[body.start : body.end].split()))
            yield self._begin("ORG", place, body)(organisation_id=identifier, method=body.method)

    def organisations(self) -> tuple[Organisation, ...]:
        """The bodies that were named, by id, with every form they were named by."""
        return tuple(self._organisation(identifier) for identifier in sorted(self._named))

    def _organisation(self, identifier: str) -> Organisation:
        name = min(span.name for span in self._named[identifier])
        acronym = min((span.acronym for span in self._named[identifier] if span.acronym), default=None)
        return Organisation(identifier, name, acronym, tuple(sorted(self._forms[identifier] - {name})))


@lru_cache(maxsize=4096)
def organisation_id(name: str) -> str:
    """The id of an organisation, from its full name without regard to its looks."""
    return f"organisation-{hash_parts('organisation', fold_wording(name))}"


def _tense_reader(place: _Place) -> Callable[[int], str | None]:
    """Answers the tense at a position in a passage; its sentence is read only when that is asked."""

    def tense_at(position: int) -> str | None:
        if place.field in ("next_steps", "target_dates"):
            return "promised"
        sentence = read_sentence_at(place.text, position)
        return sentence.tenses[0] if sentence is not None and len(sentence.tenses) == 1 else None

    return tense_at


def _records_by_row(edition: Edition) -> Mapping[str, str]:
    """The record of every row that a passage may name."""
    rows = {action.action_id: action.part_of_action_id or action.action_id for action in edition.actions}
    rows |= {row.progress_id: row.action_id for row in edition.progress}
    rows |= {row.next_step_id: row.action_id for row in edition.next_steps}
    return rows | {row.target_date_id: row.action_id for row in edition.target_dates}
