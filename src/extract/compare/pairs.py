"""Two editions laid side by side: which records are compared, and the changes found between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import log, sqrt

from extract.compare.severity import find_severity, is_flagged
from extract.compare.views import EditionView, RecordView, Words
from extract.identifiers import hash_parts
from extract.model import Change, Link
from extract.values.wording import fold_wording

JOINED = frozenset(("same", "reworded", "split", "merged"))


@dataclass(frozen=True, slots=True)
class Group:
    """What two editions say about one commitment, or about those that were split or merged between them."""

    earlier: RecordView
    later: RecordView
    links: tuple[Link, ...]

    @property
    def relation(self) -> str:
        """That of its links; `split` and `merged` groups have several."""
        return self.links[0].relation

    def find_earlier(self, later_action_id: str) -> str:
        """The earlier action of one of the later actions."""
        return self._find(later_action_id, "later_action_id", "earlier_action_id") or self.earlier.main.action_id

    def find_later(self, earlier_action_id: str) -> str:
        """The later action of one of the earlier actions: the one that matched best."""
        return self._find(earlier_action_id, "earlier_action_id", "later_action_id") or self.later.main.action_id

    def _find(self, action_id: str, given: str, wanted: str) -> str | None:
        found = [link for link in self.links if getattr(link, given) == action_id]
        best = max(found, key=lambda link: link.score or 0.0, default=None)
        return getattr(best, wanted) if best else None


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference as it is found, before it is given its place, weight and id.

    before_text, after_text: what stands for words that are a span but not the value (a status, a name).
    earlier_rows, later_rows: the rows it is about, where they are not those of the words; severity: where not usual.
    """

    kind: str
    why: str
    field: str | None = None
    before: Words | None = None
    after: Words | None = None
    before_text: str | None = None
    after_text: str | None = None
    earlier_rows: Sequence[str] = ()
    later_rows: Sequence[str] = ()
    cause: str = "publisher"
    severity: str | None = None
    sentences_gone: Sequence[str] = ()
    sentences_new: Sequence[str] = ()
    amount_delta: Decimal | None = None
    days: int | None = None


@dataclass(slots=True)
class Pair:
    """Two editions and everything found to differ between them.

    commitment_of: the commitment of every action; rarity: how telling each stem is in these two editions.
    """

    earlier: EditionView
    later: EditionView
    links: Sequence[Link]
    commitment_of: Mapping[str, str]
    changes: list[Change] = field(default_factory=list)
    _rarity: dict[str, float] | None = None

    def list_groups(self) -> list[Group]:
        """The records that are compared, in the order of the links; what was split or merged is one."""
        joined = [link for link in self.links if link.relation in JOINED]
        owner: dict[str, str] = {}
        for link in joined:
            earlier_id, later_id = link.earlier_action_id or "", link.later_action_id or ""
            first = owner.get(earlier_id) or owner.get(later_id) or earlier_id
            owner.setdefault(earlier_id, first)
            owner.setdefault(later_id, first)
        groups: defaultdict[str, list[Link]] = defaultdict(list)
        for link in joined:
            groups[owner[link.earlier_action_id or ""]].append(link)
        return [self._make_group(links) for links in groups.values()]

    def _make_group(self, links: Sequence[Link]) -> Group:
        ranked = sorted(links, key=self._rank)
        sides = [
            tuple(dict.fromkeys(getattr(link, side) for link in ranked))
            for side in ("earlier_action_id", "later_action_id")
        ]
        return Group(self.earlier.view(*sides[0]), self.later.view(*sides[1]), tuple(links))

    def _rank(self, link: Link) -> tuple[bool, float]:
        """The record whose commitment lives on goes first, then the best score."""
        ends = [self.commitment_of.get(action_id or "") for action_id in (link.earlier_action_id, link.later_action_id)]
        return ends[0] != ends[1], -(link.score or 0.0)

    # ------------------------------------------------------------ how telling words are

    def measure_overlap(self, one: Sequence[str], other: Sequence[str]) -> float:
        """The cosine of two lists of stems, each weighted by how rare it is in both editions, 0 to 1."""
        counts = Counter(one), Counter(other)
        weights = [{stem: number * self.find_rarity(stem) for stem, number in side.items()} for side in counts]
        shared = sum(weights[0][stem] * weights[1][stem] for stem in sorted(counts[0].keys() & counts[1].keys()))
        lengths = [sqrt(sum(weight * weight for weight in side.values())) for side in weights]
        return shared / (lengths[0] * lengths[1]) if shared else 0.0

    def find_rarity(self, stem: str) -> float:
        """How telling a stem is: the logarithm of how few sentences hold it."""
        if self._rarity is None:
            views = [
                side.view(action.action_id) for side in (self.earlier, self.later) for action in side.list_records()
            ]
            lines = [line.stems for view in views for line in view.lines]
            counts = Counter(stem for stems in lines for stem in stems)
            self._rarity = {known: log((1 + len(lines)) / (1 + count)) for known, count in counts.items()}
            self._rarity[""] = log(1 + len(lines))
        return self._rarity.get(stem, self._rarity[""])

    # ------------------------------------------------------------ noting changes

    def note(self, finding: Finding, group: Group | None = None) -> None:
        """Note a change; its records are those of its words, else those of the group."""
        before, after = finding.before, finding.after
        earlier_id, later_id = self._find_actions(group, before, after)
        severity = find_severity(finding.kind, finding.cause)
        if finding.severity and finding.cause == "publisher":
            severity = finding.severity
        change = Change(
            change_id="",
            commitment_id=self.commitment_of.get(later_id or earlier_id or ""),
            earlier_edition_id=self.earlier.edition.edition_id,
            later_edition_id=self.later.edition.edition_id,
            earlier_action_id=earlier_id,
            later_action_id=later_id,
            kind=finding.kind,
            cause=finding.cause,
            severity=severity,
            flagged=is_flagged(finding.kind, finding.cause, severity),
            why=finding.why,
            field=finding.field,
            earlier_row_ids=tuple(finding.earlier_rows) or ((before.row_id,) if before else ()),
            later_row_ids=tuple(finding.later_rows) or ((after.row_id,) if after else ()),
            before=finding.before_text or (before.text if before else None),
            after=finding.after_text or (after.text if after else None),
            before_start=before.start if before else None,
            before_end=before.end if before else None,
            after_start=after.start if after else None,
            after_end=after.end if after else None,
            sentences_gone=tuple(finding.sentences_gone),
            sentences_new=tuple(finding.sentences_new),
            amount_delta=finding.amount_delta,
            days=finding.days,
        )
        self.changes.append(replace(change, change_id=_make_change_id(change)))

    def _find_actions(
        self, group: Group | None, before: Words | None, after: Words | None
    ) -> tuple[str | None, str | None]:
        if group is None:
            return (before.action_id if before else None, after.action_id if after else None)
        earlier = self.earlier_record(before.action_id) if before else None
        later = after.action_id if after else None
        if earlier is None:
            earlier = group.find_earlier(later) if later else group.earlier.main.action_id
        return earlier, later or group.find_later(earlier)

    def earlier_record(self, action_id: str) -> str:
        """The record of an action of the earlier edition: itself, or what it is a part of."""
        return self.earlier.actions[action_id].part_of_action_id or action_id


def _make_change_id(change: Change) -> str:
    """An id of the records, rows and words, so that equal changes of other rows have others."""
    words = (fold_wording(change.before or ""), fold_wording(change.after or ""))
    ends = (change.earlier_edition_id, change.later_edition_id, change.earlier_action_id, change.later_action_id)
    rows = (*change.earlier_row_ids, "", *change.later_row_ids)
    return (
        f"change-{hash_parts('change', change.kind, change.field or '', *(end or '' for end in ends), *rows, *words)}"
    )


def describe_amount(amount: Decimal) -> str:
    """An amount in plain figures.

    >>> describe_amount(Decimal("400000.00"))
    '400,000'
    """
    return f"{amount.normalize():,f}"
