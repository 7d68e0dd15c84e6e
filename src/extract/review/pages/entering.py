"""Coming in: the token or password, the name, and the files that are the same for everybody."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from extract.review.pages.frame import Frame, get_session

_LONGEST_NAME = 80


async def enter(frame: Frame, request: Request) -> Response:
    """Exchange the token of the printed address, or the password, for a cookie."""
    token = request.query_params.get("token", "")
    if request.method == "GET" and not token and frame.door.password is not None:
        return frame.render(request, "enter.html", wrong=False)
    password = str((await request.form()).get("password", "")) if request.method == "POST" else ""
    session_id = frame.door.enter(token=token, password=password)
    if session_id is None:
        if request.method == "POST":
            return frame.render(request, "enter.html", 403, wrong=True)
        raise HTTPException(403, "This address has let a browser in before, or is not one that was printed.")
    response = RedirectResponse("/name", 303)
    response.set_cookie(frame.cookie, session_id, httponly=True, samesite="strict", path="/")
    return response


async def ask_name(frame: Frame, request: Request) -> Response:
    """Ask who sits there."""
    return frame.render(request, "name.html", known=frame.desk.log.standings.list_reviewers())


async def take_name(frame: Frame, request: Request) -> Response:
    """Note who sits there."""
    form = await frame.read_form(request)
    typed = "".join(sign for sign in str(form.get("name", "")) if sign.isprintable())
    name = " ".join(typed.split())[:_LONGEST_NAME].rstrip()
    if not name:
        return RedirectResponse("/name", 303)
    get_session(request).reviewer = name
    return RedirectResponse("/", 303)


async def invite(frame: Frame, request: Request) -> Response:
    """An address that lets one more browser in, for another reviewer."""
    await frame.read_form(request)
    address = f"http://{request.headers['host']}/enter?token={frame.door.make_token()}"
    return frame.render(request, "invite.html", address=address)


async def send_static(frame: Frame, request: Request) -> Response:
    """A style sheet or script of ours, from memory."""
    found = frame.static.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404, "There is no such file.")
    content, _, media_type = found
    return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=31536000, immutable"})
