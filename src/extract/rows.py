"""Histories as the rows of the written tables, in the order of the data model; the wide table is built here too.

A row is a mapping of column to value with exactly the columns of its table. Rows are sorted by the columns that the
table's schema names, nulls last, so that the order of files, workers and histories leaves no trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from extract.model import (
    Change,
    Edition,
    EditionProblem,
    History,
    Link,
    Mention,
    Organisation,
    Publication,
    Source,
)
from extract.reviewed import (
    CorrectedValue,
    ReviewedDecision,
    StatedDate,
    correct_dates,
    correct_record,
    find_corrections,
)
from extract.schemas import TABLES, TableSchema
from extract.sentence_spans import find_sentences

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A file that could not be read: its publication, the file (without an edition) and what is wrong with it."""

    publication: Publication
    source: Source
    problem: EditionProblem


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything one run has to write."""

    histories: Sequence[History]
    unread_pages: Sequence[UnreadPage] = ()
    decisions: Sequence[ReviewedDecision] = ()


def build_rows(table: str, findings: Findings) -> list[Row]:
    """The rows of one table, sorted.

    >>> series = Publication("action-plan", title="Action plan")
    >>> build_rows("publications", Findings([History(series, editions=())]))[0]["title"]
    'Action plan'
    """
    schema = TABLES[table]
    build = _BUILDERS.get(table)
    rows = list(build(schema, findings) if build else _edition_rows(schema, findings))
    if any(None in map(itemgetter(column), rows) for column in schema.order):
        return sorted(rows, key=lambda row: [(row[column] is None, row[column]) for column in schema.order])
    return sorted(rows, key=itemgetter(*schema.order))


def _pick(schema: TableSchema, value: object, **known: object) -> Row:
    return next(_pick_all(schema, (value,), known))


def _pick_all(schema: TableSchema, values: Iterable[object], known: Row) -> Iterator[Row]:
    """A row for each value: what is known of all of them, and every other column as the value itself has it."""
    shared = {name: known[name] for name in schema.column_names if name in known}
    own = tuple(name for name in schema.column_names if name not in known)
    read = attrgetter(*own)
    return (shared | dict(zip(own, read(value), strict=True)) for value in values)


def _about_edition(edition: Edition) -> Row:
    return {
        "edition_id": edition.edition_id,
        "publication_id": edition.publication.publication_id,
        "as_at": edition.as_at,
        "source_path": edition.source_path,
    }


def _editions(findings: Findings) -> Iterator[Edition]:
    return chain.from_iterable(history.editions for history in findings.histories)


def _edition_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    """The rows that an edition holds under the table's own name."""
    for edition in _editions(findings):
        yield from _pick_all(schema, getattr(edition, schema.name), _about_edition(edition))


def _value_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    """The values that an edition holds under the table's own name, each with the sentence that it stands in."""
    for edition in _editions(findings):
        about = _about_edition(edition) | dict.fromkeys(("sentence_start", "sentence_end"))
        values = getattr(edition, schema.name)
        sentences = find_sentences(edition.text, edition.passages, ((value.start, value.end) for value in values))
        for row, (start, end) in zip(_pick_all(schema, values, about), sentences, strict=True):
            yield row | {"sentence_start": start, "sentence_end": end}


def _publication_rows(schema: TableSchema, findings: Findings) -> list[Row]:
    # A series read in two languages has two histories and one row. One of which nothing could be read has a row too,
    # and so has one that was decided on and is gone.
    decided = (Publication(decision.publication_id) for decision in findings.decisions)
    read = (history.publication for history in findings.histories)
    series = chain(decided, read, _unread_publications(findings))
    rows = {publication.publication_id: _pick(schema, publication) for publication in series}
    return list(rows.values())


def _unread_publications(findings: Findings) -> Iterator[Publication]:
    return (page.publication for page in findings.unread_pages)


def _own_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    return (_pick(schema, edition, **_about_edition(edition)) for edition in _editions(findings))


def _source_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    yield from _edition_rows(schema, findings)
    for page in findings.unread_pages:
        yield _pick(schema, page.source, publication_id=page.publication.publication_id, as_at=None)


def _problem_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    yield from _edition_rows(schema, findings)
    for page in findings.unread_pages:
        publication_id = page.publication.publication_id
        source_path = page.source.path
        yield _pick(
            schema, page.problem, edition_id=None, publication_id=publication_id, as_at=None, source_path=source_path
        )


def _action_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    for history in findings.histories:
        commitment_of = dict(history.commitment_of)
        for edition in history.editions:
            about = _about_edition(edition) | {"commitment_id": None}
            for row in _pick_all(schema, edition.actions, about):
                yield row | {"commitment_id": commitment_of.get(row["action_id"])}


def _organisation_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    """One row for each organisation, with every form that any edition names it by."""
    named: defaultdict[str, list[Organisation]] = defaultdict(list)
    for edition in sorted(_editions(findings), key=_edition_order):
        for found in edition.organisations:
            named[found.organisation_id].append(found)
    rows = _pick_all(schema, map(merge_organisations, named.values()), {})
    return (row | {"aliases": sorted(row["aliases"])} for row in rows)


def _edition_order(edition: Edition) -> tuple[str, bool, date, str]:
    return edition.publication.publication_id, edition.as_at is None, edition.as_at or date.max, edition.edition_id


def merge_organisations(named: Iterable[Organisation]) -> Organisation:
    """One organisation as several places name it: the first name, the first acronym, and all other forms.

    >>> merge_organisations([Organisation("org-1", "Sport Wales", None, ()), Organisation("org-1", "SW", "SW", ())])
    Organisation(organisation_id='org-1', name='Sport Wales', acronym='SW', aliases=('SW',))
    """
    return reduce(_merge, named)


def _merge(known: Organisation, found: Organisation) -> Organisation:
    forms = {*known.aliases, *found.aliases, found.name} - {known.name}
    return Organisation(known.organisation_id, known.name, known.acronym or found.acronym, tuple(sorted(forms)))


def _commitment_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    for history in findings.histories:
        for commitment in history.commitments:
            yield _pick(schema, commitment, publication_id=history.publication.publication_id)


def _link_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    for history in findings.histories:
        for link in history.links:
            yield _pick(schema, link, **_about_pair(history, link))


def _change_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    deciding = {decision.change_id: decision.decision_id for decision in findings.decisions if decision.decides}
    for history in findings.histories:
        for change in history.changes:
            decision_id = deciding.get(change.change_id)
            yield _pick(schema, change, **_about_pair(history, change), decision_id=decision_id)


def _about_pair(history: History, pair: Link | Change) -> Row:
    as_at = {edition.edition_id: edition.as_at for edition in history.editions}
    return {
        "publication_id": history.publication.publication_id,
        "earlier_as_at": as_at.get(pair.earlier_edition_id),
        "later_as_at": as_at.get(pair.later_edition_id),
    }


def _decision_rows(schema: TableSchema, findings: Findings) -> list[Row]:
    return [_pick(schema, decision) for decision in findings.decisions]


# ---------------------------------------------------------------- the wide table


def _record_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    """One row for each record that is neither a part of another nor a repeat."""
    names = {row["organisation_id"]: row["name"] for row in build_rows("organisations", findings)}
    corrections = find_corrections(findings.decisions)
    for history in findings.histories:
        commitment_of = dict(history.commitment_of)
        for edition in history.editions:
            rows_of = _group_by_record(edition)
            themes = {theme.theme_id: theme.name for theme in edition.themes}
            for action in sorted(edition.actions, key=lambda action: (action.position, action.action_id)):
                if action.part_of_action_id or action.repeat_of_action_id:
                    continue
                corrected = corrections.get(action.action_id, ())
                row = _pick(
                    schema,
                    action,
                    **_about_edition(edition),
                    **_record_lists(rows_of[action.action_id], edition, names),
                    **_record_dates(rows_of[action.action_id], edition, corrected),
                    commitment_id=commitment_of.get(action.action_id),
                    publication=edition.publication.title,
                    theme=themes.get(action.theme_id or ""),
                    action=action.text,
                    url=edition.url,
                )
                yield correct_record(row, corrected)


def _group_by_record(edition: Edition) -> dict[str, dict[str, list[Any]]]:
    """The rows of each record in page order, by its first action and the table they are in."""
    first_action = {action.action_id: action.part_of_action_id or action.action_id for action in edition.actions}
    groups: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for table in ("progress", "next_steps", "target_dates", "mentions"):
        for value in sorted(getattr(edition, table), key=lambda value: (value.start, getattr(value, "position", 0))):
            if value.action_id is not None:
                groups[first_action.get(value.action_id, value.action_id)][table].append(value)
    return groups


def _record_lists(rows: Mapping[str, list[Any]], edition: Edition, names: Mapping[str, str]) -> Row:
    mentions = rows.get("mentions", [])
    named = (names.get(mention.organisation_id, mention.text) for mention in mentions if mention.label == "ORG")
    return {
        "progress": [statement.text for statement in rows.get("progress", [])],
        "next_steps": [step.text for step in rows.get("next_steps", [])],
        "money": [_amount(mention, edition.text) for mention in mentions if mention.label == "MONEY"],
        "organisations": list(dict.fromkeys(named)),
    }


def _record_dates(rows: Mapping[str, list[Any]], edition: Edition, corrected: Sequence[CorrectedValue]) -> Row:
    printed = [StatedDate(target.text, target.earliest, target.latest) for target in rows.get("target_dates", [])]
    dates = correct_dates(printed, corrected, edition)
    return {
        "target_dates": [target.text for target in dates],
        "earliest_target": min((target.earliest for target in dates if target.earliest), default=None),
        "latest_target": max((target.latest for target in dates if target.latest), default=None),
    }


def _amount(mention: Mention, text: str) -> str:
    # A bare figure under a head "£ million" would be read as so many pounds, so its unit is put beside it.
    if mention.unit_start is None:
        return mention.text
    return f"{mention.text} ({text[mention.unit_start : mention.unit_end]})"


_BUILDERS: dict[str, Callable[[TableSchema, Findings], Iterable[Row]]] = {
    "publications": _publication_rows,
    "editions": _own_rows,
    "sources": _source_rows,
    "actions": _action_rows,
    "target_dates": _value_rows,
    "mentions": _value_rows,
    "organisations": _organisation_rows,
    "problems": _problem_rows,
    "commitments": _commitment_rows,
    "links": _link_rows,
    "changes": _change_rows,
    "decisions": _decision_rows,
    "records": _record_rows,
}
