"""Words as comparing needs them: stems that carry meaning, and how alike two sentences are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel, LCSseq

from extract.compare.vocabulary import load_commitment_words
from extract.values.wording import fold_wording, split_words

# Longest first: the first that leaves enough of the word is taken off.
_SUFFIXES = (
    *(
        "isations",
        "izations",
        "isation",
        "ization",
        "ations",
        "ation",
        "ements",
        "ating",
        "ments",
        "ement",
        "ated",
        "ates",
    ),
    *(
        "ings",
        "ions",
        "ment",
        "ive",
        "ate",
        "ing",
        "ion",
        "ers",
        "ors",
        "ies",
        "ied",
        "ness",
        "es",
        "ed",
        "er",
        "or",
        "s",
        "e",
        "y",
    ),
)
_NUMBER = re.compile(r"\d")
# A shorter sentence stands inside a longer one by chance.
_LEAST_WORDS = 5


@lru_cache(maxsize=1 << 16)
def find_stem(word: str) -> str:
    """A word without its ending, so that its forms are one; at least four letters stay.

    >>> find_stem("evaluation") == find_stem("evaluate"), find_stem("homes") == find_stem("home")
    (True, True)
    """
    for ending in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word.removesuffix("s")


def list_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    empty = load_commitment_words().empty
    return [find_stem(word) for word in split_words(text) if word not in empty and len(word) > 1]


def mask_numbers(text: str) -> list[str]:
    """The words of a text with every figure replaced by the same sign, so that only the rest is compared."""
    return ["#" if _NUMBER.search(word) else word for word in split_words(text)]


def measure_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two word lists are, 0 to 1; a sentence that goes on in a longer one is nearly like it.

    >>> measure_likeness("we will work with partners".split(), "we will work with our partners".split()) > 0.9
    True
    """
    if not one or not other:
        return 0.0
    likeness = Indel.normalized_similarity(one, other)
    shorter = min(len(one), len(other))
    if shorter >= _LEAST_WORDS:
        likeness = max(likeness, 0.9 * LCSseq.similarity(one, other) / shorter)
    return float(likeness)


def shorten(text: str, length: int = 90) -> str:
    """A text on one line, cut at a word where it is long, for sentences that quote it.

    >>> shorten("We will\\nact at once.", 12)
    'We will act…'
    """
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    whole_words = words[:length].rpartition(" ")[0]
    return f"{whole_words or words[: length - 1]}…"


def describe_days(days: int) -> str:
    """A number of days in words.

    >>> describe_days(1), describe_days(-90)
    ('a day', '90 days')
    """
    return "a day" if abs(days) == 1 else f"{abs(days)} days"


def quote_around(text: str, start: int, end: int, length: int = 110) -> str:
    """The words around a stretch of a text, on one line, whole words only.

    >>> quote_around("In the first year we spent £5 million on care.", 27, 37, 30)
    '…we spent £5 million on care.'
    """
    room = max(0, length - (end - start))
    begin, stop = max(0, start - room // 2), min(len(text), end + room // 2)
    before = text[begin:start].partition(" ")[2] if begin else text[:start]
    after = text[end:stop].rpartition(" ")[0] if stop < len(text) else text[end:]
    words = " ".join((before + text[start:end] + after).split())
    return f"{'…' if begin else ''}{words}{'…' if stop < len(text) else ''}"


def quote_difference(before: str, after: str) -> tuple[str, str]:
    """Two texts from shortly before the place where they part, each shortened.

    >>> quote_difference("We will publish a guide on pay and leave.", "We will publish a guide on pay and tax.")
    ('…a guide on pay and leave.', '…a guide on pay and tax.')
    """
    words = before.split(), after.split()
    shared = 0
    for one, other in zip(*words, strict=False):
        if fold_wording(one) != fold_wording(other):
            break
        shared += 1
    cut = max(0, shared - 5)
    lead = "…" if cut else ""
    return shorten(lead + " ".join(words[0][cut:])), shorten(lead + " ".join(words[1][cut:]))
