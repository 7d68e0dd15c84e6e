"""What became of the action itself: added, returned, split, merged, reworded; its theme, owner and status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.compare.fields import is_comparable
from extract.compare.pairs import Finding, Group, Pair
from extract.compare.severity import HIGH, LOW
from extract.compare.strength import note_strength
from extract.compare.views import Words, make_words
from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import quote_difference, shorten
from extract.model import Action, Edition, Link
from extract.values.sentences import split_sentences
from extract.values.themes import fold_theme
from extract.values.wording import fold_wording

# An edition that reports less than this share of what was reported before prints a selection: silence says nothing.
_SELECTION = 0.5


# ---------------------------------------------------------------- whole records


def compare_presence(pair: Pair, previous: Edition) -> None:
    """Note the actions that only one of the two editions reports, and those that are back after a gap."""
    linked = [link for link in pair.links if link.relation != "added"]
    kept = sum(link.relation != "not_reported" for link in linked)
    selective = bool(linked) and kept < _SELECTION * len(linked)
    last_kept = max((_find_place(pair, link) for link in linked if link.later_action_id), default=0)
    for link in pair.links:
        if link.relation == "added":
            _note_added(pair, link)
        elif link.relation == "not_reported":
            _note_not_reported(pair, link, selective=selective, last_kept=last_kept)
        elif pair.earlier.edition.edition_id != previous.edition_id:
            _note_returned(pair, link)


def _find_place(pair: Pair, link: Link) -> int:
    return pair.earlier.actions[link.earlier_action_id or ""].position


def _is_doubtful(link: Link) -> bool:
    return any("equally well" in reason for reason in link.reasons)


def _note_added(pair: Pair, link: Link) -> None:
    action = pair.later.actions[link.later_action_id or ""]
    said = "could be one of several earlier actions" if _is_doubtful(link) else "was not reported before"
    cause = "publisher"
    if not _is_doubtful(link) and pair.earlier.prints_outside(action.text):
        cause, said = "extraction", "stands on the earlier page as well, but was not read as an action"
    why = f"The action '{shorten(action.text)}' {said}."
    rows = pair.later.view(action.action_id).list_all_rows()
    pair.note(Finding("action_added", why, field="action", after=make_words(action), later_rows=rows, cause=cause))


def _note_not_reported(pair: Pair, link: Link, *, selective: bool, last_kept: int) -> None:
    action = pair.earlier.actions[link.earlier_action_id or ""]
    cause, severity, reason = "publisher", HIGH, "is not reported in the later edition"
    if _is_doubtful(link):
        severity, reason = LOW, "could be one of several later actions"
    elif _is_cut_off(pair) and action.position > last_kept:
        cause, reason = "extraction", "stands behind the place where our copy of the later edition breaks off"
    elif pair.later.prints_outside(action.text):
        cause, reason = "extraction", "stands on the later page as well, but was not read as an action"
    elif selective:
        severity, reason = LOW, "is not among the few that the later edition reports"
    elif action.status in load_commitment_words().done:
        severity, reason = LOW, f"was {action.status.replace('_', ' ')} and is not reported again"
    why = f"The action '{shorten(action.text)}' {reason}."
    rows = pair.earlier.view(action.action_id).list_all_rows()
    words = make_words(action)
    pair.note(
        Finding(
            "action_not_reported", why, field="action", before=words, earlier_rows=rows, cause=cause, severity=severity
        )
    )


def _is_cut_off(pair: Pair) -> bool:
    codes = {problem.code for problem in pair.later.edition.problems if problem.action_id is None}
    return bool(codes & {"possibly_truncated", "no_records"})


def _note_returned(pair: Pair, link: Link) -> None:
    action = pair.later.actions[link.later_action_id or ""]
    since = pair.earlier.edition.as_at or pair.earlier.edition.edition_id
    why = f"The action '{shorten(action.text)}' is reported again; the last time was {since}."
    pair.note(
        Finding(
            "action_returned",
            why,
            field="action",
            after=make_words(action),
            earlier_rows=(link.earlier_action_id or "",),
        )
    )


# ---------------------------------------------------------------- the action of one record


def compare_action(pair: Pair, group: Group) -> None:
    """Note how the action of a record is told otherwise."""
    if group.relation == "split":
        # The first part carries the commitment on.
        for part in group.later.actions[1:]:
            said = "What was part of '{before}' is an action of its own now: '{after}'."
            _note_regrouped(pair, group, "action_split", said, group.earlier.main, part)
    elif group.relation == "merged":
        for one in group.earlier.actions[1:]:
            said = "The action '{before}' was merged into '{after}'."
            _note_regrouped(pair, group, "action_merged", said, one, group.later.main)
    else:
        _compare_words(pair, group)


def _note_regrouped(pair: Pair, group: Group, kind: str, said: str, before: Action, after: Action) -> None:
    """One change for each part of a split, and for each source of a merge, but the first."""
    why = said.format(before=shorten(before.text), after=shorten(after.text))
    earlier_rows = tuple(dict.fromkeys((before.action_id, group.earlier.main.action_id)))
    later_rows = tuple(dict.fromkeys((after.action_id, group.later.main.action_id)))
    words = make_words(before), make_words(after)
    pair.note(Finding(kind, why, "action", *words, earlier_rows=earlier_rows, later_rows=later_rows), group)


def _compare_words(pair: Pair, group: Group) -> None:
    before, after = group.earlier.main, group.later.main
    if fold_wording(before.text) == fold_wording(after.text):
        return
    gone, new = _sentences_apart(group, before, after, later=False), _sentences_apart(group, before, after, later=True)
    words = make_words(before), make_words(after)
    if not gone and not new:
        why = "The same words stand in the record, cut elsewhere between action and progress."
        pair.note(Finding("action_reworded", why, "action", *words, cause="layout"), group)
    elif not note_strength(pair, group, *words, "action"):
        quoted = quote_difference(before.text, after.text)
        why = f"The action is worded otherwise: '{quoted[0]}' became '{quoted[1]}'."
        pair.note(
            Finding("action_reworded", why, "action", *words, sentences_gone=tuple(gone), sentences_new=tuple(new)),
            group,
        )


def _sentences_apart(group: Group, before: Action, after: Action, *, later: bool) -> list[str]:
    """The sentences of one action that the other record prints nowhere."""
    text, other = (after.text, group.earlier) if later else (before.text, group.later)
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return [sentence for sentence in sentences if not other.holds(fold_wording(sentence))]


# ---------------------------------------------------------------- theme, owner, status


class ThemeMap:
    """Which earlier theme is which later one: by name, else because most of its actions went there together."""

    def __init__(self, pair: Pair, groups: list[Group]) -> None:
        self._votes: Counter[tuple[str, str]] = Counter()
        self.pair = pair
        for group in groups:
            self._votes[self._find(group, later=False)[0], self._find(group, later=True)[0]] += 1

    def is_same(self, group: Group) -> bool:
        """Whether a record stands under the same theme, whatever its name."""
        before, after = self._find(group, later=False)[0], self._find(group, later=True)[0]
        if before == after or not before or not after:
            return True
        names = {theme for votes in self._votes for theme in votes[1:]}
        if before in names:
            return False
        ranked = self._votes.most_common()
        best_after = next((pair[1] for pair, _ in ranked if pair[0] == before), None)
        best_before = next((pair[0] for pair, _ in ranked if pair[1] == after), None)
        return best_after == after and best_before == before

    def _find(self, group: Group, *, later: bool) -> tuple[str, str]:
        side, action = (self.pair.later, group.later.main) if later else (self.pair.earlier, group.earlier.main)
        name = side.themes.get(action.theme_id or "", "")
        return fold_theme(name), name

    def note(self, group: Group) -> None:
        """Note a record that stands under another theme."""
        if self.is_same(group):
            return
        sides = [
            (side, next(theme for theme in side.edition.themes if theme.theme_id == action.theme_id), action)
            for side, action in ((self.pair.earlier, group.earlier.main), (self.pair.later, group.later.main))
        ]
        words = [
            Words(theme.text, theme.start, theme.end, theme.theme_id, action.action_id) for _, theme, action in sides
        ]
        why = f"The action stood under '{shorten(words[0].text)}' and stands under '{shorten(words[1].text)}' now."
        self.pair.note(Finding("theme_changed", why, field="theme", before=words[0], after=words[1]), group)


def compare_owner(pair: Pair, group: Group) -> None:
    """Note another owner."""
    before, after = group.earlier.main, group.later.main
    if not is_comparable(pair, "owner") or _fold_owners(before) == _fold_owners(after):
        return
    words = [_place(one, one.owner, one.owner_start, one.owner_end) for one in (before, after)]
    said = [f"'{shorten(one.text)}'" if one else "nobody" for one in words]
    _note_value(pair, group, "owner", words, f"The owner was {said[0]} and is {said[1]} now.")


def _fold_owners(action: Action) -> frozenset[str]:
    return frozenset(map(fold_wording, action.owners or ((action.owner,) if action.owner else ())))


def compare_status(pair: Pair, group: Group) -> None:
    """Note another status, by its canonical word."""
    before, after = group.earlier.main, group.later.main
    if not is_comparable(pair, "status") or before.status == after.status:
        return
    words = [_place(one, one.status_text, one.status_start, one.status_end) for one in (before, after)]
    said = [(one.status or "none").replace("_", " ") for one in (before, after)]
    why = f"The status was {said[0]} and is {said[1]} now."
    severity = HIGH if after.status in load_commitment_words().worse else None
    _note_value(pair, group, "status", words, why, (before.status, after.status), severity)


def _note_value(
    pair: Pair,
    group: Group,
    name: str,
    words: Sequence[Words | None],
    why: str,
    values: tuple[str | None, str | None] = (None, None),
    severity: str | None = None,
) -> None:
    """Note another value of a field that a record prints once; values: what stands for its words, if anything."""
    finding = Finding(
        f"{name}_changed",
        why,
        name,
        words[0],
        words[1],
        before_text=values[0],
        after_text=values[1],
        earlier_rows=(group.earlier.main.action_id,),
        later_rows=(group.later.main.action_id,),
        severity=severity,
    )
    pair.note(finding, group)


def _place(action: Action, text: str | None, start: int | None, end: int | None) -> Words | None:
    """A value of an action where it stands, if it stands anywhere."""
    if text is None or start is None or end is None:
        return None
    return Words(text, start, end, action.action_id, action.action_id)
