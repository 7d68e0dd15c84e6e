"""Where the action ends and the progress begins, in layouts that print both in one cell.

Editions teach each other: another edition that prints the action alone shows where to cut, and shows a second action
inside the cell. Without one the tense of the sentences decides, and the doubt is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from extract.model import Draft, Piece, Problem, Reading
from extract.values.sentences import split_action, split_sentences
from extract.values.wording import fold_wording, skip_spaces

SHARED_CELL = "action_and_progress"

# Two printings of one sentence, edited lightly, score above this; different sentences of one plan stay below 60.
_SAME_SENTENCE = 90
# Fewer letters than this may be repeated by chance ("We will monitor this.").
_FEWEST_LETTERS = 25


@dataclass(frozen=True, slots=True)
class KnownAction:
    """An action that an edition prints by itself: its words, folded, and its sentences, folded."""

    folded: str
    sentences: tuple[str, ...]


def cut_actions(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings of one publication with every shared cell cut into action and progress.

    Args:
        readings: Those of every edition that is known; their order does not matter.
    """
    known = [known_actions(reading) for reading in readings]
    cut = []
    for place, reading in enumerate(readings):
        others = tuple(
            dict.fromkeys(action for number, actions in enumerate(known) if number != place for action in actions)
        )
        cut.append(_cut_reading(reading, others))
    return tuple(cut)


def known_actions(reading: Reading) -> tuple[KnownAction, ...]:
    """The actions that a reading prints apart from their progress."""
    return tuple(filter(None, (_know_action(reading.document.text, draft) for draft in reading.drafts)))


def _know_action(text: str, draft: Draft) -> KnownAction | None:
    pieces = [piece for piece in draft.pieces if piece.role == "action"]
    if not pieces:
        return None
    words = [text[piece.start : piece.end] for piece in pieces]
    sentences = tuple(fold_wording(line[start:end]) for line in words for start, end in split_sentences(line))
    return KnownAction("".join(map(fold_wording, words)), sentences)


def _cut_reading(reading: Reading, others: Sequence[KnownAction]) -> Reading:
    drafts, problems = [], []
    for draft in reading.drafts:
        shared = next((piece for piece in draft.pieces if piece.role == SHARED_CELL), None)
        if shared is None:
            drafts.append(draft)
            continue
        pieces, doubt = _cut_draft(reading.document.text, draft, shared, others)
        drafts.append(replace(draft, pieces=tuple(pieces)))
        if doubt is not None:
            problems.append(doubt)
    return replace(reading, drafts=tuple(drafts), problems=(*reading.problems, *problems))


def _cut_draft(
    text: str, draft: Draft, shared: Piece, others: Sequence[KnownAction]
) -> tuple[list[Piece], Problem | None]:
    """The pieces of a draft, its first shared piece cut in two; further lines of the cell are progress."""
    words = text[shared.start : shared.end]
    taught = [(end, action) for action in others if (end := find_action_end(words, action))]
    doubt = None
    if taught:
        end, teacher = max(taught, key=lambda entry: (entry[0], entry[1].folded))
        others = [action for action in others if action is not teacher]
    else:
        cut = split_action(words)
        end = cut.end
        message = f"no other edition shows where the action ends; cut by tense before {words[end : end + 40].strip()!r}"
        doubt = Problem("split_uncertain", message, shared.start, shared.end)
    pieces: list[Piece] = []
    for piece in draft.pieces:
        if piece is shared:
            pieces.extend(_cut_piece(text, piece, piece.start + end, others))
        elif piece.role == SHARED_CELL:
            pieces.extend(_find_parts(text, replace(piece, role="progress"), others))
        else:
            pieces.append(piece)
    return pieces, doubt


def find_action_end(words: str, action: KnownAction) -> int:
    """Where an action that is known from elsewhere ends in a cell that begins with it; 0 when the cell does not.

    >>> action = KnownAction("wewillact", ("wewillact",))
    >>> find_action_end("We will act. We have acted.", action)
    12
    >>> find_action_end("Nobody acted.", action)
    0
    """
    folded = fold_wording(words)
    if folded.startswith(action.folded):
        return _offset_of(words, len(action.folded))
    end = 0
    for start, stop in split_sentences(words):
        sentence = fold_wording(words[start:stop])
        if not any(fuzz.ratio(sentence, known, score_cutoff=_SAME_SENTENCE) for known in action.sentences):
            break
        end = stop
    return end if len(fold_wording(words[:end])) >= _FEWEST_LETTERS else 0


def _offset_of(words: str, letters: int) -> int:
    """The place in a text behind its first so many letters and digits, and behind the stop that follows them."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if len(fold_wording(words[:middle])) < letters:
            low = middle + 1
        else:
            high = middle
    while low < len(words) and words[low] in ".!?)”’\"'":
        low += 1
    return low


def _cut_piece(text: str, piece: Piece, place: int, others: Sequence[KnownAction]) -> Iterator[Piece]:
    yield replace(piece, role="action", end=place)
    start = skip_spaces(text, place, piece.end)
    if start < piece.end:
        yield from _find_parts(text, replace(piece, role="progress", start=start), others)


def _find_parts(text: str, progress: Piece, others: Sequence[KnownAction]) -> Iterator[Piece]:
    """Progress, with each sentence that another edition prints as an action of its own taken out as a part."""
    words = text[progress.start : progress.end]
    whole = {action.folded for action in others if len(action.folded) >= _FEWEST_LETTERS}
    start = progress.start
    for first, last in split_sentences(words):
        if fold_wording(words[first:last]) not in whole:
            continue
        before = text[start : progress.start + first].rstrip()
        if before:
            yield replace(progress, start=start, end=start + len(before))
        yield replace(progress, role="action", start=progress.start + first, end=progress.start + last, value="part")
        start = skip_spaces(text, progress.start + last, progress.end)
    if start < progress.end:
        yield replace(progress, start=start)
