"""Every publication of a corpus asked for a new edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from extract.collect.add import add_page
from extract.collect.shelf import Outcome
from extract.corpus import EditionFiles, find_editions
from extract.errors import FetchError, InputError
from extract.fetch import Web


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking for a publication: an outcome or a problem, and neither where it has no address."""

    publication_id: str
    address: str | None
    outcome: Outcome | None = None
    problem: str | None = None


def update_corpus(corpus: Path, web: Web, *, only: str | None = None) -> Iterator[Asked]:
    """Ask each publication's address again, and add what came where its records are new; the corpus is held.

    The address is that of `publication.toml`, else that of its last edition. One that cannot be had stops no other.

    Raises:
        InputError: The corpus cannot be used.
        OutputError: It cannot be written to.
    """
    found = find_editions(corpus, only=only)
    for publication_id, editions in groupby(found, key=lambda files: files.publication.publication_id):
        address = _find_address(tuple(editions))
        if address is None:
            yield Asked(publication_id, None)
            continue
        try:
            outcome = add_page(corpus, address, web, publication=publication_id, only_if_new=True)
        except (FetchError, InputError) as error:
            yield Asked(publication_id, address, problem=str(error))
        else:
            yield Asked(publication_id, address, outcome)


def _find_address(editions: Sequence[EditionFiles]) -> str | None:
    own = editions[0].publication.url
    return own or next((files.url for files in reversed(editions) if files.url), None)
