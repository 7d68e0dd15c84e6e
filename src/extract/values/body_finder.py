"""Bodies in the runs of capitalised words of one line: known names, names by rule, French names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.values.body_names import (
    BodyName,
    Phrase,
    begins_group,
    group_end,
    is_branch,
    is_link,
    is_place,
    ministry_end,
    portfolio_end,
    read_body,
    read_phrase,
    regional_end,
)
from extract.values.french_names import find_french_names
from extract.values.gazetteer import french_words, rule_words
from extract.values.name_book import Known, NameBook, OrganisationSpan
from extract.values.runs import Line

_POSSESSIVES = frozenset({"", "'s", "'"})
_ASIDE = re.compile(r"\([^)]*\)")


def find_bodies(lines: Iterable[Line], book: NameBook) -> Iterator[list[OrganisationSpan]]:
    """For each line the bodies named there, in order, none overlapping another; doubtful acronyms are not settled."""
    ruled, french = rule_words(book.words), french_words(book.words)
    for line in lines:
        if not line.runs:
            yield []
            continue
        unbroken = line.text.replace("\n", " ")
        spans, maybe_french = _find_in_runs(line, unbroken, book, ruled, french)
        if maybe_french:
            found = [_named(unbroken, *place, book) for place in find_french_names(unbroken, book.words)]
            spans = _apart(found + spans) if found else spans
        yield spans


def _apart(spans: list[OrganisationSpan]) -> list[OrganisationSpan]:
    """The spans in order, without those that overlap a longer one."""
    kept: list[OrganisationSpan] = []
    for span in sorted(spans, key=lambda span: span.start - span.end):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _find_in_runs(
    line: Line, unbroken: str, book: NameBook, ruled: frozenset[str], french: frozenset[str]
) -> tuple[list[OrganisationSpan], bool]:
    """The bodies in the runs of capitalised words, and whether a run has a word that a French name needs.

    What can be told of a run at a glance is asked first.
    """
    spans: list[OrganisationSpan] = []
    reached, maybe_french = 0, False
    firsts = book.firsts
    for run in line.runs:
        printed = run[0]
        alone = " " not in printed
        if alone and printed not in firsts and printed not in french and printed.isalpha() and printed[-1] != "s":
            continue
        words = printed.replace("'", " ").split()
        maybe_french = maybe_french or not french.isdisjoint(words)
        start, end = run.span()
        if end <= reached:
            continue
        whole = _read_whole_run(unbroken, printed, start, book) if start >= reached else None
        if whole is not None:
            spans.append(whole)
        elif not alone:
            if ruled.isdisjoint(words) and not printed.isupper():
                spans += _known_in_run(unbroken, max(start, reached), end, book)
            else:
                spans += _spans_of_run(line.text, unbroken, max(start, reached), end, book)
        reached = spans[-1].end if spans else 0
    return spans, maybe_french


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


def _spans_of_run(text: str, unbroken: str, start: int, end: int, book: NameBook) -> Iterator[OrganisationSpan]:
    """The organisations in one run. A rule is tried once for every group of words, known names at every word."""
    words = book.words
    phrase = read_phrase(unbroken, start, end, book)
    if phrase.words[0].isupper() and _is_shouted(phrase):
        # An acronym may be a plain word here, and rules have nothing to go by: "WHO WE ARE".
        yield from _known_in_capitals(phrase)
        return
    index = group_from = 0
    while index < len(phrase.words):
        known, body = phrase.known[index], None
        if index >= group_from and (known is not None or begins_group(phrase, index, words)):
            group_from = group_end(phrase, index, words)
            portfolio = portfolio_end(phrase, group_from, words)
            if portfolio is not None:
                index = group_from = portfolio
                continue
            body = read_body(phrase, index, group_from, words)
        span = _choose(text, phrase, index, known, body, book) if known or body else None
        if span is None:
            index += 1
        else:
            yield span
            index = max(index + 1, phrase.behind(span.end))
            group_from = max(group_from, index)


def _known_in_capitals(phrase: Phrase) -> Iterator[OrganisationSpan]:
    """The known names of several words in a run that is a heading in capitals."""
    index = 0
    while index < len(phrase.words):
        known = phrase.known[index]
        if known is not None and " " in known[0].printed:
            yield _known_span(phrase, index, known)
            index = max(index, phrase.behind(known[1]) - 1)
        index += 1


def _choose(
    plain: str, phrase: Phrase, index: int, known: Known | None, body: BodyName | None, book: NameBook
) -> OrganisationSpan | None:
    """A known name, unless it is only the beginning of a longer one: `OMB` of `OMB Federal Data Policy Committee`."""
    if known is not None:
        behind = phrase.behind(known[1])
        last = regional_end(phrase, index, behind, book.words)
        if last is not None:
            return _named(plain, phrase.starts[index], phrase.end(last - 1), book)
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
    start, end = phrase.starts[first], phrase.end(body.last - 1)
    for inner, known in enumerate(phrase.known[first + 1 : body.last], first + 1):
        if known is None or known[1] != end:
            continue
        if phrase.known[first] or " ".join(phrase.words[first:inner]) in book.words.national_prefixes:
            return replace(_known_span(phrase, inner, known), start=start)
        if not body.firm:
            return _known_span(phrase, inner, known)
    return _named(plain, start, ministry_end(plain, phrase, body, book.words) or end, book)


def _named(plain: str, start: int, end: int, book: NameBook) -> OrganisationSpan:
    """The body whose name stands at start to end, under a known name where it is known."""
    printed = plain[start:end]
    name = " ".join((_ASIDE.sub("", printed) if "(" in printed else printed).split())
    same = book.find_name(name)
    if same is not None:
        return OrganisationSpan(start, end, same.body, same.acronym, same.method)
    return OrganisationSpan(start, end, name, None, "rule")


def _is_shouted(phrase: Phrase) -> bool:
    """Whether the run is a heading in capitals, where an acronym may be a plain word: "WHO WE ARE"."""
    if not all(word.isupper() for word in phrase.words):
        return False
    unknown = [word for word, known in zip(phrase.words, phrase.known, strict=True) if known is None and word.isalpha()]
    return len(unknown) > 1
