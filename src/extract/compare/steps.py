"""Steps that are done, moved, dropped or new, as changes."""

from __future__ import annotations

from collections.abc import Sequence

from extract.compare.fates import Fate, find_dates, make_step_words
from extract.compare.lists import has_lost_tail
from extract.compare.pairs import Finding, Group, Pair
from extract.compare.sentences import Sentences
from extract.compare.severity import MEDIUM
from extract.compare.strength import note_strength
from extract.compare.views import Line
from extract.compare.words import shorten
from extract.model import NextStep
from extract.values.verbs import PROMISED
from extract.values.wording import fold_wording


def note_fates(pair: Pair, group: Group, fates: Sequence[Fate]) -> None:
    """Note the steps that are done, moved or dropped, and those whose new words bind less or more."""
    for fate in fates:
        quoted = shorten(fate.step.text)
        before = make_step_words(fate.step)
        if fate.outcome == "done" and fate.later is not None:
            why = f"The step '{quoted}' is reported done: '{shorten(fate.later.text)}'."
            pair.note(Finding("next_step_done", why, field="next_steps", before=before, after=fate.later), group)
        elif fate.outcome == "moved" and fate.later is not None:
            theirs = pair.later.actions[fate.later.action_id]
            why = f"The step '{quoted}' stands with another action now: '{shorten(theirs.text)}'."
            pair.note(Finding("next_step_moved", why, field="next_steps", before=before, after=fate.later), group)
        elif fate.outcome == "dropped":
            _note_dropped(pair, group, fate, quoted)
        elif fate.outcome == "reworded" and fate.later is not None:
            note_strength(pair, group, before, fate.later, "next_steps")


def _note_dropped(pair: Pair, group: Group, fate: Fate, quoted: str) -> None:
    """A promise without a word: the publisher's, unless our copy or the form of the page explains it."""
    if not pair.later.fields & {"next_steps", "progress"}:
        return
    cause, reason = "publisher", "is neither promised again nor reported done"
    if pair.later.prints(fate.step.text):
        cause, reason = "layout", "stands on the later page as well, but not with an action"
    elif has_lost_tail(pair.later, group.later):
        cause, reason = "extraction", "is missing where our copy of the later edition lost the end of a cell"
    dates = [words.text for words in find_dates(group, fate.step)]
    finding = Finding(
        "next_step_dropped",
        f"The step '{quoted}'{f', due {dates[0]},' if dates else ''} {reason}.",
        field="next_steps",
        before=make_step_words(fate.step),
        earlier_rows=group.earlier.list_step_rows(fate.step),
        cause=cause,
        severity=None if fate.step.origin == "printed" else MEDIUM,
    )
    pair.note(finding, group)


def note_added(
    pair: Pair, group: Group, sentences: Sentences, fates: Sequence[Fate], taken: set[str], unlost: frozenset[str]
) -> list[str]:
    """Note the steps that are promised for the first time; hands back their ids.

    Args:
        fates: What became of the steps of the earlier record; a promise in the form of one that is done is new.
        taken: The ids of the later steps that go on with earlier ones.
        unlost: The later statements that stand in lists which the earlier copy lost.
    """
    over = [fate.step for fate in fates if fate.outcome in ("done", "moved")]
    known = {id(later) for _, later in sentences.same} | {
        id(later)
        for one, later, _ in sentences.reworded
        if not any(step.start < one.words.end and one.words.start < step.end for step in over)
    }
    added = []
    for step in group.later.steps:
        if step.next_step_id in taken or group.earlier.holds(fold_wording(step.text)):
            continue
        inside = [line for line in group.later.lines if line.words.start < step.end and step.start < line.words.end]
        if inside and all(id(line) in known for line in inside) and not _newly_promised(sentences, inside):
            continue
        cause = "extraction" if _rows_around(group, step) & unlost else "publisher"
        said = (
            "stands in a list that our earlier copy lost" if cause == "extraction" else "is promised for the first time"
        )
        why = f"The step '{shorten(step.text)}' {said}."
        rows = group.later.list_step_rows(step)
        words = make_step_words(step)
        pair.note(Finding("next_step_added", why, field="next_steps", after=words, later_rows=rows, cause=cause), group)
        added.append(step.next_step_id)
    return added


def _newly_promised(sentences: Sentences, inside: Sequence[Line]) -> bool:
    """Whether a sentence that said something else before makes a promise now."""
    pairs = [(one, other) for one, other, _ in sentences.reworded if any(other is line for line in inside)]
    return any(
        PROMISED in other.tenses and PROMISED not in one.tenses for one, other in pairs if one.field == "progress"
    )


def _rows_around(group: Group, step: NextStep) -> set[str]:
    around = (row for row in group.later.statements if row.start <= step.start and step.end <= row.end)
    return {step.next_step_id, *(row.progress_id for row in around)}
