"""What a run is given: a corpus, single pages, web archives, or several of these, as editions of publications."""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from extract.archives import ArchivedCapture, is_archive, list_captures
from extract.corpus import EditionFiles, find_beside, find_editions, make_slug, place_of
from extract.errors import InputError
from extract.model import Publication

# Names of files that say nothing about what is in them.
_NAMELESS = frozenset(("index", "default", "home"))


def find_inputs(paths: Sequence[Path], largest: int, *, only: str | None = None) -> tuple[EditionFiles, ...]:
    """The editions of all that a run is given, one publication after another; the order of the paths does not matter.

    Args:
        paths: Corpus folders, folders of a publication, single pages and web archives.
        largest: How many bytes a page may have.
        only: The id of one publication; the others are passed over.

    Raises:
        InputError: A path cannot be used, or two of them hold another file for the same place.
    """
    if len(paths) == 1 and not is_archive(paths[0]):
        return find_editions(paths[0], only=only)
    single = [path for path in dict.fromkeys(paths) if not is_archive(path)]
    archives = [path for path in dict.fromkeys(paths) if is_archive(path)]
    found = [edition for path in single for edition in find_editions(path)]
    found += _find_archived(sorted(archives), largest)
    found = list(_drop_doubles(found))
    chosen = [edition for edition in found if only in (None, edition.publication.publication_id)]
    if not chosen:
        known = ", ".join(sorted({edition.publication.publication_id for edition in found}))
        raise InputError(
            f"no publication {only!r}; there are {known}" if known else "there are no pages in these files"
        )
    return tuple(sorted(chosen, key=lambda edition: (edition.publication.publication_id, place_of(edition))))


def read_list(path: Path) -> list[str]:
    """The paths and addresses that a file lists, one a line; `-` is what comes from the pipe.

    Raises:
        InputError: It cannot be read, or lists nothing.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: this list cannot be read: {getattr(error, 'strerror', None) or error}") from error
    paths = [line.strip() for line in text.splitlines() if line.strip()]
    if not paths:
        raise InputError(f"{path}: lists no files")
    return paths


def _drop_doubles(found: Iterable[EditionFiles]) -> Iterator[EditionFiles]:
    """Each edition once, also where it is given by itself and in its corpus.

    Raises:
        InputError: Two editions would go by one name.
    """
    seen: dict[str, EditionFiles] = {}
    for edition in found:
        place = place_of(edition)
        twin = seen.setdefault(place, edition)
        if twin is edition:
            yield edition
        elif twin.entry.resolve() != edition.entry.resolve():
            raise InputError(f"two files are {place}: {twin.entry} and {edition.entry}; give one of them")


# ---------------------------------------------------------------- archives


def _find_archived(archives: Sequence[Path], largest: int) -> Iterator[EditionFiles]:
    """The captures of one address as editions of one publication; of those that are the same, the first."""
    by_address: dict[str, list[ArchivedCapture]] = defaultdict(list)
    for archive in archives:
        try:
            for capture in list_captures(archive, largest):
                by_address[_fold_address(capture)].append(capture)
        except OSError as error:
            raise InputError(f"{archive}: cannot be read: {error.strerror or error}") from error
    names = _name_publications(by_address)
    beside = {folder: find_beside(folder, folder) for folder in {archive.parent for archive in archives}}
    for address, captures in by_address.items():
        for capture in _drop_repeats(captures):
            yield _make_edition(names[address], capture, *beside[capture.page.archive.parent])


def _fold_address(capture: ArchivedCapture) -> str:
    """What is one address: the scheme, the letter case of the host and a slash at the end make no difference.

    What an archive lost where it is damaged is a publication of its own.
    """
    if not capture.page.address:
        return capture.page.archive.name
    url = urlsplit(capture.page.address)
    return f"{url.netloc.lower()}{url.path.rstrip('/')}" + (f"?{url.query}" if url.query else "")


def _name_publications(addresses: Iterable[str]) -> dict[str, str]:
    """The id of the publication at each address; with a hash where two addresses end alike.

    >>> _name_publications(["www.gov.wales/plan", "www.gov.wales/old/plan"])
    {'www.gov.wales/plan': 'plan-0d33e0c7', 'www.gov.wales/old/plan': 'plan-e79f9624'}
    """
    named = {address: name_publication(f"//{address}") for address in addresses}
    counts = Counter(named.values())
    return {
        address: name if counts[name] == 1 else f"{name}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
        for address, name in named.items()
    }


def name_publication(address: str) -> str:
    """The id of a publication, from the last part of its address that says something, else from its host.

    >>> name_publication("https://www.gov.wales/river-plan/index.html"), name_publication("https://www.gov.wales")
    ('river-plan', 'www.gov.wales')
    """
    url = urlsplit(address)
    parts = [re.sub(r"\.\w{2,5}$", "", unquote(part)) for part in url.path.split("/")]
    named = [part for part in parts if part and part.casefold() not in _NAMELESS]
    return make_slug(named[-1]) if named else make_slug(url.hostname or "")


def _drop_repeats(captures: Iterable[ArchivedCapture]) -> Iterator[ArchivedCapture]:
    """Of captures with the same content the earliest; those that cannot be read are all kept, to be named."""
    seen: set[str] = set()
    for capture in sorted(captures, key=_sort_key):
        if not capture.page.sha256 or capture.page.sha256 not in seen:
            yield capture
        seen.add(capture.page.sha256)


def _sort_key(capture: ArchivedCapture) -> tuple[str, str, int]:
    return (capture.time.isoformat() if capture.time else "~", str(capture.page.archive), capture.page.offset)


def _make_edition(
    publication_id: str, capture: ArchivedCapture, words: tuple[Path, ...], bodies: tuple[Path, ...]
) -> EditionFiles:
    page = capture.page
    return EditionFiles(
        Publication(publication_id, url=page.address or None),
        None,
        None,
        None,
        (page,),
        page.address or None,
        words,
        bodies,
        captured=capture.time.date() if capture.time else None,
    )
