"""Target dates compared as intervals: later and earlier in days, vaguer, firmer, added and dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extract.compare.fates import Fate
from extract.compare.fields import is_comparable
from extract.compare.pairs import Finding, Group, Pair
from extract.compare.severity import HIGH, LOW
from extract.compare.views import Words
from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import describe_days, shorten
from extract.model import Mention, TargetDate
from extract.values.wording import fold_wording

# From the firmest to the vaguest of the dates that name no day: a rhythm, a condition, "ongoing", nothing.
_FIRMNESS = {"recurring": 3, "relative": 2, "conditional": 2, "ongoing": 1}
_DATED = 4
_NOT_DEADLINES = frozenset(("complete",))


Interval = tuple[date, date]
# The kind of change, by how many days, why, and the severity where it is not the usual one.
Verdict = tuple[str, int | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A target date, or a date inside a promise, as far as it is compared."""

    words: Words
    kind: str
    earliest: date | None
    latest: date | None

    @property
    def firmness(self) -> int:
        """How much it binds: a dated one most."""
        return _DATED if self.latest is not None else _FIRMNESS.get(self.kind, 0)


def compare_dates(pair: Pair, group: Group, fates: Sequence[Fate], added_steps: Sequence[str]) -> None:
    """Note how the target dates of a record moved, each with its step where the page says which."""
    _Comparison(pair, group, fates, added_steps).run()


class _Comparison:
    def __init__(self, pair: Pair, group: Group, fates: Sequence[Fate], added_steps: Sequence[str]) -> None:
        self.pair, self.group, self.fates = pair, group, fates
        self.earlier = [_make_deadline(row) for row in group.earlier.dates if row.kind not in _NOT_DEADLINES]
        self.later = [_make_deadline(row) for row in group.later.dates if row.kind not in _NOT_DEADLINES]
        self.both_print = is_comparable(pair, "target_dates")
        self.used: set[str] = set()
        self.added_steps = added_steps
        self.of_new_steps: set[str] = set()

    def run(self) -> None:
        if self.both_print:
            self._match_records()
        for fate in self.fates:
            if fate.outcome in ("kept", "reworded", "slipped"):
                self._follow_step(fate)
            else:
                self.used.update(
                    row.target_date_id for row in self.group.earlier.dates if self._is_of(row, fate.step.next_step_id)
                )
        self._set_aside_new_steps()
        if self.both_print:
            self._match_rest()

    def _is_of(self, row: TargetDate, step_id: str) -> bool:
        return row.next_step_id == step_id and self._hangs_on_step(row)

    def _hangs_on_step(self, row: TargetDate) -> bool:
        """Whether a date goes where its step goes; the one date that a record prints holds for all it promises."""
        return row.pairing != "single" or row.origin == "inferred" or not self.both_print

    # ------------------------------------------------------------ one date for a whole record

    def _match_records(self) -> None:
        """Where both records print one date for all they promise, these two are compared, steps apart."""
        sides = [
            [row for row in record.dates if row.origin == "printed" and row.pairing in (None, "single")]
            for record in (self.group.earlier, self.group.later)
        ]
        if len(sides[0]) == len(sides[1]) == 1 and not {sides[0][0].kind, sides[1][0].kind} & _NOT_DEADLINES:
            self._compare(_make_deadline(sides[0][0]), _make_deadline(sides[1][0]))

    # ------------------------------------------------------------ the dates of a step

    def _follow_step(self, fate: Fate) -> None:
        if fate.later is not None and fold_wording(fate.step.text) == fold_wording(fate.later.text):
            self._set_aside_inferred(fate)
        before = [one for one in self._dates_of(fate) if one.words.row_id not in self.used]
        after = [one for one in self._later_dates_of(fate) if one.words.row_id not in self.used]
        before, after = _without_equals(before, after)
        if fate.outcome == "slipped":
            # Work in several stages is done with the last of them.
            before, after = _last(before), _last(after)
        if before and after:
            for one, other in zip(before, after, strict=False):
                self._compare(one, other)
            self.used.update(one.words.row_id for one in (*before, *after))
        elif before and not self.both_print:
            self._lose(before[0], fate)
            self.used.update(one.words.row_id for one in before)

    def _set_aside_inferred(self, fate: Fate) -> None:
        """A date inside words that have not changed has not changed either, however either copy was read."""
        step_ids = {fate.step.next_step_id, fate.later_step.next_step_id if fate.later_step else None} - {None}
        rows = (*self.group.earlier.dates, *self.group.later.dates)
        self.used.update(
            row.target_date_id for row in rows if row.origin == "inferred" and row.next_step_id in step_ids
        )

    def _dates_of(self, fate: Fate) -> list[Deadline]:
        """The dates a step was promised for: its own, else those of the whole record, else those in its words."""
        rows = [row for row in self.group.earlier.dates if row.next_step_id == fate.step.next_step_id]
        if not rows and not self.both_print:
            rows = [row for row in self.group.earlier.dates if row.next_step_id is None and row.pairing == "single"]
        own = [_make_deadline(row) for row in rows if row.kind not in _NOT_DEADLINES]
        if any(one.latest for one in own) or fate.outcome == "kept":
            return own
        return [
            _from_mention(one) for one in _mentions_in(self.group.earlier.mentions, fate.step.start, fate.step.end)
        ] or own

    def _later_dates_of(self, fate: Fate) -> list[Deadline]:
        rows = []
        if fate.later_step is not None:
            step_id = fate.later_step.next_step_id
            rows = [
                row for row in self.group.later.dates if row.next_step_id == step_id and row.kind not in _NOT_DEADLINES
            ]
        if rows or fate.later is None:
            return [_make_deadline(row) for row in rows]
        return [_from_mention(one) for one in _mentions_in(self.group.later.mentions, fate.later.start, fate.later.end)]

    def _lose(self, lost: Deadline, fate: Fate) -> None:
        """A promise that is repeated without its date, on a page that has no column for dates but prints some."""
        if lost.latest is None or not any(row.latest for row in self.pair.later.edition.target_dates):
            return
        as_at = self.pair.later.edition.as_at
        passed = as_at is not None and lost.latest < as_at
        if passed and load_commitment_words().going_on.search(fate.step.text):
            return
        why = f"The step '{shorten(fate.step.text)}' is promised again without its date, {lost.words.text}."
        self.pair.note(Finding("target_date_dropped", why, field="target_dates", before=lost.words), self.group)

    def _set_aside_new_steps(self) -> None:
        """The date of a new step is told with the step."""
        for row in self.group.later.dates:
            if row.next_step_id in self.added_steps and self._hangs_on_step(row):
                self.used.add(row.target_date_id)
                if row.origin == "printed":
                    self.of_new_steps.add(row.target_date_id)

    # ------------------------------------------------------------ what is left

    def _match_rest(self) -> None:
        before = [one for one in self.earlier if one.words.row_id not in self.used]
        after = [one for one in self.later if one.words.row_id not in self.used]
        printed = before
        before, after = _without_equals(before, after)
        if len(printed) == 1 and after and self.group.relation == "split":
            # What was due with the whole is due with each part.
            before = printed * len(after)
        elif len(printed) == 1 and not before and _is_before(printed, after):
            # A date that is printed again beside a later one was revised.
            before, after = printed, _last(after)
        if before and not after:
            # The record's own date gave way to those of its new steps, the last of which ends it.
            after = _last([one for one in self.later if one.words.row_id in self.of_new_steps and one.latest])
        # The firmest first: what bound most is compared with what binds most now.
        before.sort(key=lambda one: -one.firmness)
        after.sort(key=lambda one: -one.firmness)
        for one, other in zip(before, after, strict=False):
            self._compare(one, other)
        for one in before[len(after) :]:
            self._drop(one)
        for other in after[len(before) :]:
            self._add(other)

    def _drop(self, lost: Deadline) -> None:
        done = load_commitment_words().done
        if self.group.later.main.status in done and self.group.earlier.main.status not in done:
            return
        severity = HIGH if lost.firmness > _FIRMNESS["ongoing"] else LOW
        why = f"The target date '{shorten(lost.words.text)}' is no longer printed, nor another in its place."
        self.pair.note(
            Finding("target_date_dropped", why, field="target_dates", before=lost.words, severity=severity), self.group
        )

    def _add(self, new: Deadline) -> None:
        why = f"The target date '{shorten(new.words.text)}' is new; there was none before."
        self.pair.note(Finding("target_date_added", why, field="target_dates", after=new.words), self.group)

    def _compare(self, before: Deadline, after: Deadline) -> None:
        self.used.update((before.words.row_id, after.words.row_id))
        found = compare_deadlines(before, after)
        if found is None:
            return
        kind, days, why, severity = found
        self.pair.note(
            Finding(
                kind, why, field="target_dates", before=before.words, after=after.words, severity=severity, days=days
            ),
            self.group,
        )


def compare_deadlines(before: Deadline, after: Deadline) -> Verdict | None:
    """How one deadline became another: the kind of change, the days it moved, why, and a severity that is not usual.

    What contains the other interval is vaguer, what lies within it firmer; else the last days are compared. A dated
    one is firmer than a rhythm, this than a condition, this than "ongoing", this than nothing certain.
    """
    if fold_wording(before.words.text) == fold_wording(after.words.text):
        return None
    quoted = f"'{shorten(before.words.text)}'", f"'{shorten(after.words.text)}'"
    if before.earliest and before.latest and after.earliest and after.latest:
        intervals = (before.earliest, before.latest), (after.earliest, after.latest)
        return _compare_intervals(*intervals, quoted)
    if before.firmness == after.firmness:
        if before.latest and after.latest and before.latest != after.latest:
            return _compare_ends(before.latest, after.latest, quoted)
        return None
    if after.firmness < before.firmness:
        return "target_date_vaguer", None, f"The target date {quoted[0]} became {quoted[1]}, which binds to less.", None
    # A rhythm that is given up for one date is a promise lost, however firm the date.
    severity = HIGH if before.kind == "recurring" else None
    return (
        "target_date_firmer",
        None,
        f"The target date {quoted[0]} became {quoted[1]}, which says more exactly when.",
        severity,
    )


def _compare_intervals(before: Interval, after: Interval, quoted: tuple[str, str]) -> Verdict | None:
    if before == after:
        return None
    days = (after[1] - before[1]).days or None
    if after[0] <= before[0] and after[1] >= before[1]:
        return "target_date_vaguer", days, f"The target date {quoted[0]} became {quoted[1]}, a longer time.", None
    if after[0] >= before[0] and after[1] <= before[1]:
        return "target_date_firmer", days, f"The target date {quoted[0]} became {quoted[1]}, a shorter time.", None
    return _compare_ends(before[1], after[1], quoted)


def _compare_ends(before: date, after: date, quoted: tuple[str, str]) -> Verdict | None:
    days = (after - before).days
    if not days:
        return None
    kind, word = ("target_date_later", "later") if days > 0 else ("target_date_earlier", "earlier")
    return kind, days, f"The target date {quoted[0]} became {quoted[1]}, {describe_days(days)} {word}.", None


def _make_deadline(row: TargetDate) -> Deadline:
    words = Words(row.text, row.start, row.end, row.target_date_id, row.action_id)
    return Deadline(words, row.kind, row.earliest, row.latest)


def _from_mention(mention: Mention) -> Deadline:
    words = Words(mention.text, mention.start, mention.end, mention.mention_id, mention.action_id or "")
    return Deadline(words, mention.precision or "other", mention.earliest, mention.latest)


def _mentions_in(mentions: Sequence[Mention], start: int, end: int) -> Iterator[Mention]:
    for mention in mentions:
        if mention.label == "DATE" and mention.latest is not None and start <= mention.start < end:
            yield mention


def _last(deadlines: Sequence[Deadline]) -> list[Deadline]:
    return sorted(deadlines, key=lambda one: one.latest or date.min)[-1:]


def _is_before(before: Sequence[Deadline], after: Sequence[Deadline]) -> bool:
    """Whether the last of some deadlines is before the last of others."""
    one, other = _last(before), _last(after)
    return bool(one and other and one[0].latest and other[0].latest and one[0].latest < other[0].latest)


def _without_equals(before: Sequence[Deadline], after: Sequence[Deadline]) -> tuple[list[Deadline], list[Deadline]]:
    """Both lists without the dates that stand in both."""
    left = list(after)
    kept = []
    for one in before:
        same = next((other for other in left if _is_same(one, other)), None)
        if same is None:
            kept.append(one)
        else:
            left.remove(same)
    return kept, left


def _is_same(one: Deadline, other: Deadline) -> bool:
    if fold_wording(one.words.text) == fold_wording(other.words.text):
        return True
    same_days = one.latest is not None and (one.earliest, one.latest) == (other.earliest, other.latest)
    return same_days or (one.latest is None and other.latest is None and one.kind == other.kind == "ongoing")
