"""The review pages: each address is a page, each form is answered by sending the browser on to the next page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from extract.errors import ExtractError
from extract.review.pages import bulk, changes, correcting, entering, reading
from extract.review.pages.desk import Desk
from extract.review.pages.frame import Frame
from extract.review.pages.guard import Door, Guard

Handler = Callable[[Frame, Request], Awaitable[Response]]

# What only browsers see that were let in.
_INSIDE: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", changes.show_start),
    ("GET", "/name", entering.ask_name),
    ("POST", "/name", entering.take_name),
    ("POST", "/invitation", entering.invite),
    ("GET", "/changes", changes.list_changes),
    ("GET", "/changes.xlsx", bulk.export),
    ("GET", "/changes/{change_id}", changes.show_one),
    ("POST", "/changes/{change_id}/decision", changes.decide),
    ("GET", "/changes/{change_id}/correction", correcting.show_correction),
    ("POST", "/changes/{change_id}/correction", correcting.correct),
    ("GET", "/changes/{change_id}/match", correcting.show_match),
    ("POST", "/changes/{change_id}/match", correcting.change_match),
    ("POST", "/undo", partial(changes.turn, act="undo")),
    ("POST", "/redo", partial(changes.turn, act="redo")),
    ("POST", "/bulk", bulk.preview),
    ("POST", "/bulk/decision", bulk.apply),
    ("GET", "/editions", reading.list_editions),
    ("GET", "/editions/{edition_id}", reading.show_edition),
    ("GET", "/decisions", reading.list_decisions),
    ("GET", "/summary", reading.show_summary),
    ("GET", "/summary/{look}.svg", reading.draw_summary),
)


def make_app(desk: Desk, door: Door, hosts: frozenset[str], *, cookie: str = "extract_review") -> Starlette:
    """The pages of one desk.

    Args:
        hosts: The names, with port, under which a browser may ask for them.
        cookie: The name of the cookie that a browser is known by; cookies do not tell ports apart.
    """
    frame = Frame(desk, door, cookie)
    return Starlette(
        routes=[
            Route("/enter", partial(_answer, frame, entering.enter), methods=["GET", "POST"]),
            Route("/static/{name}", partial(_answer, frame, entering.send_static)),
            *(Route(path, partial(_admit, frame, handler), methods=[method]) for method, path, handler in _INSIDE),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={HTTPException: frame.show_fault, ExtractError: frame.show_fault},
    )


async def _answer(frame: Frame, handler: Handler, request: Request) -> Response:
    return await handler(frame, request)


async def _admit(frame: Frame, handler: Handler, request: Request) -> Response:
    """Let only browsers through that were let in and have said who sits there."""
    session = frame.door.find(request.cookies.get(frame.cookie))
    if session is None:
        if frame.door.password is not None:
            return RedirectResponse("/enter", 303)
        raise HTTPException(403, "This browser was not let in. Open the address that the program printed.")
    request.state.session = session
    frame.take_up_new_run(session)
    if not session.reviewer and request.url.path != "/name":
        return RedirectResponse("/name", 303)
    return await handler(frame, request)
