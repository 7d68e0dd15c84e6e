"""What is to be done: the publications of a corpus as tasks, and tasks in chunks, as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.corpus import EditionFiles, find_publications, name_of
from extract.keys import hash_versions, make_publication_key
from extract.publications import Chunk, PublicationTask
from extract.review.feedback import DecisionsRead, load_decisions
from extract.review.log import DECISIONS_FILE

# Pages in a chunk: few at first, so that every worker of a small corpus has something to do.
_LARGEST_CHUNK = 24


@dataclass(frozen=True, slots=True)
class Source:
    """What a run reads: a corpus, or one publication of it, and what reviewers decided."""

    corpus: Path
    only: str | None = None
    decided: DecisionsRead | None = None

    def list_publications(self) -> Iterator[tuple[str, tuple[EditionFiles, ...]]]:
        """Every publication with its editions; those that are gone, but were decided on, without."""
        decided = {one.decision.subject.publication_id for one in self.decided.made} if self.decided else set()
        for editions in find_publications(self.corpus, only=self.only):
            publication_id = editions[0].publication.publication_id
            decided.discard(publication_id)
            yield publication_id, editions
        yield from ((publication_id, ()) for publication_id in sorted(decided))

    def list_tasks(self, hash_file: Callable[[Path], str], *, pages: bool) -> Iterator[PublicationTask]:
        """Every publication as a task.

        Args:
            hash_file: The hash of a file's content.
            pages: Whether the pages are hashed too, not only the words beside them.
        """
        words: dict[Path, str] = {}
        for publication_id, editions in self.list_publications():
            digests = {}
            for path in dict.fromkeys(path for files in editions for path in (*files.words, *files.bodies)):
                if path not in words:
                    words[path] = hash_file(path)
                digests[path] = words[path]
            for path in (path for files in editions for path in files.paths):
                digests[path] = hash_file(path) if pages else ""
            decided = self.decided.select(publication_id) if self.decided else None
            if decided is not None and not decided.made:
                decided = None
            key = make_publication_key(publication_id, editions, digests, decided)
            yield PublicationTask(publication_id, editions, decided, digests, key)


def open_source(corpus: Path, *, only: str | None = None, decisions: Path | None = None) -> Source:
    """A corpus with what reviewers decided.

    Args:
        only: The id of the one publication to read.
        decisions: The log of decisions; without it, `decisions.sqlite` in the corpus folder, if there.

    Raises:
        InputError: There is no page, or no such publication, or the log cannot be used.
    """
    # Whether there is anything to read is known before anything is made.
    next(find_publications(corpus, only=only))
    # Workers may stand in another folder.
    return Source(corpus.absolute(), only, _load_decisions(corpus, decisions, only))


def _load_decisions(corpus: Path, decisions: Path | None, only: str | None) -> DecisionsRead | None:
    usual = corpus / DECISIONS_FILE
    if decisions is None and not usual.is_file():
        return None
    read = load_decisions(decisions or usual)
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
