"""Organisations known beforehand, and the words by which unknown ones are recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

# A capitalised word: "Education", "U.S.", "PM&C", "Evidence-Based", "Children's".
CAPITALISED = r"[A-ZÀ-ÖØ-Þ](?:\.(?:[A-Z]\.)+|[\w'-]*(?:&[A-Z]\w*)*)"
_FIRST_WORD = re.compile(CAPITALISED)
# So many characters behind the first word tell names apart: those of two Departments for something as well.
BEHIND = 6


@dataclass(frozen=True, slots=True)
class Name:
    """One form in which a body is printed, and the body: its full name and acronym. method: how the form is known."""

    printed: str
    body: str
    acronym: str | None
    method: str
    country: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class WordLists:
    """The word lists of organisations.toml, where each is explained. All but the lists of kinds are as printed.

    Equal only to itself, as the gazetteer is.
    """

    heads: frozenset[str]
    weak_heads: frozenset[str]
    anchors: frozenset[str]
    opening_heads: frozenset[str]
    ministries: frozenset[str]
    plural_heads: frozenset[str]
    not_heads: frozenset[str]
    ministers: frozenset[str]
    openers: frozenset[str]
    countries: frozenset[str]
    country_modifiers: frozenset[str]
    peoples: frozenset[str]
    never: frozenset[str]
    generic: frozenset[str]
    never_about: frozenset[str]
    national_prefixes: frozenset[str]
    new_places: frozenset[str]
    place_heads: frozenset[str]
    trades: frozenset[str]
    regional: frozenset[str]
    companies: frozenset[str]
    french_heads: frozenset[str]
    french_places: frozenset[str]
    french_never: frozenset[str]
    french_verbs: frozenset[str]
    deeds: frozenset[str]
    tasks: frozenset[str]
    done_by: frozenset[str]
    done_with: frozenset[str]
    given_to: frozenset[str]
    body_nouns: frozenset[str]
    plain_words: frozenset[str]
    not_acronyms: frozenset[str]
    places: frozenset[str]
    people: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Names, found by how they begin.

    names: by their first word and six characters more, short ones by the first word alone; longest first. So few are
    compared at any place of a text.
    firsts: their first words.
    """

    names: Mapping[str, tuple[Name, ...]]
    firsts: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Bodies known beforehand; equal only to itself, so that what is worked out from it can be kept.

    names: the forms with more than an acronym in them, as a `NameIndex` has them.
    acronyms: the bodies that an acronym may stand for.
    folded: the forms in lower case.
    shared: forms of names that several bodies bear.
    """

    words: WordLists
    names: Mapping[str, tuple[Name, ...]]
    acronyms: Mapping[str, tuple[Name, ...]]
    folded: Mapping[str, Name]
    shared: Mapping[str, tuple[Name, ...]]


def plain_wording(text: str) -> str:
    """The text with plain spaces and apostrophes, each character in its place.

    >>> plain_wording("Children’s\u00a0Commissioner")
    "Children's Commissioner"
    """
    if text.isascii():
        return text
    return text.replace("\u00a0", " ").replace("’", "'").replace("‘", "'")


def first_word(printed: str) -> str:
    """The first word of a name, as the search through a text will meet it.

    Raises ValueError for a name that does not begin with a capital letter: the search could never meet it.

    >>> first_word("U.S. Census Bureau"), first_word("CBC/Radio-Canada")
    ('U.S.', 'CBC')
    """
    match = _FIRST_WORD.match(printed)
    if match is None:
        raise ValueError(f"an organisation's name must begin with a capital letter: {printed!r}")
    return match[0]


def index_names(names: Iterable[Name]) -> NameIndex:
    """Names by how they begin, the longest first, so that the first that fits is the fullest; of equals the first."""
    groups: dict[str, dict[str, Name]] = {}
    firsts = set()
    for name in names:
        first = first_word(name.printed)
        firsts.add(first)
        begun = name.printed[: len(first) + BEHIND]
        groups.setdefault(begun if len(begun) == len(first) + BEHIND else first, {}).setdefault(name.printed, name)
    longest_first = {
        begun: tuple(sorted(group.values(), key=lambda name: -len(name.printed))) for begun, group in groups.items()
    }
    return NameIndex(longest_first, frozenset(firsts))


@lru_cache(maxsize=64)
def names_in_country(gazetteer: Gazetteer, country: str | None) -> NameIndex:
    """The gazetteer's names and acronyms as a publication of a country means them."""
    every = [name for group in gazetteer.names.values() for name in group]
    shared = (settle_name(group, country) for group in gazetteer.shared.values())
    acronyms = []
    for group in gazetteer.acronyms.values():
        near = [name for name in group if country is None or name.country is None or name.country[:2] == country[:2]]
        if near:
            acronyms.append(settle_name(near, country))
    return index_names([*shared, *every, *acronyms])


@lru_cache(maxsize=64)
def rule_words(words: WordLists) -> frozenset[str]:
    """The words without which no rule finds a body in a run of capitalised words, nor a person's office."""
    heads = words.heads | words.weak_heads | words.opening_heads | words.place_heads | words.regional
    return heads | words.countries | words.trades | words.ministers


@lru_cache(maxsize=64)
def french_words(words: WordLists) -> frozenset[str]:
    """The capitalised words without which no French name of a body stands in a text."""
    return words.french_heads | words.french_places


@lru_cache(maxsize=64)
def kinds_of_bodies(words: WordLists) -> frozenset[str]:
    """What is a kind of body wherever it stands, or unless an acronym makes it a name, in small letters."""
    return words.never | words.generic


@lru_cache(maxsize=64)
def common_words(words: WordLists) -> frozenset[str]:
    """Capitalised words that are no name by themselves, though they may be part of one."""
    places = words.places | words.peoples | words.countries | words.country_modifiers
    return words.openers | words.plain_words | places


@lru_cache(maxsize=64)
def nameless_words(gazetteer: Gazetteer, country: str | None) -> frozenset[str]:
    """Words that, where they stand alone, are no body unless a publication itself names one so; never acronyms."""
    words = gazetteer.words
    heads = words.not_heads | words.plural_heads | words.ministers
    alone = (common_words(words) | words.never_about | heads) - french_words(words)
    return frozenset(word for word in alone if word == word.capitalize()) - names_in_country(gazetteer, country).firsts


def settle_name(group: Iterable[Name], country: str | None) -> Name:
    """The one body that a form means in a country; where that leaves several, a body named as printed."""
    group = list(group)
    near = [name for name in group if country and name.country and name.country[:2] == country[:2]] or group
    if len({name.body for name in near}) == 1:
        return near[0]
    return replace(near[0], body=near[0].printed, acronym=None)


def read_gazetteer(parsed: Mapping[str, Any], *more: Mapping[str, Any]) -> Gazetteer:
    """The gazetteer in a parsed organisations.toml, and in those that add to it.

    Each holds `[[organisation]]` with name and, if there are any, acronym, aliases and country, and `[words]` with the
    lists of `WordLists`; lists of the same name are joined. Raises ValueError for a name that does not begin with a
    capital letter and for a list of unknown name.

    >>> own = {"organisation": [{"name": "Harbour Trust", "acronym": "HT", "aliases": ["Port Trust"]}]}
    >>> read_gazetteer({}, own).names["Port Trust"][0].body
    'Harbour Trust'
    """
    files = (parsed, *more)
    every = [name for file in files for entry in file.get("organisation", ()) for name in _names_of(entry)]
    names = [name for name in every if name.method != "acronym"]
    capitals = [replace(name, printed=name.printed.upper()) for name in names if " " in name.printed]
    shared = {printed: group for printed, group in _by_form(names).items() if len({name.body for name in group}) > 1}
    return Gazetteer(
        words=_read_words([file.get("words", {}) for file in files]),
        names=index_names([*names, *capitals]).names,
        acronyms=_by_form(name for name in every if name.method == "acronym"),
        folded={name.printed.casefold(): name for name in reversed(names)},
        shared=shared,
    )


def _by_form(names: Iterable[Name]) -> dict[str, tuple[Name, ...]]:
    forms: dict[str, tuple[Name, ...]] = {}
    for name in names:
        forms[name.printed] = (*forms.get(name.printed, ()), name)
    return forms


def _names_of(entry: Mapping[str, Any]) -> list[Name]:
    """An alias of capitals alone is an acronym too: DEFRA beside Defra."""
    body, acronym, country = plain_wording(entry["name"]), entry.get("acronym"), entry.get("country")
    found = [Name(body, body, acronym, "gazetteer", country)]
    for form in map(plain_wording, entry.get("aliases", ())):
        method = "acronym" if form.isupper() and " " not in form else "gazetteer"
        found.append(Name(form, body, acronym, method, country))
    if acronym:
        found.append(Name(acronym, body, acronym, "acronym", country))
    return found


def _read_words(tables: list[Mapping[str, list[str]]]) -> WordLists:
    known = {field.name for field in fields(WordLists)}
    unknown = {key for table in tables for key in table} - known
    if unknown:
        raise ValueError(f"unknown word lists of organisations: {', '.join(sorted(unknown))}")
    return WordLists(**{key: frozenset(word for table in tables for word in table.get(key, ())) for key in known})
