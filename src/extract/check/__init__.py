"""The promises of the data model, tested on written tables; nothing here knows how they were written.

Each promise is a generator that answers once for everything it looks at: what is wrong with it, or None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extract.check.grounding import check_grounding, check_tiling
from extract.check.keys import check_keys
from extract.check.meaning import check_flags, check_meaning, check_vocabularies
from extract.check.outputs import read_outputs
from extract.check.runs import compare_bytes, compare_record_ids

__all__ = ["PromiseResult", "check_outputs", "compare_tables"]

EXAMPLES_KEPT = 5


@dataclass(frozen=True, slots=True)
class PromiseResult:
    """Whether a promise holds: how many things were checked, how many break it, and the first of these in words.

    >>> print(PromiseResult("1 grounded", 2, 1, ("themes t1: text[0:4] is not 'Care'",)))
    1 grounded: broken, 1 of 2: themes t1: text[0:4] is not 'Care'
    >>> print(PromiseResult("2 nothing lost", 7, 0, ()))
    2 nothing lost: held (7 checked)
    """

    name: str
    checked: int
    violations: int
    examples: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether nothing broke the promise."""
        return self.violations == 0

    def __str__(self) -> str:
        if self.held:
            return f"{self.name}: held ({self.checked:,} checked)"
        return f"{self.name}: broken, {self.violations:,} of {self.checked:,}: {self.examples[0]}"


def check_outputs(folder: Path) -> list[PromiseResult]:
    """Promises 1, 2, 3 and 6, the closed vocabularies and the flags, on the tables of one run.

    A table or column that is missing or cannot be read breaks promise 6; the rest is still checked.

    Raises:
        InputError: The folder holds no table at all.
    """
    outputs = read_outputs(folder)
    return [
        _tally("1 grounded", check_grounding(outputs)),
        _tally("2 nothing lost", check_tiling(outputs)),
        _tally("3 keys hold", check_keys(outputs)),
        _tally("6 meaning travels", check_meaning(outputs, folder)),
        _tally("vocabularies", check_vocabularies(outputs)),
        _tally("flags", check_flags(outputs)),
    ]


def compare_tables(one: Path, other: Path) -> list[PromiseResult]:
    """Promises 4 and 5, on two runs over the same corpus, or over corpora that share editions.

    4: every table is the same, byte for byte. 5: a record of an edition that both runs read has the same id in both.

    Raises:
        InputError: A folder holds no table at all.
    """
    return [
        _tally("4 same in, same out", compare_bytes(one, other)),
        _tally("5 ids last", compare_record_ids(read_outputs(one), read_outputs(other))),
    ]


def _tally(name: str, faults: Iterable[str | None]) -> PromiseResult:
    checked, violations = 0, 0
    examples: list[str] = []
    for fault in faults:
        checked += 1
        if fault is not None:
            violations += 1
            examples += [fault] if len(examples) < EXAMPLES_KEPT else []
    return PromiseResult(name, checked, violations, tuple(examples))
