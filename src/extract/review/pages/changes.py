"""The queue, one change at a time, and the list of changes; decisions, undo and redo."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from extract.review.decisions import REASONS, Decision, now
from extract.review.pages.desk import Desk
from extract.review.pages.frame import Frame, get_session, go_to, go_to_change, make_address, read_back
from extract.review.pages.queue import Filters, count_states, find_items, list_walk
from extract.review.pages.shown import show_change
from extract.vocabularies import CHANGE_KINDS, SEVERITIES

_PER_PAGE = 50
_TURNED = {"undo": "Taken back", "redo": "Made again"}


async def show_start(frame: Frame, request: Request) -> Response:
    """Send the browser to the first change that is undecided, or say that there is none."""
    filters, standing = Filters.read(request.query_params), frame.stand(request)
    found = find_items(frame.desk.queue, filters, standing)
    if found.items:
        return go_to_change(found.items[0].change_id, filters)
    counts = count_states(frame.desk.queue, standing)
    return frame.render(request, "done.html", filters=filters, counts=counts)


async def show_one(frame: Frame, request: Request) -> Response:
    """One change."""
    return frame.render(request, "change.html", **describe_one(frame, request))


def describe_one(frame: Frame, request: Request) -> dict[str, Any]:
    """Everything that a page about one change shows."""
    change_id = frame.find_change_id(request)
    filters, standing = Filters.read(request.query_params), frame.stand(request)
    walk = list_walk(frame.desk.queue, filters, standing)
    place = next((place for place, item in enumerate(walk) if item.change_id == change_id), None)
    blind = standing.asks_second(change_id)
    outcome = standing.outcome
    return {
        "filters": filters,
        "shown": show_change(frame.desk.material, change_id),
        "change_id": change_id,
        "place": place,
        "total": len(walk),
        "undecided": sum("undecided" in standing.list_states(item.change_id) for item in walk),
        "previous": walk[place - 1] if place else None,
        "next": walk[place + 1] if place is not None and place + 1 < len(walk) else None,
        "blind": blind,
        "decisions": () if blind else outcome.by_change.get(change_id, ()),
        "earlier_decisions": () if blind else outcome.asked_again.get(change_id, ()),
        "shown_at": now().isoformat(),
    }


async def decide(frame: Frame, request: Request) -> Response:
    """Take a decision and go on to the next undecided change."""
    form = await frame.read_form(request)
    change_id = frame.find_change_id(request)
    frame.keep(request, read_decision(frame, request, form, change_id))
    return frame.go_on(request, read_back(form), change_id)


def read_decision(frame: Frame, request: Request, form: FormData, change_id: str) -> Decision:
    """The confirmation, rejection or skip that a form holds.

    Raises:
        HTTPException: It holds another verdict, or a rejection without a reason of the list.
    """
    reason = str(form.get("reason", "")) or None
    verdict = "rejected" if reason else str(form.get("verdict", ""))
    if verdict == "rejected" and reason in REASONS:
        return frame.draft(request, form, change_id, "rejected", reason=reason)
    if verdict == "confirmed":
        return frame.draft(request, form, change_id, "confirmed")
    if verdict == "skipped":
        return frame.draft(request, form, change_id, "skipped")
    raise HTTPException(422, f"{verdict or 'nothing'!r} is no decision; a rejection needs one of the reasons.")


async def turn(frame: Frame, request: Request, *, act: str) -> Response:
    """Undo or redo, and show what was undone or redone."""
    form = await frame.read_form(request)
    session, back = get_session(request), read_back(form)
    asked = str(form.get("target", ""))
    turn_back = frame.desk.undo if act == "undo" else frame.desk.redo
    turned = turn_back(session.reviewer, int(asked) if asked.isdigit() else None)
    session.said_act = None
    if turned is None:
        session.said = f"There is nothing to {act}."
        return go_to("/", back)
    first = turned.decisions[0]
    alone = len({decision.subject for decision in turned.decisions}) == 1
    what = first.subject.why if alone else f"{len(turned.decisions)} changes"
    session.said = f"{_TURNED[act]}: {first.verdict}. {what}"
    placed = frame.desk.outcome.find_change_id(first)
    return go_to_change(placed, back) if placed and alone else go_to("/changes", back)


# ---------------------------------------------------------------- the list


async def list_changes(frame: Frame, request: Request) -> Response:
    """The changes that the filters let through, as a list."""
    filters, standing = Filters.read(request.query_params), frame.stand(request)
    found = find_items(frame.desk.queue, filters, standing)
    page, pages = find_page(request, len(found.items))
    return frame.render(
        request,
        "changes.html",
        filters=filters,
        found=found,
        items=found.items[(page - 1) * _PER_PAGE : page * _PER_PAGE],
        first=(page - 1) * _PER_PAGE + 1,
        page=page,
        pages=pages,
        total=len(frame.desk.queue),
        standing=standing,
        choices=_list_choices(frame.desk),
        address=partial(make_address, "/changes", filters),
    )


def find_page(request: Request, count: int, size: int = _PER_PAGE) -> tuple[int, int]:
    """Which page of a list is asked for, counted from 1, and how many there are."""
    asked, pages = request.query_params.get("page", "1"), max(1, -(-count // size))
    return (min(max(1, int(asked)), pages) if asked.isdigit() else 1), pages


def _list_choices(desk: Desk) -> Mapping[str, list[str]]:
    kinds = {item.row["kind"] for item in desk.queue}
    return {
        "publication": sorted(desk.material.publications),
        "theme": sorted({item.theme for item in desk.queue if item.theme}),
        "kind": [kind for kind in CHANGE_KINDS if kind in kinds],
        "severity": list(SEVERITIES),
    }
