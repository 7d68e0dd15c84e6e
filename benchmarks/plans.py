"""Two editions of a plan of any size, made without reading a page: what lining up and comparing are measured on.

Records have the words of `benchmarks/wording.py`, no references and few themes, so that only their wording tells them
apart. In the later edition a twentieth of them is gone and as many are new, a fifth has a reworded action, half have
another progress sentence, a third of the steps and dates are others, and the page order is shuffled in places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from benchmarks.wording import Wording
from extract.model import Action, Edition, Mention, NextStep, Publication, Statement, TargetDate, Theme
from extract.values.money import find_money

_THEME_SIZE = 40
_PUBLICATION = Publication("plan", country="GB")


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """What one record says. number: its own, which it keeps in the later edition; a new one has another."""

    number: int
    theme: str
    action: str
    progress: tuple[str, ...]
    step: str
    target: date


def make_editions(count: int, seed: int = 0) -> tuple[Edition, Edition]:
    """An earlier and a later edition of so many records each."""
    earlier = list(_make_records(count, seed))
    later = _change_records(earlier, seed)
    return _make_edition(earlier, date(2020, 12, 31)), _make_edition(later, date(2021, 6, 30))


def _make_records(count: int, seed: int) -> Iterator[PlanRecord]:
    wording = Wording(seed)
    theme = ""
    for number in range(count):
        if number % _THEME_SIZE == 0:
            theme = wording.heading()
        progress = tuple(wording.told(1) for _ in range(wording.count(1, 4)))
        target = date(2021, 1, 31) + timedelta(days=30 * wording.count(0, 24))
        yield PlanRecord(number, theme, wording.promised(1), progress, wording.promised(1), target)


def _change_records(earlier: Sequence[PlanRecord], seed: int) -> list[PlanRecord]:
    random, wording = Random(seed + 1), Wording(seed + 1)
    later = []
    for record in earlier:
        chance = random.random()
        if chance < 0.05:
            number = record.number + len(earlier)
            later.append(
                PlanRecord(
                    number, record.theme, wording.promised(1), (wording.told(1),), wording.promised(1), record.target
                )
            )
            continue
        words = record.action.split()
        if chance < 0.25:
            del words[random.randrange(1, len(words))]
        progress = (*record.progress[1:], wording.told(1)) if random.random() < 0.5 else record.progress
        step = wording.promised(1) if random.random() < 0.3 else record.step
        target = record.target + timedelta(days=90) if random.random() < 0.3 else record.target
        later.append(replace(record, action=" ".join(words), progress=progress, step=step, target=target))
    for _ in range(len(later) // 50):
        place = random.randrange(len(later))
        later.insert(random.randrange(len(later)), later.pop(place))
    return later


@dataclass(slots=True)
class _Writer:
    """An edition's text as it grows, and the rows that point into it."""

    name: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    rows: dict[str, list[Any]] = field(default_factory=dict)

    def print(self, words: str) -> tuple[int, int]:
        """Where words stand that are printed on a line of their own."""
        start = self.length
        self.parts.append(f"{words}\n")
        self.length += len(words) + 1
        return start, start + len(words)

    def add(self, table: str, row: object) -> None:
        """Add a row."""
        self.rows.setdefault(table, []).append(row)

    def make_id(self, kind: str) -> str:
        """An id that nothing else has."""
        return f"{kind}-{self.name}-{sum(map(len, self.rows.values()))}"


def _make_edition(records: Sequence[PlanRecord], as_at: date) -> Edition:
    writer = _Writer(as_at.isoformat())
    theme_id = ""
    for number, record in enumerate(records):
        known = writer.rows.get("themes", [])
        if not known or known[-1].name != record.theme:
            theme_id = writer.make_id("theme")
            span = writer.print(record.theme)
            writer.add("themes", Theme(theme_id, len(known) + 1, None, record.theme, record.theme, *span))
        _write_record(writer, record, number + 1, theme_id)
    return Edition(
        f"plan@{as_at}", _PUBLICATION, None, as_at, "day", "file name", None, "en", "made", "text/plain", "", "0" * 64,
        "".join(writer.parts), ("theme", "action", "progress", "next_steps", "target_dates"),
        **{name: tuple(rows) for name, rows in writer.rows.items()},
    )  # fmt: skip


def _write_record(writer: _Writer, record: PlanRecord, position: int, theme_id: str) -> None:
    action_id, span = writer.make_id("action"), writer.print(record.action)
    place = f"line {record.number}"
    writer.add(
        "actions",
        Action(
            action_id, theme_id, None, None, position, None, None, None, record.action, *span, place,
            None, (), None, None, None, None, None, None, None, None, None, None,
        ),
    )  # fmt: skip
    for number, words in enumerate(record.progress, 1):
        row_id, span = writer.make_id("progress"), writer.print(words)
        writer.add("progress", Statement(row_id, action_id, number, words, *span, "line 1"))
        for money in find_money(words, country="GB"):
            values = {
                name: getattr(money, name) for name in ("currency", "amount_min", "amount_max", "qualifier", "per")
            }
            start, end = span[0] + money.start, span[0] + money.end
            mention_id, text = writer.make_id("mention"), words[money.start : money.end]
            writer.add(
                "mentions", Mention(mention_id, action_id, "progress", row_id, "MONEY", text, start, end, **values)
            )
    step_id, span = writer.make_id("step"), writer.print(record.step)
    writer.add("next_steps", NextStep(step_id, action_id, 1, record.step, *span, "line 1", "printed"))
    words = f"{record.target:%-d %B %Y}"
    span, target = writer.print(words), record.target
    writer.add(
        "target_dates",
        TargetDate(
            writer.make_id("date"), action_id, step_id, 1, words, *span, "line 1", "day", target, target, "day", None,
            target.isoformat(), False, "single", "printed",
        ),
    )  # fmt: skip
