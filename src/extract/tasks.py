"""What is to be done: the publications of a corpus as tasks, and tasks in chunks, as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from extract.archives import ArchivedPage, PageFile, is_archive
from extract.corpus import EditionFiles, find_publications, name_of
from extract.inputs import find_inputs
from extract.keys import hash_versions, make_publication_key
from extract.publications import Chunk, PublicationTask
from extract.read import LARGEST_PAGE
from extract.review.feedback import DecisionsRead, load_decisions
from extract.review.log import DECISIONS_FILE

# Pages in a chunk: few at first, so that every worker of a small corpus has something to do.
_LARGEST_CHUNK = 24


@dataclass(frozen=True, slots=True)
class Source:
    """What a run reads, and what reviewers decided.

    corpus: the one folder or page that is looked through as the run goes on; None where `editions` are all there is.
    """

    corpus: Path | None
    editions: tuple[EditionFiles, ...] = ()
    only: str | None = None
    decided: DecisionsRead | None = None

    def list_publications(self) -> Iterator[tuple[str, tuple[EditionFiles, ...]]]:
        """Every publication with its editions; those that are gone, but were decided on, without."""
        decided = {one.decision.subject.publication_id for one in self.decided.made} if self.decided else set()
        for editions in self._list_found():
            publication_id = editions[0].publication.publication_id
            decided.discard(publication_id)
            yield publication_id, editions
        yield from ((publication_id, ()) for publication_id in sorted(decided))

    def _list_found(self) -> Iterator[tuple[EditionFiles, ...]]:
        if self.corpus is not None:
            yield from find_publications(self.corpus, only=self.only)
        for _, editions in groupby(self.editions, lambda one: one.publication.publication_id):
            yield tuple(editions)

    def list_tasks(self, hash_file: Callable[[PageFile], str], *, pages: bool) -> Iterator[PublicationTask]:
        """Every publication as a task.

        Args:
            hash_file: The hash of a file's content.
            pages: Whether the pages are hashed too, not only the words beside them.
        """
        words: dict[Path, str] = {}
        for publication_id, editions in self.list_publications():
            digests: dict[PageFile, str] = {}
            for beside in dict.fromkeys(path for files in editions for path in (*files.words, *files.bodies)):
                if beside not in words:
                    words[beside] = hash_file(beside)
                digests[beside] = words[beside]
            for page in (page for files in editions for page in files.paths):
                digests[page] = hash_file(page) if pages else ""
            decided = self.decided.select(publication_id) if self.decided else None
            if decided is not None and not decided.made:
                decided = None
            key = make_publication_key(publication_id, editions, digests, decided)
            yield PublicationTask(publication_id, editions, decided, digests, key)


def open_source(corpus: Path | Sequence[Path], *, only: str | None = None, decisions: Path | None = None) -> Source:
    """What is to be read, with what reviewers decided.

    Args:
        corpus: A corpus folder, a publication's folder, a page or a web archive; or several of these.
        only: The id of the one publication to read.
        decisions: The log of decisions; without it, `decisions.sqlite` in the corpus folder, if there.

    Raises:
        InputError: There is no page, or no such publication, or the log cannot be used.
    """
    inputs = [corpus] if isinstance(corpus, Path) else list(corpus)
    decided = _load_decisions(inputs, decisions, only)
    if len(inputs) == 1 and not is_archive(inputs[0]):
        # Whether there is anything to read is known before anything is made.
        next(find_publications(inputs[0], only=only))
        return Source(inputs[0].absolute(), only=only, decided=decided)
    found = find_inputs(inputs, LARGEST_PAGE, only=only)
    return Source(None, tuple(map(_make_absolute, found)), only, decided)


def _make_absolute(files: EditionFiles) -> EditionFiles:
    """The same files for workers that stand in another folder."""
    pages = (
        replace(page, archive=page.archive.absolute()) if isinstance(page, ArchivedPage) else page.absolute()
        for page in files.paths
    )
    words, bodies = (tuple(path.absolute() for path in paths) for paths in (files.words, files.bodies))
    return replace(files, paths=tuple(pages), words=words, bodies=bodies)


def _load_decisions(inputs: Sequence[Path], decisions: Path | None, only: str | None) -> DecisionsRead | None:
    """The log that is named, else the one in the corpus folder; where several things are read none is theirs."""
    usual = inputs[0] / DECISIONS_FILE
    log = decisions or (usual if len(inputs) == 1 and usual.is_file() else None)
    if log is None:
        return None
    read = load_decisions(log)
    return read.select(only) if only else read


def make_chunks(tasks: Iterable[PublicationTask], parts: Path, readings: Path | None, workers: int) -> Iterator[Chunk]:
    """Tasks in chunks that grow from one page to the largest."""
    waiting: list[PublicationTask] = []
    pages = number = 0
    for task in tasks:
        waiting.append(task)
        pages += len(task.editions)
        if pages >= min(1 + number // (2 * workers), _LARGEST_CHUNK):
            yield Chunk(tuple(waiting), parts, readings, hash_versions())
            waiting, pages, number = [], 0, number + 1
    if waiting:
        yield Chunk(tuple(waiting), parts, readings, hash_versions())


def name_words(path: Path, publication_id: str) -> str:
    """Where a file of words stands in the corpus."""
    return f"{publication_id}/{path.name}" if name_of(path.parent) == publication_id else path.name
