"""Organisations named in a text.

A body is found by the name that the publication itself gives an acronym, by the gazetteer, or by rule: a run of
capitalised words that ends in a head noun (Board, Agency, Council) or a country. Not organisations are people and
their offices, schemes and plans, and kinds of body ("local authorities"). A plural ("Regional Partnership Boards")
names a body only where the publication gives it an acronym. What an acronym is, its full name decides: PPE is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from extract.values.acronyms import initials, singular
from extract.values.agents import find_agents
from extract.values.body_finder import find_bodies
from extract.values.gazetteer import Gazetteer, Name, WordLists, first_word, plain_wording, read_gazetteer
from extract.values.meanings import read_meanings
from extract.values.name_book import Meanings, NameBook, OrganisationSpan, make_book
from extract.values.runs import Line, read_line

__all__ = ["Gazetteer", "NameBook", "OrganisationSpan", "find_organisations", "learn_names", "read_gazetteer"]

_LONGEST_OWNER = 8
_OWNER = re.compile(r"[^\W\d_][\w'’&().,/ -]*[\w).]")
_SMALL_WORDS = frozenset("of for and the in de des du la le les d' y yr a & et".split())
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r" *[,;/] *| (?:and|&|et) ")
# `(?<![\w-].)` stands behind the capital because the search is faster so.
_ACRONYM = re.compile(r"[A-Z](?<![\w-].)[A-Z]{2,7}s?(?![\w-])")

# What the texts of a publication name, by their plain wording.
_Found = dict[str, list[OrganisationSpan]]


def learn_names(
    texts: Iterable[str],
    gazetteer: Gazetteer,
    abbreviations: Mapping[str, str] | None = None,
    country: str | None = None,
    owners: Iterable[str] = (),
) -> NameBook:
    """The names that a publication uses: the gazetteer's, and what its own texts and markup define.

    An acronym is, in order of trust, what the publication says, else the one body named there that has these initials,
    else the gazetteer's. abbreviations: full names by acronym, as the markup gives them. country: the publication's
    ("GB", "US"); it decides between bodies of different countries with the same name or acronym, and a bare acronym of
    another country's body does not count. owners: what the page prints as the owners of its actions; those that are
    no roles or kinds of bodies are names too.

    >>> gazetteer = read_gazetteer({"words": {"heads": ["Forum"]}})
    >>> book = learn_names(["The Marine Planning Forum (MPF) met."], gazetteer)
    >>> [span.name for span in find_organisations("MPF papers", book)]
    ['Marine Planning Forum']
    """
    plain = list(dict.fromkeys(map(plain_wording, texts)))
    spelled = {acronym: plain_wording(full) for acronym, full in (abbreviations or {}).items()}
    meanings = read_meanings(plain, spelled, gazetteer)
    names = [name for group in meanings.values() for name in group.values() if name and name.printed[0].isupper()]
    names.extend(name for acronym, group in meanings.items() if (name := _defined(acronym, group)))
    book = make_book(gazetteer, country, names, meanings)
    lines = [read_line(text, book.nameless) for text in plain]
    found = _find_in_lines(lines, book)
    shorts = _initials_of_bodies(lines, found, meanings)
    learnt = [Name(short, min(full), short, "acronym") for short, full in shorts.items() if len(full) == 1]
    learnt.extend(_agents(lines, found, book, shorts))
    for owner in dict.fromkeys(map(plain_wording, owners)):
        learnt.extend(Name(part, part, None, "owner") for part in _parts_of_owner(owner, book) if _may_own(part, book))
    if learnt:
        book = make_book(gazetteer, country, [*names, *learnt], meanings)
        # No name is met in a text but where its first word stands, and that may have been left out as nameless before.
        firsts = {first_word(name.printed) for name in learnt}
        again = [text for text in plain if any(map(text.__contains__, firsts))]
        found |= _find_in_lines([read_line(text, book.nameless) for text in again], book)
    return replace(book, found=found)


def _may_own(owner: str, book: NameBook) -> bool:
    """Whether the owner of an action is a body by a name of its own, not known before: no role, kind or sentence."""
    words = owner.split()
    if not words or len(words) > _LONGEST_OWNER or not words[0][0].isupper() or not _OWNER.fullmatch(owner):
        return False
    if len(words) == 1 and sum(letter.isupper() for letter in owner) < 2:
        return False
    lists = book.words
    plain = owner.casefold()
    singular = plain.removesuffix("s")
    kinds = lists.never | lists.generic
    if {plain, singular} & kinds or plain.split()[0] in ("all", "various", "other", "each"):
        return False
    roles = {*(role.casefold() for role in lists.ministers), *lists.roles}
    named = all(word[0].isupper() or word[0].isdigit() or word in _SMALL_WORDS for word in words)
    if not named or not roles.isdisjoint(_WORD.findall(plain)) or book.find_name(owner) is not None:
        return False
    return _JOINED.search(owner) is None or not find_organisations(owner, book)


def _parts_of_owner(owner: str, book: NameBook) -> list[str]:
    """The owners in a cell, cut at commas and `and` only where each part is a name or one is a known body."""
    parts = [part for part in _JOINED.split(owner) if part]
    if len(parts) < 2 or not all(_may_own(part, book) or _is_body(part, book) for part in parts):
        return [owner]
    commas = "," in owner and all(" " in part for part in parts)
    return parts if commas or any(part.isupper() or book.find_name(part) for part in parts) else [owner]


def find_organisations(text: str, book: NameBook) -> list[OrganisationSpan]:
    """The organisations named in a text, in order, none overlapping another.

    >>> parsed = {"organisation": [{"name": "Sport Wales"}], "words": {"heads": ["Board"], "openers": ["The"]}}
    >>> text = "The National Youth Board’s plan was agreed with Sport Wales."
    >>> spans = find_organisations(text, learn_names([text], read_gazetteer(parsed)))
    >>> [(text[span.start : span.end], span.method) for span in spans]
    [('National Youth Board', 'rule'), ('Sport Wales', 'gazetteer')]

    An acronym is the body that the publication gives it to; schemes and kinds of body are no organisations:

    >>> text = "The Rural Roads Board (RRB) runs the Rural Roads Fund with local boards. The RRB's plan is out."
    >>> spans = find_organisations(text, learn_names([text], read_gazetteer(parsed)))
    >>> [(text[span.start : span.end], span.method) for span in spans]
    [('Rural Roads Board', 'definition'), ('RRB', 'acronym'), ('RRB', 'acronym')]
    >>> {span.name for span in spans}
    {'Rural Roads Board'}
    """
    plain = plain_wording(text)
    found = book.found.get(plain)
    return list(found) if found is not None else _find_in_lines([read_line(plain, book.nameless)], book)[plain]


def _find_in_lines(lines: list[Line], book: NameBook) -> _Found:
    """What each line names, with doubtful acronyms settled by the rest of the line."""
    found = {line.text: spans for line, spans in zip(lines, find_bodies(lines, book), strict=True)}
    if book.doubtful:
        found = {text: _settle_acronyms(spans, text.replace("\n", " "), book) for text, spans in found.items()}
    return found


def _agents(lines: list[Line], found: _Found, book: NameBook, shorts: Mapping[str, set[str]]) -> Iterator[Name]:
    """The bodies that only what they do makes known, and that are no part of a name found otherwise."""
    agents = find_agents(lines, found, book.words, lambda item: _is_body(item, book))
    for name, (line, start) in agents.items():
        known = name in book.settled or name in shorts
        if not known and not _is_part(line.text, name, start, book.words, found[line.text]):
            yield Name(name, name, None, "context")


def _is_body(printed: str, book: NameBook) -> bool:
    """Whether these words are, from the first to the last, one body's name."""
    return any(span.end - span.start == len(printed) for span in find_organisations(printed, book))


def _is_part(text: str, name: str, start: int, words: WordLists, found: list[OrganisationSpan]) -> bool:
    """Whether the words are part of another body's name, unless that is two: `Farebus` `and Kestrel Group`."""
    for other in found:
        if other.start < start + len(name) and start < other.end:
            whole = text[other.start : other.end]
            companies = words.companies | words.trades | words.countries
            if " " in name or not (whole.startswith(name + " and ") and whole.rpartition(" ")[2] in companies):
                return True
    return False


def _initials_of_bodies(lines: list[Line], found: _Found, meanings: Meanings) -> dict[str, set[str]]:
    """The bodies named in full whose initials are printed as an acronym: CIW for Care Inspectorate Wales."""
    runs = {run[0] for line in lines for run in line.runs}
    printed = set(map(singular, _ACRONYM.findall(" ".join(runs)))) - meanings.keys()
    bodies: dict[str, set[str]] = {}
    if not printed:
        return bodies
    # Names begin with a capital letter, which is the first of their initials.
    letters = {acronym[0] for acronym in printed}
    for form, name in {(line[span.start : span.end], span.name) for line, spans in found.items() for span in spans}:
        for words in {form, name} if " " in form else ():
            if words[0] in letters and (acronym := initials(words)) in printed:
                bodies.setdefault(acronym, set()).add(name)
    return bodies


def _defined(acronym: str, group: Mapping[str, Name | None]) -> Name | None:
    """What an acronym means by its definitions: a body, None for something else, the acronym itself where in doubt."""
    names = [name for name in group.values() if name]
    if not names:
        return None
    if len(group) > 1:
        return Name(acronym, acronym, acronym, "acronym")
    method = "abbreviation" if names[0].method == "abbreviation" else "acronym"
    return Name(acronym, names[0].body, acronym, method)


def _settle_acronyms(spans: list[OrganisationSpan], text: str, book: NameBook) -> list[OrganisationSpan]:
    """An acronym with several meanings has that of the one full name in the same text; else all must be bodies."""
    settled = []
    for span in spans:
        meanings = book.doubtful.get(singular(text[span.start : span.end]))
        if meanings is None:
            settled.append(span)
            continue
        here = [name for full, name in meanings.items() if full in text]
        if len(here) == 1 and here[0]:
            settled.append(replace(span, name=here[0].body))
        elif len(here) != 1 and all(meanings.values()):
            settled.append(span)
    return settled
