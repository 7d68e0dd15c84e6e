"""A page from the web, from the disk or from an archive, added to a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from extract.collect.shelf import NewPage, Outcome, Shelf
from extract.collect.sidecar import note_file, note_served, note_unchanged, read_noted
from extract.corpus import EditionFiles, find_editions, make_slug
from extract.errors import FetchError, InputError
from extract.fetch import (
    ADDRESSES_FILE,
    Capture,
    Known,
    Places,
    ServedPage,
    Web,
    fetch_edition,
    list_captures,
    load_places,
)
from extract.inputs import name_publication
from extract.read import LARGEST_PAGE

_TIMESTAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Passed:
    """A capture that could not be had, and why."""

    capture: Capture
    reason: str


def add_page(
    corpus: Path,
    address: str,
    web: Web,
    *,
    publication: str | None = None,
    as_at: str | None = None,
    only_if_new: bool = False,
) -> Outcome:
    """Add the page at an address to a corpus that is held.

    Args:
        publication: The id of its publication; None for the one that has this address, else the address's last part.
        as_at: The date for which it stands, as an edition's name says it; None for what the page says, or today.
        only_if_new: Whether it is added only when its records are others than those of the edition before it.

    Raises:
        FetchError: It cannot be fetched.
        InputError: It cannot be read, or its publication cannot be told.
        OutputError: The corpus cannot be written to.
    """
    places = find_places(corpus)
    shelf = Shelf(corpus, publication or choose_publication(corpus, address, places))
    try:
        return _add_served(shelf, address, web, places, as_at, only_if_new)
    except (FetchError, InputError):
        if places.find_api(address) is None:
            raise
        return _add_served(shelf, address, web, places.without("api"), as_at, only_if_new)


def find_places(corpus: Path) -> Places:
    """What is known about addresses by their form, with the lines beside the corpus."""
    own = corpus / ADDRESSES_FILE
    return load_places(*([own] if own.is_file() else []))


def _add_served(shelf: Shelf, address: str, web: Web, places: Places, as_at: str | None, only_if_new: bool) -> Outcome:
    last = None if as_at else _find_last(shelf, address, places)
    pages = fetch_edition(web, address, places, last.known if last else None)
    if pages is None:
        assert last is not None, "only what is known can be unchanged"
        return Outcome("unchanged", shelf.publication_id, last.files.entry, 0)
    new = [NewPage(page.fetched.data, page.ending, note_served(shelf.publication_id, page)) for page in pages]
    name = as_at or f"{pages[0].fetched.time:{_TIMESTAMP}}"
    outcome = shelf.offer(new, name, url=address, only_if_new=only_if_new)
    if outcome.kind == "same":
        _note_unchanged(outcome, pages)
    return outcome


def _note_unchanged(outcome: Outcome, pages: tuple[ServedPage, ...]) -> None:
    if outcome.path.is_file() and len(pages) == 1:
        note_unchanged(outcome.path, pages[0])


@dataclass(frozen=True, slots=True)
class _Last:
    """The edition for which an address was last asked, and what is known of its pages."""

    files: EditionFiles
    known: Mapping[str, Known]


def _find_last(shelf: Shelf, address: str, places: Places) -> _Last | None:
    """The edition that was served last of those at an address."""
    found: list[tuple[datetime, _Last]] = []
    for files in shelf.editions:
        noted = [note for path in files.paths if isinstance(path, Path) and (note := read_noted(path))]
        if any(_find_whole(note.address, places) == _find_whole(address, places) for note in noted):
            found.append((max(note.time for note in noted), _Last(files, {note.address: note.known for note in noted})))
    return max(found, key=lambda one: one[0])[1] if found else None


def _find_whole(address: str, places: Places) -> str:
    part = places.find_part(address)
    return part.whole if part else address.rstrip("/")


def choose_publication(corpus: Path, address: str, places: Places) -> str:
    """The publication that an address belongs to: the one of the corpus that has it, else its last part.

    Raises:
        InputError: The publication of that name has another address.
    """
    whole = _find_whole(address, places)
    known = find_editions(corpus, may_be_empty=True)
    for edition in known:
        if whole in {_find_whole(url, places) for url in (edition.url, edition.publication.url) if url}:
            return edition.publication.publication_id
    name = name_publication(whole)
    taken = next((edition for edition in known if edition.publication.publication_id == name), None)
    if taken is not None:
        other = taken.publication.url or taken.url or "pages without an address"
        raise InputError(f"{corpus}/{name}: holds {other}; --publication {name} adds to it, another id begins anew")
    return name


def add_file(corpus: Path, file: Path, *, publication: str | None = None, as_at: str | None = None) -> Outcome:
    """Add a page from the disk, byte for byte, to a corpus that is held.

    Its publication and date are, unless given, those that `extract run` would find for the single file.

    Raises:
        InputError: It cannot be read.
        OutputError: The corpus cannot be written to.
    """
    if file.is_dir():
        raise InputError(f"{file}: this is a folder; add takes one page")
    (found,) = find_editions(file)
    size = file.stat().st_size
    if size > LARGEST_PAGE:
        raise InputError(f"{file}: {size:,} bytes; a page may have {LARGEST_PAGE:,}")
    publication_id = publication or found.publication.publication_id
    data = file.read_bytes()
    page = NewPage(data, file.suffix, note_file(publication_id, file, data))
    return Shelf(corpus, publication_id).offer([page], as_at or found.name or make_slug(file.stem))


def add_captures(
    corpus: Path, address: str, endpoint: str, web: Web, *, publication: str | None = None
) -> Iterator[Outcome | Passed]:
    """Add the earlier editions of a page that an archive has, of captures with the same records the first.

    Each is in the corpus when its outcome is given, so that nothing is lost when this is stopped.

    Args:
        endpoint: See `extract.fetch.list_captures`.

    Raises:
        FetchError: The archive's list cannot be had, or the page is one of several of its edition.
        InputError: Its publication cannot be told.
        OutputError: The corpus cannot be written to.
    """
    places = find_places(corpus)
    if places.find_part(address):
        raise FetchError(f"{address}: is one of several pages of an edition, and archives keep each for itself")
    shelf = Shelf(corpus, publication or choose_publication(corpus, address, places))
    for capture in list_captures(web, endpoint, address, places):
        try:
            yield _add_capture(shelf, address, capture, web, places)
        except (FetchError, InputError) as error:
            yield Passed(capture, str(error))


def _add_capture(shelf: Shelf, address: str, capture: Capture, web: Web, places: Places) -> Outcome:
    (page,) = fetch_edition(web, capture.address, places.without("part").without("api")) or ()
    served = replace(page, address=address)
    note = replace(note_served(shelf.publication_id, served), time=capture.time)
    return shelf.offer(
        [NewPage(page.fetched.data, page.ending, note)], f"{capture.time:{_TIMESTAMP}}", url=address, only_if_new=True
    )
