"""When two wordings are the same but for their looks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_PLAIN = re.compile(r"[A-Za-z0-9]")
# ASCII text is folded as bytes, which takes a tenth of the time of a pattern.
_LOWER = bytes(range(256)).lower()
_SIGNS = bytes(point for point in range(128) if not chr(point).isalnum())
_SIGNS_BUT_SPACES = bytes(point for point in _SIGNS if not chr(point).isspace())
# Without these, which are all signs or spaces, most typeset English is ASCII.
_TYPESET = "’‘“”–—…•£"
_NO_BREAK = "\u00a0"


# The stages fold the same lines again and again: a page has a few hundred different ones.
@lru_cache(maxsize=4096)
def fold_wording(text: str) -> str:
    """The letters and digits of a text in lower case: what is left when cosmetic differences are taken away.

    Spaces of every kind, quotes, dashes, hyphenation, list bullets and letter case never make a difference
    (docs/data-model.md, "Cosmetic differences").

    >>> fold_wording("Residents’ well-being") == fold_wording("residents' WELLBEING")
    True
    >>> fold_wording("£5-10 million"), fold_wording("—")
    ('510million', '')
    """
    plain = _without_typeset(text)
    if plain.isascii():
        return plain.encode("ascii").translate(_LOWER, _SIGNS).decode("ascii")
    return _NOT_LETTER_OR_DIGIT.sub("", unicodedata.normalize("NFKC", text)).casefold()


def has_words(text: str) -> bool:
    """Whether folding leaves anything of a text.

    >>> has_words("– 5"), has_words("—")
    (True, False)
    """
    # No folding takes away a letter or digit of ASCII; only a text without any must be folded to see.
    return _PLAIN.search(text) is not None or bool(fold_wording(text))


def _without_typeset(text: str) -> str:
    if text.isascii():
        return text
    for sign in _TYPESET:
        text = text.replace(sign, "")
    return text.replace(_NO_BREAK, " ")


def split_words(text: str) -> list[str]:
    """The words of a text in lower case, hyphens and apostrophes folded away, for comparing word by word.

    >>> split_words("Residents’ well-being, 2020–21")
    ['residents', 'wellbeing', '202021']
    """
    plain = _without_typeset(text)
    if plain.isascii():
        return plain.encode("ascii").translate(_LOWER, _SIGNS_BUT_SPACES).decode("ascii").split()
    return [folded for word in text.split() if (folded := fold_wording(word))]


def skip_spaces(text: str, place: int, end: int, signs: str = "") -> int:
    """The place behind the spaces at a place, and behind further signs where some are named; at most the end.

    >>> skip_spaces("a  b", 1, 4), skip_spaces("** b", 0, 4, "*")
    (3, 3)
    """
    while place < end and (text[place].isspace() or text[place] in signs):
        place += 1
    return place
