"""The names by which one publication calls organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extract.values.acronyms import Definition, find_definitions, singular
from extract.values.body_names import RUN, Known, Phrase, group_end, is_link, read_body, read_phrase
from extract.values.french_names import find_french_names
from extract.values.gazetteer import (
    BEHIND,
    Gazetteer,
    Name,
    NameIndex,
    WordLists,
    index_names,
    names_in_country,
)

_ADDRESS = re.compile(r"://|www\.|@|\.\w+/")
_SITE = re.compile(r"\.[a-z]|@|-\d")
_FARTHEST = 80
_SHORT_FORMS = frozenset({"acronym", "abbreviation"})
_PLURAL_OR_HYPHEN = re.compile(r"s\b|\W")

# Full names in the order of their first printing, by acronym; None marks a full name that is not a body's.
Meanings = dict[str, dict[str, Name | None]]


@dataclass(frozen=True, slots=True)
class NameBook:
    """The names by which one publication calls organisations; `learn_names` makes it.

    own: the names that the publication itself gives bodies; known: those of the gazetteer, which come behind.
    settled: acronyms that the publication explains, so that the gazetteer has no say in them.
    doubtful: acronyms with several meanings, and the full names of these; None marks one that is no organisation.
    """

    words: WordLists
    own: NameIndex
    known: NameIndex
    settled: frozenset[str]
    doubtful: Mapping[str, Mapping[str, Name | None]]

    def find_known(self, text: str, word: str, start: int) -> Known | None:
        """The longest known name that begins with `word`, printed at `start` of the text, and where it ends."""
        if word not in self.known.firsts and word not in self.own.firsts:
            if word.isalpha() and word[-1] != "s":
                return None
            word = bare_word(word)
            if not self.may_begin(word):
                return None
        begun = text[start : start + len(word) + BEHIND]
        found = self._longest(begun, text, start)
        return found or (self._longest(word, text, start) if begun != word else None)

    def may_begin(self, word: str) -> bool:
        """Whether a known name may begin with this word."""
        return word in self.known.firsts or word in self.own.firsts

    def find_name(self, printed: str) -> Name | None:
        """The known name that is printed exactly so."""
        known = self.find_known(printed, printed.partition(" ")[0], 0)
        return known[0] if known and known[1] == len(printed) else None

    def _longest(self, begun: str, text: str, start: int) -> Known | None:
        """The longest of the names that begin so; of two kinds the publication's own goes before the gazetteer's."""
        longest = None
        for index in (self.own, self.known):
            for name in index.names.get(begun, ()):
                if text.startswith(name.printed, start):
                    end = _end_of(name, text, start + len(name.printed))
                    if end is None or (index is self.known and name.printed in self.settled):
                        continue
                    if longest is None or end > longest[1]:
                        longest = name, end
                    break
        return None if longest is None or _is_address(text, start, longest[1]) else longest


def make_book(
    gazetteer: Gazetteer, country: str | None, names: Iterable[Name], meanings: Meanings | None = None
) -> NameBook:
    """A book of the names of a publication's own, of its acronyms' meanings and of the gazetteer."""
    meanings = meanings or {}
    doubtful = {acronym: group for acronym, group in meanings.items() if len(group) > 1}
    known = names_in_country(gazetteer, country)
    return NameBook(gazetteer.words, index_names(names), known, frozenset(meanings), doubtful)


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


def bare_word(word: str) -> str:
    """A word without possessive, plural or compound ending.

    >>> bare_word("CIW's"), bare_word("RPBs"), bare_word("NHS-funded"), bare_word("Evidence-Based")
    ('CIW', 'RPB', 'NHS', 'Evidence-Based')
    """
    owner = word.removesuffix("'s").rstrip("'-")
    first = owner.partition("-")[0]
    return singular(first if first.isupper() else owner)


def _end_of(name: Name, text: str, end: int) -> int | None:
    """Where a name ends with its plural ending, or None where the word goes on."""
    if name.method in _SHORT_FORMS and text.startswith("s", end):
        end += 1
    following = text[end : end + 1]
    return None if following.isalnum() or following == "_" else end


def _is_address(text: str, start: int, end: int) -> bool:
    """Whether the words are part of a web or mail address, or of a code: github.com/GSA/, GSA.gov, GSA-19."""
    if start and text[start - 1] not in " (":
        before = text[max(0, start - 80) : start]
        if _ADDRESS.search(before[before.rfind(" ") + 1 :]):
            return True
    return _SITE.match(text, end) is not None


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
            phrase = read_phrase(text, *run.span(), lambda word, start: book.find_known(text, word, start))
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
    phrase = read_phrase(full, 0, run.end(), lambda word, start: book.find_known(full, word, start))
    body = read_body(phrase, 0, group_end(phrase, 0, book.words), book.words, plural=True)
    if run.end() == len(full):
        # "Directors of Public Protection Wales": with an acronym of its own it is more than its tail.
        whole = body is not None and body.last == len(phrase.words) and phrase.words[-1] not in book.words.not_heads
        of_country = len(phrase.words) > 1 and phrase.words[-1] in book.words.countries
        return whole or (of_country and not is_link(phrase.words[-2]))
    # Names with small words or commas inside: "Medicines and Healthcare products Regulatory Agency".
    parts = full.replace(",", " ").split()
    return parts[-1] in book.words.heads or parts[0] in book.words.opening_heads
