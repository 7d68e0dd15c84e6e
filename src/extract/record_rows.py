"""A record draft to its rows: action, progress statements, next steps, target dates, and what it prints once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.footnotes import is_footnote_mark
from extract.identifiers import Identifiers
from extract.model import Action, Document, Draft, NextStep, Piece, Problem, Statement, TargetDate
from extract.record_setting import RecordSetting
from extract.settle import settle_pieces
from extract.values.dates import DateSpan, find_dates
from extract.values.owners import split_owners
from extract.values.sentences import read_sentences, split_steps
from extract.values.tense import may_promise
from extract.values.wording import fold_wording

_TAG = re.compile(r"</?[a-z]{1,6}\s?/?>")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The rows of one record, and the pieces they were made from.

    actions: its action first, further statements of the same record after it; pieces: as settled, for the passages.
    """

    actions: tuple[Action, ...]
    progress: tuple[Statement, ...]
    next_steps: tuple[NextStep, ...]
    target_dates: tuple[TargetDate, ...]
    problems: tuple[Problem, ...]
    pieces: tuple[Piece, ...]


def record_words(document: Document, draft: Draft) -> str:
    """The letters and digits of a whole record as printed, whatever its pieces are taken for."""
    own = sorted(
        (p.start, p.end) for p in draft.pieces if not p.shared and p.value != "inside" and p.role != "boilerplate"
    )
    return "".join(fold_wording(document.text[start:end]) for start, end in own)


def make_record_rows(
    document: Document,
    draft: Draft,
    setting: RecordSetting,
    identifiers: Identifiers,
    *,
    action_id: str,
    theme_id: str | None,
    position: int,
) -> RecordRows:
    """The rows of a record whose action and progress are already apart.

    Args:
        action_id: The record's id; every row hangs on it.
        position: The record's place in its edition, from 1.
    """
    return _Record(document, draft, setting, identifiers, action_id).rows(theme_id, position)


class _Record:
    def __init__(
        self, document: Document, draft: Draft, setting: RecordSetting, identifiers: Identifiers, action_id: str
    ) -> None:
        self._document = document
        self._text = document.text
        self._setting = setting
        self._identifiers = identifiers
        self._action_id = action_id
        self._problems: list[Problem] = []
        self._pieces = settle_pieces(document, draft, setting)

    def rows(self, theme_id: str | None, position: int) -> RecordRows:
        progress = tuple(self._make_progress())
        next_steps = tuple(self._make_next_steps(progress))
        target_dates = tuple(self._make_target_dates(next_steps))
        action = self._make_action(theme_id, position, target_dates)
        parts = tuple(self._make_part(piece, action) for piece in self._of("action") if piece.value == "part")
        return RecordRows((action, *parts), progress, next_steps, target_dates, tuple(self._problems), self._pieces)

    def _words(self, piece: Piece) -> str:
        return self._text[piece.start : piece.end]

    def _standing_words(self, piece: Piece) -> str:
        """The words of a piece with blanks for footnote marks and what is struck out, unless nothing else is left."""
        words = self._words(piece)
        standing = _TAG.sub(lambda tag: " " * len(tag[0]), words)  # Markdown may hold HTML
        for mark in self._document.blocks[piece.block].marks if piece.block >= 0 else ():
            gone = mark.kind == "struck" or is_footnote_mark(self._document, mark)
            if gone and piece.start <= mark.start and mark.end <= piece.end:
                start, end = mark.start - piece.start, mark.end - piece.start
                standing = standing[:start] + " " * (end - start) + standing[end:]
        return standing if fold_wording(standing) else words

    def _of(self, *roles: str) -> list[Piece]:
        return [piece for piece in self._pieces if piece.role in roles]

    def _locator(self, piece: Piece) -> str:
        return self._document.blocks[piece.block].locator if piece.block >= 0 else ""

    # ------------------------------------------------------------ action

    def _make_action(self, theme_id: str | None, position: int, dates: Sequence[TargetDate]) -> Action:
        start, end, locator = self._first_run([piece for piece in self._of("action") if piece.value != "part"])
        reference = next(iter(self._of("reference")), None)
        owner = self._span_of(self._of("owner"))
        response = self._span_of(self._of("response"))
        status, origin, shown = self._read_status(dates)
        return Action(
            action_id=self._action_id,
            theme_id=theme_id,
            part_of_action_id=None,
            repeat_of_action_id=None,
            position=position,
            reference=self._words(reference) if reference else None,
            reference_start=reference.start if reference else None,
            reference_end=reference.end if reference else None,
            text=self._text[start:end],
            start=start,
            end=end,
            locator=locator,
            owner=self._text[slice(*owner)] if owner else None,
            owners=split_owners(self._text[slice(*owner)], self._setting.gazetteer) if owner else (),
            owner_start=owner[0] if owner else None,
            owner_end=owner[1] if owner else None,
            response=self._text[slice(*response)] if response else None,
            response_start=response[0] if response else None,
            response_end=response[1] if response else None,
            status=status,
            status_text=self._text[slice(*shown)] if shown else None,
            status_start=shown[0] if shown else None,
            status_end=shown[1] if shown else None,
            status_origin=origin,
        )

    def _first_run(self, pieces: Sequence[Piece]) -> tuple[int, int, str]:
        """The first stretch of pieces with nothing of another role between them."""
        if not pieces:
            # The page names the action by its reference alone.
            start = min(piece.start for piece in self._pieces)
            return start, start, self._locator(self._pieces[0])
        first = last = pieces[0]
        others = sorted(piece.start for piece in self._pieces if piece.role != "action" and piece.end > piece.start)
        for piece in pieces[1:]:
            if piece.start < last.end or bisect_left(others, last.end) < bisect_left(others, piece.start):
                break
            last = piece
        return first.start, last.end, self._locator(first)

    def _span_of(self, pieces: Sequence[Piece]) -> tuple[int, int] | None:
        return (pieces[0].start, max(piece.end for piece in pieces)) if pieces else None

    def _make_part(self, piece: Piece, whole: Action) -> Action:
        """A further action that the same record states; what the record prints once belongs to the first."""
        words = self._words(piece)
        return Action(
            action_id=self._identifiers.make("action", self._action_id, words, "part"),
            theme_id=whole.theme_id,
            part_of_action_id=self._action_id,
            repeat_of_action_id=None,
            position=whole.position,
            reference=None,
            reference_start=None,
            reference_end=None,
            text=words,
            start=piece.start,
            end=piece.end,
            locator=self._locator(piece),
            owner=None,
            owners=(),
            owner_start=None,
            owner_end=None,
            response=None,
            response_start=None,
            response_end=None,
            status=None,
            status_text=None,
            status_start=None,
            status_end=None,
            status_origin=None,
        )

    def _read_status(self, dates: Sequence[TargetDate]) -> tuple[str | None, str | None, tuple[int, int] | None]:
        """The status, its origin and its words: as printed, else by the markup, else alone in the date's place."""
        for piece in sorted(self._of("status"), key=lambda piece: (piece.start == piece.end, piece.shared)):
            if piece.start == piece.end:
                return piece.value, "markup", None
            return self._setting.read_printed_status(self._words(piece)), "printed", (piece.start, piece.end)
        kinds = {row.kind for row in dates if row.origin == "printed"}
        if len(kinds) == 1 and kinds <= {"ongoing", "complete"}:
            first = dates[0]
            return first.kind, "printed", (first.start, first.end)
        return None, None, None

    # ------------------------------------------------------------ progress and steps

    def _make_progress(self) -> Iterator[Statement]:
        """A statement for each paragraph or item; a figure alone before its unit goes with the words behind it."""
        pieces = self._of("progress")
        position, start = 0, None
        for place, piece in enumerate(pieces):
            begin = piece.start if start is None else start
            if (
                not _LETTER.search(self._words(piece))
                and place + 1 < len(pieces)
                and self._adjoin(piece, pieces[place + 1])
            ):
                start = begin
                continue
            start = None
            position += 1
            words = self._text[begin : piece.end]
            yield Statement(
                self._identifiers.make("progress", self._action_id, words),
                self._action_id,
                position,
                words,
                begin,
                piece.end,
                self._locator(piece),
            )

    def _adjoin(self, piece: Piece, following: Piece) -> bool:
        between = self._text[piece.end : following.start]
        return (
            piece.end <= following.start
            and not between.strip()
            and not self._text[piece.end : following.start].count("\n\n")
        )

    def _make_next_steps(self, progress: Sequence[Statement]) -> Iterator[NextStep]:
        """The steps that are printed as such, then what the progress promises; beside printed ones only with a date."""
        position = 0
        for piece in self._of("next_step"):
            for start, end in split_steps(self._words(piece)):
                position += 1
                yield self._make_step(position, piece.start + start, piece.start + end, self._locator(piece), "printed")
        any_printed = position > 0
        for statement in progress:
            if not may_promise(statement.text):
                continue
            for sentence in read_sentences(statement.text):
                start, end = statement.start + sentence.start, statement.start + sentence.end
                promised = sentence.tenses[:1] == ("promised",) if any_printed else "promised" in sentence.tenses
                if promised and not (any_printed and not self._dates_to_come(self._text[start:end])):
                    position += 1
                    yield self._make_step(position, start, end, statement.locator, "inferred")

    def _make_step(self, position: int, start: int, end: int, locator: str, origin: str) -> NextStep:
        words = self._text[start:end]
        identifier = self._identifiers.make("next_step", self._action_id, words)
        return NextStep(identifier, self._action_id, position, words, start, end, locator, origin)

    # ------------------------------------------------------------ dates

    def _make_target_dates(self, steps: Sequence[NextStep]) -> Iterator[TargetDate]:
        printed = [
            (piece.start, found, self._locator(piece))
            for piece in self._of("target_date")
            for found in self._setting.parse_dates(self._standing_words(piece))
        ]
        beside = [step for step in steps if step.origin == "printed"] or steps
        pairing = _pair(len(beside), len(printed))
        if pairing == "uncertain":
            message = (
                f"{len(printed)} target dates beside {len(beside)} next steps: which belongs to which is not printed"
            )
            self._problems.append(
                Problem(
                    "pairing_uncertain",
                    message,
                    printed[0][0] + printed[0][1].start,
                    printed[-1][0] + printed[-1][1].end,
                )
            )
        for place, (offset, found, locator) in enumerate(printed):
            step = (
                beside[place if pairing == "by_order" else 0]
                if pairing == "by_order" or (pairing == "single" and len(beside) == 1)
                else None
            )
            yield self._make_date(place + 1, offset, found, locator, step, pairing, "printed")
        yield from self._infer_target_dates(steps, len(printed))

    def _infer_target_dates(self, steps: Sequence[NextStep], position: int) -> Iterator[TargetDate]:
        """The dates still to come inside the steps of a record, behind those that it prints as such."""
        for step in steps:
            for found in self._dates_to_come(step.text):
                position += 1
                yield self._make_date(
                    position,
                    step.start,
                    found,
                    step.locator,
                    step,
                    "single" if len(steps) == 1 else "by_order",
                    "inferred",
                )

    def _dates_to_come(self, promise: str) -> list[DateSpan]:
        """The dates in a promise that may be its deadline."""
        reference = self._setting.reference
        found = find_dates(
            promise,
            reference=reference,
            reference_start=self._setting.reference_start,
            country=self._setting.country,
            tense_at=lambda _: "promised",
            day_first=self._setting.day_first,
        )
        return [
            date
            for date in found
            if date.latest is not None and date.qualifier != "after" and not (reference and date.latest < reference)
        ]

    def _make_date(
        self,
        position: int,
        offset: int,
        found: DateSpan,
        locator: str,
        step: NextStep | None,
        pairing: str | None,
        origin: str,
    ) -> TargetDate:
        start, end = offset + found.start, offset + found.end
        words = self._text[start:end]
        return TargetDate(
            target_date_id=self._identifiers.make("target_date", self._action_id, words),
            action_id=self._action_id,
            next_step_id=step.next_step_id if step else None,
            position=position,
            text=words,
            start=start,
            end=end,
            locator=locator,
            kind=found.kind,
            earliest=found.earliest,
            latest=found.latest,
            precision=found.precision,
            qualifier=found.qualifier,
            edtf=found.edtf,
            year_inferred=found.year_inferred,
            pairing=pairing,
            origin=origin,
        )


def _pair(steps: int, dates: int) -> str | None:
    """How the dates of a record go with its next steps; None where there is no step or no date.

    >>> _pair(3, 1), _pair(2, 2), _pair(2, 3), _pair(0, 1)
    ('single', 'by_order', 'uncertain', None)
    """
    if not steps or not dates:
        return None
    if dates == 1:
        return "single"
    return "by_order" if steps == dates else "uncertain"
