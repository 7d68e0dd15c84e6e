"""Bodies known by what they do: the words around a name, where nothing in the name itself says that it is a body's.

"Routes are operated by Westlink and Lothian Coaches", "StreetPlay trained 70 volunteers", "the charity Wild Tide".
A word that the publication also prints in small letters, a place, a person or a common word makes no name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from extract.values.gazetteer import CAPITALISED, WordLists, common_words
from extract.values.name_book import OrganisationSpan
from extract.values.runs import Line

_WORD = re.compile(CAPITALISED)
# What stands between the words of a name, and between names in a list.
_SMALL = ("of", "for", "in", "the", "a", "y", "&")
_WITHIN = {f" {' '.join(words)} " for count in (1, 2) for words in product(_SMALL, repeat=count)}
_APART = {f"{comma} and {by}{the}" for comma, by, the in product(("", ","), ("", "by ", "with ", "to "), ("", "the "))}
_JOINTS = frozenset({", ", ", the "} | _WITHIN | _APART)
_LONGEST_JOINT = max(map(len, _JOINTS))
_BETWEEN = re.compile(rf"(?:^The (?={CAPITALISED})|, (?:the )?|,? and (?:(?:by|with|to) )?(?:the )?)(?={CAPITALISED})")
# What follows one name in a run and belongs to no other: "an agreement with Westlink on Buses".
_ENDS_NAME = re.compile(r" on | \(")
_BEHIND = re.compile(r" ([a-z]+)|, (?:the|an?) ")
_SUCH_AS = re.compile(r"([a-z]+),? (?:such as|including|like|among them)$")
_AUXILIARIES = frozenset("has have had will is are was were may must should".split())
_HIRED = re.compile(r" (?:was|were|has been|have been) (?:contracted|engaged|commissioned)\b")
_EXAMPLES = frozenset({"as", "including", "like", "them"})
_ADVERBS = frozenset({"jointly", "partly"})
# Behind these a capital is inside a word, an address or an abbreviation.
_INSIDE = ".'-"
_SHORTEST = 4
# How the people of a place are called.
_PEOPLE = ("ians", "landers")


@dataclass(frozen=True, slots=True)
class _Signs:
    """What shows a body. verbs: the words behind its name that may begin that, and acts, said: patterns from there on;
    joints: the words before it that may.
    """

    verbs: frozenset[str]
    joints: frozenset[str]
    acts: re.Pattern[str]
    said: re.Pattern[str]


def find_agents(
    lines: Sequence[Line],
    found: Mapping[str, Iterable[OrganisationSpan]],
    words: WordLists,
    is_body: Callable[[str], bool],
) -> dict[str, tuple[Line, int]]:
    """The names in a publication's lines that act as bodies do, each with the line and the place where it first does.

    found: the bodies that are known to be named in each text. is_body: whether some words are known to be a body's
    name; what is named in one breath with it is one too.

    >>> from extract.values.gazetteer import read_gazetteer
    >>> from extract.values.runs import read_line
    >>> words = read_gazetteer({"words": {"done_by": ["run"], "deeds": ["trained"]}}).words
    >>> line = read_line("It is run by Westlink. StreetPlay trained 70 people.", frozenset({"It"}))
    >>> [(name, start) for name, (line, start) in find_agents([line], {}, words, lambda name: False).items()]
    [('Westlink', 13), ('StreetPlay', 23)]
    """
    names: dict[str, tuple[Line, int]] = {}
    text = "\n".join([line.text for line in lines])
    for line in lines:
        if not line.runs:
            continue
        for listed, start, trust in _listed(line, found.get(line.text, ()), words):
            items = [item for item in _BETWEEN.split(listed) if item]
            listed_with_body = trust in ("beside", "doing") and len(items) > 1 and any(map(is_body, items))
            if trust == "beside" and not listed_with_body:
                continue
            for name in _names_of(items, "beside" if listed_with_body else trust, words, text):
                names.setdefault(name, (line, start + listed.index(name)))
    return names


def _listed(line: Line, found: Iterable[OrganisationSpan], words: WordLists) -> Iterator[tuple[str, int, str]]:
    """Names joined by commas and `and`, where they stand, and what speaks for them; no name that is known by itself.

    doing: they begin a sentence and do something; beside: they might, if a body is among them; done: something is done
    by, with or for them, or they are said to be bodies; by: only the word by.
    """
    text, signs = line.text, _signs(words)
    known = {(body.start, body.end) for body in found}
    for start, end in _lists(line):
        listed = text[start:end]
        begin = start + len("The ") * listed.startswith("The ")
        if (begin, end) in known and " and " not in listed:
            continue
        trust = None
        before = text[start - 1 : start]
        if before == " ":
            if text[text.rfind(" ", 0, start - 1) + 1 : start - 1] in signs.joints:
                trust = _trust_before(text, start, words)
                listed = _ENDS_NAME.split(listed, 1)[0] if trust else listed
        elif before and before in _INSIDE:
            continue
        if trust is None:
            following = _BEHIND.match(text, end)
            if following is not None and (following[1] is None or following[1] in signs.verbs):
                trust = _trust_behind(text, end, signs)
        if trust is not None:
            yield listed, start, trust


def _lists(line: Line) -> Iterator[tuple[int, int]]:
    """Where names stand that only commas, `and` and the small words within names join."""
    start = end = 0
    for run in line.runs:
        begin, stop = run.span()
        if not end or begin - end > _LONGEST_JOINT or line.text[end:begin] not in _JOINTS:
            if end:
                yield start, end
            start = begin
        end = stop
    if end:
        yield start, end


def _trust_before(text: str, start: int, words: WordLists) -> str | None:
    """What the words before a name tell: "run by the Westlink", "the charity Wild Tide"."""
    before = text[max(0, start - 40) : start - 1].rsplit(" ", 4)[-4:]
    nearest = before.pop()
    if nearest == "the" and before:
        nearest = before.pop()
    if nearest in words.body_nouns:
        return "done"
    if nearest in _EXAMPLES:
        such = _SUCH_AS.search(text, max(0, start - 40), start - 1)
        return "done" if such and such[1] in words.body_nouns else None
    kinds = {"by": words.done_by, "with": words.done_with, "to": words.given_to}.get(nearest)
    if kinds is None:
        return None
    if before and before[-1] in _ADVERBS:
        before.pop()
    if before and before[-1] in kinds:
        return "done"
    return "by" if nearest == "by" else None


def _trust_behind(text: str, end: int, signs: _Signs) -> str | None:
    """What the words behind a name tell: "StreetPlay has trained", "Drumlin, the rail operator"."""
    if text.startswith(",", end):
        return "done" if signs.said.match(text, end) else None
    if signs.acts.match(text, end):
        return "doing"
    if text[end + 1 : end + 7].partition(" ")[0] not in _AUXILIARIES:
        return None
    return "done" if _HIRED.match(text, end) else "beside"


@lru_cache(maxsize=16)
def _signs(words: WordLists) -> _Signs:
    deeds, tasks = _any_of(words.deeds), _any_of(words.tasks)
    has = rf"(?:has|have|had) (?:also |now |since |already |jointly |both |each )?(?:{deeds})"
    will = rf"(?:will|is to|are to|may|must|should) (?:also |now |then )?(?:{tasks})"
    return _Signs(
        frozenset(deed.partition(" ")[0] for deed in words.deeds) | _AUXILIARIES,
        words.body_nouns | _EXAMPLES | {"by", "with", "to", "the"},
        re.compile(rf" (?:{has}|{will}|{deeds})\b"),
        re.compile(rf", (?:the|an?) (?:[a-z-]+ ){{0,3}}(?:{_any_of(words.body_nouns)})\b"),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) or r"(?!)"


def _names_of(items: list[str], trust: str, words: WordLists, text: str) -> list[str]:
    """Those of the items that are names. A plain word alone before a verb is too often just a sentence's first."""
    marked = any(map(_is_marked, items))
    found = []
    for item in items:
        plain = " " not in item and not _is_marked(item)
        if plain and (trust == "by" or (trust == "doing" and not (marked and len(items) > 1))):
            continue
        if (trust != "by" or " " not in item) and _is_name(item, trust, words, text):
            found.append(item)
    return found


def _is_marked(item: str) -> bool:
    """Whether capitals within a single word show that it is a name: StreetPlay, QMRA."""
    return " " not in item and sum(map(str.isupper, item)) > 1


def _is_name(item: str, trust: str, words: WordLists, text: str) -> bool:
    """Whether these words can be a body's name: no person's, place's or common ones."""
    parts = [part.removesuffix("'s") for part in _WORD.findall(item)]
    doubtful = parts[0] in words.openers or " in " in item  # "Nurseries in Taranaki have grown ..."
    if "(" in item or _is_person_or_kind(parts, words) or (trust != "done" and doubtful):
        return False
    if not words.never_about.isdisjoint(parts) or parts[-1] in words.not_heads or parts[-1] in words.plural_heads:
        return False
    if not words.ministers.isdisjoint(parts) or not words.roles.isdisjoint(part.lower() for part in parts):
        return False
    if len(parts) == 1:
        return _is_name_of_one(parts[0], words, text)
    if trust == "done" and _is_of_place(parts, words):
        return True
    # What ends in a head noun the rules for names have judged.
    judged = parts[-1] in words.heads and parts[0] not in words.openers
    return not judged and not all(_is_common(part, words, text) for part in parts)


def _is_person_or_kind(parts: list[str], words: WordLists) -> bool:
    """Whether words begin with a person's title or first name or with a kind of body ("Councils in Ayrshire"), or name
    the people of a place ("Aboriginal Victorians").
    """
    return parts[0] in words.people or parts[0] in words.plural_heads or parts[-1].endswith(_PEOPLE)


def _is_name_of_one(word: str, words: WordLists, text: str) -> bool:
    if _is_common(word, words, text):
        return False
    if word.isupper():
        return len(word) > 2 and word.isalpha() and word not in words.not_acronyms
    if word[:-1].isupper() or not word.replace("-", "").isalpha():
        return False
    return _is_marked(word) or len(word) >= _SHORTEST


def _is_of_place(parts: list[str], words: WordLists) -> bool:
    """Whether words before a place make a name with it: "Enable Ireland", not "South Wales"."""
    if parts[-1] in words.countries:
        return not words.country_modifiers.issuperset(parts[:-1])
    return parts[-1] in words.places and len(parts) > 2


def _is_common(part: str, words: WordLists, text: str) -> bool:
    """Whether a word is not by itself a name: one of the lists, or one that the text prints in small letters too."""
    return part in common_words(words) or _is_printed_small(part, text)


def _is_printed_small(word: str, text: str) -> bool:
    """Whether the text prints the word, in singular or plural, in small letters."""
    sought = " " + word.lower().removesuffix("s")
    at = text.find(sought)
    while at >= 0:
        behind = text[at + len(sought) : at + len(sought) + 2]
        if not (behind[1:] if behind.startswith("s") else behind[:1]).isalpha():
            return True
        at = text.find(sought, at + 1)
    return False
