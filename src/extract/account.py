"""What came of a run in figures, added up publication after publication, and the summary that is shown of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

# Pages that could not be read change the exit code; other problems never do.
UNREAD_CODES = frozenset(("unreadable", "encoding", "too_large", "timed_out"))


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that could not be read. path: from its publication's folder on; code: as in the table of problems."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DecisionsTold:
    """What became of the decisions of reviewers, in figures; lost: in words, those about nothing of today."""

    made: int
    current: int
    asked_again: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run read and wrote.

    publications: those of which an edition could be read; decisions: None without a log of decisions; rows: those of
    each table; found: all publications that were there to be read; from_cache: those that were as an earlier run had
    left them; same: whether all were, so that the outputs stayed as they were; flags: as in `run.json`.
    """

    publications: int = 0
    editions: int = 0
    records: int = 0
    mentions: int = 0
    changes: int = 0
    flagged: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    decisions: DecisionsTold | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    from_cache: int = 0
    found: int = 0
    same: bool = False
    flags: Mapping[str, Any] = field(default_factory=dict)


class Account:
    """The accounts of all publications, added up while their rows go by."""

    def __init__(self, *, decided: bool) -> None:
        self._decided = decided
        self._figures: Counter[str] = Counter()
        self._problems: Counter[str] = Counter()
        self._decisions: Counter[str] = Counter()
        self._lost: list[str] = []
        self.unread: list[dict[str, str]] = []

    def take(self, parts: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The parts as they are, each with its accounts taken in."""
        for part in parts:
            for account in part.column("account"):
                self._add(json.loads(str(account)))
            yield part

    def _add(self, account: dict[str, Any]) -> None:
        self._problems.update(account.pop("problems"))
        self.unread += account.pop("unread")
        decisions = account.pop("decisions")
        if decisions is not None:
            self._lost += decisions.pop("lost")
            self._decisions.update(decisions)
        self._figures.update(account)

    def counts(self) -> dict[str, Any]:
        """Figures by their name, and problems by their code."""
        return {**self._figures, "problems": dict(sorted(self._problems.items()))}

    def told(self) -> dict[str, Any] | None:
        """What became of the decisions; None where there are none."""
        figures = {name: self._decisions[name] for name in ("made", "current", "asked_again")}
        return {**figures, "lost": self._lost} if self._decided else None


def summarise(record: Mapping[str, Any], *, same: bool = False) -> RunSummary:
    """The summary of a run by its record."""
    counts, told = dict(record["counts"]), record["told"]
    return RunSummary(
        **{name: counts.get(name, 0) for name in ("publications", "editions", "records", "mentions", "changes")},
        flagged=counts.get("flagged", 0),
        problems=counts["problems"],
        unread=tuple(Unread(**page) for page in record["unread"]),
        decisions=DecisionsTold(**told | {"lost": tuple(told["lost"])}) if told is not None else None,
        rows=counts["tables"],
        from_cache=record["publications"]["from_cache"],
        found=sum(record["publications"].values()),
        same=same,
        flags=record["flags"],
    )
