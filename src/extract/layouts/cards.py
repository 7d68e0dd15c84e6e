"""Cards: the same container again and again, each with a head, a status and what was done (L17).

The head is the first part of a card: reference, deadline, action. A status is told by a sentence ("This milestone has
been completed"), by a label, or by the class of the card or of an icon in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.class_status import find_marked_statuses
from extract.layouts.headings import (
    BOLD_LEVEL,
    heading_level,
    is_theme,
    is_title,
    make_theme,
    nearest_heading,
    told_by_heading,
    words_of,
)
from extract.layouts.heads import states_date
from extract.layouts.lines import Line, read_line, read_lines
from extract.layouts.record_reader import RecordReader, count_crowd, share_out
from extract.model import Container, Document, Draft, Piece, Problem, ThemeHeading

_FEWEST_CARDS = 2
# A share of the cards must have one of these, or they are no cards of a progress page.
_MOST = 0.5
_TELLING = frozenset(("status", "next_step", "owner", "target_date"))
# Siblings are read as cards of one class and then of another, the most common first; of more kinds none is made up.
_MOST_KINDS = 12
_MOST_WORDS_OF_A_NOTE = 10


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """A claim for every set of sibling containers that look alike and read like records."""
    first_parts = _find_first_parts(document)
    for cards in _find_cards(document):
        claim = _read_cards(document, cards, first_parts, vocabulary)
        if claim is not None:
            yield claim


def _find_cards(document: Document) -> Iterator[list[int]]:
    """Sets of containers with the same parent, tag and a class in common, each with words."""
    groups: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for place, container in enumerate(document.containers):
        if container.tag in ("div", "section", "article", "li") and container.last > container.first:
            for token in dict.fromkeys(container.classes):
                groups[container.parent, container.tag, token].append(place)
    seen: set[tuple[int, ...]] = set()
    kinds: Counter[tuple[int, str]] = Counter()
    for (parent, tag, _), group in sorted(groups.items(), key=lambda entry: -len(entry[1])):
        shape = tuple(document.containers[place].first for place in group)
        if len(group) < _FEWEST_CARDS or shape in seen or document.blocks[shape[0]].chrome:
            continue
        seen.add(shape)
        kinds[parent, tag] += 1
        if kinds[parent, tag] <= _MOST_KINDS:
            yield group


def _read_cards(
    document: Document, places: Sequence[int], first_parts: Mapping[int, Container], vocabulary: Vocabulary
) -> Claim | None:
    cards = [document.containers[place] for place in places]
    parts = _find_heads(document, places, first_parts)
    first, last = cards[0].first, cards[-1].last
    themes: list[ThemeHeading] = []
    theme = -1
    inherited: tuple[Piece, ...] = ()
    drafts: list[Draft] = []
    roles: dict[int, str] = {}
    problems: list[Problem] = []
    place = _heading_before(document, first)
    telling = 0
    for left, card in zip(range(len(cards), 0, -1), cards, strict=True):
        if telling + left < _MOST * len(cards):
            return None  # the cards that are left are too few, whatever they say
        for number in range(place, card.first):
            if not heading_level(document, number):
                continue
            words = words_of(document, number)
            block = document.blocks[number]
            told = told_by_heading(words, block.start, block.end, number, vocabulary)
            inherited = (told,) if told else ()
            if told is not None:
                roles[number] = "heading"
                theme = -1
            elif is_theme(words, vocabulary) and not is_title(document, number):
                themes.append(make_theme(document, number))
                theme = len(themes) - 1
        place = card.last
        reader = _Card(document, card, vocabulary)
        reader.read(parts[card.first])
        problems.extend(reader.problems)
        own_roles = reader.roles
        if "action" not in own_roles:
            continue
        telling += not own_roles.isdisjoint(_TELLING)
        drafts.append(Draft((*share_out(reader.pieces), *(p for p in inherited if p.role not in own_roles)), theme))
    crowded = sum(count_crowd(draft.pieces) for draft in drafts)
    if len(drafts) < _FEWEST_CARDS or telling / len(cards) < _MOST or crowded >= len(drafts):
        return None
    return Claim("L17", first, last, tuple(drafts), tuple(themes), roles, ("action", "status"), tuple(problems))


def _find_first_parts(document: Document) -> dict[int, Container]:
    """The first container with words in each container that has one."""
    first_parts: dict[int, Container] = {}
    for container in document.containers:
        if container.last > container.first:
            first_parts.setdefault(container.parent, container)
    return first_parts


def _find_heads(document: Document, places: Sequence[int], first_parts: Mapping[int, Container]) -> dict[int, range]:
    """For each card, by its first block, the blocks of its head: its first part, or its first block alone."""
    heads = {}
    for place in places:
        card, child = document.containers[place], first_parts.get(place)
        last = card.first + 1
        if child is not None and child.first == card.first:
            # A card that is a list alone has nothing but a head; a division around everything is no part.
            whole = child.last == card.last
            last = child.last if not whole or child.tag in ("ul", "ol") else last
        heads[card.first] = range(card.first, last)
    return heads


def _heading_before(document: Document, first: int) -> int:
    """The number of the nearest heading over the first card; of the card itself where there is none."""
    heading = nearest_heading(document, first - 1)
    return heading if heading >= 0 else first


def _words(document: Document, line: Line) -> str:
    return document.text[line.start : line.end]


class _Card:
    """One card: its pieces in page order."""

    def __init__(self, document: Document, card: Container, vocabulary: Vocabulary) -> None:
        self.problems: list[Problem] = []
        self._document = document
        self._card = card
        self._vocabulary = vocabulary
        self._record = RecordReader(document, vocabulary)

    @property
    def pieces(self) -> list[Piece]:
        return self._record.pieces

    @property
    def roles(self) -> set[str]:
        """What the pieces are."""
        return self._record.roles

    def read(self, head: range) -> None:
        """Read the card, whose head is the range of blocks given."""
        lines = read_lines(self._document, self._vocabulary, self._card.first, self._card.last)
        title = self._find_title(lines)
        for line in lines[:title]:
            for note in self._split_notes(line):
                self._read_note(note)
        for place, line in enumerate(lines[title:]):
            if place == 0 and not line.field:
                self._record.read_opener(line, whole=True)
            elif line.number < head.stop and not line.field and not self._record.has("label"):
                self._record.add("action", line.start, line.end, line.number)
            else:
                self._record.read_line(line)
        self._add_status_of_markup()

    def _find_title(self, lines: Sequence[Line]) -> int:
        """The line of the card's heading where notes stand above it, else 0."""
        title = next((place for place, line in enumerate(lines) if 0 < line.level < BOLD_LEVEL and not line.field), 0)
        above = (_words(self._document, line).split() for line in lines[:title])
        return title if all(len(words) <= _MOST_WORDS_OF_A_NOTE for words in above) else 0

    def _split_notes(self, line: Line) -> Iterator[Line]:
        """The parts of a line that the markup sets side by side ("Milestone 1.1", "Due June 2024", "Delayed")."""
        parts: list[tuple[int, int]] = []
        for mark in self._document.blocks[line.number].marks:
            if mark.kind in ("class", "link") and mark.end > mark.start >= (parts[-1][1] if parts else line.start):
                parts.append((mark.start, mark.end))
        if len(parts) < 2:
            yield line
            return
        for start, end in parts:
            yield read_line(self._document, self._vocabulary, line.number, start, end, 0, item=False)

    def _read_note(self, line: Line) -> None:
        """A short line above the title: reference, status or a labelled value."""
        words = _words(self._document, line)
        if line.field:
            self._record.read_line(line)
        elif line.named is not None and line.named[1] >= line.end - 1:
            self._record.add("reference", *line.named, line.number)
        elif self._vocabulary.is_status(words) and not self._record.has("status"):
            self._record.add("status", line.start, line.end, line.number)
        elif states_date(words):
            self._record.add("target_date", line.start, line.end, line.number)
        else:
            self._record.add("introduction", line.start, line.end, line.number)

    # ------------------------------------------------------------ markup

    def _add_status_of_markup(self) -> None:
        """The status that a class of the card, or of an icon in it, tells; a conflict with the words is noted.

        A colour alone contradicts nothing: sites colour the words they print.
        """
        printed = next((piece for piece in self.pieces if piece.role == "status"), None)
        blocks = self._document.blocks[self._card.first : self._card.last]
        marked = (
            token for block in blocks for mark in block.marks if mark.kind == "class" for token in mark.value.split()
        )
        token = next(find_marked_statuses((*self._card.classes, *marked), self._vocabulary), None)
        if token is None:
            return
        told = self._vocabulary.statuses[token]
        if printed is None:
            start = self._document.blocks[self._card.first].start
            self._record.take(Piece("status", start, start, self._card.first, value=told))
            return
        words = self._document.text[printed.start : printed.end]
        said = self._vocabulary.read_status(words, in_place=True)
        if said is not None and said != told and token not in self._vocabulary.status_colours:
            message = f"the markup says {told}, the words say {words!r}; the words are taken"
            self.problems.append(Problem("status_conflict", message, printed.start, printed.end))
