"""Reading to Edition: ids, rows and passages, once action and progress are apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from extract.data import Vocabulary
from extract.identifiers import Identifiers
from extract.model import (
    Action,
    Edition,
    EditionProblem,
    Passage,
    Piece,
    Problem,
    Publication,
    Reading,
    Source,
    Theme,
)
from extract.record_rows import RecordRows, make_record_rows, record_words
from extract.record_setting import RecordSetting
from extract.tiling import Stretch, cover, tile_text
from extract.values.calendar import first_day
from extract.values.dates import find_day_order
from extract.values.gazetteer import Gazetteer
from extract.values.themes import split_number
from extract.values.wording import fold_wording

# What a piece is when no row came of it.
_WITHOUT_ROW = {"next_step": "status", "action": "other_field", "progress": "other_field", "target_date": "other_field"}


@dataclass(frozen=True, slots=True)
class EditionIdentity:
    """Who and when an edition is, before anything on its page is explained."""

    edition_id: str
    publication: Publication
    as_at: date | None
    as_at_precision: str | None
    as_at_source: str | None
    url: str | None
    source_path: str
    source_sha256: str
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()


def build_edition(reading: Reading, identity: EditionIdentity, vocabulary: Vocabulary, gazetteer: Gazetteer) -> Edition:
    """The rows of an edition, all but its mentions.

    Args:
        reading: With every shared cell cut.
        gazetteer: The organisations by which several owners in one cell are told apart.
    """
    builder = _Builder(reading, identity, vocabulary, gazetteer)
    return builder.build()


class _Builder:
    def __init__(
        self, reading: Reading, identity: EditionIdentity, vocabulary: Vocabulary, gazetteer: Gazetteer
    ) -> None:
        self._reading = reading
        self._document = reading.document
        self._identity = identity
        self._identifiers = Identifiers()
        self._setting = RecordSetting(
            identity.as_at,
            first_day(identity.as_at, identity.as_at_precision),
            identity.publication.country,
            find_day_order(
                self._words(piece) for draft in reading.drafts for piece in draft.pieces if piece.role == "target_date"
            ),
            vocabulary.with_key(reading.key),
            gazetteer,
        )

    def _words(self, piece: Piece) -> str:
        return self._document.text[piece.start : piece.end]

    def build(self) -> Edition:
        themes = tuple(self._make_themes())
        records = list(self._make_records(themes))
        actions = _mark_repeats([(rows.actions, words) for rows, words in records])
        rows = [record for record, _ in records]
        problems = tuple(self._make_problems(rows, actions))
        return Edition(
            edition_id=self._identity.edition_id,
            publication=self._identity.publication,
            title=self._document.title or self._identity.publication.title,
            as_at=self._identity.as_at,
            as_at_precision=self._identity.as_at_precision,
            as_at_source=self._identity.as_at_source,
            url=self._identity.url,
            language=self._document.language or self._identity.publication.language,
            layout=self._reading.layout,
            media_type=self._document.media_type,
            source_path=self._identity.source_path,
            source_sha256=self._identity.source_sha256,
            text=self._document.text,
            fields=self._reading.fields,
            sources=self._identity.sources,
            themes=themes,
            actions=actions,
            progress=tuple(row for record in rows for row in record.progress),
            next_steps=tuple(row for record in rows for row in record.next_steps),
            target_dates=tuple(row for record in rows for row in record.target_dates),
            passages=self._tile(themes, rows),
            problems=problems,
        )

    # ------------------------------------------------------------ rows

    def _make_themes(self) -> Iterator[Theme]:
        for position, heading in enumerate(self._reading.themes, 1):
            words = self._document.text[heading.start : heading.end]
            number, name = split_number(words)
            identifier = self._identifiers.make("theme", self._identity.edition_id, words)
            yield Theme(identifier, position, number, " ".join(name.split()), words, heading.start, heading.end)

    def _make_records(self, themes: Sequence[Theme]) -> Iterator[tuple[RecordRows, str]]:
        for position, draft in enumerate(self._reading.drafts, 1):
            words = record_words(self._document, draft)
            action_id = self._identifiers.make("action", self._identity.edition_id, words)
            theme_id = themes[draft.theme].theme_id if draft.theme >= 0 else None
            rows = make_record_rows(
                self._document,
                draft,
                self._setting,
                self._identifiers,
                action_id=action_id,
                theme_id=theme_id,
                position=position,
            )
            yield rows, words

    # ------------------------------------------------------------ problems

    def _make_problems(self, rows: Sequence[RecordRows], actions: Sequence[Action]) -> Iterator[EditionProblem]:
        found = (
            *self._identity.problems,
            *self._reading.problems,
            *(p for record in rows for p in record.problems),
        )
        records = _Spans(
            (piece.start, piece.end, record.actions[0].action_id)
            for record in rows
            for piece in record.pieces
            if not piece.shared
        )
        for problem in sorted(
            found, key=lambda problem: (-1 if problem.start is None else problem.start, problem.code)
        ):
            action_id = None
            if problem.start is not None and problem.end is not None:
                action_id = records.first_named(problem.start, max(problem.end, problem.start + 1))
            yield self._name_problem(problem, action_id)
        for action in _note_twins(actions):
            message = f"{action.reference or action.text[:60]!r} is printed twice here, with different words"
            yield self._name_problem(Problem("match_uncertain", message, action.start, action.end), action.action_id)

    def _name_problem(self, problem: Problem, action_id: str | None) -> EditionProblem:
        identifier = self._identifiers.make("problem", self._identity.edition_id, problem.message, problem.code)
        return EditionProblem(identifier, action_id, problem.code, problem.message, problem.start, problem.end)

    # ------------------------------------------------------------ passages

    def _tile(self, themes: Sequence[Theme], rows: Sequence[RecordRows]) -> tuple[Passage, ...]:
        stretches: list[Stretch] = [
            Stretch(theme.start, theme.end, "theme", theme.theme_id, self._document.blocks[heading.block].locator)
            for theme, heading in zip(themes, self._reading.themes, strict=True)
        ]
        covered: set[int] = {heading.block for heading in self._reading.themes}
        theme_ids = {fold_wording(theme.name): theme.theme_id for theme in themes}
        for draft, record in zip(self._reading.drafts, rows, strict=True):
            row_spans = _spans_by_role(record)
            covered.update(piece.block for piece in draft.pieces)
            for piece in record.pieces:
                if not piece.shared and piece.end > piece.start:
                    stretches.extend(self._cover_piece(piece, record.actions[0].action_id, row_spans))
        for number, block in enumerate(self._document.blocks):
            role = self._reading.roles[number]
            if number not in covered or role == "heading":
                row_id = (
                    theme_ids.get(fold_wording(split_number(self._document.text[block.start : block.end])[1]))
                    if role == "theme"
                    else None
                )
                stretches.append(Stretch(block.start, block.end, role, row_id, block.locator))
        return tile_text(self._document.text, stretches)

    def _cover_piece(self, piece: Piece, action_id: str, row_spans: Mapping[str, _Spans]) -> Iterator[Stretch]:
        locator = self._document.blocks[piece.block].locator if piece.block >= 0 else ""
        rows = row_spans.get(piece.role)
        overlapping = rows.overlapping(piece.start, piece.end) if rows else []
        if overlapping:
            yield from cover(piece.start, piece.end, overlapping, piece.role, locator)
        else:
            # A lone "Complete" under next steps is a status; a date that is none stays what its column says.
            role = _WITHOUT_ROW.get(piece.role, piece.role)
            yield Stretch(piece.start, piece.end, role, action_id, locator)


def _spans_by_role(record: RecordRows) -> Mapping[str, _Spans]:
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    spans["action"] = [(row.start, row.end, row.action_id) for row in record.actions]
    spans["progress"] = [(row.start, row.end, row.progress_id) for row in record.progress]
    spans["next_step"] = [
        (row.start, row.end, row.next_step_id) for row in record.next_steps if row.origin == "printed"
    ]
    spans["target_date"] = [
        (row.start, row.end, row.target_date_id) for row in record.target_dates if row.origin == "printed"
    ]
    return {role: _Spans(found) for role, found in spans.items()}


class _Spans:
    """Spans with a name each, and those of them that share a letter with another span."""

    def __init__(self, spans: Iterable[tuple[int, int, str]]) -> None:
        self._spans = sorted((start, end, number, name) for number, (start, end, name) in enumerate(spans))
        self._reach = list(accumulate((end for _, end, _, _ in self._spans), max))

    def overlapping(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """The spans that share a letter with [start, end), in page order."""
        return [(first, last, name) for first, last, _, name in self._find(start, end)]

    def first_named(self, start: int, end: int) -> str | None:
        """The name, of those given first, of a span that shares a letter with [start, end); None when none does."""
        found = min(((number, name) for _, _, number, name in self._find(start, end)), default=None)
        return found[1] if found else None

    def _find(self, start: int, end: int) -> Iterator[tuple[int, int, int, str]]:
        # What ends before `start` is passed over, but for what stands inside a longer span.
        for place in range(bisect_right(self._reach, start), bisect_left(self._spans, (end,))):
            if self._spans[place][1] > start:
                yield self._spans[place]


def _mark_repeats(records: Sequence[tuple[tuple[Action, ...], str]]) -> tuple[Action, ...]:
    """All actions, those of a record printed a second time, the same in every letter and digit, marked as repeats."""
    first_of: dict[str, str] = {}
    marked: list[Action] = []
    for actions, words in records:
        first = first_of.setdefault(words, actions[0].action_id)
        repeat = first if first != actions[0].action_id else None
        marked.extend(
            replace(action, repeat_of_action_id=repeat) if not action.part_of_action_id else action
            for action in actions
        )
    return tuple(marked)


def _note_twins(actions: Sequence[Action]) -> Iterator[Action]:
    """The later of two records with the same reference and action whose other words differ."""
    seen: dict[tuple[str, str], str] = {}
    for action in actions:
        if action.part_of_action_id or action.repeat_of_action_id:
            continue
        key = (fold_wording(action.reference or ""), fold_wording(action.text))
        if key in seen and action.reference:
            yield action
        seen.setdefault(key, action.action_id)
