"""One publication of a corpus, to which editions are added: whole or not at all, and none that is there already."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from extract.collect.sidecar import Sidecar, format_values, write_sidecar
from extract.collect.words import PageWords, read_words
from extract.corpus import EditionFiles, find_editions, find_entry, is_publication, sidecar_path
from extract.errors import InputError, OutputError
from extract.locks import lock_or_refuse
from extract.pages import read_edition

# Hidden from runs, as everything is whose name begins with a dot.
_ASIDE = ".adding-"


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to be added, with the ending of its file's name and the note about it."""

    data: bytes
    ending: str
    sidecar: Sidecar


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a page that was offered.

    kind: added; held (these very bytes are there); same (its records are those of the edition before or after it);
        emptied (it has no records, and the edition before it had some: a person should look).
    path: of what was added, or of what is the same.
    records: how many it has.
    """

    kind: str
    publication_id: str
    path: Path
    records: int


@contextmanager
def hold_corpus(corpus: Path) -> Iterator[None]:
    """Keep other programs from adding to a corpus while the block lasts; the system lets go when a process dies.

    Raises:
        InputError: It is no corpus but the folder of a publication.
        OutputError: Another program is adding to it, or it cannot be written to.
    """
    is_new = not corpus.exists()
    if corpus.is_dir() and is_publication(corpus):
        raise InputError(f"{corpus}: this is the folder of one publication; give the corpus that it lies in")
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        handle = os.open(corpus, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise OutputError(f"{corpus}: cannot be added to: {error.strerror or error}") from error
    try:
        lock_or_refuse(handle, f"another program is adding to {corpus}")
        # What a program that was killed left behind.
        for left in corpus.glob(f"{_ASIDE}*"):
            shutil.rmtree(left)
        yield
    finally:
        os.close(handle)
        if is_new and not any(corpus.iterdir()):
            corpus.rmdir()


class Shelf:
    """A publication's folder in a corpus that is held (`hold_corpus`), there already or to be made."""

    def __init__(self, corpus: Path, publication_id: str) -> None:
        self.corpus = corpus
        self.publication_id = publication_id
        self.folder = corpus / publication_id

    @cached_property
    def editions(self) -> tuple[EditionFiles, ...]:
        """The editions that were there to begin with."""
        return find_editions(self.corpus, only=self.publication_id, may_be_empty=True)

    @cached_property
    def words(self) -> list[PageWords]:
        """What every page of the publication says, but those that cannot be read; in order of time."""
        read = (read_words(read_edition(files)) for files in self.editions)
        return sorted(filter(None, read), key=lambda words: words.moment)

    def offer(
        self, pages: Sequence[NewPage], name: str, *, url: str | None = None, only_if_new: bool = False
    ) -> Outcome:
        """Add an edition, unless these very bytes are there already.

        Args:
            pages: Its pages in their order.
            name: What the file, or the folder of several files, is to be called, without ending.
            url: Where the publication is found, noted when it is the first edition.
            only_if_new: Whether it is added only when its records are others than those of the editions around it.
                It is then named by the time of its capture where the date that it prints has not moved on.

        Raises:
            InputError: It cannot be read.
            OutputError: The corpus cannot be written to.
        """
        try:
            with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=self.corpus) as aside:
                entry = self._write(Path(aside) / self.publication_id, pages, name, url)
                files = find_entry(entry, self.folder)
                read = read_edition(files)
                words = read_words(read)
                if words is None or read.unread:
                    raise InputError("; ".join(page.problem.message for page in read.unread))
                return self._decide(entry, pages, words, only_if_new)
        except OSError as error:
            raise OutputError(f"{self.corpus}: cannot be added to: {error.strerror or error}") from error

    def _write(self, folder: Path, pages: Sequence[NewPage], name: str, url: str | None) -> Path:
        """Write the edition aside; the publication's own file too where the publication is new."""
        folder.mkdir()
        if url is not None:
            lines = format_values({"url": url})
            (folder / "publication.toml").write_text("\n".join((*lines, "")), encoding="utf-8")
        if len(pages) == 1:
            (page,) = pages
            entry = folder / f"{name}{page.ending}"
            _write_page(entry, page)
            return entry
        entry = folder / name
        entry.mkdir()
        for number, page in enumerate(pages, 1):
            _write_page(entry / f"{number}{page.ending}", page)
        return entry

    def _decide(self, entry: Path, pages: Sequence[NewPage], words: PageWords, only_if_new: bool) -> Outcome:
        twin = self._find_twin(words)
        if twin is not None:
            return self._tell("held", twin)
        if only_if_new:
            before, after = self._find_neighbours(words)
            for neighbour in (before, after):
                if neighbour is not None and neighbour.records == words.records:
                    return self._tell("same", neighbour)
            if before is not None and before.has_records and not words.has_records:
                return self._tell("emptied", before)
            time = pages[0].sidecar.time
            if before is not None and time is not None and not words.has_moved_on(before):
                # Sorted behind whatever else stands for that day.
                entry = _rename(entry, f"{time:%Y-%m-%d~t%H%M%S}")
        kept = self._keep(entry, words)
        words = replace(words, files=find_entry(kept, self.folder))
        self.words.append(words)
        self.words.sort(key=lambda one: one.moment)
        return self._tell("added", words)

    def _find_twin(self, words: PageWords) -> PageWords | None:
        """What is the same byte for byte; equal bytes that two people dated by their names stay two."""
        dated = words.files.name
        same = (one for one in self.words if one.sha256 == words.sha256 and dated in (None, one.files.name))
        return next(same, None)

    def _find_neighbours(self, words: PageWords) -> tuple[PageWords | None, PageWords | None]:
        """The pages last before and first after a page, without those that are known to be in another language."""
        others = [one for one in self.words if one.language in (words.language, None) or words.language is None]
        before = [one for one in others if one.moment <= words.moment]
        after = [one for one in others if one.moment > words.moment]
        return (before[-1] if before else None), (after[0] if after else None)

    def _keep(self, entry: Path, words: PageWords) -> Path:
        """Put what was written aside into its place: the page itself last, and by one rename."""
        if not self.folder.exists():
            entry.parent.rename(self.folder)
            return self.folder / entry.name
        if any(_stem(other) == _stem(entry) for other in self.folder.iterdir()):
            entry = _rename(entry, f"{_stem(entry)}~{words.sha256[:8]}")
        kept = self.folder / entry.name
        if sidecar_path(entry).exists():
            sidecar_path(entry).rename(sidecar_path(kept))
        return entry.rename(kept)

    def _tell(self, kind: str, words: PageWords) -> Outcome:
        records = len(words.records) if words.has_records else 0
        return Outcome(kind, self.publication_id, words.files.entry, records)


def _write_page(path: Path, page: NewPage) -> None:
    path.write_bytes(page.data)
    write_sidecar(path, page.sidecar)


def _stem(path: Path) -> str:
    return path.name if path.is_dir() else path.stem


def _rename(entry: Path, stem: str) -> Path:
    """Rename a page with its sidecar, or a folder of pages, where it was written aside."""
    ending = "" if entry.is_dir() else entry.suffix
    renamed = entry.with_name(f"{stem}{ending}")
    if sidecar_path(entry).exists():
        sidecar_path(entry).rename(sidecar_path(renamed))
    return entry.rename(renamed)
