"""Whose words a release holds: the licence and attribution of each publication, and how to cite it all."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from extract.values.wording import fold_wording

Row = Mapping[str, Any]
ABSTRACT = "Published progress reports as records, followed through editions, each value with its words."


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that is known: its full name, SPDX id and address, and the attribution that it asks for."""

    title: str
    spdx: str
    url: str
    attribution: str


def find_licence(name: str | None) -> Licence | None:
    """The licence that goes by a name, whatever its letter case and punctuation; None when it is not known.

    >>> find_licence("open government licence (v3.0)").spdx
    'OGL-UK-3.0'
    >>> find_licence("all rights reserved") is None
    True
    """
    return _load_licences().get(fold_wording(name or ""))


@cache
def _load_licences() -> dict[str, Licence]:
    listed = tomllib.loads(files("extract.data").joinpath("licences.toml").read_text(encoding="utf-8"))["licence"]
    return {
        fold_wording(name): Licence(one["title"], one["spdx"], one["url"], one["attribution"])
        for one in listed
        for name in one["names"]
    }


def describe_licences(publications: Iterable[Row], editions: Sequence[Row]) -> str:
    """The licence and attribution of each publication, and the editions that were read, as a Markdown page."""
    lines = [
        "# Licences",
        "",
        "The words in these tables are their publishers'. Whoever passes them on keeps to this.",
        "",
    ]
    for row in publications:
        dates = [edition["as_at"] for edition in editions if edition["publication_id"] == row["publication_id"]]
        lines += [
            f"## {name_publication(row)}",
            "",
            f"- Publisher: {row['publisher'] or 'not stated'}",
            f"- Address: {row['url'] or 'not stated'}",
            f"- Editions read: {', '.join(str(day or 'undated') for day in dates) or 'none'}",
            *(f"- {line}" for line in _describe_licence(row)),
            "",
        ]
    return "\n".join(lines)


def name_publication(row: Row) -> str:
    """The title of a publication, else its id."""
    return str(row["title"] or row["publication_id"])


def _describe_licence(row: Row) -> Iterable[str]:
    licence = find_licence(row["licence"])
    if licence is not None:
        yield f"Licence: {licence.title} ({licence.spdx}), {licence.url}"
        yield f"Attribution: {licence.attribution.format(publisher=row['publisher'] or 'the publisher')}"
    elif row["licence"]:
        yield f"Licence, as the corpus states it: {row['licence']}. What attribution it asks for is not known here."
    else:
        yield "Licence: none is stated. Ask the publisher before the text is published again."


def make_title(publications: Iterable[Row]) -> str:
    """What a release is called: after the publications in it."""
    return f"Progress tables: {'; '.join(map(name_publication, publications))}"


def list_publishers(publications: Iterable[Row]) -> list[str]:
    """The publishers, each once: the authors of the words in a release."""
    known = dict.fromkeys(str(row["publisher"]) for row in publications if row["publisher"])
    return list(known) or ["Publisher not stated"]


def list_shared_licences(publications: Iterable[Row]) -> list[Licence]:
    """The licences of all publications; none where that of one is not known, since nothing holds for all then."""
    licences = dict.fromkeys(find_licence(row["licence"]) for row in publications)
    return [] if None in licences else [licence for licence in licences if licence]


def make_citation(
    publications: Sequence[Row], version: str, *, url: str | None = None, published: date | None = None
) -> dict[str, Any]:
    """How to cite a release, in the Citation File Format 1.2.0: the publishers are the authors of the words.

    Args:
        version: What the release is known by.
        url: Where it is published.
        published: The day on which it is.
    """
    licences = [licence.spdx for licence in list_shared_licences(publications)]
    return {
        "cff-version": "1.2.0",
        "message": "If you use these tables, please cite them and the publications that they are made from.",
        "type": "dataset",
        "title": make_title(publications),
        "abstract": ABSTRACT,
        "version": version,
        "authors": [{"name": publisher} for publisher in list_publishers(publications)],
        "references": [_cite(row) for row in publications],
        **({"license": licences} if licences else {}),
        **({"url": url} if url else {}),
        **({"date-released": published.isoformat()} if published else {}),
    }


def _cite(row: Row) -> dict[str, Any]:
    licence = find_licence(row["licence"])
    return {
        "type": "government-document",
        "title": name_publication(row),
        "authors": [{"name": row["publisher"] or "Publisher not stated"}],
        **({"url": row["url"]} if row["url"] else {}),
        **({"license": licence.spdx} if licence else {}),
    }
