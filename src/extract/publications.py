"""The unit of work: a chunk of publications, from their files to one part. It can be sent to any process."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.archives import PageFile
from extract.corpus import EditionFiles
from extract.data import load_gazetteer, load_vocabulary
from extract.errors import WorkerError
from extract.keys import hash_versions, make_publication_key
from extract.model import Edition, Source
from extract.pages import PagesRead, read_edition
from extract.parts import PublicationRows, make_part, pack_findings, write_part
from extract.pipeline import follow_publication
from extract.remembered import recall_edition
from extract.review.feedback import DecisionsApplied, DecisionsRead, apply_decisions
from extract.rows import Findings, UnreadPage
from extract.unused_words import find_unused_words
from extract.watch import SetAside, Watcher


@dataclass(frozen=True, slots=True)
class PublicationTask:
    """One publication to be worked on.

    decided: what reviewers decided about it. digests: the hash of every file of words beside its pages, and of every
    page where results are kept. key: that of its rows, as far as is known before its files are read.
    """

    publication_id: str
    editions: tuple[EditionFiles, ...]
    decided: DecisionsRead | None
    digests: Mapping[PageFile, str]
    key: str

    @property
    def words(self) -> Mapping[Path, str]:
        """The hash of every file of words beside its pages."""
        named = dict.fromkeys(path for files in self.editions for path in (*files.words, *files.bodies))
        return {path: self.digests[path] for path in named}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some publications, and where what comes of them goes.

    parts: the folder for parts. readings: that for readings, None where none are kept. versions: the hash of the code
    that is to do the work. set_aside: places that ended a worker before.
    """

    publications: tuple[PublicationTask, ...]
    parts: Path
    readings: Path | None
    versions: str
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class MadePublication:
    """A publication that was worked on: the key of its rows, and whether they may be used again."""

    publication_id: str
    key: str
    keep: bool


@dataclass(frozen=True, slots=True)
class MadePart:
    """A part that was written: its name, its publications in their order, and processor seconds by stage."""

    name: str
    publications: tuple[MadePublication, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)


def work_on_chunk(chunk: Chunk, watcher: Watcher) -> MadePart:
    """Read, follow and describe some publications and write their rows as a part.

    Raises:
        OutputError: A value does not fit its column.
        WorkerError: This process runs other code than the one that sent the chunk.
    """
    _check_versions(chunk)
    clock = _Clock()
    worked = [_work_on(task, chunk, watcher, clock) for task in chunk.publications]
    with clock.time("rows"):
        name = write_part(make_part([rows for rows, _ in worked]), chunk.parts)
    made = tuple(
        MadePublication(task.publication_id, rows.key or task.key, keep)
        for task, (rows, keep) in zip(chunk.publications, worked, strict=True)
    )
    return MadePart(name, made, dict(clock.seconds))


def list_unused_in_chunk(chunk: Chunk, watcher: Watcher) -> Mapping[str, tuple[str, ...]]:
    """The words of the vocabulary, by their place in it, that no page of some publications printed."""
    _check_versions(chunk)
    documents = []
    for task in chunk.publications:
        _turn_to(task, chunk, watcher)
        read = [read_edition(files, watcher.hold).edition for files in task.editions]
        documents += [edition.readings[0].document for edition in read if edition]
    words = dict.fromkeys(path for task in chunk.publications for files in task.editions for path in files.words)
    return find_unused_words(documents, words)


def _check_versions(chunk: Chunk) -> None:
    if chunk.versions != hash_versions():
        raise WorkerError("the worker has another version of extract, of Python or of a library than this command")


class _Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - begun


def _turn_to(task: PublicationTask, chunk: Chunk, watcher: Watcher) -> Mapping[str, SetAside]:
    aside = {one.place: one for one in chunk.set_aside if one.publication_id == task.publication_id}
    watcher.turn_to(task.publication_id, aside)
    _forget_other_words(task.words)
    return aside


_known_words: dict[Path, str] = {}


def _forget_other_words(words: Mapping[Path, str]) -> None:
    """A worker outlives runs; what it keeps of files of words holds for as long as these stay as they are."""
    if any(_known_words.get(path, digest) != digest for path, digest in words.items()):
        load_vocabulary.cache_clear()
        load_gazetteer.cache_clear()
    _known_words.update(words)


def _work_on(task: PublicationTask, chunk: Chunk, watcher: Watcher, clock: _Clock) -> tuple[PublicationRows, bool]:
    """The rows of a publication, and whether they may be used again."""
    aside = _turn_to(task, chunk, watcher)
    # An edition by itself changes only when its publication does.
    readings = chunk.readings if len(task.editions) > 1 else None
    with clock.time("read"):
        if readings is None:
            pages = [read_edition(files, watcher.hold) for files in task.editions]
        else:
            pages = [recall_edition(files, task.digests, readings, watcher.hold) for files in task.editions]
    with clock.time("follow"):
        followed = follow_publication(pages, task.decided, watcher.hold)
        histories = [followed.history] if followed.history is not None else []
        applied = apply_decisions(task.decided, histories) if task.decided else None
    unread = (*(one for page in pages for one in page.unread), *followed.unread)
    digests = _list_digests(pages, task.words)
    key = None
    if digests is not None:
        key = make_publication_key(task.publication_id, task.editions, digests, task.decided)
    findings = Findings(histories, unread, applied.rows if applied else ())
    with clock.time("rows"):
        account = describe_findings(findings, applied)
        rows = pack_findings(task.publication_id, findings, key=key, account=account)
    # What another day or another machine may do better is made again by the next run.
    keep = key is not None and not aside and not watcher.exhausted
    return rows, keep


def _list_digests(pages: Sequence[PagesRead], words: Mapping[Path, str]) -> Mapping[PageFile, str] | None:
    """The hash of every file, as it was when it was read; None where that of one is not known."""
    digests: dict[PageFile, str] = dict(words.items())
    for page in pages:
        sources: list[Source] = [one.source for one in page.unread]
        sources += page.edition.identity.sources if page.edition else ()
        known = {source.position: source.sha256 for source in sources}
        digests |= {path: known.get(position, "") for position, path in enumerate(page.files.paths, 1)}
    return digests if all(digests.values()) else None


def describe_findings(findings: Findings, applied: DecisionsApplied | None = None) -> dict[str, Any]:
    """An account of what was found, to be added up with others: figures, and what is told one by one."""
    editions = [edition for history in findings.histories for edition in history.editions]
    changes = [change for history in findings.histories for change in history.changes]
    problems = Counter(problem.code for edition in editions for problem in edition.problems)
    problems.update(page.problem.code for page in findings.unread_pages)
    return {
        "publications": len(findings.histories),
        "editions": len(editions),
        "records": sum(_count_records(edition) for edition in editions),
        "mentions": sum(len(edition.mentions) for edition in editions),
        "changes": len(changes),
        "flagged": sum(change.flagged for change in changes),
        "problems": dict(problems),
        "unread": [_describe_unread(page) for page in findings.unread_pages],
        "decisions": _describe_decisions(applied) if applied else None,
    }


def _count_records(edition: Edition) -> int:
    return sum(action.part_of_action_id is None for action in edition.actions)


def _describe_unread(page: UnreadPage) -> dict[str, str]:
    return {"path": page.source.path, "code": page.problem.code, "message": page.problem.message}


def _describe_decisions(applied: DecisionsApplied) -> dict[str, Any]:
    return {
        "made": len(applied.rows),
        "current": sum(row.current for row in applied.rows),
        "asked_again": applied.asked_again,
        "lost": [
            f"{one.verdict} by {one.reviewer}, {one.subject.later_edition_id}: {one.subject.why}"
            for one in applied.lost
        ],
    }
