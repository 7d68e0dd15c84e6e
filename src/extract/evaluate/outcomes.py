"""What became of each answer of the gold files, counted up by field, and what two evaluations differ in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from rich.markup import escape
from rich.table import Column, Table

VERDICTS = ("right", "empty", "wrong", "missed", "invented")
# Each share, and the head of its column where there is little room.
SHARES = {"precision": "P", "recall": "R", "f1": "F1", "accuracy": "exact"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer judged.

    edition: id of the edition, the later one of a link or change; key: of the gold record, None outside records.
    field: what was judged, a part of something after a slash (`target_dates/latest`, `changes/status_changed`).
    verdict: right; empty (rightly nothing); wrong (another value); missed (an omission); invented (there is none).
    expected, got: the gold value and ours, as text.
    """

    edition: str
    key: str | None
    field: str
    verdict: str
    expected: str | None
    got: str | None

    @property
    def ok(self) -> bool:
        """Whether it is as the gold has it."""
        return self.verdict in {"right", "empty"}


@dataclass(frozen=True, slots=True)
class Measure:
    """The outcomes of one field, counted. Omissions (missed) and inventions stand apart from wrong values.

    >>> measure = Measure("owner", right=6, empty=10, wrong=1, missed=1, invented=2)
    >>> round(measure.precision or 0, 3), round(measure.recall or 0, 3), measure.accuracy
    (0.667, 0.75, 0.8)
    """

    field: str
    right: int = 0
    empty: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what we say that is right; None when we say nothing."""
        return _share(self.right, self.wrong + self.invented)

    @property
    def recall(self) -> float | None:
        """The share of what there is that we say rightly; None when there is nothing."""
        return _share(self.right, self.wrong + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None when there is nothing and we say nothing."""
        return _share(2 * self.right, 2 * self.wrong + self.missed + self.invented)

    @property
    def accuracy(self) -> float | None:
        """The share of answers that are exactly as in the gold, rightly empty ones among them."""
        return _share(self.right + self.empty, self.wrong + self.missed + self.invented)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every outcome of one run against gold files.

    missing_editions: editions of the gold that the run does not have; their answers count as missed.
    skipped: publications of the gold that are not in the run; they are not judged.
    """

    outcomes: tuple[Outcome, ...]
    missing_editions: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """One measure for each field, what belongs to it behind it; links and changes also as a whole."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for outcome in self.outcomes:
            for field in _fields_counted(outcome.field):
                counts[field][outcome.verdict] += 1
        wholes = list(dict.fromkeys(map(_whole_of, counts)))
        ordered = sorted(counts, key=lambda field: (wholes.index(_whole_of(field)), field != _whole_of(field), field))
        return tuple(Measure(field, **counts[field]) for field in ordered)

    def measure(self, field: str) -> Measure:
        """The measure of one field; all zero when it was never judged."""
        return next((measure for measure in self.measures if measure.field == field), Measure(field))

    def to_table(self) -> Table:
        """One line for each field, its parts indented below it: the counts and the shares."""
        table = Table(Column("field", overflow="fold"), title="Against gold", box=None, padding=(0, 1, 0, 0))
        for name in (*VERDICTS, *SHARES.values()):
            table.add_column(name, justify="right", no_wrap=True)
        fields = {measure.field for measure in self.measures}
        for measure in self.measures:
            counts = (str(getattr(measure, verdict)) for verdict in VERDICTS)
            whole, _, part = measure.field.partition("/")
            name = f"  {part}" if part and whole in fields else measure.field
            table.add_row(name, *counts, *(_format_share(getattr(measure, share)) for share in SHARES))
        return table

    def to_json(self) -> dict[str, Any]:
        """The measures and every outcome that is not as the gold has it, as plain values for `json.dumps`."""
        measures = [asdict(one) | {share: getattr(one, share) for share in SHARES} for one in self.measures]
        return {
            "measures": measures,
            "missing_editions": list(self.missing_editions),
            "skipped": list(self.skipped),
            "faults": [asdict(outcome) for outcome in self.outcomes if not outcome.ok],
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that one evaluation has right and the other not."""

    edition: str
    key: str | None
    field: str
    expected: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the second of two evaluations has right and the first had not (gains), and the other way round."""

    gains: tuple[Difference, ...]
    losses: tuple[Difference, ...]

    def to_table(self) -> Table:
        """One line for each answer gained or lost: where, and what was said before and after."""
        table = Table("", "edition", "record", "field", "expected", "before", "after", title="Gains and losses")
        for sign, differences in (("+", self.gains), ("-", self.losses)):
            for one in differences:
                texts = (_shorten(text) for text in (one.expected, one.before, one.after))
                table.add_row(sign, escape(one.edition), escape(one.key or ""), one.field, *texts)
        return table


def compare_evaluations(before: Evaluation, after: Evaluation) -> Comparison:
    """Gains and losses between two runs against the same gold.

    An invention that is gone is a gain, a new one a loss. Answers that only one of the two judged are left out.

    >>> old = Evaluation((Outcome("p@1", "r1", "owner", "wrong", "Chief Nurse", "Nurse"),))
    >>> new = Evaluation((Outcome("p@1", "r1", "owner", "right", "Chief Nurse", "Chief Nurse"),))
    >>> compare_evaluations(old, new).gains[0].before
    'Nurse'
    """
    first, second = _by_identity(before.outcomes), _by_identity(after.outcomes)
    gains: list[Difference] = []
    losses: list[Difference] = []
    for identity in sorted(first.keys() | second.keys(), key=repr):
        old, new = first.get(identity), second.get(identity)
        # An answer can only be compared where both judged it; an invention is right where it was not made.
        if (old is None or new is None) and not identity.invented:
            continue
        was_right, is_right = old is None or old.ok, new is None or new.ok
        if was_right != is_right:
            (gains if is_right else losses).append(_make_difference(identity, old, new))
    return Comparison(tuple(gains), tuple(losses))


def _share(right: int, other: int) -> float | None:
    return right / (right + other) if right + other else None


def _format_share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _shorten(text: str | None, width: int = 60) -> str:
    if text is None:
        return "–"
    return escape(text if len(text) <= width else text[: width - 1] + "…")


def _whole_of(field: str) -> str:
    return field.partition("/")[0]


def _fields_counted(field: str) -> tuple[str, ...]:
    """A kind of link or change counts with its kind and with all of them."""
    whole = _whole_of(field)
    return (whole, field) if whole in {"links", "changes"} and field != whole else (field,)


class _Identity(NamedTuple):
    """What was asked, so that the same question is found in another evaluation; number: its order among equals."""

    edition: str
    key: str | None
    field: str
    invented: bool
    words: str | None
    number: int = 0


def _by_identity(outcomes: Iterable[Outcome]) -> dict[_Identity, Outcome]:
    seen: Counter[_Identity] = Counter()
    found = {}
    for outcome in outcomes:
        invented = outcome.verdict == "invented"
        words = outcome.got if invented else outcome.expected
        identity = _Identity(outcome.edition, outcome.key, outcome.field, invented, words)
        seen[identity] += 1
        found[identity._replace(number=seen[identity])] = outcome
    return found


def _make_difference(identity: _Identity, old: Outcome | None, new: Outcome | None) -> Difference:
    return Difference(
        identity.edition,
        identity.key,
        identity.field,
        None if identity.invented else identity.words,
        old.got if old else None,
        new.got if new else None,
    )
