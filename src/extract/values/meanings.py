"""What the acronyms of a publication mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from extract.values.acronyms import Definition, find_definitions, singular
from extract.values.body_names import Phrase, group_end, is_link, read_body, read_phrase
from extract.values.french_names import find_french_names
from extract.values.gazetteer import Gazetteer, Name
from extract.values.name_book import Meanings, NameBook, make_book
from extract.values.runs import RUN

_FARTHEST = 80
_PLURAL_OR_HYPHEN = re.compile(r"s\b|\W")


def read_meanings(texts: Iterable[str], abbreviations: Mapping[str, str], gazetteer: Gazetteer) -> Meanings:
    """What a publication's acronyms mean, by its markup and its texts."""
    book = make_book(gazetteer, None, ())
    meanings: Meanings = {}
    for acronym, full in abbreviations.items():
        _add_meaning(meanings, singular(acronym), full.strip(), "abbreviation", gazetteer, book)
    for text in texts:
        for found in find_definitions(text) if "(" in text else ():
            start = _body_start(text, found, book)
            full = text[start : found.end].strip(" \"'“”")
            _add_meaning(meanings, found.acronym, full, "definition", gazetteer, book)
    return meanings


def _add_meaning(
    meanings: Meanings, acronym: str, full: str, method: str, gazetteer: Gazetteer, book: NameBook
) -> None:
    """The same full name in other letter case, plural or hyphenation adds no meaning."""
    group = meanings.setdefault(acronym, {})
    folded = _PLURAL_OR_HYPHEN.sub("", full.casefold())
    if any(folded == _PLURAL_OR_HYPHEN.sub("", other.casefold()) for other in group):
        return
    known = gazetteer.folded.get(full.casefold())
    if known is not None:
        group[full] = Name(full, known.body, acronym, method)
    else:
        group[full] = Name(full, full, acronym, method) if _is_body(full, book) else None


def _body_start(text: str, found: Definition, book: NameBook) -> int:
    """Where the full name of a body begins that ends as the found one does, unless that is a body's itself.

    The letters of HHS are found in "Health and Human Services", and before it stands "Department of".
    """
    if _is_body(text[found.start : found.end], book):
        return found.start
    for run in RUN.finditer(text, max(0, found.start - _FARTHEST), found.end):
        if run.start() < found.start < run.end() == found.end:
            phrase = read_phrase(text.replace("\n", " "), *run.span(), book)
            return next(_starts_of_bodies(phrase, found, book), found.start)
    return found.start


def _starts_of_bodies(phrase: Phrase, found: Definition, book: NameBook) -> Iterator[int]:
    """Where bodies begin before the found name and end with it: known ones, then those by rule."""
    before = range(phrase.behind(found.start))
    for first in before:
        known = phrase.known[first]
        if known is not None and known[1] == found.end:
            yield phrase.starts[first]
    if phrase.words[-1] in book.words.not_heads:
        return
    for first in before:
        if not is_link(phrase.words[first]) and phrase.words[first] not in book.words.openers:
            body = read_body(phrase, first, group_end(phrase, first, book.words), book.words)
            if body is not None and body.last == len(phrase.words):
                yield phrase.starts[first]


def _is_body(full: str, book: NameBook) -> bool:
    """Whether a full name with an acronym is that of a body; here plural heads count: "Regional Partnership Boards"."""
    run = RUN.match(full)
    if run is None:
        return False
    if (0, len(full)) in find_french_names(full, book.words):
        return True
    phrase = read_phrase(full.replace("\n", " "), 0, run.end(), book)
    body = read_body(phrase, 0, group_end(phrase, 0, book.words), book.words, plural=True)
    if run.end() == len(full):
        # "Directors of Public Protection Wales": with an acronym of its own it is more than its tail.
        whole = body is not None and body.last == len(phrase.words) and phrase.words[-1] not in book.words.not_heads
        of_country = len(phrase.words) > 1 and phrase.words[-1] in book.words.countries
        return whole or (of_country and not is_link(phrase.words[-2]))
    # Names with small words or commas inside: "Medicines and Healthcare products Regulatory Agency".
    parts = full.replace(",", " ").split()
    return parts[-1] in book.words.heads or parts[0] in book.words.opening_heads
