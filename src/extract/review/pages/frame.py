"""What every review page needs: its desk, who asks, its form, its template, and where to go next."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from importlib.resources import files as package_files
from secrets import compare_digest
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from extract.errors import InputError
from extract.looks import load_style
from extract.review.decisions import REASONS, Decision, Verdict
from extract.review.pages.desk import Desk
from extract.review.pages.guard import Door, Session
from extract.review.pages.queue import STATES, Filters, Item, Standing, find_next, list_walk
from extract.review.pages.templating import make_review_templates

_MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_LONGEST_NOTE = 4000


class Frame:
    """One desk behind one door, and the templates in which it is shown. static: files of ours by name."""

    def __init__(self, desk: Desk, door: Door, cookie: str) -> None:
        self.desk, self.door, self.cookie = desk, door, cookie
        self.static = _load_static()
        self.templates = make_review_templates()
        self.templates.globals |= {
            "static": {name: digest for name, (_, digest, _) in self.static.items()},
            "reasons": REASONS,
            "states": STATES,
        }

    def stand(self, request: Request) -> Standing:
        """Where every change stands for whoever asks."""
        return self.desk.stand(get_session(request).reviewer)

    def take_up_new_run(self, session: Session) -> None:
        """Show the tables of a new run from now on, and tell every browser once."""
        self.desk.refresh()
        run = self.desk.material.run_id
        if session.run not in ("", run):
            session.said = "A new run has written the tables; this is what it found."
        session.run = run

    def render(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:  # noqa: ANN401
        """A page, with whatever was to be said on the next one."""
        session = getattr(request.state, "session", None) or Session()
        about = {"session": session, "said": session.said, "said_act": session.said_act, "here": request.url.path}
        session.said, session.said_act = "", None
        return HTMLResponse(self.templates.get_template(template).render(about | context), status)

    def show_fault(self, request: Request, fault: Exception) -> Response:
        """What did not work, in a sentence."""
        status, sentence = (400 if isinstance(fault, InputError) else 503), str(fault)
        if isinstance(fault, HTTPException):
            status, sentence = fault.status_code, fault.detail
        return self.render(request, "fault.html", status, sentence=sentence, fault_code=status)

    async def read_form(self, request: Request) -> FormData:
        """The form of a request, if it is from a page of this session.

        Raises:
            HTTPException: It is not.
        """
        form = await request.form()
        if not compare_digest(str(form.get("form_token", "")).encode(), get_session(request).form_token.encode()):
            raise HTTPException(403, "This form is of another session. Go back and load the page again.")
        return form

    def find_change_id(self, request: Request) -> str:
        """The change that an address names.

        Raises:
            HTTPException: There is no such change.
        """
        change_id: str = request.path_params["change_id"]
        if change_id not in self.desk.material.changes:
            raise HTTPException(404, "There is no such change in these tables; a new run may have replaced it.")
        return change_id

    def draft(
        self,
        request: Request,
        form: FormData,
        change_id: str,
        verdict: Verdict,
        **more: Any,  # noqa: ANN401
    ) -> Decision:
        """A decision of whoever asks, with the note and the time of the form."""
        note = str(form.get("note", "")).strip()[:_LONGEST_NOTE] or None
        reviewer = get_session(request).reviewer
        return self.desk.draft(change_id, reviewer, verdict, read_moment(form), note=note, **more)

    def keep(self, request: Request, *decisions: Decision) -> None:
        """Write decisions made at once into the log, and say so on the next page."""
        self.desk.decide(*decisions)
        session, first = get_session(request), decisions[0]
        what = first.subject.why if len({one.subject for one in decisions}) == 1 else f"{len(decisions)} changes"
        session.said = f"{' and '.join(dict.fromkeys(one.verdict for one in decisions)).capitalize()}: {what}"
        session.said_act = self.desk.log.standings.find_undoable(session.reviewer)

    def go_on(self, request: Request, filters: Filters, change_id: str) -> Response:
        """To the next undecided change."""
        standing = self.stand(request)
        following: Item | None = find_next(list_walk(self.desk.queue, filters, standing), change_id, standing)
        return go_to_change(following.change_id, filters) if following else go_to("/", filters)


def get_session(request: Request) -> Session:
    """The session of a request that was let in."""
    session: Session = request.state.session
    return session


def read_back(form: FormData) -> Filters:
    """The filters that a form carries along."""
    return Filters.read({name: str(value) for name, value in form.items()})


def read_moment(form: FormData) -> datetime | None:
    """When the page of a form was shown, where it says so."""
    try:
        moment = datetime.fromisoformat(str(form.get("shown_at", "")))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def make_address(path: str, filters: Filters, **more: object) -> str:
    """An address with the filters, and what else is given, as its query."""
    query = "&".join(part for part in (filters.query, urlencode(more)) if part)
    return f"{path}?{query}" if query else path


def go_to(path: str, filters: Filters) -> Response:
    """Send the browser on."""
    return RedirectResponse(make_address(path, filters), 303)


def go_to_change(change_id: str, filters: Filters) -> Response:
    """Send the browser on to a change."""
    return go_to(f"/changes/{quote(change_id, safe='')}", filters)


def _load_static() -> dict[str, tuple[bytes, str, str]]:
    """Our style sheet, script and icon: content, a hash for the address, media type."""
    folder = package_files("extract.review.pages") / "static"
    contents = {entry.name: entry.read_bytes() for entry in folder.iterdir()}
    contents["review.css"] = load_style("extract.review.pages", "review.css").encode()
    return {
        name: (content, sha256(content).hexdigest()[:12], _MEDIA_TYPES[name.rpartition(".")[2]])
        for name, content in contents.items()
    }
