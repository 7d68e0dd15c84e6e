"""What the records of an edition are read against: its dates, its country, its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from extract.data import Vocabulary
from extract.values.dates import DateSpan
from extract.values.gazetteer import Gazetteer
from extract.values.target_dates import parse_target_dates

_EXPLAINED = re.compile(r"\s*[–—:|]\s*|\s-\s")


@dataclass(frozen=True, slots=True)
class RecordSetting:
    """What a record is read against.

    reference, reference_start: the last and the first day that the edition may stand for; country: ISO 3166 code;
    day_first: the order of dates in figures, where it is known; gazetteer: the organisations by which several owners
    in one cell are told apart.
    """

    reference: date | None
    reference_start: date | None
    country: str | None
    day_first: bool | None
    vocabulary: Vocabulary
    gazetteer: Gazetteer

    def parse_dates(self, words: str) -> list[DateSpan]:
        """The entries of a target date's cell."""
        return parse_target_dates(
            words,
            reference=self.reference,
            reference_start=self.reference_start,
            country=self.country,
            day_first=self.day_first,
        )

    def read_status(self, words: str) -> str | None:
        """The status of a phrase; of a colour or word and its explanation ("Amber – some slippage"), that of either."""
        return self._read_parts(words, in_place=False)

    def read_printed_status(self, words: str) -> str | None:
        """The status that words in a status's own place say: as listed, else by the words they are made of."""
        return self.read_status(words) or self._read_parts(words, in_place=True)

    def _read_parts(self, words: str, *, in_place: bool) -> str | None:
        parts = (words, *_EXPLAINED.split(words)) if _EXPLAINED.search(words) else (words,)
        read = (self.vocabulary.read_status(part, in_place=in_place) for part in parts if part)
        status = next((found for found in read if found is not None), None)
        return None if status == "none" else status
