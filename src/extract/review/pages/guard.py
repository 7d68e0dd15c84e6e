"""Who may speak to the server: the right host, pages of its own, and browsers that were let in."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import compare_digest, token_urlsafe

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A request is a form with a note in it, not a film.
_LARGEST_BODY = 1_000_000
_MOST_TRIES = 20
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The origin must be sent along with forms of our own; it is not told to others.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(slots=True)
class Session:
    """A browser that was let in: its form token, who sits there, what to say to them on the next page.

    run: the run_id of the tables that it was shown last.
    """

    form_token: str = field(default_factory=token_urlsafe)
    reviewer: str = ""
    said: str = ""
    said_act: int | None = None
    run: str = ""


class Door:
    """Lets browsers in: by a token that opens once, or by a password where one is set."""

    def __init__(self, *, password: str | None = None) -> None:
        self.password = password
        self._tokens: set[str] = set()
        self._sessions: dict[str, Session] = {}
        self._failures = 0

    def make_token(self) -> str:
        """A token that lets one browser in, once."""
        token = token_urlsafe()
        self._tokens.add(token)
        return token

    def enter(self, *, token: str = "", password: str = "") -> str | None:
        """The session id for a right token or password; None for a wrong one.

        After some wrong ones nobody is let in until the program is started again.
        """
        if self._failures >= _MOST_TRIES:
            return None
        spent = next((one for one in self._tokens if token and compare_digest(one.encode(), token.encode())), None)
        known = self.password is not None and compare_digest(self.password.encode(), password.encode())
        if spent is None and not known:
            self._failures += 1
            return None
        self._tokens.discard(spent or "")
        session_id = token_urlsafe()
        self._sessions[session_id] = Session()
        return session_id

    def find(self, session_id: str | None) -> Session | None:
        """The session of a cookie."""
        return self._sessions.get(session_id or "")


class Guard:
    """Refuses what does not come to one of our names or, where it changes something, from a page of ours.

    A page of another site can make a browser send requests here (cross-site request forgery), or point its own name
    to this address (DNS rebinding); the first has another Origin, the second another Host.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._find_fault(scope["method"], Headers(scope=scope))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        answer = PlainTextResponse(f"Refused: {refused}.\n", 403) if refused else self.app
        await answer(scope, receive, send_guarded)

    def _find_fault(self, method: str, headers: Headers) -> str | None:
        if headers.get("host") not in self.hosts:
            return "the address of this request is not one of this program's"
        if method in ("GET", "HEAD"):
            return None
        if headers.get("origin") != f"http://{headers['host']}":
            return "this form is not from a page of this program"
        if not headers.get("content-length", "").isdigit() or int(headers["content-length"]) > _LARGEST_BODY:
            return "the form is too large"
        return None
