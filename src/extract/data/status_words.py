"""What a status that nobody listed means, by the words it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.values.wording import split_words

# What is longer is a sentence about the action, not its status.
_MOST_WORDS = 12
_MOST_WORDS_ALONE = 4
# The status stands before its explanation ("Slipping – the law is not drafted yet").
_EXPLANATION = re.compile(r"\s*(?:[–—:;,(\[\n|/]|\.\s|\s-\s).*$", re.DOTALL)
# Kinds of words that are no status themselves.
_PART, _NOT = "part", "not"
# Of two, the first gives way to the second: "under way but late", "on track to be completed".
_GIVES_WAY = {
    "complete": frozenset(("in_progress", "ongoing", "on_track", "at_risk", "blocked", "not_started", "not_due")),
    "in_progress": frozenset(("on_track", "at_risk", "delayed", "blocked")),
    "ongoing": frozenset(("on_track", "at_risk", "delayed", "blocked")),
    "on_track": frozenset(("at_risk", "delayed", "blocked")),
}


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Phrases that tell a status, each as words in lower case without hyphens, and the status or kind they stand for.

    weak: phrases that tell it only where a status is printed; fillers: words that say nothing; longest: how many words
    the longest phrase has.
    """

    meanings: Mapping[tuple[str, ...], str]
    weak: frozenset[tuple[str, ...]]
    fillers: frozenset[str]
    longest: int

    def guess_status(self, words: str) -> str | None:
        """The canonical status that a short phrase tells, or None, also where its words disagree or deny it.

        What follows a dash, a bracket or a comma explains the status and is not asked.

        >>> from extract.data import load_vocabulary
        >>> guess = load_vocabulary().status_words.guess_status
        >>> [guess(words) for words in ("Largely delivered", "Slipping – no bill", "Yet to begin", "Moving, late")]
        ['in_progress', 'delayed', 'not_started', 'in_progress']
        >>> [guess(words) for words in ("Not delivered", "Delivered late", "All partners")]
        [None, None, None]
        """
        told = split_words(_EXPLANATION.sub("", words.strip()))
        return self._settle(told) if len(told) <= _MOST_WORDS else None

    def read_opening(self, words: str) -> str | None:
        """The status that a sentence opens with, fillers and one more word passed over, or None.

        >>> from extract.data import load_vocabulary
        >>> read = load_vocabulary().status_words.read_opening
        >>> read("Work is on schedule"), read("Some of the milestones are delayed")
        ('on_track', None)
        """
        told = [word for word in split_words(words) if word not in self.fillers]
        for place in (0, 1):
            if place and self.meanings.get(tuple(told[:1])) == _NOT:
                return None
            meaning = next(iter(self._read_phrases(told[place:])), ("", 0))[0] if self._begins(told, place) else ""
            if meaning not in ("", _PART, _NOT):
                return meaning
        return None

    def _begins(self, words: Sequence[str], place: int) -> bool:
        """Whether a phrase begins at a word."""
        lengths = range(1, min(self.longest, len(words) - place) + 1)
        return any(tuple(words[place : place + length]) in self.meanings for length in lengths)

    def prefer(self, first: str | None, second: str | None) -> str | None:
        """Of two statuses that are told of one thing, the first, unless it is missing or gives way to the second."""
        return second if not first or (second and second in _GIVES_WAY.get(first, ())) else first

    def is_status(self, words: str, *, in_place: bool = False) -> bool:
        """Whether a few words tell a status and nothing else, so that they need not stand where statuses do.

        Args:
            in_place: They may, so that weak phrases count as well.

        >>> from extract.data import load_vocabulary
        >>> is_status = load_vocabulary().status_words.is_status
        >>> is_status("Not yet begun"), is_status("Published"), is_status("Delivered to 40 homes")
        (True, False, False)
        """
        told = [word for word in split_words(words) if word not in self.fillers]
        if not 0 < len(told) <= _MOST_WORDS_ALONE or (tuple(told) in self.weak and not in_place):
            return False
        known = sum(length for _, length in self._read_phrases(told))
        return known == len(told) and self._settle(told) is not None

    def _settle(self, words: Sequence[str]) -> str | None:
        """The one status that is left when what is said in part and what gives way is taken out."""
        meanings = {meaning for meaning, _ in self._read_phrases(words)}
        if _NOT in meanings:
            return None
        in_part = _PART in meanings
        meanings -= {_PART}
        settled = {one for one in meanings if not _GIVES_WAY.get(one, frozenset()) & meanings}
        if len(settled) != 1:
            return None
        status = settled.pop()
        return "in_progress" if in_part and status == "complete" else status

    def _read_phrases(self, words: Sequence[str]) -> Iterator[tuple[str, int]]:
        """The phrases from left to right, each as long as can be: meaning, and number of words."""
        place = 0
        while place < len(words):
            lengths = range(min(self.longest, len(words) - place), 0, -1)
            length = next((length for length in lengths if tuple(words[place : place + length]) in self.meanings), 0)
            if length:
                yield self.meanings[tuple(words[place : place + length])], length
            place += max(1, length)


def read_status_words(table: Mapping[str, Sequence[str]]) -> StatusWords:
    """The phrases of the table `[status_words]` of a vocabulary."""
    meanings = {
        tuple(split_words(phrase)): meaning
        for meaning, phrases in table.items()
        if meaning not in ("weak", "fillers")
        for phrase in phrases
    }
    weak = frozenset(tuple(split_words(phrase)) for phrase in table["weak"])
    return StatusWords(meanings, weak, frozenset(table["fillers"]), max(map(len, meanings)))
