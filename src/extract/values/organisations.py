"""Organisations named in a text.

A body is found by the name that the publication itself gives an acronym, by the gazetteer, or by rule: a run of
capitalised words that ends in a head noun (Board, Agency, Council) or a country. Not organisations are people and
their offices, schemes and plans, and kinds of body ("local authorities"). A plural ("Regional Partnership Boards")
names a body only where the publication gives it an acronym. What an acronym is, its full name decides: PPE is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from extract.values.acronyms import initials, initials_of, singular
from extract.values.agents import find_agents
from extract.values.body_names import (
    RUN,
    BodyName,
    Known,
    Phrase,
    group_end,
    is_branch,
    is_link,
    is_place,
    ministry_end,
    opens_phrase,
    portfolio_end,
    read_body,
    read_phrase,
    regional_end,
)
from extract.values.french_names import find_french_names, may_be_french
from extract.values.gazetteer import Gazetteer, Name, WordLists, plain_wording, read_gazetteer, rule_words
from extract.values.name_book import Meanings, NameBook, make_book, read_meanings

__all__ = ["Gazetteer", "NameBook", "OrganisationSpan", "find_organisations", "learn_names", "read_gazetteer"]

_LONGEST_OWNER = 8
_OWNER = re.compile(r"[^\W\d_][\w'’&().,/ -]*[\w).]")
_SMALL_WORDS = frozenset("of for and the in de des du la le les d' y yr a & et".split())
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r" *[,;/] *| (?:and|&|et) ")
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w-]*")
_ACRONYM = re.compile(r"[A-Z]{3,8}s?$")
_POSSESSIVES = frozenset({"", "'s", "'"})
_SEPARATED = re.compile(r"[ '\n]")
_ASIDE = re.compile(r"\([^)]*\)")


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


_Find = Callable[[str], list[OrganisationSpan]]


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
    plain = [plain_wording(text) for text in texts]
    spelled = {acronym: plain_wording(full) for acronym, full in (abbreviations or {}).items()}
    meanings = read_meanings(plain, spelled, gazetteer)
    names = [name for group in meanings.values() for name in group.values() if name and name.printed[0].isupper()]
    names.extend(name for acronym, group in meanings.items() if (name := _defined(acronym, group)))
    book = make_book(gazetteer, country, names, meanings)
    # Most lines are asked about more than once.
    find = cache(lambda text: find_organisations(text, book))
    bodies = _initials_of_bodies(plain, find, meanings)
    learnt = [Name(short, min(full), short, "acronym") for short, full in bodies.items() if len(full) == 1]
    learnt.extend(_agents(plain, book, bodies, find))
    for owner in dict.fromkeys(map(plain_wording, owners)):
        learnt.extend(Name(part, part, None, "owner") for part in _parts_of_owner(owner, book) if _may_own(part, book))
    return make_book(gazetteer, country, [*names, *learnt], meanings) if learnt else book


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
    unbroken = plain.replace("\n", " ")
    spans = _find_in_runs(plain, unbroken, book)
    if may_be_french(unbroken, book.words):
        french = [_named(unbroken, *found, book, "rule") for found in find_french_names(unbroken, book.words)]
        spans = _apart(french + spans) if french else spans
    return _settle_acronyms(spans, unbroken, book) if book.doubtful else spans


def _apart(spans: list[OrganisationSpan]) -> list[OrganisationSpan]:
    """The spans in order, without those that overlap a longer one."""
    kept: list[OrganisationSpan] = []
    for span in sorted(spans, key=lambda span: span.start - span.end):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _find_in_runs(plain: str, unbroken: str, book: NameBook) -> list[OrganisationSpan]:
    """The organisations in the runs of capitalised words. What can be told of a run at a glance is asked first."""
    spans: list[OrganisationSpan] = []
    reached = 0
    ruled = rule_words(book.words)
    for run in RUN.finditer(plain):
        printed = run[0]
        if " " not in printed and printed.isalpha() and printed[-1] != "s" and not book.may_begin(printed):
            continue
        start, end = run.span()
        if end <= reached:
            continue
        whole = _read_whole_run(unbroken, printed, start, book) if start >= reached else None
        if whole is not None:
            spans.append(whole)
        elif " " in printed:
            if ruled.isdisjoint(_SEPARATED.split(printed)) and not printed.isupper():
                spans += _known_in_run(unbroken, max(start, reached), end, book)
            else:
                spans += _spans_of_run(plain, unbroken, max(start, reached), end, book)
        reached = max(reached, spans[-1].end if spans else 0)
    return spans


def _known_in_run(text: str, start: int, end: int, book: NameBook) -> Iterator[OrganisationSpan]:
    """The known names in a run without a word that any rule looks for."""
    reached = start
    for word in text[start:end].split(" "):
        known = book.find_known(text, word, start) if start >= reached and word else None
        if known is not None:
            yield OrganisationSpan(start, known[1], known[0].body, known[0].acronym, known[0].method)
            reached = known[1]
        start += len(word) + 1


def _read_whole_run(text: str, printed: str, start: int, book: NameBook) -> OrganisationSpan | None:
    """The known name that a run is, save for an article or a possessive. Most names are found so, and quickly."""
    if printed.startswith("The "):
        printed, start = printed[4:], start + 4
    known = book.find_known(text, printed.partition(" ")[0], start)
    if known is None or (" " in printed and printed[known[1] - start :] not in _POSSESSIVES):
        return None
    return OrganisationSpan(start, known[1], known[0].body, known[0].acronym, known[0].method)


def _spans_of_run(plain: str, unbroken: str, start: int, end: int, book: NameBook) -> Iterator[OrganisationSpan]:
    """The organisations in one run. A rule is tried once for every group of words, known names at every word."""
    words = book.words
    phrase = read_phrase(plain, start, end, lambda word, at: book.find_known(unbroken, word, at))
    shouted = _is_shouted(phrase)
    index = group_from = 0
    while index < len(phrase.words):
        known, body = phrase.known[index], None
        if shouted and known is not None and " " not in known[0].printed:
            known = None
        opens = known is None and opens_phrase(phrase, index, words)
        if index >= group_from and not shouted and not opens and not is_link(phrase.words[index]):
            group_from = group_end(phrase, index, words)
            portfolio = portfolio_end(phrase, group_from, words)
            if portfolio is not None:
                index = group_from = portfolio
                continue
            body = read_body(phrase, index, group_from, words)
        span = _choose(plain, phrase, index, known, body, book)
        if span is None:
            index += 1
        else:
            yield span
            index = max(index + 1, phrase.behind(span.end))
            group_from = max(group_from, index)


def _choose(
    plain: str, phrase: Phrase, index: int, known: Known | None, body: BodyName | None, book: NameBook
) -> OrganisationSpan | None:
    """A known name, unless it is only the beginning of a longer one: `OMB` of `OMB Federal Data Policy Committee`."""
    if known is not None:
        behind = phrase.behind(known[1])
        last = regional_end(phrase, index, behind, book.words)
        if last is not None:
            return _named(plain, phrase.starts[index], phrase.ends[last - 1], book, "rule")
        if body is not None and is_branch(phrase, behind, body, book.words):
            return _span_by_rule(plain, phrase, index, body, book)
        if body is None or not body.firm or body.last <= behind or phrase.owns[behind - 1]:
            return _known_span(phrase, index, known)
        whole = {phrase.words[behind], phrase.words[body.last - 1]} & (book.words.heads | book.words.opening_heads)
        if not whole and not is_link(phrase.words[behind]):
            return _known_span(phrase, index, known)
    if body is None or is_place(plain, phrase, index, book.words):
        return None
    return _span_by_rule(plain, phrase, index, body, book)


def _known_span(phrase: Phrase, index: int, known: Known) -> OrganisationSpan:
    name, end = known
    return OrganisationSpan(phrase.starts[index], end, name.body, name.acronym, name.method)


def _span_by_rule(plain: str, phrase: Phrase, first: int, body: BodyName, book: NameBook) -> OrganisationSpan:
    """A name by rule; one that ends in a known name behind a country or its owner is that body's: `US Mint`."""
    start, end = phrase.starts[first], phrase.ends[body.last - 1]
    for inner in range(first + 1, body.last):
        known = phrase.known[inner]
        if known is None or known[1] != end:
            continue
        if phrase.known[first] or " ".join(phrase.words[first:inner]) in book.words.national_prefixes:
            return replace(_known_span(phrase, inner, known), start=start)
        if not body.firm:
            return _known_span(phrase, inner, known)
    return _named(plain, start, ministry_end(plain, phrase, body, book.words) or end, book, "rule")


def _named(plain: str, start: int, end: int, book: NameBook, method: str) -> OrganisationSpan:
    """The body whose name stands at start to end, under a known name where it is known."""
    name = " ".join(_ASIDE.sub("", plain[start:end]).split())
    same = book.find_name(name)
    if same is not None:
        return OrganisationSpan(start, end, same.body, same.acronym, same.method)
    return OrganisationSpan(start, end, name, None, method)


def _is_shouted(phrase: Phrase) -> bool:
    """Whether the run is a heading in capitals, where an acronym may be a plain word: "WHO WE ARE"."""
    if not all(word.isupper() for word in phrase.words):
        return False
    unknown = [word for word, known in zip(phrase.words, phrase.known, strict=True) if known is None and word.isalpha()]
    return len(unknown) > 1


def _agents(texts: list[str], book: NameBook, shorts: Mapping[str, set[str]], find: _Find) -> Iterator[Name]:
    """The bodies that only what they do makes known, and that are no part of a name found otherwise."""
    text = "\n".join(texts)
    agents = find_agents(text, book.words, lambda item: _is_whole(item, find(item)))
    for name, start in agents.items():
        if name not in book.settled and name not in shorts and not _is_part(text, name, start, book.words, find):
            yield Name(name, name, None, "context")


def _is_body(printed: str, book: NameBook) -> bool:
    """Whether these words are, from the first to the last, one body's name."""
    return _is_whole(printed, find_organisations(printed, book))


def _is_whole(printed: str, spans: list[OrganisationSpan]) -> bool:
    return any(span.end - span.start == len(printed) for span in spans)


def _is_part(text: str, name: str, start: int, words: WordLists, find: _Find) -> bool:
    """Whether the words are part of another body's name, unless that is two: `Farebus` `and Kestrel Group`."""
    begin, end = text.rfind("\n", 0, start) + 1, text.find("\n", start)
    line = text[begin : end if end >= 0 else None]
    at = start - begin
    for other in find(line):
        if other.start < at + len(name) and at < other.end:
            whole = line[other.start : other.end]
            companies = words.companies | words.trades | words.countries
            if " " in name or not (whole.startswith(name + " and ") and whole.rpartition(" ")[2] in companies):
                return True
    return False


def _initials_of_bodies(texts: list[str], find: _Find, meanings: Meanings) -> dict[str, set[str]]:
    """The bodies named whose initials are printed as an acronym: CIW for Care Inspectorate Wales."""
    capitals = [_CAPITALISED.findall(text) for text in texts]
    every = {word for words in capitals for word in words}
    printed = {singular(word) for word in every if _ACRONYM.match(word)} - meanings.keys()
    letters = [initials_of(words) if printed and len(words) > 1 else "" for words in capitals]
    joined = " ".join(letters)
    wanted = {acronym for acronym in printed if acronym in joined}
    if not wanted:
        return {}
    bodies: dict[str, set[str]] = {}
    for text, letter in zip(texts, letters, strict=True):
        if len(letter) > 1 and any(acronym in letter for acronym in wanted):
            for span in find(text):
                for acronym in {initials(span.name), initials(text[span.start : span.end])} & wanted:
                    bodies.setdefault(acronym, set()).add(span.name)
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
