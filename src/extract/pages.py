"""One edition's files to its reading: what depends on these files alone, so that any worker can do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from extract.archives import ArchivedPage, PageFile
from extract.corpus import EditionFiles, hash_bytes, hash_file, name_of, place_of, read_language
from extract.data import Vocabulary, find_country, load_vocabulary
from extract.editions import EditionIdentity
from extract.errors import PageError
from extract.identifiers import hash_parts
from extract.layouts import split_records
from extract.layouts.history import unfold_history
from extract.model import Document, EditionProblem, Problem, Reading, Source
from extract.read import LARGEST_PAGE, read_page
from extract.read.join import join_documents
from extract.rows import UnreadPage
from extract.watch import Watch, unwatched


@dataclass(frozen=True, slots=True)
class ReadEdition:
    """An edition that was read: who it is, and one reading (several where one page shows several editions)."""

    identity: EditionIdentity
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its place among the edition's, its path, the hash of its content, and what was in it."""

    position: int
    path: PageFile
    sha256: str
    document: Document


@dataclass(frozen=True, slots=True)
class PagesRead:
    """What came of the files of one edition: its reading, and the files that could not be read."""

    files: EditionFiles
    edition: ReadEdition | None
    unread: tuple[UnreadPage, ...]


def read_edition(files: EditionFiles, watch: Watch = unwatched) -> PagesRead:
    """Read and explain the files of one edition.

    Nothing that a page holds stops a batch: a file that cannot be read becomes an `UnreadPage`, and so does one on
    which our own code fails.
    """
    vocabulary = load_vocabulary(*files.words)
    read: list[ReadFile] = []
    unread: list[UnreadPage] = []
    for position, path in enumerate(files.paths, 1):
        outcome = fence(files, path, position, partial(_read_file, position, path, vocabulary), watch)
        if isinstance(outcome, UnreadPage):
            unread.append(outcome)
        else:
            read.append(outcome)
    if not read:
        return PagesRead(files, None, tuple(unread))
    explain = partial(_explain, files, read, vocabulary)
    explained = fence(files, read[0].path, read[0].position, explain, watch)
    if isinstance(explained, UnreadPage):
        return PagesRead(files, None, (*unread, explained))
    return PagesRead(files, explained, tuple(unread))


Outcome = TypeVar("Outcome")


def name_place(path: PageFile) -> str:
    """What a watch knows a page by: where it lies on this machine."""
    return str(path.archive.with_name(path.name)) if isinstance(path, ArchivedPage) else str(path)


def fence(
    files: EditionFiles,
    path: PageFile,
    position: int,
    work: Callable[[], Outcome],
    watch: Watch = unwatched,
    place: str | None = None,
) -> Outcome | UnreadPage:
    """The fence around a page: what goes wrong inside becomes an `UnreadPage` that says so.

    Args:
        path: The file that is named as the unread one, with its place among the edition's from 1.
        work: What is to be done with the page.
        watch: Who watches over it from outside.
        place: What the watch knows this work by; the file, where nothing is given.
    """
    try:
        with watch(place or name_place(path)):
            return work()
    except MemoryError:
        message = f"{name_of(path)}: the work on it needs more memory than a page may have"
        return _note_unread(files, path, position, "too_large", message)
    except PageError as error:
        return _note_unread(files, path, position, error.code, str(error))
    except OSError as error:
        return _note_unread(files, path, position, "unreadable", f"{name_of(path)}: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001  (a fault of ours on one page is reported, and the batch goes on)
        words = " ".join(str(error).split())
        message = f"{name_of(path)}: our own fault, {type(error).__name__}: {words}"
        return _note_unread(files, path, position, "unreadable", message)


def _read_file(position: int, path: PageFile, vocabulary: Vocabulary) -> ReadFile:
    data = path.read_bytes(LARGEST_PAGE) if isinstance(path, ArchivedPage) else _read_whole(path)
    return ReadFile(position, path, hash_bytes(data), read_page(data, vocabulary, name=name_of(path)))


def _read_whole(path: Path) -> bytes:
    size = path.stat().st_size
    if size > LARGEST_PAGE:
        raise PageError(f"{name_of(path)}: {size:,} bytes; a page may have {LARGEST_PAGE:,}", code="too_large")
    return path.read_bytes()


def _explain(files: EditionFiles, read: Sequence[ReadFile], vocabulary: Vocabulary) -> ReadEdition:
    document = read[0].document
    if len(files.paths) > 1:
        document = join_documents([file.document for file in read], [name_of(file.path) for file in read])
    if document.language is None:
        document = replace(document, language=read_language(files.name or ""))
    return ReadEdition(
        _identify(files, read, document, vocabulary), unfold_history(split_records(document, vocabulary))
    )


def _note_unread(files: EditionFiles, path: PageFile, position: int, code: str, message: str) -> UnreadPage:
    digest, place = hash_file(path), place_of(files, path)
    source_id = f"source-{hash_parts('source', files.publication.publication_id, place, digest)}"
    problem_id = f"problem-{hash_parts('problem', source_id, code, message)}"
    return UnreadPage(
        files.publication,
        Source(source_id, None, position, place, digest, files.url, None, None, None),
        EditionProblem(problem_id, None, code, message, None, None),
    )


def _identify(
    files: EditionFiles, read: Sequence[ReadFile], document: Document, vocabulary: Vocabulary
) -> EditionIdentity:
    digest = read[0].sha256 if len(read) == 1 else hash_bytes("".join(file.sha256 for file in read).encode())
    as_at, precision, source = files.as_at, files.as_at_precision, "file_name" if files.as_at else None
    problems: tuple[Problem, ...] = ()
    if as_at is None and document.dates:
        printed = document.dates[0]
        as_at, precision, source = printed.value, printed.precision, "page"
    if as_at is None and files.captured:
        source = "capture" if isinstance(files.paths[0], ArchivedPage) else "sidecar"
        as_at, precision = files.captured, "day"
    if as_at is None:
        problems = (
            Problem("undated", "neither the file's name nor the page says as at what date this edition stands"),
        )
    name = files.name or f"{_print_date(as_at, precision)}~{digest[:8]}"
    edition_id = f"{files.publication.publication_id}@{name}"
    url = files.url or document.url
    publication = files.publication
    if publication.country is None:
        publication = replace(publication, country=find_country(url, vocabulary))
    if publication.title is None:
        publication = replace(publication, title=document.title)
    sources = tuple(_make_sources(edition_id, files, read, url))
    path = place_of(files, read[0].path)
    if len(files.paths) > 1:
        path = path.rpartition("/")[0]
    return EditionIdentity(edition_id, publication, as_at, precision, source, url, path, digest, sources, problems)


def _print_date(as_at: date | None, precision: str | None) -> str:
    if as_at is None:
        return "undated"
    return {"day": f"{as_at:%Y-%m-%d}", "month": f"{as_at:%Y-%m}"}.get(precision or "", f"{as_at:%Y}")


def _make_sources(edition_id: str, files: EditionFiles, read: Sequence[ReadFile], url: str | None) -> list[Source]:
    sources, start = [], 0
    for file in read:
        place = place_of(files, file.path)
        source_id = f"source-{hash_parts('source', edition_id, place, file.sha256)}"
        end = start + len(file.document.text)
        sources.append(
            Source(source_id, edition_id, file.position, place, file.sha256, url, file.document.media_type, start, end)
        )
        start = end + 1
    return sources
