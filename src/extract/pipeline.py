"""The whole job: the only file that knows the order of the stages."""

from __future__ import annotations

import platform
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from importlib.metadata import version
from importlib.resources import files as package_files
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar

from extract.align import align_editions
from extract.compare import compare_editions
from extract.corpus import EditionFiles, hash_bytes, read_as_at
from extract.cut import cut_actions
from extract.data import load_gazetteer, load_vocabulary
from extract.editions import EditionIdentity, build_edition
from extract.engines import map_in_order
from extract.identifiers import hash_parts
from extract.inputs import find_inputs
from extract.model import Edition, EditionProblem, History, Problem, Reading
from extract.pages import PagesRead, ReadEdition, fence, read_edition
from extract.read import LARGEST_PAGE
from extract.review.feedback import (
    DecisionsApplied,
    DecisionsRead,
    apply_decisions,
    find_decided_matches,
    load_decisions,
)
from extract.review.log import DECISIONS_FILE
from extract.tables import UnreadPage, write_tables
from extract.tag import learn_edition_names, tag_mentions
from extract.unused_words import find_unused_words
from extract.values.calendar import first_day

# Pages that could not be read change the exit code; other problems never do.
UNREAD_CODES = frozenset(("unreadable", "encoding", "too_large", "timed_out"))

Progress = Callable[[int, int], None]
Outcome = TypeVar("Outcome")


class Make(Protocol):
    """How one step of the work on one page is done: straight on, or with a fence around it."""

    def __call__(self, page: PagesRead, work: Callable[[], Outcome], /) -> Outcome | None:
        """What the work gives, or None where it failed and that has been noted."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run read and wrote.

    unread: the pages that could not be read, with the reason of each; decisions: None without a log of decisions.
    """

    publications: int
    editions: int
    records: int
    mentions: int
    changes: int
    flagged: int
    problems: Mapping[str, int]
    unread: tuple[UnreadPage, ...] = ()
    decisions: DecisionsApplied | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    unused_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of one publication: its history, if any edition is left, and the pages on which our own code failed."""

    history: History | None
    unread: tuple[UnreadPage, ...] = ()


def run_corpus(
    corpus: Path | Sequence[Path],
    outputs: Path,
    *,
    workers: int = 1,
    only: str | None = None,
    decisions: Path | None = None,
    progress: Progress | None = None,
    list_unused_words: bool = False,
) -> RunSummary:
    """Read a corpus, follow its commitments through their editions and write every table.

    Args:
        corpus: A corpus folder, a publication's folder, a single page or a web archive; or several of these.
        outputs: The folder that the tables are written to, whole or not at all.
        only: The id of the one publication to read.
        decisions: The log of what reviewers decided; without it, `decisions.sqlite` in the corpus folder, if there.
        progress: Called with the number of editions read and of all.
        list_unused_words: Whether the summary lists the words of the vocabulary that no page printed.

    Raises:
        InputError: The corpus cannot be used.
        OutputError: The outputs cannot be written; what was there stays.
    """
    inputs = [corpus] if isinstance(corpus, Path) else list(corpus)
    found = find_inputs(inputs, LARGEST_PAGE, only=only)
    decided = _load_decisions(inputs, decisions, only)
    pages = read_editions(found, workers=workers, progress=progress)
    followed = follow_publications(pages, decided, workers=workers)
    histories = [one.history for one in followed if one.history is not None]
    unread = (*chain.from_iterable(one.unread for one in pages), *chain.from_iterable(one.unread for one in followed))
    record = _describe_run(histories, unread, found, decided)
    applied = apply_decisions(decided, histories) if decided else None
    rows = write_tables(
        histories,
        outputs,
        run_id=record["run_id"],
        run=record,
        unread_pages=unread,
        decisions=applied.rows if applied else (),
    )
    summary = replace(_sum_up(histories, unread, rows), decisions=applied)
    return replace(summary, unused_words=_list_unused_words(pages)) if list_unused_words else summary


def _load_decisions(inputs: Sequence[Path], decisions: Path | None, only: str | None) -> DecisionsRead | None:
    """The log that is named, else the one in the corpus folder; where several things are read none is theirs."""
    usual = inputs[0] / DECISIONS_FILE
    log = decisions or (usual if len(inputs) == 1 and usual.is_file() else None)
    if log is None:
        return None
    read = load_decisions(log)
    return read.select(only) if only else read


def _list_unused_words(pages: Sequence[PagesRead]) -> Mapping[str, tuple[str, ...]]:
    documents = (reading.document for page in pages if page.edition for reading in page.edition.readings[:1])
    return find_unused_words(documents, dict.fromkeys(path for page in pages for path in page.files.words))


def read_editions(
    found: Sequence[EditionFiles], *, workers: int = 1, progress: Progress | None = None
) -> tuple[PagesRead, ...]:
    """Read every edition's files, one after another or in worker processes."""
    pages = []
    for page in map_in_order(read_edition, found, workers=workers):
        pages.append(page)
        if progress is not None:
            progress(len(pages), len(found))
    return tuple(pages)


def follow_publications(
    pages: Sequence[PagesRead], decided: DecisionsRead | None = None, *, workers: int = 1
) -> tuple[Followed, ...]:
    """What became of every publication of which an edition could be read, by publication id.

    Args:
        decided: What reviewers decided, for the matches that they cut or joined.
    """
    by_publication: dict[str, list[PagesRead]] = defaultdict(list)
    for page in pages:
        if page.edition is not None:
            by_publication[page.files.publication.publication_id].append(page)
    groups = [(tuple(by_publication[key]), decided and decided.select(key)) for key in sorted(by_publication)]
    return tuple(map_in_order(_follow_group, groups, workers=workers))


def _follow_group(group: tuple[Sequence[PagesRead], DecisionsRead | None]) -> Followed:
    return follow_publication(*group)


def follow_publication(pages: Sequence[PagesRead], decided: DecisionsRead | None = None) -> Followed:
    """Follow one publication: its editions in order, tagged, lined up and compared.

    A page on which our own code fails is left out and named; where the comparison fails, the editions are kept.
    """
    unread: list[UnreadPage] = []

    def make_or_note(page: PagesRead, work: Callable[[], Outcome]) -> Outcome | None:
        outcome = fence(page.files, page.files.paths[0], 1, work)
        if not isinstance(outcome, UnreadPage):
            return outcome
        unread.append(outcome)
        return None

    editions = order_editions(make_editions(pages, make_or_note))
    if not editions:
        return Followed(None, tuple(unread))
    history = fence(pages[0].files, pages[0].files.paths[0], 1, partial(_compare, editions, decided))
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


# ---------------------------------------------------------------- the record of a run


@cache
def hash_code() -> str:
    """A hash of the package's own sources and data: results made by other code have another one."""
    root = Path(str(package_files("extract")))
    sources = sorted(path for path in root.rglob("*") if path.suffix in (".py", ".toml"))
    return hash_parts(
        *(part for path in sources for part in (path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")))
    )


def _describe_run(
    histories: Sequence[History],
    unread: Sequence[UnreadPage],
    found: Sequence[EditionFiles],
    decided: DecisionsRead | None,
) -> dict[str, Any]:
    """What was read, and by which code: nothing here depends on when, where or by how many workers."""
    sources = [source for history in histories for edition in history.editions for source in edition.sources]
    sources += [page.source for page in unread]
    inputs = sorted({(source.path, source.sha256) for source in sources})
    words = sorted({_hash_words(path, files) for files in found for path in (*files.words, *files.bodies)})
    known = sorted({repr((files.publication, files.name, files.url)) for files in found})
    libraries = {name: version(name) for name in ("beautifulsoup4", "lxml", "pyarrow", "rapidfuzz")}
    about = [f"{name}={number}" for name, number in sorted(libraries.items())]
    return {
        "run_id": hash_parts(
            hash_code(),
            *chain.from_iterable(inputs),
            *chain.from_iterable(words),
            *known,
            *about,
            *([decided.head] if decided else []),
        ),
        "version": version("progress-extract"),
        "code": hash_code(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "libraries": libraries,
        "inputs": [{"path": path, "sha256": digest} for path, digest in inputs],
        "words": [{"path": path, "sha256": digest} for path, digest in words],
        "decisions": {"entries": decided.entries, "head": decided.head} if decided else None,
        "unread": [
            {"path": page.source.path, "code": page.problem.code, "message": page.problem.message} for page in unread
        ],
    }


def _hash_words(path: Path, files: EditionFiles) -> tuple[str, str]:
    """Where added words stand in the corpus, and the hash of them."""
    publication_id = files.publication.publication_id
    place = f"{publication_id}/{path.name}" if path.parent.name == publication_id else path.name
    return place, hash_bytes(path.read_bytes())


def _sum_up(histories: Sequence[History], unread: tuple[UnreadPage, ...], rows: Mapping[str, int]) -> RunSummary:
    editions = [edition for history in histories for edition in history.editions]
    problems = Counter(problem.code for edition in editions for problem in edition.problems)
    problems.update(page.problem.code for page in unread)
    changes = [change for history in histories for change in history.changes]
    return RunSummary(
        publications=len(histories),
        editions=len(editions),
        records=sum(action.part_of_action_id is None for edition in editions for action in edition.actions),
        mentions=sum(len(edition.mentions) for edition in editions),
        changes=len(changes),
        flagged=sum(change.flagged for change in changes),
        problems=dict(sorted(problems.items())),
        unread=unread,
        rows=dict(rows),
    )
