"""What a label that nobody listed means, by the words it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.values.wording import split_words

# A label is a few words; what is longer is a sentence.
_MOST_WORDS = 9
# A column may hold two fields ("Action and position to date").
_JOINT = re.compile(r"\s+(?:and|et|a|ac)\s+|\s*[&/+]\s*")
_TWO_FIELDS: Mapping[tuple[str, ...], str] = {
    ("action", "progress"): "action_and_progress",
    ("owner", "target_dates"): "owner_and_target_date",
    ("target_dates", "owner"): "owner_and_target_date",
}
_SMALL_WORDS = ("prepositions", "openings", "questions")
_ELIDED = re.compile(r"\b[dl]['’](?=\w)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_BRACKETED = re.compile(r"\s*[(\[].*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LabelWords:
    """Phrases that tell what a label means, each as words in lower case without hyphens, and the fields they stand for.

    prepositions: words behind which a label only says more; openings: last words of a line that is no label but leads
    into the next; questions: words that count at the beginning alone; longest: how many words the longest phrase has.
    """

    fields: Mapping[tuple[str, ...], str]
    prepositions: frozenset[str]
    openings: frozenset[str]
    questions: frozenset[str]
    longest: int

    def guess_field(self, label: str, *, in_place: bool = False) -> str | None:
        """The field that the words of a label stand for, or None.

        Args:
            in_place: It stands in a header or left of its value, so that it cannot lead into the next line.

        What stands behind a preposition only says more of what is named before it. The longest phrase decides; of
        equally long ones the last, since English compounds end in their noun ("Action owner"), but the first of a
        question ("When will it be done").

        >>> from extract.data import load_vocabulary
        >>> guess = load_vocabulary().label_words.guess_field
        >>> [guess(label) for label in ("Work completed so far", "Progress against actions", "Who leads the action")]
        ['progress', 'progress', 'owner']
        >>> [guess(label) for label in ("Commitment status", "Safer roads", "Next quarter we will:")]
        ['status', None, None]
        >>> guess("Pledge and progress so far")
        'action_and_progress'
        """
        if not in_place and _DIGIT.search(label):
            return None  # the number of a record: "Milestone 2.1"
        plain = _ELIDED.sub("", _BRACKETED.sub("", label))
        parts = tuple(self._guess_part(part, in_place=in_place) or "" for part in _JOINT.split(plain))
        return _TWO_FIELDS.get(parts) or self._guess_part(plain, in_place=in_place)

    def _guess_part(self, label: str, *, in_place: bool) -> str | None:
        words = split_words(label)
        if not 0 < len(words) <= _MOST_WORDS:
            return None
        found = self._find_phrases(words)
        head = self._end_of_head(words, found)
        named = [phrase for phrase in found if phrase[0] < head] or found
        leads_on = words[-1] in self.openings and not in_place
        if not named or (leads_on and sum(found[-1]) < len(words)):
            return None
        asks = words[0] in self.questions
        start, length = max(named, key=lambda phrase: (phrase[1], -phrase[0] if asks else phrase[0]))
        return self.fields[tuple(words[start : start + length])]

    def _find_phrases(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where known phrases stand: first word and length."""
        return [
            (start, length)
            for start in range(len(words))
            for length in range(1, min(self.longest, len(words) - start) + 1)
            if tuple(words[start : start + length]) in self.fields and (not start or words[start] not in self.questions)
        ]

    def _end_of_head(self, words: Sequence[str], phrases: Sequence[tuple[int, int]]) -> int:
        """The first preposition that is no part of a phrase, or the number of words."""
        inside = {place for start, length in phrases for place in range(start, start + length)}
        return next(
            (place for place, word in enumerate(words) if place and word in self.prepositions and place not in inside),
            len(words),
        )


def read_label_words(table: Mapping[str, Sequence[str]]) -> LabelWords:
    """The phrases of the table `[label_words]` of a vocabulary."""
    fields = {
        tuple(split_words(phrase)): field
        for field, phrases in table.items()
        if field not in _SMALL_WORDS
        for phrase in phrases
    }
    prepositions, openings, questions = (frozenset(table[key]) for key in _SMALL_WORDS)
    return LabelWords(fields, prepositions, openings, questions, max(map(len, fields)))
