"""From what was read of a publication's pages to its history: the only file that knows the order of the stages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

from extract.align import align_editions
from extract.compare import compare_editions
from extract.corpus import read_as_at
from extract.cut import cut_actions
from extract.data import load_gazetteer, load_vocabulary
from extract.editions import EditionIdentity, build_edition
from extract.identifiers import hash_parts
from extract.model import Edition, EditionProblem, History, Problem, Reading
from extract.pages import PagesRead, ReadEdition, fence
from extract.review.feedback import DecisionsRead, find_decided_matches
from extract.rows import UnreadPage
from extract.tag import learn_edition_names, tag_mentions
from extract.values.calendar import first_day
from extract.watch import Watch, unwatched

Outcome = TypeVar("Outcome")


class Make(Protocol):
    """How one step of the work on one page is done: straight on, or with a fence around it."""

    def __call__(self, page: PagesRead, work: Callable[[], Outcome], /) -> Outcome | None:
        """What the work gives, or None where it failed and that has been noted."""


# What a watch knows the lining up and comparing of a publication's editions by.
COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of one publication: its history, if any edition is left, and the pages on which our own code failed."""

    history: History | None
    unread: tuple[UnreadPage, ...] = ()


def follow_publication(
    pages: Sequence[PagesRead], decided: DecisionsRead | None = None, watch: Watch = unwatched
) -> Followed:
    """Follow one publication: its editions in order, tagged, lined up and compared.

    A page on which our own code fails is left out and named; where the comparison fails, the editions are kept.

    Args:
        decided: What reviewers decided, for the matches that they cut or joined.
        watch: Who watches over the work from outside.
    """
    unread: list[UnreadPage] = []

    def make_or_note(page: PagesRead, work: Callable[[], Outcome]) -> Outcome | None:
        outcome = fence(page.files, page.files.paths[0], 1, work, watch)
        if not isinstance(outcome, UnreadPage):
            return outcome
        unread.append(outcome)
        return None

    readable = [page for page in pages if page.edition is not None]
    editions = order_editions(make_editions(readable, make_or_note)) if readable else ()
    if not editions:
        return Followed(None, tuple(unread))
    compare = partial(_compare, editions, decided)
    history = fence(readable[0].files, readable[0].files.paths[0], 1, compare, watch, COMPARISON)
    if isinstance(history, UnreadPage):
        history = _leave_uncompared(editions, history.problem.message)
    return Followed(history, tuple(unread))


def _compare(editions: Sequence[Edition], decided: DecisionsRead | None) -> History:
    history = align_editions(editions, find_decided_matches(decided, editions)) if decided else align_editions(editions)
    return replace(history, changes=compare_editions(history))


def _leave_uncompared(editions: Sequence[Edition], reason: str) -> History:
    """Editions without links and changes, the last of them with the problem that says so."""
    last, message = editions[-1], f"the editions were not compared: {reason}"
    problem_id = f"problem-{hash_parts('problem', last.edition_id, message)}"
    problem = EditionProblem(problem_id, None, "other", message, None, None)
    kept = (*editions[:-1], replace(last, problems=(*last.problems, problem)))
    return History(last.publication, kept)


def _make_directly(_page: PagesRead, work: Callable[[], Outcome]) -> Outcome | None:
    return work()


def make_editions(pages: Sequence[PagesRead], make: Make = _make_directly) -> tuple[Edition, ...]:
    """The editions of one publication with all their rows, from what was read of each.

    Args:
        make: Does the work on one page; an edition for which it answers None is left out.
    """
    read = tuple(_tell_apart(pages))
    vocabulary = load_vocabulary(*pages[0].files.words)
    gazetteer = load_gazetteer(*pages[0].files.bodies)
    flat = [
        (page, identity, reading)
        for page, one in read
        for reading in one.readings
        if (identity := _identify_column(one.identity, reading, [other.identity for _, other in read])) is not None
    ]
    cut = cut_actions([reading for _, _, reading in flat])
    built = [
        (page, reading.document, make(page, partial(build_edition, reading, identity, vocabulary, gazetteer)))
        for (page, identity, _), reading in zip(flat, cut, strict=True)
    ]
    kept = [(page, document, edition) for page, document, edition in built if edition is not None]
    book = learn_edition_names([edition for _, _, edition in kept], gazetteer, _find_abbreviations(cut))
    tagged = (make(page, partial(tag_mentions, edition, document, book)) for page, document, edition in kept)
    return tuple(edition for edition in tagged if edition is not None)


def _identify_column(
    identity: EditionIdentity, reading: Reading, pages: Sequence[EditionIdentity]
) -> EditionIdentity | None:
    """The identity of a reading: its page's, or, of a history column, one of its own.

    A column is an edition only where no page stands for its date: then None.
    """
    stated = read_as_at(reading.as_at) if reading.as_at else None
    if stated is None:
        return identity
    as_at, precision = stated
    start = first_day(as_at, precision)
    for page in pages:
        earliest = first_day(page.as_at, page.as_at_precision)
        if page.as_at and earliest and start and earliest <= as_at and start <= page.as_at:
            return None
    name = f"{identity.publication.publication_id}@{reading.as_at}~{identity.source_sha256[:8]}"
    return replace(
        identity,
        edition_id=name,
        as_at=as_at,
        as_at_precision=precision,
        as_at_source="column",
        sources=(),
        problems=(),
    )


def _find_abbreviations(readings: Sequence[Reading]) -> dict[str, str]:
    """The full names that the markup gives to acronyms (`<abbr title>`)."""
    found: dict[str, str] = {}
    for reading in readings:
        for block in reading.document.blocks:
            for mark in block.marks:
                if mark.kind == "abbreviation" and mark.value:
                    found.setdefault(reading.document.text[mark.start : mark.end], mark.value)
    return found


def _tell_apart(pages: Sequence[PagesRead]) -> Iterator[tuple[PagesRead, ReadEdition]]:
    """Editions whose files say the same date, each with an id of its own and a problem that says so.

    A file that is the same as another byte for byte gives no edition of its own.
    """
    by_id: dict[str, dict[str, tuple[PagesRead, ReadEdition]]] = defaultdict(dict)
    for page in pages:
        if page.edition is None:
            continue
        identity = page.edition.identity
        same_date = by_id[identity.edition_id]
        twin = same_date.get(identity.source_sha256)
        same_date[identity.source_sha256] = (
            (page, page.edition) if twin is None else (twin[0], _join(twin[1], identity))
        )
    for edition_id, same_date in by_id.items():
        for place, (digest, (page, one)) in enumerate(same_date.items()):
            yield page, one if place == 0 else _rename(one, f"{edition_id}~{digest[:8]}")


def _join(one: ReadEdition, twin: EditionIdentity) -> ReadEdition:
    message = f"{twin.source_path} is the same file as {one.identity.source_path}; they are one edition"
    return _note_twice(replace(one.identity, sources=(*one.identity.sources, *twin.sources)), one.readings, message)


def _rename(one: ReadEdition, edition_id: str) -> ReadEdition:
    identity = one.identity
    message = f"{identity.edition_id} is also read from another file; {identity.source_path} is kept beside it"
    sources = tuple(replace(source, edition_id=edition_id) for source in identity.sources)
    return _note_twice(replace(identity, edition_id=edition_id, sources=sources), one.readings, message)


def _note_twice(identity: EditionIdentity, readings: tuple[Reading, ...], message: str) -> ReadEdition:
    problem = Problem("same_edition_twice", message)
    return ReadEdition(replace(identity, problems=(*identity.problems, problem)), readings)


def order_editions(editions: Sequence[Edition]) -> tuple[Edition, ...]:
    """By as-at date, then id; undated ones last."""
    return tuple(
        sorted(editions, key=lambda edition: (edition.as_at is None, edition.as_at or date.max, edition.edition_id))
    )
