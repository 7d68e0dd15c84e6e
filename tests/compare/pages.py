"""Tiny editions built from what their records say, with the values read as they are from real pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from extract.identifiers import Identifiers, hash_parts
from extract.model import (
    Action,
    Edition,
    EditionProblem,
    Mention,
    NextStep,
    Organisation,
    Publication,
    Statement,
    TargetDate,
    Theme,
)
from extract.values.dates import DateSpan, find_dates
from extract.values.money import find_money
from extract.values.target_dates import parse_target_dates
from extract.values.wording import fold_wording

Record = Mapping[str, Any]

PUBLICATION = Publication("plan", "The plan", country="GB")
FIELDS = {
    "theme": "theme",
    "reference": "reference",
    "progress": "progress",
    "steps": "next_steps",
    "target": "target_dates",
    "status": "status",
    "owner": "owner",
}


def make_edition(as_at: str, records: Sequence[Record], *, fields: Sequence[str] | None = None) -> Edition:
    """An edition of these records.

    A record has `action` and, as far as it is needed, theme, reference, owner, status, progress (a list; an item
    that begins with a bullet is a list item), steps (a list), promises (steps inside the progress), target (what the
    date cell prints; several dates go with the steps by order), bodies (names of organisations), part (a further
    action), lost_list (a lead-in whose list the copy lost), lost_tail (the copy lost the end of a cell).
    """
    return _Writer(as_at, records, fields).write()


@dataclass
class _Writer:
    as_at: str
    records: Sequence[Record]
    fields: Sequence[str] | None
    text: str = ""
    rows: dict[str, list[Any]] = field(default_factory=dict)
    ids: Identifiers = field(default_factory=Identifiers)

    def write(self) -> Edition:
        for record in self.records:
            self._write_record(record)
        printed = [name for key, name in FIELDS.items() if any(key in record for record in self.records)]
        actions = [row for row in self.rows.get("actions", []) if row.part_of_action_id is None]
        assert len({action.action_id for action in actions}) == len(self.records)
        return Edition(
            edition_id=self.edition_id,
            publication=PUBLICATION,
            title="The plan",
            as_at=self.day,
            as_at_precision="day",
            as_at_source="file name",
            url=None,
            language="en",
            layout="test",
            media_type="text/plain",
            source_path=f"{self.as_at}.txt",
            source_sha256="0" * 64,
            text=self.text,
            fields=tuple(self.fields if self.fields is not None else ("action", *printed)),
            **{name: tuple(rows) for name, rows in self.rows.items()},
        )

    @property
    def edition_id(self) -> str:
        return f"plan@{self.as_at}"

    @property
    def day(self) -> date:
        return date.fromisoformat(self.as_at)

    def _write_record(self, record: Record) -> None:
        theme_id = self._write_theme(record["theme"]) if "theme" in record else None
        action_id = self.ids.make("action", self.edition_id, repr(sorted(record.items())))
        self._write_action(record, action_id, theme_id)
        if "part" in record:
            self._write_action({"action": record["part"]}, f"{action_id}-part", theme_id, part_of=action_id)
        for number, words in enumerate(record.get("progress", ()), 1):
            self._write_statement(record, action_id, number, words)
        steps = [
            self._write_step(record, action_id, number, words)
            for number, words in enumerate(record.get("steps", ()), 1)
        ]
        if "target" in record:
            self._write_targets(action_id, record["target"], steps)
        if record.get("lost_tail"):
            self._add_problem(action_id, len(self.text) - 1)

    def _write_theme(self, name: str) -> str:
        known = next((theme for theme in self.rows.get("themes", []) if theme.text == name), None)
        if known is None:
            span = self._print(name)
            number, _, rest = name.partition(" ")
            has_number = number.rstrip(".").isdigit()
            known = Theme(
                self.ids.make("theme", self.edition_id, name),
                len(self.rows.get("themes", [])) + 1,
                number.rstrip(".") if has_number else None,
                rest if has_number else name,
                name,
                *span,
            )
            self._add("themes", known)
        return str(known.theme_id)

    def _write_action(self, record: Record, action_id: str, theme_id: str | None, part_of: str | None = None) -> None:
        spans: dict[str, tuple[int | None, int | None]] = {}
        for name in ("reference", "action", "owner", "status"):
            value = record.get(name)
            printed = value.replace("_", " ").capitalize() if name == "status" and value else value
            spans[name] = self._print(printed) if printed else (None, None)
        status, owner = record.get("status"), record.get("owner")
        start, end = spans["action"]
        assert start is not None
        assert end is not None
        self._add(
            "actions",
            Action(
                action_id, theme_id, part_of, None, len(self.rows.get("actions", [])) + 1,
                record.get("reference"), *spans["reference"], record["action"], start, end, "line 1",
                owner, (owner,) if owner else (), *spans["owner"], None, None, None,
                status, self._at(spans["status"]), *spans["status"], "printed" if status else None,
            ),
        )  # fmt: skip
        self._add_mentions(record, action_id, "action", action_id, record["action"], start)

    def _write_statement(self, record: Record, action_id: str, number: int, words: str) -> None:
        bullet = "• " if words.startswith("• ") else ""
        start, end = self._print(words.removeprefix(bullet), before=bullet)
        progress_id = self.ids.make("progress", action_id, words)
        self._add("progress", Statement(progress_id, action_id, number, self.text[start:end], start, end, "line 1"))
        self._add_mentions(record, action_id, "progress", progress_id, self.text[start:end], start)
        for promise in record.get("promises", ()):
            if promise in words:
                self._write_promise(action_id, start + words.index(promise) - len(bullet), promise)
        if words == record.get("lost_list"):
            self._add_problem(action_id, end, start)

    def _write_promise(self, action_id: str, start: int, words: str) -> None:
        step_id = self.ids.make("step", action_id, words)
        number = len(self.rows.get("next_steps", [])) + 1
        end = start + len(words)
        self._add("next_steps", NextStep(step_id, action_id, number, words, start, end, "line 1", "inferred"))
        for found in find_dates(words, reference=self.day, country="GB"):
            self._add_target(action_id, step_id, found, words, start, "single", "inferred")

    def _write_step(self, record: Record, action_id: str, number: int, words: str) -> str:
        start, end = self._print(words)
        step_id = self.ids.make("step", action_id, words)
        self._add("next_steps", NextStep(step_id, action_id, number, words, start, end, "line 1", "printed"))
        self._add_mentions(record, action_id, "next_steps", step_id, words, start)
        return step_id

    def _write_targets(self, action_id: str, words: str, steps: Sequence[str]) -> None:
        start, _ = self._print(words)
        found = parse_target_dates(words, reference=self.day, country="GB")
        by_order = len(found) == len(steps) > 1
        for number, one in enumerate(found):
            step_id = steps[number] if by_order else steps[0] if len(steps) == 1 else None
            pairing = "by_order" if by_order else "single" if len(found) == 1 and steps else None
            self._add_target(action_id, step_id, one, words, start, pairing, "printed")

    def _add_target(
        self,
        action_id: str,
        step_id: str | None,
        found: DateSpan,
        words: str,
        offset: int,
        pairing: str | None,
        origin: str,
    ) -> None:
        text = words[found.start : found.end]
        self._add(
            "target_dates",
            TargetDate(
                self.ids.make("date", action_id, text), action_id, step_id,
                len(self.rows.get("target_dates", [])) + 1, text,
                offset + found.start, offset + found.end, "line 1", found.kind, found.earliest, found.latest,
                found.precision, found.qualifier, found.edtf, False, pairing, origin,
            ),
        )  # fmt: skip

    def _add_mentions(self, record: Record, action_id: str, name: str, row_id: str, words: str, offset: int) -> None:
        for label, start, end, values in self._find_mentions(record, words):
            text = words[start:end]
            mention_id = self.ids.make("mention", row_id, text, label)
            self._add(
                "mentions",
                Mention(mention_id, action_id, name, row_id, label, text, offset + start, offset + end, **values),
            )

    def _find_mentions(self, record: Record, words: str) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
        for money in find_money(words, country="GB"):
            values = {
                name: getattr(money, name) for name in ("currency", "amount_min", "amount_max", "qualifier", "per")
            }
            yield "MONEY", money.start, money.end, values
        for found in find_dates(words, reference=self.day, country="GB"):
            yield (
                "DATE",
                found.start,
                found.end,
                {"earliest": found.earliest, "latest": found.latest, "precision": found.precision},
            )
        for name in record.get("bodies", ()):
            if name in words:
                organisation_id = f"organisation-{hash_parts(fold_wording(name))}"
                if organisation_id not in {one.organisation_id for one in self.rows.get("organisations", [])}:
                    self._add("organisations", Organisation(organisation_id, name, None, ()))
                yield "ORG", words.index(name), words.index(name) + len(name), {"organisation_id": organisation_id}

    def _add_problem(self, action_id: str, end: int, start: int | None = None) -> None:
        problem_id = self.ids.make("problem", action_id, "list_lost")
        self._add("problems", EditionProblem(problem_id, action_id, "list_lost", "A list is missing.", start, end))

    def _add(self, name: str, row: Any) -> None:  # noqa: ANN401
        self.rows.setdefault(name, []).append(row)

    def _print(self, words: str, before: str = "") -> tuple[int, int]:
        start = len(self.text) + len(before)
        self.text += f"{before}{words}\n"
        return start, start + len(words)

    def _at(self, span: tuple[int | None, int | None]) -> str | None:
        return None if span[0] is None else self.text[span[0] : span[1]]
