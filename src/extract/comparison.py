"""The editions that a comparison names, lined up and compared: two pages, two editions of a run, or a publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from extract.align import Matches, align_editions, read_decided_matches
from extract.compare import compare_editions
from extract.corpus import find_editions
from extract.errors import InputError
from extract.histories import find_publication
from extract.model import Edition, History
from extract.open_tables import read_rows
from extract.pages import PagesRead, read_edition
from extract.pipeline import make_editions


def follow_named(earlier: str, later: str | None, outputs: Path) -> History:
    """The history of what a comparison names.

    Args:
        earlier: A page file, an edition's id, or the id of a publication.
        later: What it is compared with: a page file or an edition's id; None with a publication.
        outputs: The folder of a run, for what is named by an id.

    Returns:
        Two editions lined up with each other, whether or not others lie between; or a publication as it was written.

    Raises:
        InputError: There is no such page, edition or publication, or the two cannot be compared.
    """
    if later is None:
        return _follow_publication(earlier, outputs)
    pages = [Path(name) for name in (earlier, later) if Path(name).is_file()]
    if len(pages) == 2:
        return _follow_pair(_read_pages(pages), Matches())
    publication_id = later.partition("@")[0]
    known = {edition.edition_id: edition for edition in _list_editions((earlier, later), outputs)}
    editions = [known[name] for name in (earlier, later)]
    decided = read_decided_matches(read_rows(outputs, "decisions", only=publication_id))
    return _follow_pair(editions, decided)


def _follow_publication(name: str, outputs: Path) -> History:
    if "@" in name or Path(name).exists():
        raise InputError(f"{name}: with what? compare takes two pages, two editions, or the id of one publication")
    return find_publication(outputs, name)


def _list_editions(names: Sequence[str], outputs: Path) -> list[Edition]:
    """The editions of a run by their ids, each of which may be of another publication.

    Raises:
        InputError: One of the names is neither a page nor an edition of the run.
    """
    found: list[Edition] = []
    for name in dict.fromkeys(names):
        publication_id, at, _ = name.partition("@")
        if not at:
            raise InputError(f"{name}: there is no such page, and an edition's id is <publication>@<edition>")
        history = find_publication(outputs, publication_id)
        edition = next((one for one in history.editions if one.edition_id == name), None)
        if edition is None:
            known = ", ".join(one.edition_id for one in history.editions)
            raise InputError(f"{outputs}: no edition {name!r}; there are {known}")
        found.append(edition)
    return found


def _read_pages(paths: Sequence[Path]) -> list[Edition]:
    """Two pages as editions of one publication, so that they show each other where an action ends."""
    found = [find_editions(path)[0] for path in paths]
    # Whichever folder they lie in, they are compared as one publication's.
    read = [read_edition(replace(files, publication=found[1].publication)) for files in found]
    for page in read:
        if page.edition is None:
            raise InputError(page.unread[0].problem.message)
    editions = make_editions(read)
    return [_choose(page, editions) for page in read]


def _choose(page: PagesRead, editions: Sequence[Edition]) -> Edition:
    """The edition that a page is: of a page with a history of columns its last."""
    assert page.edition is not None
    digest = page.edition.identity.source_sha256
    return [edition for edition in editions if edition.source_sha256 == digest][-1]


def _follow_pair(editions: Sequence[Edition], decided: Matches) -> History:
    earlier, later = editions
    if earlier.edition_id == later.edition_id:
        return History(later.publication, (later,))
    languages = [(edition.language or "").partition("-")[0].casefold() for edition in editions]
    if all(languages) and languages[0] != languages[1]:
        named = " and ".join(
            f"{one.edition_id} ({language})" for one, language in zip(editions, languages, strict=True)
        )
        raise InputError(f"{named} are in two languages, and only editions of one language are compared")
    history = align_editions(editions, decided)
    return replace(history, changes=compare_editions(history))
