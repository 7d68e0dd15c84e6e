"""Organisations known beforehand, and the words by which unknown ones are recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

# A capitalised word: "Education", "U.S.", "PM&C", "Evidence-Based", "Children's".
CAPITALISED = r"[A-ZÀ-Þ](?:\.(?:[A-Z]\.)+|[\w'-]*(?:&[A-Z]\w*)*)"
_FIRST_WORD = re.compile(CAPITALISED)


@dataclass(frozen=True, slots=True)
class Name:
    """One form in which a body is printed, and the body: its full name and acronym. method: how the form is known."""

    printed: str
    body: str
    acronym: str | None
    method: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class WordLists:
    """The word lists of organisations.toml, where each is explained. All but `never` and `generic` are as printed."""

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


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Bodies known beforehand.

    names: the forms with more than an acronym in them, by first word, longest first.
    acronyms: the bodies that an acronym may stand for.
    folded: the forms in lower case.
    shared: forms of names that several bodies bear.
    triggers: head nouns, countries and first words: without one of them a run of capitalised words holds no body.
    """

    words: WordLists
    names: Mapping[str, tuple[Name, ...]]
    acronyms: Mapping[str, tuple[Name, ...]]
    folded: Mapping[str, Name]
    shared: Mapping[str, tuple[Name, ...]]
    triggers: frozenset[str]


def plain_wording(text: str) -> str:
    """The text with plain spaces and apostrophes, each character in its place.

    >>> plain_wording("Children’s\u00a0Commissioner")
    "Children's Commissioner"
    """
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


def trigger_words(first_words: Iterable[str]) -> Iterator[str]:
    """The words by which a run shows that a name with one of these first words may be in it.

    >>> sorted(trigger_words(["RPB", "Children's"]))
    ['Children', 'RPB', 'RPBs']
    """
    for word in first_words:
        yield word.partition("'")[0]
        if word.isupper():
            yield word + "s"


def group_names(names: Iterable[Name]) -> dict[str, tuple[Name, ...]]:
    """Names by their first word, the longest first, so that the first that fits is the fullest."""
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(first_word(name.printed), []).append(name)
    return {word: tuple(sorted(group, key=lambda name: -len(name.printed))) for word, group in groups.items()}


def read_gazetteer(parsed: Mapping[str, Any], *more: Mapping[str, Any]) -> Gazetteer:
    """The gazetteer in a parsed organisations.toml, and in those that add to it.

    Each holds `[[organisation]]` with name and, if there are any, acronym, aliases and country, and `[words]` with the
    lists of `WordLists`; lists of the same name are joined. Raises ValueError for a name that does not begin with a
    capital letter and for a list of unknown name.

    >>> own = {"organisation": [{"name": "Harbour Trust", "acronym": "HT", "aliases": ["Port Trust"]}]}
    >>> read_gazetteer({}, own).names["Port"][0].body
    'Harbour Trust'
    """
    files = (parsed, *more)
    every = [name for file in files for entry in file.get("organisation", ()) for name in _names_of(entry)]
    names = [name for name in every if name.method != "acronym"]
    capitals = [replace(name, printed=name.printed.upper()) for name in names if " " in name.printed]
    shared = {printed: group for printed, group in _by_form(names).items() if len({name.body for name in group}) > 1}
    words, grouped = _read_words([file.get("words", {}) for file in files]), group_names([*names, *capitals])
    return Gazetteer(
        words=words,
        names=grouped,
        acronyms=_by_form(name for name in every if name.method == "acronym"),
        folded={name.printed.casefold(): name for name in reversed(names)},
        shared=shared,
        triggers=(words.heads | words.weak_heads | words.opening_heads | words.countries).union(trigger_words(grouped)),
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
