"""The names by which one publication calls organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extract.values.acronyms import singular
from extract.values.gazetteer import (
    BEHIND,
    Gazetteer,
    Name,
    NameIndex,
    WordLists,
    index_names,
    nameless_words,
    names_in_country,
)

_ADDRESS = re.compile(r"://|www\.|@|\.\w+/")
_SITE = re.compile(r"\.[a-z]|@|-\d")
_SHORT_FORMS = frozenset({"acronym", "abbreviation"})

# A known name, and the offset of its end.
Known = tuple[Name, int]

# Full names in the order of their first printing, by acronym; None marks a full name that is not a body's.
Meanings = dict[str, dict[str, Name | None]]


@dataclass(frozen=True, slots=True)
class OrganisationSpan:
    """An organisation named at `text[start:end]`, without article and possessive.

    name: its full name, the same for every form in which a publication prints it; where in doubt the printed words.
    acronym: None where none is known.
    method: definition (the page gives it an acronym), acronym, abbreviation (the markup spells the acronym out),
    gazetteer, owner (the page prints it as an action's owner), context (the page says what it does) or rule.
    """

    start: int
    end: int
    name: str
    acronym: str | None
    method: str


@dataclass(frozen=True, slots=True)
class NameBook:
    """The names by which one publication calls organisations; `learn_names` makes it.

    own: the names that the publication itself gives bodies; known: those of the gazetteer, which come behind; firsts:
    the first words of both.
    settled: acronyms that the publication explains, so that the gazetteer has no say in them.
    doubtful: acronyms with several meanings, and the full names of these; None marks one that is no organisation.
    found: what the texts that the book was learnt from name, so that they are not read again.
    """

    words: WordLists
    own: NameIndex
    known: NameIndex
    firsts: frozenset[str]
    nameless: frozenset[str]
    settled: frozenset[str]
    doubtful: Mapping[str, Mapping[str, Name | None]]
    found: Mapping[str, Sequence[OrganisationSpan]] = field(default_factory=dict)

    def find_known(self, text: str, word: str, start: int) -> Known | None:
        """The longest known name that begins with `word`, printed at `start` of the text, and where it ends."""
        if word not in self.firsts:
            if word.isalpha() and word[-1] != "s":
                return None
            word = bare_word(word)
            if word not in self.firsts:
                return None
        for begun in (text[start : start + len(word) + BEHIND], word):
            if begun in self.known.names or begun in self.own.names:
                found = self._longest(begun, text, start)
                if found is not None:
                    return found
        return None

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
    own, known = index_names(names), names_in_country(gazetteer, country)
    firsts = known.firsts | own.firsts if own.firsts else known.firsts
    nameless = nameless_words(gazetteer, country)
    if not nameless.isdisjoint(own.firsts):
        nameless -= own.firsts
    return NameBook(gazetteer.words, own, known, firsts, nameless, frozenset(meanings), doubtful)


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
