"""Progress that was rewritten: at most one change a record, with the sentences that are new and those that are gone."""

from __future__ import annotations

from collections.abc import Sequence

from extract.compare.pairs import Finding, Group, Pair
from extract.compare.sentences import Sentences
from extract.compare.views import Line
from extract.compare.words import shorten
from extract.values.wording import fold_wording


def compare_progress(
    pair: Pair,
    group: Group,
    sentences: Sentences,
    counted: frozenset[int],
    unlost: frozenset[str],
    relost: frozenset[str],
) -> None:
    """Note what a record says anew.

    Args:
        counted: The numbers of the later sentences of which only a figure changed, which is told already.
        unlost: The later statements that stand in lists which the earlier copy lost.
        relost: The earlier statements that stand in lists which the later copy lost.
    """
    reworded = [(one, other) for one, other, _ in sentences.reworded if other.number not in counted]
    gone, new = [*sentences.gone, *(one for one, _ in reworded)], [*sentences.new, *(other for _, other in reworded)]
    gone, new = sorted(gone, key=lambda line: line.number), sorted(new, key=lambda line: line.number)
    if not (gone or new) or not pair.later.fields & {"progress", "next_steps"}:
        return
    news = [line for line in new if line.words.row_id not in unlost]
    losses = [line for line in gone if line.words.row_id not in relost]
    cause = "publisher" if news or losses else "extraction"
    if cause == "publisher" and _stand_elsewhere(pair, losses, news):
        cause = "layout"
    pair.note(
        Finding(
            "progress_rewritten",
            _explain(losses or gone, news or new, cause),
            field="progress",
            before=(losses or gone)[0].words if gone else None,
            after=(news or new)[0].words if new else None,
            earlier_rows=group.earlier.list_rows(gone),
            later_rows=tuple(dict.fromkeys((*group.later.list_rows(new), *_list_recut(group)))),
            cause=cause,
            sentences_gone=tuple(line.words.text for line in gone),
            sentences_new=tuple(line.words.text for line in new),
        ),
        group,
    )


def _list_recut(group: Group) -> tuple[str, ...]:
    """The ids of the later statements that no earlier row is word for word: their paragraphs were cut elsewhere."""
    earlier = group.earlier
    texts = [statement.text for statement in earlier.statements]
    texts += [step.text for step in earlier.steps]
    texts += [action.text for action in (*earlier.actions, *earlier.parts)]
    known = set(map(fold_wording, texts))
    return tuple(row.progress_id for row in group.later.statements if fold_wording(row.text) not in known)


def _stand_elsewhere(pair: Pair, gone: Sequence[Line], new: Sequence[Line]) -> bool:
    """Whether all that is gone and new stands on the other page as well, only not in this record."""
    return all(pair.later.prints(line.words.text) for line in gone) and all(
        pair.earlier.prints(line.words.text) for line in new
    )


def _explain(gone: Sequence[Line], new: Sequence[Line], cause: str) -> str:
    if cause == "extraction":
        return "The sentences stand in a list that one of our two copies lost."
    if cause == "layout":
        return "The sentences stand on both pages, but not with the same action."
    said = []
    if gone:
        said.append(f"{_count(gone)} gone, first '{shorten(gone[0].words.text, 60)}'")
    if new:
        said.append(f"{_count(new)} new, first '{shorten(new[0].words.text, 60)}'")
    return f"The progress is told in other words: {'; '.join(said)}."


def _count(lines: Sequence[Line]) -> str:
    return "one sentence is" if len(lines) == 1 else f"{len(lines)} sentences are"
