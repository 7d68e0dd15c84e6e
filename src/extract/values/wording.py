"""When two wordings are the same but for their looks."""

from __future__ import annotations

import re
import unicodedata

_NOT_LETTER_OR_DIGIT = re.compile(r"[\W_]+")


def fold_wording(text: str) -> str:
    """The letters and digits of a text in lower case: what is left when cosmetic differences are taken away.

    Spaces of every kind, quotes, dashes, hyphenation, list bullets and letter case never make a difference
    (docs/data-model.md, "Cosmetic differences").

    >>> fold_wording("Residents’ well-being") == fold_wording("residents' WELLBEING")
    True
    >>> fold_wording("£5-10 million"), fold_wording("—")
    ('510million', '')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NOT_LETTER_OR_DIGIT.sub("", text).casefold()


def split_words(text: str) -> list[str]:
    """The words of a text in lower case, hyphens and apostrophes folded away, for comparing word by word.

    >>> split_words("Residents’ well-being, 2020–21")
    ['residents', 'wellbeing', '202021']
    """
    return [folded for word in text.split() if (folded := fold_wording(word))]
