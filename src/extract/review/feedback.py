"""Decisions as an input of a run: which matches they settle, and what they say about the changes that the run found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extract.align import Matches
from extract.model import Edition, History
from extract.review.decisions import (
    ActionPair,
    Correction,
    Decision,
    Made,
    Standings,
    Subject,
    find_agreed,
    find_current,
)
from extract.review.log import Chain, read_decisions
from extract.review.matches import PrintedActions, find_matches
from extract.review.outcome import Outcome, sum_up
from extract.review.placement import describe_change
from extract.reviewed import ReviewedDecision
from extract.rows import Findings, build_rows


@dataclass(frozen=True, slots=True)
class DecisionsRead:
    """The log as a run takes it in: every decision ever made. head: the hash that stands for the whole log."""

    head: str
    entries: int
    made: tuple[Made, ...]

    def select(self, publication_id: str) -> DecisionsRead:
        """The decisions about one publication."""
        kept = tuple(one for one in self.made if one.decision.subject.publication_id == publication_id)
        return DecisionsRead(self.head, self.entries, kept)


@dataclass(frozen=True, slots=True)
class DecisionsApplied:
    """What became of the decisions: a row for each, and the current ones that are about nothing of today."""

    rows: tuple[ReviewedDecision, ...]
    asked_again: int
    lost: tuple[Decision, ...]


def load_decisions(path: Path) -> DecisionsRead:
    """Every decision of a log.

    Raises:
        InputError: There is no such file, it is not a log of decisions, or its chain is broken.
    """
    return list_decisions(read_decisions(path))


def list_decisions(chain: Chain) -> DecisionsRead:
    """Every decision of a chain of entries, with whether it stands."""
    standings = Standings()
    for number, entry in enumerate(chain.entries, 1):
        standings.add(number, entry)
    return DecisionsRead(chain.head, len(chain.entries), tuple(standings.list_decisions()))


def find_decided_matches(read: DecisionsRead, editions: Iterable[Edition]) -> Matches:
    """The matches that people cut or joined, as ids of these editions' actions; none while reviewers disagree."""
    printed = list_printed_actions(editions).follow([one.decision for one in read.made])
    places = find_current((one.decision.subject.change_id, one) for one in read.made)
    about: dict[str, list[Decision]] = {}
    for place in sorted(places):
        decision = read.made[place].decision
        about.setdefault(decision.subject.change_id, []).append(decision)
    agreed = (decision for decisions in about.values() for decision in find_agreed(decisions))
    return find_matches(agreed, printed)


def list_printed_actions(editions: Iterable[Edition]) -> PrintedActions:
    """The actions of editions that stand for records, to be found again."""
    return PrintedActions(
        {
            edition.edition_id: [
                (action.action_id, action.text)
                for action in edition.actions
                if action.part_of_action_id is None and action.repeat_of_action_id is None
            ]
            for edition in editions
        }
    )


def apply_decisions(read: DecisionsRead, histories: Sequence[History]) -> DecisionsApplied:
    """Place every decision among the changes of a run."""
    editions = {edition.edition_id: edition for history in histories for edition in history.editions}
    actions = {action.action_id: action.text for edition in editions.values() for action in edition.actions}
    findings = Findings(histories)
    links = {
        (row["earlier_action_id"], row["later_action_id"]): row["link_id"] for row in build_rows("links", findings)
    }
    changes = [describe_change(row, actions, links) for row in build_rows("changes", findings)]
    outcome = sum_up(read.made, changes, list_printed_actions(editions.values()))
    texts = {edition_id: edition.text for edition_id, edition in editions.items()}
    return DecisionsApplied(make_rows(outcome, texts, actions, links), len(outcome.asked_again), outcome.lost)


def make_rows(
    outcome: Outcome,
    texts: Mapping[str, str],
    actions: Mapping[str, str],
    links: Mapping[tuple[str | None, str | None], str],
) -> tuple[ReviewedDecision, ...]:
    """The rows of the table `decisions`: ids name rows of today, or nothing.

    Args:
        texts: The text of every edition, by edition_id; actions: the words of every action, by action_id.
        links: The link_id of every match, by its earlier and later action_id.
    """
    printed = outcome.printed
    deciding = {decisions[0].decision_id for decisions in outcome.agreed.values()}
    rows = {}
    for place, one in enumerate(outcome.made):
        decision, seen = one.decision, describe_decision(one, current=place in outcome.current)
        subject = decision.subject
        placed = outcome.placed.get(subject)
        today = placed.subject if placed else subject
        pair = (today.earlier_action_id, today.later_action_id)
        if decision.pair:
            pair = printed.find_pair(decision.pair) or (None, None)
        corrected_in = seen.corrected_edition_id and printed.find_edition(seen.corrected_edition_id)
        start, end = _ground(decision.correction, texts.get(corrected_in or "", ""))
        rows[decision.decision_id] = replace(
            seen,
            change_id=placed.subject.change_id if placed else None,
            link_id=links.get(pair),
            earlier_edition_id=_keep(printed.find_edition(subject.earlier_edition_id), texts),
            later_edition_id=_keep(printed.find_edition(subject.later_edition_id), texts),
            earlier_action_id=_keep(pair[0], actions),
            later_action_id=_keep(pair[1], actions),
            corrected_edition_id=_keep(corrected_in, texts),
            corrected_start=start,
            corrected_end=end,
            placement=placed.how if placed else None,
            decides=decision.decision_id in deciding,
        )
    return tuple(rows.values())


def describe_decision(made: Made, *, current: bool) -> ReviewedDecision:
    """A decision as a row, about the ids that were on the screen."""
    decision, subject, correction = made.decision, made.decision.subject, made.decision.correction
    actions: Subject | ActionPair = decision.pair or subject
    return ReviewedDecision(
        decision_id=decision.decision_id,
        publication_id=subject.publication_id,
        kind=subject.kind,
        verdict=decision.verdict,
        reviewer=decision.reviewer,
        decided_at=decision.decided_at,
        current=current,
        change_id=subject.change_id,
        link_id=subject.link_id,
        earlier_edition_id=subject.earlier_edition_id,
        later_edition_id=subject.later_edition_id,
        earlier_action_id=actions.earlier_action_id,
        later_action_id=actions.later_action_id,
        before=subject.before,
        after=subject.after,
        corrected=correction.value if correction else None,
        corrected_edition_id=correction.edition_id if correction else None,
        corrected_start=correction.start if correction else None,
        corrected_end=correction.end if correction else None,
        reason=decision.reason,
        note=decision.note,
    )


def _keep(name: str | None, known: Mapping[str, str]) -> str | None:
    return name if name in known else None


def _ground(correction: Correction | None, text: str) -> tuple[int | None, int | None]:
    """Where the page prints the corrected value today: where it stood, else the nearest place with the same words."""
    if correction is None:
        return None, None
    length = len(correction.words)
    starts = []
    start = text.find(correction.words)
    while start >= 0:
        starts.append(start)
        start = text.find(correction.words, start + 1)
    if not starts:
        return None, None
    nearest = min(starts, key=lambda start: abs(start - correction.start))
    return nearest, nearest + length
