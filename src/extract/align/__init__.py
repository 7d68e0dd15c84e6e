"""Editions of a publication lined up: which record is which, and what became of every commitment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract.align.commitments import Ledger, Thread
from extract.align.decided import Matches, read_decided_matches
from extract.align.matching import Decided, Doubt, Match, match_records
from extract.align.parts import Piece, find_merges, find_splits, list_joined
from extract.align.records import Record, read_records
from extract.identifiers import hash_parts
from extract.model import Edition, EditionProblem, History, Link

__all__ = ["Matches", "align_editions", "read_decided_matches"]


def align_editions(editions: Sequence[Edition], decided: Matches = Matches()) -> History:  # noqa: B008  (frozen)
    """Line up the editions of one publication: every record with the last earlier edition that reported it.

    Args:
        editions: At least one edition, by as-at date, undated ones last. Each language is lined up for itself.
        decided: The matches that people cut or joined, which hold whatever the words say.

    Returns:
        The history with links, commitments and the commitment of every action. Records that two earlier ones match
        equally well are linked with neither, and their edition says so in a problem `match_uncertain`.

    >>> from extract.model import Publication
    >>> page = Edition("plan@2024", Publication("plan"), None, None, None, None, None, "en", "", "", "", "", "", ())
    >>> align_editions([page]).links
    ()
    """
    aligned = [_Alignment(group, decided).run() for group in _group_by_language(editions)]
    problems = {edition_id: found for one in aligned for edition_id, found in one.problems.items()}
    commitments = [thread.finish() for one in aligned for thread in one.ledger.threads]
    known = {action_id: owner for one in aligned for action_id, owner in one.ledger.commitment_of.items()}
    actions = [action.action_id for edition in editions for action in edition.actions]
    return History(
        editions[0].publication,
        tuple(_with_problems(edition, problems.get(edition.edition_id, [])) for edition in editions),
        tuple(link for one in aligned for link in one.links),
        tuple(commitments),
        tuple((action_id, known[action_id]) for action_id in actions if action_id in known),
    )


def _group_by_language(editions: Sequence[Edition]) -> list[list[Edition]]:
    """The editions of each language in their order; one whose language nobody knows goes with the most."""
    languages = [(edition.language or "").casefold().partition("-")[0] for edition in editions]
    counts = Counter(language for language in languages if language)
    usual = max(sorted(counts), key=lambda language: counts[language], default="")
    groups: defaultdict[str, list[Edition]] = defaultdict(list)
    for edition, language in zip(editions, languages, strict=True):
        groups[language or usual].append(edition)
    return [groups[language] for language in sorted(groups)]


def _with_problems(edition: Edition, problems: Sequence[EditionProblem]) -> Edition:
    return replace(edition, problems=(*edition.problems, *problems)) if problems else edition


class _Alignment:
    """The editions of one language, gone through from the first to the last."""

    def __init__(self, editions: Sequence[Edition], decided: Matches) -> None:
        self.editions, self.decided = editions, decided
        self.links: list[Link] = []
        self.ledger = Ledger()
        self.problems: defaultdict[str, list[EditionProblem]] = defaultdict(list)

    def run(self) -> _Alignment:
        for number, edition in enumerate(self.editions):
            records = read_records(edition, number)
            if number:
                _Step(self, number, records).run()
            else:
                for record in records:
                    self.ledger.begin(record, edition)
            self.ledger.place_repeats(edition)
        return self


class _Step:
    """One edition lined up with all that came before it."""

    def __init__(self, alignment: _Alignment, number: int, later: Sequence[Record]) -> None:
        self.alignment, self.ledger = alignment, alignment.ledger
        self.edition, self.previous = alignment.editions[number], alignment.editions[number - 1]
        self.number, self.later = number, later
        self.threads: list[Thread] = self.ledger.living()
        self.earlier = [thread.tip for thread in self.threads]
        self.decided = self._place_decided()
        self.links: dict[tuple[int, int], Link] = {}

    def run(self) -> None:
        matches, doubts, likeness = match_records(self.earlier, self.later, self.number - 1, self.decided)
        doubtful_later = {number for doubt in doubts for number in doubt.later}
        joined = list_joined(self.decided, matches, likeness)
        open_later = self._open([*matches, *joined], "later", self.later)
        splits = find_splits(self.earlier, self.later, matches, likeness, open_later)
        splits = _without_lone(_without_cut(splits, self.decided), doubtful_later, "later", "earlier")
        splits += [piece for piece in joined if piece.later not in {match.later for match in matches}]
        matches, splits = _settle(matches, splits, "earlier")
        doubtful_earlier = {number for doubt in doubts for number in doubt.earlier}
        gone = self._open([*matches, *splits, *joined], "earlier", self.earlier)
        current = [number for number in gone if self.earlier[number].edition == self.number - 1]
        merges = find_merges(self.earlier, self.later, matches, likeness, current)
        merges = _without_lone(_without_cut(merges, self.decided), doubtful_earlier, "earlier", "later")
        merges += [piece for piece in joined if piece.earlier not in {match.earlier for match in matches}]
        matches, merges = _settle(matches, merges, "later")
        self._follow(matches, splits, merges)
        taken = {one.later for group in (matches, splits, merges) for one in group}
        self._report_doubts([doubt for doubt in doubts if not taken.intersection(doubt.later)])
        self._begin_new(doubtful_later, taken)
        self._note_unreported(doubtful_earlier)
        self.alignment.links += [self.links[key] for key in sorted(self.links)]

    def _place_decided(self) -> Decided:
        """What people decided on, by the places of the records; of another edition's records nothing."""
        threads = {thread.commitment_id: number for number, thread in enumerate(self.threads)}
        known = {
            action_id: threads[commitment_id]
            for action_id, commitment_id in self.ledger.commitment_of.items()
            if commitment_id in threads
        }
        later = {record.action.action_id: number for number, record in enumerate(self.later)}
        cut, joined = (
            frozenset((known[one], later[other]) for one, other in pairs if one in known and other in later)
            for pairs in (self.alignment.decided.cut, self.alignment.decided.joined)
        )
        return Decided(cut, joined)

    def _open(self, found: Iterable[Match | Piece], side: str, records: Sequence[Record]) -> list[int]:
        taken = {getattr(one, side) for one in found}
        return [number for number in range(len(records)) if number not in taken]

    # ------------------------------------------------------------ what became of each commitment

    def _follow(self, matches: Sequence[Match], splits: Sequence[Piece], merges: Sequence[Piece]) -> None:
        split = {piece.earlier for piece in splits}
        merged = {piece.later for piece in merges}
        for match in matches:
            if match.later not in merged:
                self._go_on(match, "split" if match.earlier in split else self._compare_words(match))
        for piece in splits:
            self._split_off(piece)
        for later in sorted(merged):
            group = [match for match in matches if match.later == later]
            self._merge(later, [*group, *(piece for piece in merges if piece.later == later)])

    def _compare_words(self, match: Match) -> str:
        same = self.earlier[match.earlier].folded == self.later[match.later].folded
        return "same" if same else "reworded"

    def _go_on(self, match: Match, relation: str) -> None:
        thread, record = self.threads[match.earlier], self.later[match.later]
        self._link(match.earlier, match.later, relation, match.score, match.reasons)
        thread.go_on(record, self.edition)
        self.ledger.report(thread, record)

    def _split_off(self, piece: Piece) -> None:
        """A part begins a commitment of its own; if it was a further action before, then already there."""
        parent, record = self.threads[piece.earlier], self.later[piece.later]
        self._link(piece.earlier, piece.later, "split", piece.score, (piece.reason,))
        before = self.earlier[piece.earlier]
        part = next((part for part in before.parts if part.action_id == piece.part_id), None)
        since = self.alignment.editions[before.edition].edition_id if part else None
        self.ledger.begin(record, self.edition, first=part, since=since).split_from = parent.commitment_id

    def _merge(self, later: int, group: Sequence[Match | Piece]) -> None:
        """The oldest commitment lives on, then the best score, then page order; the others end."""
        ranked = sorted(group, key=lambda one: (self.threads[one.earlier].born[0], -one.score, one.earlier))
        survivor, record = self.threads[ranked[0].earlier], self.later[later]
        for one in ranked:
            reasons = one.reasons if isinstance(one, Match) else (one.reason,)
            self._link(one.earlier, later, "merged", one.score, reasons)
            if self.threads[one.earlier] is not survivor:
                self.threads[one.earlier].merged_into = survivor.commitment_id
        survivor.go_on(record, self.edition)
        self.ledger.report(survivor, record)

    def _begin_new(self, doubtful: set[int], taken: set[int]) -> None:
        cut = {other for _, other in self.decided.cut}
        for number, record in enumerate(self.later):
            if number not in taken:
                self.ledger.begin(record, self.edition)
                self._link(None, number, "added", None, (_say_why_alone(number, doubtful, cut, "earlier"),))

    def _note_unreported(self, doubtful: set[int]) -> None:
        linked, cut = {one for one, _ in self.links}, {one for one, _ in self.decided.cut}
        for number, record in enumerate(self.earlier):
            if number not in linked and record.edition == self.number - 1:
                self._link(number, None, "not_reported", None, (_say_why_alone(number, doubtful, cut, "later"),))

    def _link(
        self, one: int | None, other: int | None, relation: str, score: float | None, reasons: tuple[str, ...]
    ) -> None:
        before = self.earlier[one] if one is not None else None
        earlier_edition = self.alignment.editions[before.edition] if before else self.previous
        earlier_id = before.action.action_id if before else None
        later_id = self.later[other].action.action_id if other is not None else None
        ids = (earlier_edition.edition_id, self.edition.edition_id, earlier_id, later_id)
        link_id = f"link-{hash_parts('link', *(part or '' for part in ids))}"
        key = (one if one is not None else -1, other if other is not None else len(self.later))
        self.links[key] = Link(link_id, *ids, relation, score, reasons)

    # ------------------------------------------------------------ doubt

    def _report_doubts(self, doubts: Sequence[Doubt]) -> None:
        for doubt in doubts:
            names = " or ".join(f"'{_shorten(self.earlier[number].action.text)}'" for number in doubt.earlier)
            for number in doubt.later:
                action = self.later[number].action
                message = f"it could be {names} of an earlier edition, which match equally well; linked with none"
                ids = ("problem", self.edition.edition_id, action.action_id, message)
                problem = EditionProblem(
                    f"problem-{hash_parts(*ids)}",
                    action.action_id,
                    "match_uncertain",
                    message,
                    action.start,
                    action.end,
                )
                if problem not in self.alignment.problems[self.edition.edition_id]:
                    self.alignment.problems[self.edition.edition_id].append(problem)


def _say_why_alone(number: int, doubtful: set[int], cut: set[int], other: str) -> str:
    """Why a record has no match on the other side."""
    if number in doubtful:
        return f"several {other} records match it equally well"
    return "its match was cut by a reviewer" if number in cut else f"no {other} record is like it"


def _without_cut(pieces: Sequence[Piece], decided: Decided) -> list[Piece]:
    return [piece for piece in pieces if (piece.earlier, piece.later) not in decided.cut]


def _without_lone(pieces: Sequence[Piece], doubtful: set[int], small: str, big: str) -> list[Piece]:
    """The pieces without doubtful ones that are alone: one record that may be another is no part of it."""
    number = Counter(getattr(piece, big) for piece in pieces)
    return [piece for piece in pieces if getattr(piece, small) not in doubtful or number[getattr(piece, big)] > 1]


def _settle(matches: Sequence[Match], pieces: Sequence[Piece], big: str) -> tuple[list[Match], list[Piece]]:
    """Give every split or merged record one match: its own, else its best part, which then is no piece."""
    settled, left = list(matches), list(pieces)
    matched = {getattr(match, big) for match in matches}
    for number in sorted({getattr(piece, big) for piece in pieces} - matched):
        group = [piece for piece in left if getattr(piece, big) == number]
        best = max(group, key=lambda piece: (piece.score, -piece.earlier, -piece.later))
        left.remove(best)
        settled.append(Match(best.earlier, best.later, best.score, (best.reason,)))
    return sorted(settled, key=lambda match: match.later), left


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
