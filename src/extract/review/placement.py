"""Decisions find their change again by the words they were about, whatever became of ids and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from extract.review.decisions import Subject
from extract.values.wording import fold_wording, split_words

How = Literal["same", "words", "place", "changed"]
Key = Callable[[Subject], Hashable]


class Side(NamedTuple):
    """What a subject says about one edition: the fields with the words, the action's id and the action's words."""

    words: str
    action_id: str
    action: str


_SIDES = (Side("before", "earlier_action_id", "earlier_action"), Side("after", "later_action_id", "later_action"))


@dataclass(frozen=True, slots=True)
class Placed:
    """The change that a decision is about today, and how it was found.

    how: same (by its id), words (the same words in the same record or, where there is only one, anywhere on the two
    pages), place (the same kind and value in the same record, its words cut differently), changed (to be asked again:
    the one change of that kind in that record, with other words or another value, or a change of another kind that
    the words are part of now).
    """

    subject: Subject
    how: How

    @property
    def holds(self) -> bool:
        """Whether what was decided still holds."""
        return self.how != "changed"


def describe_change(change: Mapping[str, Any], actions: Mapping[str, str], links: Mapping[Any, str]) -> Subject:
    """A change as a reviewer sees it.

    Args:
        change: A row of the table `changes`.
        actions: The words of every action, by action_id.
        links: The link_id of every match, by its earlier and later action_id.
    """
    earlier, later = change["earlier_action_id"], change["later_action_id"]
    amount = change["amount_delta"]
    kept = (
        *("publication_id", "earlier_edition_id", "later_edition_id", "kind", "change_id", "why", "field"),
        *("earlier_action_id", "later_action_id", "before", "after", "days"),
        *("before_start", "before_end", "after_start", "after_end"),
    )
    return Subject(
        **{name: change[name] for name in kept},
        link_id=links.get((earlier, later)),
        earlier_action=actions.get(earlier),
        later_action=actions.get(later),
        amount_delta=None if amount is None else f"{amount:.2f}",
        is_note=not change["flagged"],
    )


def place_subjects(decided: Iterable[Subject], changes: Sequence[Subject]) -> dict[Subject, Placed]:
    """Find what was decided among the changes of today; what is not in the answer was not found.

    Looked for in order: by id, by all its words, by its words and the actions' words, by its words where they stand
    once, by kind, value and place, by kind and record alone, and last by words that are part of another change.
    """
    left = list(dict.fromkeys(decided))
    found: dict[Subject, Placed] = {}
    by_id = {change.change_id: change for change in changes}
    for subject in left:
        if subject.change_id in by_id:
            found[subject] = _judge(subject, by_id[subject.change_id], "same")
    if len(found) == len(left):
        return found
    named = {placed.subject for placed in found.values()}
    for key in (_key_by_record, _key_by_actions):
        _place_by_words(key, left, [change for change in changes if change not in named], changes, found)
    _place_lone(left, changes, found)
    by_kind, by_editions = _group(_key_by_kind, changes), _group(_key_by_editions, changes)
    for subject in left:
        if subject not in found:
            placed = _find_alike(subject, by_kind[_key_by_kind(subject)])
            placed = placed or _find_part(subject, by_editions[_key_by_editions(subject)])
            found |= {subject: placed} if placed else {}
    return found


def _judge(subject: Subject, change: Subject, how: How) -> Placed:
    """A change that is found holds only where our reading of its value is the same."""
    same = (subject.days, subject.amount_delta) == (change.days, change.amount_delta)
    return Placed(change, how if same else "changed")


# ---------------------------------------------------------------- by words


def _key_by_editions(subject: Subject) -> Hashable:
    return subject.publication_id, subject.earlier_edition_id, subject.later_edition_id


def _key_by_kind(subject: Subject) -> Hashable:
    return _key_by_editions(subject), subject.kind, subject.field


def _key_by_words(subject: Subject) -> Hashable:
    return _key_by_kind(subject), fold_wording(subject.before or ""), fold_wording(subject.after or "")


def _key_by_record(subject: Subject) -> Hashable:
    return _key_by_words(subject), subject.earlier_action_id, subject.later_action_id


def _key_by_actions(subject: Subject) -> Hashable:
    actions = (fold_wording(subject.earlier_action or ""), fold_wording(subject.later_action or ""))
    return _key_by_words(subject), actions


def _place_by_words(
    key: Key,
    left: Sequence[Subject],
    open_: Sequence[Subject],
    changes: Sequence[Subject],
    found: dict[Subject, Placed],
) -> None:
    """Equals take their places in page order; where their numbers differ, each goes to the nearest."""
    wanted = _group(key, (subject for subject in left if subject not in found))
    free, all_ = _group(key, open_), _group(key, changes)
    for name, subjects in wanted.items():
        if len(subjects) == len(free[name]):
            pairs = zip(sorted(subjects, key=_place), sorted(free[name], key=_place), strict=True)
            found |= {subject: _judge(subject, change, "words") for subject, change in pairs}
        elif all_[name]:
            found |= {subject: _judge(subject, _find_nearest(subject, all_[name]), "words") for subject in subjects}


def _place_lone(left: Sequence[Subject], changes: Sequence[Subject], found: dict[Subject, Placed]) -> None:
    """Words that stand once among what was decided and once among the changes, in whatever record."""
    wanted, there = _group(_key_by_words, left), _group(_key_by_words, changes)
    for name, subjects in wanted.items():
        if len(subjects) == len(there[name]) == 1 and subjects[0] not in found:
            found[subjects[0]] = _judge(subjects[0], there[name][0], "words")


def _group(key: Key, subjects: Iterable[Subject]) -> defaultdict[Hashable, list[Subject]]:
    groups: defaultdict[Hashable, list[Subject]] = defaultdict(list)
    for subject in subjects:
        groups[key(subject)].append(subject)
    return groups


def _place(subject: Subject) -> tuple[int, int]:
    return subject.after_start or 0, subject.before_start or 0


def _find_nearest(subject: Subject, changes: Iterable[Subject]) -> Subject:
    """The change that stands nearest to where the subject stood, on both pages."""
    after, before = _place(subject)
    return min(changes, key=lambda change: abs(_place(change)[0] - after) + abs(_place(change)[1] - before))


# ---------------------------------------------------------------- by record


def _find_alike(subject: Subject, changes: Sequence[Subject]) -> Placed | None:
    """The change of the same kind in the same record: with the same words cut differently, else the only one."""
    alike = [change for change in changes if _is_same_record(subject, change)]
    same = [change for change in alike if _has_same_words(subject, change)]
    if same:
        return _judge(subject, _find_nearest(subject, same), "place")
    return Placed(alike[0], "changed") if len(alike) == 1 else None


def _find_part(subject: Subject, changes: Sequence[Subject]) -> Placed | None:
    """The change of another kind that asks for a decision on these words, in a record that the subject was about.

    All words of the subject must be part of it, or those of one side be all that it says there.
    """
    sides = [side for side in _SIDES if getattr(subject, side.words)]
    ranked: defaultdict[tuple[int, int], list[Subject]] = defaultdict(list)
    for change in changes:
        if change.is_note or not any(getattr(subject, one.action) and _is_same(subject, change, one) for one in sides):
            continue
        exact = sum(_fold(subject, side) == _fold(change, side) for side in sides)
        parts = sum(_contains(getattr(subject, side.words), getattr(change, side.words)) for side in sides)
        if exact or parts == len(sides):
            ranked[exact, parts].append(change)
    return Placed(_find_nearest(subject, ranked[max(ranked)]), "changed") if ranked else None


def _is_same_record(one: Subject, other: Subject) -> bool:
    """Each side is the same action by its id, or by its words where one is cut out of the other."""
    return all(_is_same(one, other, side) for side in _SIDES)


def _is_same(one: Subject, other: Subject, side: Side) -> bool:
    return getattr(one, side.action_id) == getattr(other, side.action_id) or _contains(
        getattr(one, side.action), getattr(other, side.action)
    )


def _has_same_words(one: Subject, other: Subject) -> bool:
    return all(_contains(getattr(one, side.words), getattr(other, side.words)) for side in _SIDES)


def _fold(subject: Subject, side: Side) -> str:
    return fold_wording(getattr(subject, side.words) or "")


def _contains(one: str | None, other: str | None) -> bool:
    """Whether one text is the other, or whole words cut out of it; nothing is cut out of nothing only.

    >>> _contains("June 2025", "by the end of June 2025"), _contains("5", "15"), _contains(None, "5")
    (True, False, False)
    """
    if fold_wording(one or "") == fold_wording(other or ""):
        return True
    texts = sorted((_spell_out(one or ""), _spell_out(other or "")), key=len)
    return bool(texts[0].strip()) and texts[0] in texts[1]


# The same few texts are held against each other again and again.
@lru_cache(maxsize=4096)
def _spell_out(text: str) -> str:
    """The folded words of a text with a space on either side of each, so that no part of a word is found in it."""
    return f" {' '.join(split_words(text))} "
