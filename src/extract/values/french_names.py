"""French names of bodies, which go on in small letters: "Agence de la santé publique du Canada"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.values.gazetteer import WordLists

_ADJECTIVE = (
    r"[a-zà-ÿ-]+(?:[eè]l|elle|al|ale|aux|ique|ien|ienne|aire|if|ive|eux|euse|ais|aise|ois|oise|ain|aine|able|ible|ile"
    r"|ière|ier|ée|ur|eure)s?"
)
_OF = r"(?:de la |de l'|du |des |de |d'|contre (?:les |la |l')|en (?=matière ))"
_NOUN = r"[^\W\d_][^\W\d_-]*(?:-[^\W\d_]+)*"
_GOES_ON = re.compile(
    rf" (?P<adjective>{_ADJECTIVE})\b(?!')| {_OF}{_NOUN}|(?: et|, {_OF}{_NOUN},? et) {_OF}{_NOUN}| (?=[A-ZÀ-Þ]){_NOUN}"
)
_PROPER = r"[A-ZÀ-Þ][\wà-ÿ-]+"
_SMALL = re.compile(r" [a-zà-ÿ]")
_ARTICLE = re.compile(r" d(?:es? |u |')")


def find_french_names(text: str, words: WordLists) -> Iterator[tuple[int, int]]:
    """Where French names of bodies stand in a text with plain spaces and apostrophes.

    >>> from extract.values.gazetteer import read_gazetteer
    >>> words = read_gazetteer({"words": {"french_heads": ["Agence"]}}).words
    >>> text = "L'Agence de la santé publique du Canada a publié le plan."
    >>> [text[start:end] for start, end in find_french_names(text, words)]
    ['Agence de la santé publique du Canada']
    """
    found: list[tuple[int, int]] = []
    if any(map(text.__contains__, words.french_places)):
        found += [match.span() for match in _applied_titles(words).finditer(text)]
    if _ARTICLE.search(text) is not None:
        for head in _heads(words).finditer(text):
            end = _french_end(text, *head.span(), words)
            if end is not None:
                found.append((head.start(), end))
    reached = 0
    for start, end in sorted(found):
        if start >= reached:
            yield start, end
            reached = end


@lru_cache(maxsize=16)
def _applied_titles(words: WordLists) -> re.Pattern[str]:
    """ "Ressources naturelles Canada", "Services aux Autochtones Canada": small words between capitals."""
    place = rf"{_any_of(words.french_places)}(?![\w&-])"
    return re.compile(
        rf"(?<![\w'-])(?!{place})(?:{_PROPER}, )?{_PROPER}"
        rf"(?: (?:et|aux) (?!{place}){_PROPER}| {_ADJECTIVE}){{1,4}} {place}"
    )


@lru_cache(maxsize=16)
def _heads(words: WordLists) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){_any_of(words.french_heads)}(?![\w'-])")


def _any_of(words: frozenset[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words))) or '(?!)'})"


def _french_end(text: str, start: int, end: int, words: WordLists) -> int | None:
    """Where the name ends whose head noun stands at start to end; None for a kind of body or a bare noun."""
    while (further := _GOES_ON.match(text, end)) is not None and further["adjective"] not in words.french_verbs:
        end = further.end()
    name = text[start:end]
    return None if _SMALL.search(name) is None or name.lower() in words.french_never else end
