"""Headed sections with labelled parts: theme, an unmarked action, a label line, its text (L5).

A label line is a block that is nothing but a label ("Summary of achievements"). The label met most opens the part after
the action in every record; what stands before it, down to the part before, is the action. Where the part before ends is
told by a heading, else by a wider gap, else it is the last paragraph alone and doubtful.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.headings import heading_levels, is_theme, make_theme, words_of
from extract.layouts.tables import ROLES
from extract.model import Block, Document, Draft, Piece, Problem, ThemeHeading
from extract.values.themes import split_number
from extract.values.wording import fold_wording

# Labels that can follow an unmarked action. An action with a label of its own is another layout's.
_OPENING = ("progress", "next_steps", "target_dates", "status", "owner", "response", "other_field")
_FEWEST_RECORDS = 2
_LONGEST_LABEL = 80
_MOST_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class _Label:
    """A label line: the number of its block and the field it names."""

    block: int
    field: str


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """One claim for the run of labelled sections of the page, if there is one."""
    labels = list(_read_labels(document, vocabulary))
    if any(label.field == "action" for label in labels):
        return
    opening = Counter(label.field for label in labels if label.field in _OPENING).most_common(1)
    if not opening or opening[0][1] < _FEWEST_RECORDS:
        return
    yield _Sections(document, vocabulary, labels, opening[0][0]).claim()


def _read_labels(document: Document, vocabulary: Vocabulary) -> Iterator[_Label]:
    for number, block in enumerate(document.blocks):
        if block.cell >= 0 or block.chrome or block.kind == "item" or block.end - block.start > _LONGEST_LABEL:
            continue
        field = vocabulary.find_field(words_of(document, number).rstrip(": \u00a0"))
        if field is not None and field not in ("theme", "ignore", "reference"):
            yield _Label(number, field)


def _opening_of(words: str) -> str:
    return " ".join(words.split()[:2])


def _classes_of(block: Block) -> set[str]:
    """The class tokens of the paragraph that a block is."""
    whole = [mark for mark in block.marks if mark.kind == "class" and mark.start == block.start]
    return {token for mark in whole if mark.end >= block.end for token in mark.value.split()}


def _sure_levels(document: Document) -> tuple[int, ...]:
    """Every block's level as a heading; in copies without marks a numbered line counts, a plain one is no proof."""
    levels = heading_levels(document)
    if document.media_type != "text/plain":
        return levels

    def is_sure(number: int) -> bool:
        return document.blocks[number].kind == "heading" or split_number(words_of(document, number))[0] is not None

    return tuple(level if level and is_sure(number) else 0 for number, level in enumerate(levels))


class _Sections:
    """The records between the labels of a page."""

    def __init__(self, document: Document, vocabulary: Vocabulary, labels: Sequence[_Label], opening: str) -> None:
        self._document = document
        self._vocabulary = vocabulary
        self._labels = labels
        self._openings = [place for place, label in enumerate(labels) if label.field == opening]
        self._levels = _sure_levels(document)
        self._label_blocks = {label.block for label in labels}
        self._theme_levels = self._find_theme_levels()
        self._action_classes = self._find_action_classes()
        self._opening = self._find_opening()
        self._themes: list[ThemeHeading] = []
        self._drafts: list[Draft] = []
        self._roles: dict[int, str] = {}
        self._problems: list[Problem] = []

    def claim(self) -> Claim:
        end_of_last = self._end()
        theme = -1
        first = -1
        for turn, place in enumerate(self._openings):
            label = self._labels[place]
            floor = self._labels[place - 1].block + 1 if place else 0
            start = self._find_action(floor, label.block, first_record=turn == 0)
            above = range(start, label.block)
            themes = [number for number in above if self._levels[number] in self._theme_levels]
            named = [number for number in themes if is_theme(words_of(self._document, number), self._vocabulary)]
            if named:
                self._themes.append(make_theme(self._document, named[-1]))
                theme = len(self._themes) - 1
            self._roles.update(dict.fromkeys(themes[: -1 if named else None], "heading"))
            first = start if first < 0 else first
            actions = [number for number in above if number not in themes]
            end = self._end_of_record(place, end_of_last)
            self._add_record(actions, place, end, theme)
        fields = dict.fromkeys(label.field for label in self._labels)
        return Claim(
            "L5",
            first,
            end_of_last,
            tuple(self._drafts),
            tuple(self._themes),
            self._roles,
            ("action", *fields),
            tuple(self._problems),
            0.95,
        )

    # ------------------------------------------------------------ borders

    def _find_theme_levels(self) -> set[int]:
        """The levels of headings that do not open every record: those that do are the actions themselves.

        A heading directly above the opening label, with no paragraph between, is the action.
        """
        direct = Counter(
            self._levels[self._labels[place].block - 1] for place in self._openings if self._labels[place].block
        )
        action_levels = {level for level, count in direct.items() if level and count > len(self._openings) / 2}
        return set(filter(None, self._levels)) - action_levels

    def _find_action(self, floor: int, label: int, *, first_record: bool) -> int:
        """The first block that belongs to the record of a label: its theme's heading, or its action."""
        between = range(floor, label)
        headings = [number for number in between if self._levels[number] and number not in self._label_blocks]
        if headings:
            last = headings[-1]
            known = set(headings)
            while last - 1 in known:
                last -= 1
            return last
        marked = [number for number in between if self._opens_by_class(number)]
        if marked:
            return marked[-1]
        if len(between) > 1 and self._opens_alike(label - 2) and not self._opens_alike(label - 1):
            return label - 2
        gaps = {number: self._document.blocks[number].gap for number in between}
        inner = [gap for number, gap in gaps.items() if number > floor]
        if inner and max(inner) > min(inner):
            widest = max(inner)
            return max(number for number, gap in gaps.items() if number > floor and gap == widest)
        if len(between) > 2 or (first_record and len(between) > 1):
            block = self._document.blocks[label - 1]
            message = (
                "nothing shows where the part before ends and this action begins; its last paragraph alone is taken"
            )
            self._problems.append(Problem("split_uncertain", message, block.start, block.end))
        return label - 1

    def _opens_by_class(self, number: int) -> bool:
        """Whether a paragraph is marked by the class that begins the actions of this page."""
        return bool(self._action_classes) and bool(self._action_classes & _classes_of(self._document.blocks[number]))

    def _opens_alike(self, number: int) -> bool:
        """Whether a paragraph begins as most actions of the page do ("We will ...")."""
        return self._opening != "" and _opening_of(words_of(self._document, number)) == self._opening

    def _find_opening(self) -> str:
        """The first words that most paragraphs directly above a label share, or nothing."""
        above = Counter(
            _opening_of(words_of(self._document, self._labels[place].block - 1)) for place in self._openings
        )
        opening, count = above.most_common(1)[0]
        return opening if count > _MOST_ALIKE * len(self._openings) else ""

    def _find_action_classes(self) -> set[str]:
        """Classes that one paragraph before every label has, most pages' spacing: those paragraphs begin actions."""
        common: set[str] = set()
        for turn, place in enumerate(self._openings):
            floor = self._labels[place - 1].block + 1 if place else 0
            here = Counter(
                token
                for number in range(floor, self._labels[place].block)
                if not self._levels[number] and self._document.blocks[number].marks
                for token in _classes_of(self._document.blocks[number])
            )
            once = {token for token, count in here.items() if count == 1}
            common = common & once if turn else once
            if not common:
                break
        return common

    def _end_of_record(self, place: int, end_of_last: int) -> int:
        following = self._following(place)
        if following == len(self._labels):
            return end_of_last
        floor = self._labels[following - 1].block + 1
        problems = len(self._problems)
        end = self._find_action(floor, self._labels[following].block, first_record=False)
        del self._problems[problems:]
        return end

    def _following(self, place: int) -> int:
        """The next label that opens a record, or the number of labels."""
        turn = bisect_right(self._openings, place)
        return self._openings[turn] if turn < len(self._openings) else len(self._labels)

    def _end(self) -> int:
        """Where the last record ends: before the next heading of the page's own, or site furniture."""
        last = self._labels[-1].block
        for number in range(last + 1, len(self._document.blocks)):
            block = self._document.blocks[number]
            folded = fold_wording(words_of(self._document, number))
            if block.chrome or block.cell >= 0 or self._levels[number] or folded in self._vocabulary.not_themes:
                return number
        return len(self._document.blocks)

    # ------------------------------------------------------------ records

    def _add_record(self, actions: Sequence[int], place: int, end: int, theme: int) -> None:
        pieces = [self._piece("action", number) for number in actions if not self._is_furniture(number)]
        following = self._following(place)
        for turn in range(place, following):
            label = self._labels[turn]
            self._roles[label.block] = "label"
            last = self._labels[turn + 1].block if turn + 1 < following else end
            role = ROLES.get(label.field, label.field)
            pieces.extend(
                self._piece(role, number) for number in range(label.block + 1, last) if not self._is_furniture(number)
            )
        self._drafts.append(Draft(tuple(pieces), theme))

    def _is_furniture(self, number: int) -> bool:
        return self._document.blocks[number].chrome

    def _piece(self, role: str, number: int) -> Piece:
        block: Block = self._document.blocks[number]
        return Piece(role, block.start, block.end, number)
