"""What stands in a column, known by its header or by its own words: statuses, dates, references, figures, prose.

Where the marks between cells were lost, these sets say where one cell ends and the next begins; nothing else may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.data import Vocabulary
from extract.values.references import is_figure, is_reference
from extract.values.target_dates import parse_target_dates
from extract.values.wording import fold_wording

_KINDS = {
    "status": "status",
    "target_dates": "date",
    "reference": "reference",
    "response": "response",
    "theme": "name",
    "owner": "name",
    "owner_and_target_date": "name",
    "action": "words",
    "action_and_progress": "words",
    "progress": "words",
    "next_steps": "steps",
}
# The kinds of which every cell can be told from any other words.
TELLING = frozenset(("status", "date", "reference", "response", "figure"))

_LONGEST_VALUE = 160
_LONGEST_NAME = 8
# Prepositions and a note may stand beside the date; more is another cell.
_MOST_OF_DATE = 0.7
# Words that stand where a date would, and how many there are of them with what belongs to them.
_WORDED = {"ongoing": 3, "complete": 3, "tbc": 3, "recurring": 4}

# What it costs a reading when words stand in a column where they do not belong. One that is WRONG outweighs a row.
WRONG = 400
ODD = 100
SLIGHT = 25


class ValueSets:
    """Tells how badly words fit a kind of column; remembers its answers, so one serves a whole page.

    The kinds are status, date, reference, response and figure, which tell their cells from all others; and name,
    words, steps (which may be a lone "Complete") and other.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._known: dict[tuple[str, str], bool] = {}
        self._tests: dict[str, Callable[[str], bool]] = {
            "status": lambda words: vocabulary.read_status(words) is not None,
            "date": _is_date,
            "reference": is_reference,
            "response": vocabulary.is_response,
            "figure": is_figure,
        }

    def is_label(self, words: str, *, listed: bool = False) -> bool:
        """Whether words are a column heading: as listed, or else by the words it is made of."""
        return self.vocabulary.find_field(words) is not None if listed else self._field_of(words) is not None

    def kind_of_header(self, words: str) -> str:
        """The kind of the column below a header.

        >>> from extract.data import load_vocabulary
        >>> values = ValueSets(load_vocabulary())
        >>> [values.kind_of_header(words) for words in ("Overall RAG", "By when", "Action", "Budget")]
        ['status', 'date', 'words', 'other']
        """
        return _KINDS.get(self._field_of(words) or "", "other")

    def _field_of(self, words: str) -> str | None:
        return self.vocabulary.find_field(words) or self.vocabulary.guess_field(words)

    def kind_of_words(self, words: str) -> str:
        """The kind that a cell itself tells its column is of: status, date, reference, or words."""
        return next((kind for kind in ("status", "date", "reference") if self.is_one(kind, words)), "words")

    def is_one(self, kind: str, words: str) -> bool:
        """Whether words are of a telling kind, all of them."""
        if len(words) > _LONGEST_VALUE:
            return False
        found = self._known.get((kind, words))
        if found is None:
            found = self._known[kind, words] = self._tests[kind](words)
        return found

    def misfit(self, kind: str, words: str) -> int:
        """What words cost in a column of a kind: 0 where they belong, WRONG where they cannot stand."""
        if not fold_wording(words):
            return ODD if kind in TELLING else 2 * SLIGHT
        if kind in TELLING:
            empty = fold_wording(words) in self.vocabulary.empties
            return 0 if self.is_one(kind, words) else SLIGHT if empty else WRONG
        if kind == "other":
            return 0 if self.is_one("figure", words) else SLIGHT
        if kind != "steps" and (self.is_one("status", words) or self.is_one("date", words)):
            return 2 * ODD
        if kind == "name" and (len(words.split()) > _LONGEST_NAME or words.endswith(".")):
            return ODD
        return 0

    def misfits(self, kinds: Sequence[str], cells: Sequence[str]) -> int:
        """What the cells of a row cost under columns of these kinds, one for one."""
        return sum(self.misfit(kind, words) for kind, words in zip(kinds, cells, strict=True))


def _is_date(words: str) -> bool:
    plain = words.strip()
    dates = [date for date in parse_target_dates(plain) if _is_stated(date.kind, plain[date.start : date.end])]
    return bool(dates) and sum(date.end - date.start for date in dates) >= _MOST_OF_DATE * len(plain)


def _is_stated(kind: str, words: str) -> bool:
    """Whether a date is one by itself: "Ongoing monitoring" is, "Ongoing talks with the owners of land" is prose."""
    return kind != "other" and (kind not in _WORDED or len(words.split()) <= _WORDED[kind])


@dataclass(frozen=True, slots=True)
class Grouping:
    """Units laid into columns. borders: of every column its first unit, at the end how many units there are.

    certain: no other grouping costs as little.
    """

    borders: tuple[int, ...]
    cost: int
    certain: bool


def group_units(count: int, columns: int, cost: Callable[[int, int, int], int | None]) -> Grouping | None:
    """The cheapest way to lay units, in their order, into columns; None when there is none.

    Args:
        cost: What the units [first, last) cost in a column, None where they may not stand; called as
            cost(column, first, last), also with no units at all.

    >>> words = ["Dig", "a", "pond", "2024"]
    >>> def cost(column, first, last):
    ...     return sum(word.isdigit() != (column == 1) for word in words[first:last]) + (first == last)
    >>> group_units(4, 2, cost)
    Grouping(borders=(0, 3, 4), cost=0, certain=True)
    """
    reached = {0: Grouping((0,), 0, certain=True)}
    for column in range(columns):
        further: dict[int, Grouping] = {}
        for first, before in reached.items():
            for last in range(count if column == columns - 1 else first, count + 1):
                more = cost(column, first, last)
                if more is None:
                    continue
                whole, known = before.cost + more, further.get(last)
                if known is None or whole < known.cost:
                    further[last] = Grouping((*before.borders, last), whole, before.certain)
                elif whole == known.cost:
                    further[last] = Grouping(known.borders, whole, certain=False)
        reached = further
    return reached.get(count)
