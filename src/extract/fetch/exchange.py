"""One request and its answer: to a checked address, repeated where that may help, within limits of size and time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Retry, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse

from extract.errors import FetchError
from extract.fetch.reach import Place, Resolve, find_addresses

_PIECE = 64 * 1024
# How long a connection may be silent, in seconds.
_LONGEST_SILENCE = 20.0
# A server that is busy is asked again after half a second, one, two: in the end it is left alone.
_REPETITIONS = Retry(
    total=3,
    backoff_factor=0.5,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=("GET",),
)
_REASONS: Mapping[type[HTTPError], str] = {
    NewConnectionError: "no connection; nobody answers there",
    ConnectTimeoutError: "no connection in time",
    ReadTimeoutError: "the server fell silent",
    SSLError: "the server does not prove to be the one of that name, or its encryption is not accepted",
    DecodeError: "the content encoding of the page is broken",
    ProtocolError: "the answer broke off",
}
_ENCODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))


@dataclass(frozen=True, slots=True)
class Terms:
    """The limits of one request: seconds in all, repetitions among them; bytes of the page; where it may lead."""

    seconds: float
    largest: int
    private_hosts: Collection[str] = ()
    resolve: Resolve | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: headers by lower-case name, the body with its content encoding undone."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def ask(place: Place, headers: Mapping[str, str], terms: Terms) -> Answer:
    """Ask for a page once, and again where the server is busy or the line broke.

    Redirects are not followed: each has an address of its own to be checked.

    Raises:
        FetchError: There is no answer within the limits.
    """
    addresses = find_addresses(place, private_hosts=terms.private_hosts, resolve=terms.resolve)
    repetitions = _REPETITIONS
    with _Watch(terms.seconds) as watch:
        while True:
            outcome = _ask_once(place, addresses, headers, terms, watch)
            # First: an answer of which the line was cut may look whole.
            if watch.is_over:
                raise _give_up(place, terms)
            if isinstance(outcome, Answer):
                return outcome
            try:
                repetitions = repetitions.increment("GET", place.target)
            except MaxRetryError as end:
                raise FetchError(f"{place.address}: {outcome.reason}") from end
            pause = outcome.wait or repetitions.get_backoff_time()
            if pause > watch.left:
                raise _give_up(place, terms, outcome.wait)
            time.sleep(pause)


def _give_up(place: Place, terms: Terms, asked_for: float | None = None) -> FetchError:
    if asked_for is None:
        return FetchError(f"{place.address}: not there after {terms.seconds:g} s; it was given up")
    return FetchError(
        f"{place.address}: the server asks to be asked again in {asked_for:g} s, and {terms.seconds:g} s were allowed"
    )


@dataclass(frozen=True, slots=True)
class _Setback:
    """Why there was no answer, where asking again may help. wait: seconds that the server asks for, if it does."""

    reason: str
    wait: float | None = None


def _ask_once(
    place: Place, addresses: Collection[str], headers: Mapping[str, str], terms: Terms, watch: _Watch
) -> Answer | _Setback:
    try:
        with closing(_open(place, addresses, headers, watch)) as response:
            if _REPETITIONS.is_retry("GET", response.status, "Retry-After" in response.headers):
                return _Setback(f"the server answered {response.status}", _read_wait(response))
            known = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, known, _read_body(place, response, terms.largest))
    except (SSLError, DecodeError) as error:
        if watch.is_over:
            return _Setback("too late")
        raise FetchError(f"{place.address}: {_say(error)}") from error
    except HTTPError as error:
        return _Setback(_say(error))


def _say(error: HTTPError) -> str:
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return reason
    return " ".join(str(error).split())


def _read_wait(response: BaseHTTPResponse) -> float | None:
    try:
        return _REPETITIONS.get_retry_after(response)
    except InvalidHeader:
        return None


def _open(place: Place, addresses: Collection[str], headers: Mapping[str, str], watch: _Watch) -> BaseHTTPResponse:
    """The answer of the first address that can be reached, its body still to be read."""
    failure: HTTPError | None = None
    for address in addresses:
        try:
            return _make_pool(place, address, watch).urlopen(
                "GET",
                place.target,
                headers={**headers, "Host": place.host_header, "Accept-Encoding": "gzip, deflate"},
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
            )
        except (NewConnectionError, ConnectTimeoutError) as error:
            failure = error
    assert failure is not None, "a host has at least one address"
    raise failure


def _make_pool(place: Place, address: str, watch: _Watch) -> HTTPConnectionPool:
    """Connections to one address; over TLS to whoever proves to be the host of that name."""
    silence = min(_LONGEST_SILENCE, watch.seconds)
    timeout = Timeout(connect=silence, read=silence)
    if place.scheme == "http":
        return _watched(HTTPConnectionPool(address, place.port, timeout=timeout), HTTPConnection, watch)
    pool = HTTPSConnectionPool(
        address, place.port, timeout=timeout, server_hostname=place.host, assert_hostname=place.host
    )
    return _watched(pool, HTTPSConnection, watch)


def _watched(pool: HTTPConnectionPool, kind: type[HTTPConnection], watch: _Watch) -> HTTPConnectionPool:
    class WatchedConnection(kind):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            super().connect()
            watch.add(self.sock)

    pool.ConnectionCls = WatchedConnection
    return pool


class _Watch:
    """Cuts the lines of a request when its time is over, whatever they are doing.

    Time limits of sockets are for one silence each; a server that sends a byte now and then never breaks one.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.is_over = False
        self._end = time.monotonic() + seconds
        self._lines: list[socket.socket] = []
        self._alarm = threading.Timer(seconds, self._cut)
        self._alarm.daemon = True

    @property
    def left(self) -> float:
        return self._end - time.monotonic()

    def add(self, line: socket.socket) -> None:
        self._lines.append(line)

    def _cut(self) -> None:
        self.is_over = True
        for line in self._lines:
            # That of TLS would wait for the other side; a line may be closed by now.
            with suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._alarm.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._alarm.cancel()


def _read_body(place: Place, response: BaseHTTPResponse, largest: int) -> bytes:
    encodings = {name.strip().lower() for name in response.headers.get("Content-Encoding", "").split(",")}
    if encodings - _ENCODINGS:
        raise FetchError(f"{place.address}: served in the content encoding {response.headers['Content-Encoding']!r}")
    body = bytearray()
    for piece in response.stream(_PIECE, decode_content=True):
        body += piece
        if len(body) > largest:
            raise FetchError(f"{place.address}: more than {largest:,} bytes; it was given up")
    return bytes(body)
