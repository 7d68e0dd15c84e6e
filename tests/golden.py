"""Golden pages: reads a case folder, runs the parser on its pages and says field by field what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extract.corpus import EditionFiles, read_as_at
from extract.model import Action, Edition, Publication
from extract.pages import PagesRead, read_edition
from extract.pipeline import make_editions

Answer = dict[str, Any]

BESIDE = ("why.txt", "expected.json", "publication.toml")


def read_case(folder: Path) -> tuple[Answer, dict[str, Edition], list[PagesRead]]:
    """The right answer of a case, its editions by name, and what was read."""
    expected: Answer = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    publication = Publication(folder.name, country=expected.get("country"))
    pages = [read_edition(files) for files in _find_files(folder, publication)]
    read = [page for page in pages if page.edition is not None]
    editions = make_editions(read) if read else ()
    return expected, {edition.edition_id.split("@")[1].partition("~")[0]: edition for edition in editions}, pages


def _find_files(folder: Path, publication: Publication) -> Iterator[EditionFiles]:
    for child in sorted(folder.iterdir()):
        if child.name in BESIDE:
            continue
        paths = tuple(sorted(child.iterdir(), key=lambda path: int(path.stem))) if child.is_dir() else (child,)
        name = child.name if child.is_dir() else child.stem
        as_at = read_as_at(name)
        assert as_at is not None, f"{child}: a golden page is named by its date"
        yield EditionFiles(publication, name, as_at[0], as_at[1], paths)


def find_differences(expected: Answer, editions: dict[str, Edition], pages: Sequence[PagesRead]) -> list[str]:
    """One line for each field of each record that is not as it should be."""
    differences = [f"{problem.problem.code}: {problem.problem.message}" for page in pages for problem in page.unread]
    for wanted in expected["editions"]:
        edition = editions.get(wanted["edition"])
        if edition is None:
            differences.append(f"{wanted['edition']}: no such edition")
            continue
        differences.extend(f"{wanted['edition']} {line}" for line in _compare_edition(wanted, edition))
    return differences


def _compare_edition(wanted: Answer, edition: Edition) -> Iterator[str]:
    if "themes" in wanted:
        found = [theme.name for theme in edition.themes]
        if _flat_all(found) != _flat_all(wanted["themes"]):
            yield f"themes: wanted {wanted['themes']}, found {found}"
    actions = [action for action in edition.actions if action.part_of_action_id is None]
    records = wanted["records"]
    if len(actions) != len(records):
        words = [" ".join(action.text.split())[:40] for action in actions]
        yield f"records: wanted {len(records)}, found {len(actions)}: {words}"
    else:
        for record, action in zip(records, actions, strict=True):
            yield from _compare_record(record, action, edition)
    if "money" in wanted:
        yield from _compare_lists("money", wanted["money"], list(_money_of(edition)))
    codes = {problem.code for problem in edition.problems}
    yield from (f"problems: {code} is missing" for code in wanted.get("problems", []) if code not in codes)
    for problem in edition.problems:
        if problem.code in wanted.get("no_problems", []):
            yield f"problems: {problem.code} should not be there: {problem.message}"


def _money_of(edition: Edition) -> Iterator[Answer]:
    """Every amount in page order; the unit is that of a column's head, if it has one."""
    for mention in edition.mentions:
        if mention.label == "MONEY":
            unit = None if mention.unit_start is None else edition.text[mention.unit_start : mention.unit_end]
            amounts = {"amount_min": mention.amount_min, "amount_max": mention.amount_max}
            yield {"text": mention.text, "unit": unit, "currency": mention.currency, **amounts}


def _compare_record(wanted: Answer, action: Action, edition: Edition) -> Iterator[str]:
    themes = {theme.theme_id: theme.name for theme in edition.themes}
    found = {
        "theme": themes.get(action.theme_id or ""),
        "reference": action.reference,
        "action": action.text or None,
        "owner": action.owner,
        "response": action.response,
        "status": action.status,
        "status_text": action.status_text,
    }
    for field, value in found.items():
        if field not in wanted:
            continue
        fair = [wanted[field], *wanted.get(f"{field}_also", [])]
        if _flat(value) not in {_flat(one) for one in fair}:
            yield f"{wanted['key']} {field}: wanted {wanted[field]!r}, found {value!r}"
    if "owners" in wanted and _flat_all(action.owners) != _flat_all(wanted["owners"]):
        yield f"{wanted['key']} owners: wanted {wanted['owners']}, found {action.owners}"
    progress = [row.text for row in edition.progress if row.action_id == action.action_id]
    yield from _compare_lists(
        f"{wanted['key']} progress",
        [{"text": text} for text in wanted.get("progress", [])],
        [{"text": t} for t in progress],
    )
    steps = [
        {"text": row.text, "origin": row.origin} for row in edition.next_steps if row.action_id == action.action_id
    ]
    yield from _compare_lists(f"{wanted['key']} next_steps", wanted.get("next_steps", []), steps)
    dates = [
        {"text": row.text, "kind": row.kind, "earliest": _iso(row.earliest), "latest": _iso(row.latest)}
        for row in edition.target_dates
        if row.action_id == action.action_id
    ]
    yield from _compare_lists(f"{wanted['key']} target_dates", wanted.get("target_dates", []), dates)


def _compare_lists(name: str, wanted: Sequence[Answer], found: Sequence[Answer]) -> Iterator[str]:
    """Entries in order; an optional one may be missing."""
    left = list(found)
    for entry in wanted:
        if left and _is_as_wanted(entry, left[0]):
            left.pop(0)
        elif not entry.get("optional"):
            yield f"{name}: wanted {_short(entry)}, found {_short(left.pop(0)) if left else 'nothing'}"
    yield from (f"{name}: not wanted: {_short(entry)}" for entry in left)


def _is_as_wanted(wanted: Answer, found: Answer) -> bool:
    for field, value in found.items():
        if field not in wanted:
            continue
        fair = [wanted[field], *wanted.get(f"{field}_also", [])]
        if _flat(value) not in {_flat(one) for one in fair}:
            return False
    return True


def _flat(value: object) -> str | None:
    return None if value is None else " ".join(str(value).split())


def _flat_all(values: Sequence[object]) -> list[str | None]:
    return [_flat(value) for value in values]


def _iso(value: object) -> str | None:
    return None if value is None else str(value)


def _short(entry: Answer) -> str:
    return str({key: value for key, value in entry.items() if key != "optional"})[:220]
