"""Organisations that are new to a record, or gone from it."""

from __future__ import annotations

from extract.compare.pairs import Finding, Group, Pair
from extract.compare.views import EditionView, RecordView, Words
from extract.model import Mention
from extract.values.wording import fold_wording


def compare_organisations(pair: Pair, group: Group, unlost: frozenset[str]) -> None:
    """Note the organisations that only one of two records names."""
    before, after = _first_mentions(group.earlier), _first_mentions(group.later)
    names = _list_names(pair.earlier) | _list_names(pair.later)
    for known, others, other, kind in (
        (before, after, group.later, "organisation_dropped"),
        (after, before, group.earlier, "organisation_added"),
    ):
        for organisation_id, mention in known.items():
            # Another owner is told as such.
            told = mention.field == "owner" or organisation_id in others
            if told or other.holds(fold_wording(mention.text)):
                continue
            name = names.get(organisation_id, mention.text)
            if len(name) > len(mention.text) and other.holds(fold_wording(name)):
                continue
            _note(pair, group, kind, mention, name, unlost)


def _note(pair: Pair, group: Group, kind: str, mention: Mention, name: str, unlost: frozenset[str]) -> None:
    words = Words(mention.text, mention.start, mention.end, mention.mention_id, mention.action_id or "")
    if kind == "organisation_added":
        lost = mention.row_id in unlost
        said = "stands in a list that our earlier copy lost" if lost else "is named for the first time"
        cause = "extraction" if lost else "publisher"
        pair.note(
            Finding(kind, f"{name} {said}.", field=mention.field, after=words, after_text=name, cause=cause), group
        )
    else:
        why = f"{name} is no longer named."
        pair.note(Finding(kind, why, field=mention.field, before=words, before_text=name), group)


def _first_mentions(record: RecordView) -> dict[str, Mention]:
    found: dict[str, Mention] = {}
    for mention in record.mentions:
        if mention.label == "ORG" and mention.organisation_id:
            found.setdefault(mention.organisation_id, mention)
    return found


def _list_names(side: EditionView) -> dict[str, str]:
    return {organisation.organisation_id: organisation.name for organisation in side.edition.organisations}
