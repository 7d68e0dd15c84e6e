"""Changes, records and pages as the screen shows them: text in pieces, each with what is to be marked on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from extract.fragments import link_to_words
from extract.redline import Stretch, redline
from extract.review.pages.marking import Marked, Segment, cut_at_marks
from extract.review.pages.material import Material, Piece
from extract.rows import Row

SideName = Literal["earlier", "later"]
# The words of a change on each side, and the sentences that only that side prints.
_SIDES: dict[SideName, tuple[str, str]] = {"earlier": ("before", "sentences_gone"), "later": ("after", "sentences_new")}
# How much of a page an excerpt shows on each side of its words, and how much more than these makes it worth showing.
_AROUND = 160
_LEAST_AROUND = 40
# Values with fewer characters are shown large, before and after.
SHORT = 80
_WORD = re.compile(r"\S+")
_MENTION_MARKS = {"MONEY": "money", "DATE": "date", "ORG": "org"}


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A piece of a record: what it is, its words in segments, and whether the change is about it.

    link: the live page at these words, for pieces that the change is about.
    """

    role: str
    segments: tuple[Segment, ...]
    touched: bool
    link: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """One edition's side of a change: the edition, the record (empty where it has none), the words and their link.

    link: the live page at these words; place: where the record starts in the page view, as an anchor.
    """

    name: SideName
    edition: Row
    theme: str | None
    pieces: tuple[ShownPiece, ...]
    words: str | None
    link: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a change in their place, and whether their piece of the record says more before or after.

    An edition that does not print them has no segments.
    """

    name: SideName
    segments: tuple[Segment, ...]
    begins_inside: bool
    ends_inside: bool


_NOTHING: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with everything that a reviewer needs to decide about it.

    redline: both wordings woven into one; excerpts: where they are too different for that, what each edition says.
    There is neither where two short values are all.
    currency: of an amount that changed, where the page tells.
    """

    row: Row
    publication: Row
    earlier: Side
    later: Side
    link: Row | None
    redline: tuple[Stretch, ...]
    excerpts: tuple[Excerpt, ...]
    currency: str | None


def show_change(material: Material, change_id: str) -> ShownChange:
    """A change with the records around it.

    Raises:
        KeyError: There is no such change.
    """
    row = material.changes[change_id]
    places = {name: _find_place(material, row, name) for name in _SIDES}
    if all(place is not None and place.says_no_more_than(row[_SIDES[name][0]]) for name, place in places.items()):
        woven, excerpts = [], _NOTHING
    else:
        texts = [place.context if place else row[_SIDES[name][0]] or "" for name, place in places.items()]
        woven = redline(*texts) if all(texts) else []
        readable = any(part.kind == "same" for part in woven)
        woven, excerpts = (woven, _NOTHING) if readable else ([], _make_excerpts(places))
    return ShownChange(
        row,
        material.publications[row["publication_id"]],
        _show_side(material, row, "earlier", places),
        _show_side(material, row, "later", places),
        material.links.get((row["earlier_action_id"], row["later_action_id"])),
        tuple(woven),
        excerpts,
        _find_currency(material, row),
    )


def _find_currency(material: Material, row: Row) -> str | None:
    about = {*row["earlier_row_ids"], *row["later_row_ids"]}
    mentions = material.mentions.get(row["later_edition_id"], []), material.mentions.get(row["earlier_edition_id"], [])
    return next((one["currency"] for found in mentions for one in found if one["mention_id"] in about), None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the words of a change stand: their span in the page, and that of the piece of the record around them."""

    text: str
    start: int
    end: int
    piece: Piece | None

    @property
    def context(self) -> str:
        return self.text[self.piece.start : self.piece.end] if self.piece else self.text[self.start : self.end]

    @property
    def is_part(self) -> bool:
        """Whether the piece says so much more that it is worth showing them in their place."""
        return len(self.context) - (self.end - self.start) >= _LEAST_AROUND

    def says_no_more_than(self, value: str | None) -> bool:
        """Whether a short value, which is shown large, is all that stands there."""
        return self.context == value and len(value) < SHORT


def _find_place(material: Material, row: Row, name: SideName) -> _Place | None:
    words = _SIDES[name][0]
    start, end, action_id = row[f"{words}_start"], row[f"{words}_end"], row[f"{name}_action_id"]
    if start is None:
        return None
    text = material.editions[row[f"{name}_edition_id"]]["text"]
    pieces = material.records[material.find_record(action_id)] if action_id else []
    return _Place(text, start, end, next((piece for piece in pieces if piece.start <= start < piece.end), None))


def _make_excerpts(places: Mapping[SideName, _Place | None]) -> tuple[Excerpt, ...]:
    """What each edition says; nothing where it is a whole action, with which the record begins anyway."""
    there = [place for place in places.values() if place]
    if all(place.piece and place.piece.role == "action" and not place.is_part for place in there):
        return ()
    return tuple(_cut_out(name, place) if place else Excerpt(name, (), False, False) for name, place in places.items())


def _cut_out(name: SideName, place: _Place) -> Excerpt:
    first, last = (place.piece.start, place.piece.end) if place.piece else (place.start, place.end)
    begin, stop = max(first, place.start - _AROUND), min(last, place.end + _AROUND)
    begin = first if begin == first else place.text.find(" ", begin, place.start) + 1 or place.start
    stop = last if stop == last else max(place.text.rfind(" ", place.end, stop), place.end)
    segments = cut_at_marks(place.text, begin, stop, [Marked("here", place.start, place.end)])
    return Excerpt(name, tuple(segments), begin > first, stop < last)


def _show_side(material: Material, row: Row, name: SideName, places: Mapping[SideName, _Place | None]) -> Side:
    edition = material.editions[row[f"{name}_edition_id"]]
    words, sentences = _SIDES[name]
    action_id, place = row[f"{name}_action_id"], places[name]
    record_id = material.find_record(action_id) if action_id else None
    marks = [*_mark_change(places, name), *_mark_sentences(material, record_id, row[sentences], name)]
    stretches = [(one.start, one.end) for one in (*marks, place) if one is not None]

    def is_about(piece: Piece) -> bool:
        if stretches:
            return any(start < piece.end and end > piece.start for start, end in stretches)
        return piece.row_id in row[f"{name}_row_ids"]

    quoted = place.text[place.start : place.end] if place else None
    if quoted is None and action_id:
        quoted = material.actions[action_id]["text"]
    return Side(
        name,
        edition,
        material.find_theme(action_id),
        show_record(material, record_id, marks, is_about) if record_id else (),
        row[words],
        link_to_words(edition["url"], quoted) if quoted else None,
        record_id,
    )


def _mark_change(places: Mapping[SideName, _Place | None], name: SideName) -> list[Marked]:
    """The words of the change; where they are a whole piece on both sides, only those in which the two differ."""
    place = places[name]
    if place is None:
        return []
    others = [one for one in places.values() if one is not None]
    if len(others) == len(_SIDES) and not any(one.is_part for one in others):
        woven = redline(*(one.text[one.start : one.end] for one in others))
        if any(part.kind != "same" for part in woven):
            return [
                Marked("here", place.start + start, place.start + end) for start, end in _find_own(woven, place, name)
            ]
    return [Marked("here", place.start, place.end, "what the change is about")]


def _find_own(woven: Iterable[Stretch], place: _Place, name: SideName) -> Iterator[tuple[int, int]]:
    """Where the words stand, from the place's start, that only that side of a redline has."""
    kind = "gone" if name == "earlier" else "new"
    words = [found.span() for found in _WORD.finditer(place.text[place.start : place.end])]
    passed = 0
    for part in woven:
        if part.kind in ("same", kind):
            count = len(part.text.split())
            if part.kind == kind:
                yield words[passed][0], words[passed + count - 1][1]
            passed += count


def _mark_sentences(
    material: Material, record_id: str | None, sentences: Sequence[str], name: SideName
) -> list[Marked]:
    """Where the sentences that only this edition prints stand in its record."""
    if record_id is None:
        return []
    text = material.editions[material.actions[record_id]["edition_id"]]["text"]
    mark = "gone" if name == "earlier" else "new"
    found = []
    for sentence in sentences:
        for piece in material.records[record_id]:
            start = text.find(sentence, piece.start, piece.end)
            if start >= 0:
                found.append(Marked(mark, start, start + len(sentence), f"only the {name} edition says this"))
                break
    return found


def show_record(
    material: Material,
    record_id: str,
    marks: Sequence[Marked] = (),
    is_about: Callable[[Piece], bool] = lambda _: False,
) -> tuple[ShownPiece, ...]:
    """A record in the order of its page.

    Args:
        is_about: Whether a piece is what a change is about; it has a link to its words on the live page.
    """
    edition = material.editions[material.actions[record_id]["edition_id"]]
    pieces = material.records[record_id]
    mentions = mark_mentions(material.mentions.get(edition["edition_id"], []), pieces)
    shown = []
    for piece in pieces:
        about = is_about(piece)
        link = link_to_words(edition["url"], edition["text"][piece.start : piece.end]) if about else None
        segments = cut_at_marks(edition["text"], piece.start, piece.end, [*marks, *mentions])
        shown.append(ShownPiece(piece.role, tuple(segments), about, link))
    return tuple(shown)


def mark_mentions(mentions: Iterable[Row], pieces: Sequence[Piece]) -> list[Marked]:
    """The mentions that lie between the first and the last of these pieces."""
    first, last = pieces[0].start, max(piece.end for piece in pieces)
    return [mark_mention(row) for row in mentions if first <= row["start"] < last]


def mark_mention(row: Row) -> Marked:
    """A mention with its value in words."""
    return Marked(_MENTION_MARKS[row["label"]], row["start"], row["end"], _describe_mention(row))


def _describe_mention(row: Row) -> str:
    if row["label"] == "MONEY":
        ends = [f"{amount:,.0f}" for amount in (row["amount_min"], row["amount_max"]) if amount is not None]
        return " ".join([row["currency"] or "", " to ".join(dict.fromkeys(ends)), row["qualifier"] or ""]).strip()
    if row["label"] == "DATE":
        return " to ".join(str(day) for day in dict.fromkeys((row["earliest"], row["latest"])) if day) or "a date"
    return "an organisation"


# ---------------------------------------------------------------- a whole page


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage of a page: its role, the record it begins (its anchor), its words, and the problems marked on it."""

    role: str
    anchor: str | None
    segments: tuple[Segment, ...]
    problems: tuple[Row, ...]


def show_page(material: Material, edition_id: str) -> list[ShownPassage]:
    """The whole text of an edition by passage, with mentions and problems marked.

    Raises:
        KeyError: There is no such edition.
    """
    edition = material.editions[edition_id]
    problems = [row for row in material.problems.get(edition_id, []) if row["start"] is not None]
    marks = [mark_mention(row) for row in material.mentions.get(edition_id, [])]
    marks += [Marked("problem", row["start"], row["end"], row["message"]) for row in problems]
    starts = {
        pieces[0].start: record_id
        for record_id, pieces in material.records.items()
        if material.actions[record_id]["edition_id"] == edition_id
    }
    passages = material.list_passages(edition_id)
    inner = (_find_sign(edition["text"], one["start"], other["start"]) for one, other in pairwise(passages))
    edges = [0, *inner, len(edition["text"])]
    shown = []
    for row, (start, end) in zip(passages, pairwise(edges), strict=True):
        here = [mark for mark in marks if mark.start < end and mark.end > start]
        anchor = next((record_id for place, record_id in starts.items() if start <= place < end), None)
        shown.append(
            ShownPassage(
                row["role"],
                anchor,
                tuple(cut_at_marks(edition["text"], start, end, here)),
                tuple(problem for problem in problems if start <= problem["start"] < end),
            )
        )
    return shown


def _find_sign(text: str, before: int, start: int) -> int:
    """Where the bullet before a passage begins, which in the tables is the end of the passage that starts `before`."""
    line = text.rfind("\n", before, start) + 1
    return line if line and not any(map(str.isalnum, text[line:start])) else start
