"""Progress that was rewritten: at most one change a record, with the sentences that are new and those that are gone."""

from __future__ import annotations

from collections.abc import Sequence

from extract.compare.pairs import Group, Pair
from extract.compare.sentences import Sentences
from extract.compare.views import Line
from extract.compare.words import shorten


def compare_progress(pair: Pair, group: Group, sentences: Sentences, unlost: frozenset[str], relost: frozenset[str]) -> None:
    """Note what a record says anew.

    Args:
        unlost: The later statements that stand in lists which the earlier copy lost.
        relost: The earlier statements that stand in lists which the later copy lost.
    """
    gone = [*sentences.gone, *(one for one, other, _ in sentences.reworded if one.folded != other.folded)]
    new = [*sentences.new, *(other for one, other, _ in sentences.reworded if one.folded != other.folded)]
    gone, new = sorted(gone, key=lambda line: line.number), sorted(new, key=lambda line: line.number)
    if not gone and not new or not pair.later.fields & {"progress", "next_steps"}:
        return
    news = [line for line in new if line.words.row_id not in unlost]
    losses = [line for line in gone if line.words.row_id not in relost]
    cause = "publisher" if news or losses else "extraction"
    pair.note(
        "progress_rewritten",
        _explain(losses or gone, news or new, cause),
        group=group,
        field_name="progress",
        before=(losses or gone)[0].words if gone else None,
        after=(news or new)[0].words if new else None,
        earlier_rows=_list_rows(gone),
        later_rows=_list_rows(new),
        cause=cause,
        sentences_gone=tuple(line.words.text for line in gone),
        sentences_new=tuple(line.words.text for line in new),
    )


def _explain(gone: Sequence[Line], new: Sequence[Line], cause: str) -> str:
    if cause == "extraction":
        return "The sentences stand in a list that one of our two copies lost."
    said = []
    if gone:
        said.append(f"{_count(gone)} gone, first '{shorten(gone[0].words.text, 60)}'")
    if new:
        said.append(f"{_count(new)} new, first '{shorten(new[0].words.text, 60)}'")
    return f"The progress is told in other words: {'; '.join(said)}."


def _count(lines: Sequence[Line]) -> str:
    return "one sentence is" if len(lines) == 1 else f"{len(lines)} sentences are"


def _list_rows(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.words.row_id for line in lines))
