"""Histories as the written tables, in the order of the data model; the wide table is built here too.

A table is built column by column, since that is how it is written, and a plan has many rows: `Columns` hold the values
of every column of a table by its name. Rows are sorted by the columns that the table's schema names, nulls last, so
that the order of files, workers and histories leaves no trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain
from operator import attrgetter
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
Columns = dict[str, list[Any]]


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
    """The rows of one table, sorted: each a mapping of column to value.

    >>> series = Publication("action-plan", title="Action plan")
    >>> build_rows("publications", Findings([History(series, editions=())]))[0]["title"]
    'Action plan'
    """
    columns = build_columns(table, findings)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def build_columns(table: str, findings: Findings) -> Columns:
    """The columns of one table, its rows sorted.

    >>> series = Publication("action-plan", title="Action plan")
    >>> build_columns("publications", Findings([History(series, editions=())]))["title"]
    ['Action plan']
    """
    schema = TABLES[table]
    build = _BUILDERS.get(table, _edition_columns)
    groups = list(build(schema, findings))
    joined = {name: [value for group in groups for value in group[name]] for name in schema.column_names}
    return _sort(schema, joined)


def _sort(schema: TableSchema, columns: Columns) -> Columns:
    keys = list(zip(*(_nulls_last(columns[name]) for name in schema.order), strict=True))
    turns = sorted(range(len(keys)), key=keys.__getitem__)
    return {name: [values[turn] for turn in turns] for name, values in columns.items()}


def _nulls_last(values: list[Any]) -> list[Any]:
    return [(value is None, value) for value in values] if None in values else values


def _take(schema: TableSchema, values: Sequence[object], known: Row, **lists: list[Any]) -> Columns:
    """The columns of some values: as listed, or as known of all of them, or as each value itself has it."""
    given = {name: [value] * len(values) for name, value in known.items()} | lists
    return {name: given[name] if name in given else list(map(attrgetter(name), values)) for name in schema.column_names}


def _turn(schema: TableSchema, rows: Sequence[Row]) -> Columns:
    """Rows as columns."""
    return {name: [row[name] for row in rows] for name in schema.column_names}


def _pick(schema: TableSchema, value: object, **known: object) -> Row:
    return {name: known[name] if name in known else getattr(value, name) for name in schema.column_names}


def _about_edition(edition: Edition) -> Row:
    return {
        "edition_id": edition.edition_id,
        "publication_id": edition.publication.publication_id,
        "as_at": edition.as_at,
        "source_path": edition.source_path,
    }


def _editions(findings: Findings) -> Iterator[Edition]:
    return chain.from_iterable(history.editions for history in findings.histories)


def _edition_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    """The values that each edition holds under the table's own name."""
    for edition in _editions(findings):
        yield _take(schema, getattr(edition, schema.name), _about_edition(edition))


def _value_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    """The values that each edition holds under the table's own name, each with the sentence that it stands in."""
    for edition in _editions(findings):
        values = getattr(edition, schema.name)
        spans = ((value.start, value.end) for value in values)
        sentences = list(find_sentences(edition.text, edition.passages, spans))
        starts, ends = [start for start, _ in sentences], [end for _, end in sentences]
        yield _take(schema, values, _about_edition(edition), sentence_start=starts, sentence_end=ends)


def _publication_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    # A series read in two languages has two histories and one row. One of which nothing could be read has a row too,
    # and so has one that was decided on and is gone.
    decided = (Publication(decision.publication_id) for decision in findings.decisions)
    read = (history.publication for history in findings.histories)
    series = chain(decided, read, _unread_publications(findings))
    yield _take(schema, list({publication.publication_id: publication for publication in series}.values()), {})


def _unread_publications(findings: Findings) -> Iterator[Publication]:
    return (page.publication for page in findings.unread_pages)


def _own_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    return (_take(schema, (edition,), _about_edition(edition)) for edition in _editions(findings))


def _source_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    yield from _edition_columns(schema, findings)
    for page in findings.unread_pages:
        known: Row = {"publication_id": page.publication.publication_id, "as_at": None}
        yield _take(schema, (page.source,), known)


def _problem_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    yield from _edition_columns(schema, findings)
    for page in findings.unread_pages:
        known: Row = {"edition_id": None, "publication_id": page.publication.publication_id, "as_at": None}
        yield _take(schema, (page.problem,), known | {"source_path": page.source.path})


def _action_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    for history in findings.histories:
        commitment_of = dict(history.commitment_of)
        for edition in history.editions:
            commitments = [commitment_of.get(action.action_id) for action in edition.actions]
            yield _take(schema, edition.actions, _about_edition(edition), commitment_id=commitments)


def _organisation_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    """One row for each organisation, with every form that any edition names it by."""
    named: defaultdict[str, list[Organisation]] = defaultdict(list)
    for edition in sorted(_editions(findings), key=_edition_order):
        for found in edition.organisations:
            named[found.organisation_id].append(found)
    merged = list(map(merge_organisations, named.values()))
    yield _take(schema, merged, {}, aliases=[sorted(organisation.aliases) for organisation in merged])


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


def _commitment_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    for history in findings.histories:
        yield _take(schema, history.commitments, {"publication_id": history.publication.publication_id})


def _link_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    return (_take_pairs(schema, history, history.links) for history in findings.histories)


def _change_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    deciding = {decision.change_id: decision.decision_id for decision in findings.decisions if decision.decides}
    for history in findings.histories:
        decisions = [deciding.get(change.change_id) for change in history.changes]
        yield _take_pairs(schema, history, history.changes, decision_id=decisions)


def _take_pairs(
    schema: TableSchema, history: History, pairs: Sequence[Link] | Sequence[Change], **lists: list[Any]
) -> Columns:
    as_at = {edition.edition_id: edition.as_at for edition in history.editions}
    return _take(
        schema,
        pairs,
        {"publication_id": history.publication.publication_id},
        earlier_as_at=[as_at.get(pair.earlier_edition_id) for pair in pairs],
        later_as_at=[as_at.get(pair.later_edition_id) for pair in pairs],
        **lists,
    )


def _decision_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    yield _take(schema, findings.decisions, {})


# ---------------------------------------------------------------- the wide table


def _record_columns(schema: TableSchema, findings: Findings) -> Iterator[Columns]:
    yield _turn(schema, list(_record_rows(schema, findings)))


def _record_rows(schema: TableSchema, findings: Findings) -> Iterator[Row]:
    """One row for each record that is neither a part of another nor a repeat."""
    organisations = build_columns("organisations", findings)
    names = dict(zip(organisations["organisation_id"], organisations["name"], strict=True))
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


_BUILDERS: dict[str, Callable[[TableSchema, Findings], Iterable[Columns]]] = {
    "publications": _publication_columns,
    "editions": _own_columns,
    "sources": _source_columns,
    "actions": _action_columns,
    "target_dates": _value_columns,
    "mentions": _value_columns,
    "organisations": _organisation_columns,
    "problems": _problem_columns,
    "commitments": _commitment_columns,
    "links": _link_columns,
    "changes": _change_columns,
    "decisions": _decision_columns,
    "records": _record_columns,
}
