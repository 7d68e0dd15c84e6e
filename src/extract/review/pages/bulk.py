"""Decisions about many changes at once: first what they would touch, then one act that is taken back in one step."""

from __future__ import annotations

from collections import Counter
from typing import cast

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from extract.review.decisions import now
from extract.review.pages.changes import read_decision
from extract.review.pages.frame import Frame, get_session, go_to, read_back
from extract.review.pages.queue import Filters, Item, find_items
from extract.review.pages.spreadsheet import MEDIA_TYPE, make_spreadsheet

_SHOWN = 100


async def preview(frame: Frame, request: Request) -> Response:
    """What a bulk decision would touch; nothing is decided yet."""
    form = await frame.read_form(request)
    filters, standing = read_back(form), frame.stand(request)
    if form.get("which") == "all":
        chosen = find_items(frame.desk.queue, filters, standing).items
    else:
        ticked = set(cast("list[str]", form.getlist("change")))
        chosen = tuple(item for item in frame.desk.queue if item.change_id in ticked)
    if not chosen:
        get_session(request).said = "Tick the changes to decide on first."
        return go_to("/changes", filters)
    return frame.render(
        request,
        "bulk.html",
        filters=filters,
        chosen=chosen[:_SHOWN],
        count=len(chosen),
        ids=" ".join(item.change_id for item in chosen),
        kinds=Counter((item.row["severity"], item.row["kind"]) for item in chosen).most_common(),
        replaced=sum("mine" in standing.list_states(item.change_id) for item in chosen),
        by_others=_count_by_others(frame, request, chosen),
        shown_at=now().isoformat(),
    )


def _count_by_others(frame: Frame, request: Request, chosen: tuple[Item, ...]) -> int:
    reviewer, by_change = get_session(request).reviewer, frame.desk.outcome.by_change
    return sum(any(decision.reviewer != reviewer for decision in by_change.get(item.change_id, ())) for item in chosen)


async def apply(frame: Frame, request: Request) -> Response:
    """Decide on all of them in one act."""
    form = await frame.read_form(request)
    chosen = _read_ids(frame, form)
    frame.keep(request, *(read_decision(frame, request, form, change_id) for change_id in chosen))
    return go_to("/changes", read_back(form))


def _read_ids(frame: Frame, form: FormData) -> list[str]:
    chosen = str(form.get("ids", "")).split()
    if not chosen or any(change_id not in frame.desk.material.changes for change_id in chosen):
        raise HTTPException(409, "These are not the changes of this run any more; look at the list again.")
    return chosen


async def export(frame: Frame, request: Request) -> Response:
    """The changes that the filters let through, as a spreadsheet."""
    filters = Filters.read(request.query_params)
    standing = frame.stand(request)
    found = find_items(frame.desk.queue, filters, standing)
    content = make_spreadsheet(frame.desk.material, found.items, standing)
    headers = {"Content-Disposition": 'attachment; filename="changes.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
