"""The words that comparing weighs, read from `data/commitments.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extract.values.wording import fold_wording


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """How firm a promise its words make it, and which words mean nothing when sentences are compared.

    strength: how firm each phrase is, from 4 (bound) to 0 (left open); phrases: finds them, longest first.
    hedges: finds the words that take something back; going_on: those of a promise without an end.
    empty: words without meaning of their own, folded; numbers: by their words.
    worse, done: canonical statuses that are bad news, and that end an action.
    """

    strength: Mapping[str, int]
    phrases: re.Pattern[str]
    hedges: re.Pattern[str]
    going_on: re.Pattern[str]
    empty: frozenset[str]
    worse: frozenset[str]
    done: frozenset[str]
    numbers: Mapping[str, int]


@cache
def load_commitment_words() -> CommitmentWords:
    """The words of the package's own file.

    >>> load_commitment_words().strength["will consider"]
    1
    """
    words = tomllib.loads(files("extract.data").joinpath("commitments.toml").read_text(encoding="utf-8"))
    strength = {phrase: int(level) for level, phrases in words["strength"].items() for phrase in phrases}
    return CommitmentWords(
        strength,
        _find_phrases(strength),
        _find_phrases(words["hedges"]["words"]),
        _find_phrases(words["going_on"]["words"]),
        frozenset(map(fold_wording, words["empty"]["words"])),
        frozenset(words["statuses"]["worse"]),
        frozenset(words["statuses"]["done"]),
        words["numbers"],
    )


def _find_phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
