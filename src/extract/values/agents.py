"""Bodies known by what they do: the words around a name, where nothing in the name itself says that it is a body's.

"Routes are operated by Westlink and Lothian Coaches", "StreetPlay trained 70 volunteers", "the charity Wild Tide".
A word that the publication also prints in small letters, a place, a person or a common word makes no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extract.values.gazetteer import CAPITALISED, WordLists

_WORD = re.compile(CAPITALISED)
_NAME = rf"{CAPITALISED}(?: (?:(?:of|for|in|the|a|y|&) ){{0,2}}{CAPITALISED}){{0,5}}"
_ITEM = rf"(?:(?:by|with|to) )?(?:the )?(?:{_NAME})"
_LIST = rf"{_ITEM}(?:, {_ITEM})*+(?:,? and {_ITEM})?"
_BETWEEN = re.compile(rf"(?:^|, |,? and )(?:(?:by|with|to) )?(?:the )?(?={CAPITALISED})")
_SHORTEST = 4


def find_agents(text: str, words: WordLists) -> dict[str, int]:
    """The names in a text that act as bodies do, each with the place where it first does.

    >>> from extract.values.gazetteer import read_gazetteer
    >>> words = read_gazetteer({"words": {"done_by": ["run"], "deeds": ["trained"]}}).words
    >>> find_agents("It is run by Westlink. StreetPlay trained 70 people.", words)
    {'StreetPlay': 23, 'Westlink': 13}
    """
    names: dict[str, int] = {}
    small: set[str] = set()
    for listed, start, doing in _listed(text, words):
        small = small or {word.strip(".,;:()").removesuffix("s") for word in text.split() if word[:1].islower()}
        for name in _names_of(listed, doing, words, small):
            names.setdefault(name, start + listed.index(name))
    return names


def _listed(text: str, words: WordLists) -> Iterator[tuple[str, int, bool]]:
    """Names joined by commas and `and`, where they stand, and whether they only do something at a sentence's beginning."""
    doing, done = _patterns(words)
    for match in doing.finditer(text):
        yield match[1], match.start(1), match[2] is None
    for match in done.finditer(text):
        yield match[1], match.start(1), False


@lru_cache(maxsize=16)
def _patterns(words: WordLists) -> tuple[re.Pattern[str], re.Pattern[str]]:
    deeds, tasks = _any_of(words.deeds), _any_of(words.tasks)
    has = rf"(?:has|have|had) (?:also |now |since |already |jointly |both |each )?(?:{deeds})"
    will = rf"(?:will|is to|are to|may|must|should) (?:also |now |then )?(?:{tasks})"
    engaged = r"(?:is|are|was|were|has been|have been) (?:contracted|engaged|appointed|commissioned)"
    noun = rf"(?:[a-z-]+ ){{0,3}}(?:{_any_of(words.body_nouns)})"
    doing = rf"(?<![\w.'-])({_LIST})(?: (?:{has}|{will}|{deeds}|{engaged})\b|(, (?:the|an?) {noun}\b))"
    done = (
        rf"\b(?:(?:{_any_of(words.done_by)})(?: jointly| in part| partly)? by|(?:{_any_of(words.done_with)}) with"
        rf"|(?:{_any_of(words.given_to)}) to|(?:{_any_of(words.body_nouns)})(?: such as| including| like|,? among them)?)"
        rf" ({_LIST})"
    )
    return re.compile(doing), re.compile(done)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) or r"(?!)"


def _names_of(listed: str, doing: bool, words: WordLists, small: set[str]) -> list[str]:
    """Those of the listed words that are names. Alone before a verb, a plain word is too often just a sentence's first."""
    items = [item for item in _BETWEEN.split(listed) if item]
    marked = [item for item in items if _is_marked(item)]
    return [
        item
        for item in items
        if _is_name(item, doing, words, small) and (" " in item or item in marked or not doing or len(items) > 1 < 1 + len(marked))
    ]


def _is_marked(item: str) -> bool:
    """Whether capitals within a single word show that it is a name: StreetPlay, QMRA."""
    return " " not in item and sum(map(str.isupper, item)) > 1


def _is_name(item: str, doing: bool, words: WordLists, small: set[str]) -> bool:
    """Whether these words can be a body's name: no person's, place's or common ones."""
    parts = [part.removesuffix("'s") for part in _WORD.findall(item)]
    if parts[0] in words.people or (doing and parts[0] in words.openers) or not words.never_about.isdisjoint(parts):
        return False
    if parts[-1] in words.not_heads or parts[-1] in words.plural_heads or not words.ministers.isdisjoint(parts):
        return False
    common = words.openers | words.plain_words | words.places | words.peoples | words.countries | words.country_modifiers
    if all(part in common or part.lower().removesuffix("s") in small for part in parts):
        return False
    if len(parts) > 1:
        return True
    word = parts[0]
    if word.isupper():
        return len(word) > 2 and word.isalpha() and word not in words.not_acronyms
    if word[:-1].isupper() or not word.replace("-", "").isalpha():
        return False
    return _is_marked(word) or len(word) >= _SHORTEST
