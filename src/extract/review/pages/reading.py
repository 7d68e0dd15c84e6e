"""Pages to read: the editions with their roles coloured, and what was decided so far."""

from __future__ import annotations

from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from extract.review.pages.agreement import measure_agreement, sum_up_work
from extract.review.pages.changes import find_page
from extract.review.pages.frame import Frame
from extract.review.pages.plot import DARK, LIGHT, MEDIA_TYPE, draw_seconds
from extract.review.pages.queue import count_states
from extract.review.pages.shown import show_page

_ACTS_PER_PAGE = 40
# So many changes of a record are named on the page of its edition.
_MOST_ASKED = 8
_MENTIONS = {"MONEY": "amount", "DATE": "date", "ORG": "organisation"}


async def list_editions(frame: Frame, request: Request) -> Response:
    """Every edition of every publication."""
    return frame.render(request, "editions.html", material=frame.desk.material)


async def show_edition(frame: Frame, request: Request) -> Response:
    """One edition, passage by passage."""
    edition_id, material = request.path_params["edition_id"], frame.desk.material
    if edition_id not in material.editions:
        raise HTTPException(404, "There is no such edition in these tables.")
    passages, mentions = show_page(material, edition_id), material.mentions.get(edition_id, [])
    return frame.render(
        request,
        "edition.html",
        edition=material.editions[edition_id],
        publication=material.publications[material.editions[edition_id]["publication_id"]],
        runs=[(role, list(run)) for role, run in groupby(passages, key=lambda passage: passage.role)],
        mentions={label: [row for row in mentions if row["label"] == label] for label in _MENTIONS},
        names=_MENTIONS,
        starts={row["start"] for row in mentions},
        asked=frame.desk.asked,
        most_asked=_MOST_ASKED,
        roles=list(dict.fromkeys(passage.role for passage in passages)),
        problems=material.problems.get(edition_id, []),
        records=material.listed[edition_id],
    )


async def list_decisions(frame: Frame, request: Request) -> Response:
    """The log from its end, and the decisions that found nothing of today."""
    standing = frame.stand(request)
    outcome, standings = standing.outcome, frame.desk.log.standings
    numbered = list(enumerate(frame.desk.log.entries, 1))[::-1]
    page, pages = find_page(request, len(numbered), _ACTS_PER_PAGE)
    standing_acts = {one.act for one in outcome.made if one.stands}
    return frame.render(
        request,
        "decisions.html",
        acts=numbered[(page - 1) * _ACTS_PER_PAGE : page * _ACTS_PER_PAGE],
        page=page,
        pages=pages,
        outcome=outcome,
        standing=standing,
        stands=standing_acts,
        standings=standings,
    )


async def show_summary(frame: Frame, request: Request) -> Response:
    """How much was decided, how fast, and how far reviewers agree."""
    standing = frame.stand(request)
    made = standing.outcome.made
    return frame.render(
        request,
        "summary.html",
        counts=count_states(frame.desk.queue, standing),
        work=sum_up_work(made),
        agreements=measure_agreement(made),
        blind=standing.share > 0,
    )


async def draw_summary(frame: Frame, request: Request) -> Response:
    """The picture on the summary, in the colours of light or dark pages."""
    work = sum_up_work(frame.stand(request).outcome.made)
    return Response(draw_seconds(work, DARK if request.path_params["look"] == "dark" else LIGHT), media_type=MEDIA_TYPE)
