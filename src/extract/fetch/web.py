"""One page from the web, politely: asked for by robots' rules, in its host's pace, within limits of size and time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urljoin

from protego import Protego

from extract.errors import FetchError
from extract.fetch.exchange import Answer, Terms, ask
from extract.fetch.reach import Place, Resolve, parse_place

_NAME = "progress-extract"
# RFC 9309, 2.3.1.2, follows five redirects for robots.txt; browsers follow twenty for a page.
_MOST_REDIRECTS = 10
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# Whoever asks for longer pauses than this does not want to be asked by a program.
_LONGEST_PAUSE = 120.0
# RFC 9309, 2.5: at least 500 KiB of robots.txt are read.
_LARGEST_ROBOTS = 512 * 1024
_ACCEPT = "text/html, application/json;q=0.9, */*;q=0.5"
_KEPT_HEADERS = ("content-type", "content-language", "content-encoding", "etag", "last-modified", "date")


@dataclass(frozen=True, slots=True)
class Manners:
    """How the web is asked.

    largest: how many bytes a page may have.
    pause: seconds between two requests to one host, unless its robots.txt asks for more.
    seconds: how long one request may take, repetitions among them.
    private_hosts: hosts that may be on this machine or in its own network.
    contact: an address or page at which the publisher finds who asks; sent along as part of the User-Agent.
    resolve: how names are looked up; None for the system's way.
    """

    largest: int
    pause: float = 1.0
    seconds: float = 60.0
    private_hosts: frozenset[str] = frozenset()
    contact: str | None = None
    resolve: Resolve | None = None

    @property
    def agent(self) -> str:
        """The User-Agent.

        >>> Manners(1_000_000, contact="data@example.org").agent.partition("/")[0]
        'progress-extract'
        """
        return f"{_NAME}/{version(_NAME)}" + (f" ({self.contact})" if self.contact else "")


@dataclass(frozen=True, slots=True)
class Known:
    """What the server said about a page when it was fetched before, so that it can be asked for only if it changed."""

    address: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The conditions as request headers (RFC 9110, 13.1).

        >>> Known("https://www.gov.wales/plan", etag='"1a"').headers
        {'If-None-Match': '"1a"'}
        """
        conditions = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in conditions.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it was served, its content encoding undone and nothing else.

    address: that answered, after redirects; time: when, UTC; headers: those worth keeping, by lower-case name.
    """

    address: str
    time: datetime
    data: bytes
    media_type: str | None
    headers: Mapping[str, str] = field(default_factory=dict)


class Web:
    """A polite reader of the web; one for a whole command, since it remembers whom it asked what, and when."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._robots: dict[str, Protego] = {}
        self._free_at: dict[str, float] = {}

    def fetch(self, address: str, known: Known | None = None) -> Fetched | None:
        """Fetch a page.

        Args:
            known: What is known from the last time; where the server says that nothing changed, the answer is None.

        Raises:
            FetchError: It cannot be had, is more than the limits allow, or robots.txt or its address forbids it.
        """
        place, answer = self._follow(address, known, from_robots=False)
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        _expect_ok(place, answer)
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower() or None
        kept = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        return Fetched(place.address, datetime.now(UTC), answer.data, media_type, kept)

    def _follow(self, address: str, known: Known | None, *, from_robots: bool) -> tuple[Place, Answer]:
        """The first answer that is no redirect, and where it came from."""
        seen: list[str] = []
        place = parse_place(address)
        while True:
            if place.address in seen:
                raise FetchError(f"{address}: redirects lead in a circle, back to {place.address}")
            if len(seen) > _MOST_REDIRECTS:
                raise FetchError(f"{address}: more than {_MOST_REDIRECTS} redirects, the last to {place.address}")
            seen.append(place.address)
            pause = self._manners.pause if from_robots else self._heed_robots(place)
            answer = self._ask(place, pause, known, _LARGEST_ROBOTS if from_robots else self._manners.largest)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return place, answer
            place = parse_place(urljoin(place.address, target))

    def _ask(self, place: Place, pause: float, known: Known | None, largest: int) -> Answer:
        headers = {"User-Agent": self._manners.agent, "Accept": _ACCEPT}
        if known is not None and known.address == place.address:
            headers |= known.headers
        terms = Terms(self._manners.seconds, largest, self._manners.private_hosts, self._manners.resolve)
        time.sleep(max(0.0, self._free_at.get(place.host, 0.0) - time.monotonic()))
        try:
            return ask(place, headers, terms)
        finally:
            self._free_at[place.host] = time.monotonic() + pause

    def _heed_robots(self, place: Place) -> float:
        """The pause that robots.txt asks for between two requests, in seconds, at least our own.

        Raises:
            FetchError: It forbids this page, cannot be asked (RFC 9309, 2.3.1.4: then all is forbidden), or
                asks for a pause that no program would wait.
        """
        if place.site not in self._robots:
            self._robots[place.site] = self._read_robots(place)
        robots = self._robots[place.site]
        if not robots.can_fetch(place.address, self._manners.agent):
            raise FetchError(f"{place.address}: the site's robots.txt does not allow this page to be fetched")
        pause = max(self._manners.pause, robots.crawl_delay(self._manners.agent) or 0.0)
        if pause > max(_LONGEST_PAUSE, self._manners.pause):
            raise FetchError(f"{place.address}: the site's robots.txt asks for a pause of {pause:g} s between pages")
        return pause

    def _read_robots(self, place: Place) -> Protego:
        where, answer = self._follow(f"{place.site}/robots.txt", None, from_robots=True)
        if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            return Protego.parse("")
        _expect_ok(where, answer)
        return Protego.parse(answer.data.decode("utf-8", "replace"))


def _expect_ok(place: Place, answer: Answer) -> None:
    if answer.status != HTTPStatus.OK:
        raise FetchError(f"{place.address}: the server answered {_name_status(answer.status)}")


def _name_status(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
