"""A web site on loopback: what it serves, and what it was asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Reply:
    """An answer. The length is that of the body unless the headers name another."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: HTML)


# What a site answers under a path: a reply, or a function that writes on the line itself.
Answer = Reply | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A running site. asked: the path and headers of every request, in order."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, without those of robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def serve(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        """Serve a body under a path; answers the path's address. `content_type="..."` sets Content-Type."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.answers[path] = Reply(body.encode() if isinstance(body, str) else body, status, {**HTML, **named})
        return f"{self.address}{path}"

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        return self.serve(path, b"", status, location=target)


def _make_handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers))
            answer = site.answers.get(self.path, Reply(b"nothing here", 404))
            if callable(answer):
                # Whoever asks may hang up before the end.
                with suppress(ConnectionError):
                    answer(self)
                self.close_connection = True
                return
            if _is_known(self.headers, answer.headers):
                answer = Reply(b"", 304, {})
            self.send_response(answer.status)
            lengths = {} if "Content-Length" in answer.headers else {"Content-Length": str(len(answer.body))}
            for name, value in {**answer.headers, **lengths}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing on the test's screen."""

    return Handler


def _is_known(asked: Message, served: Mapping[str, str]) -> bool:
    """Whether the conditions of a request say that the asker has what would be served."""
    if asked["If-None-Match"] is not None:
        return asked["If-None-Match"] == served.get("Etag")
    return asked["If-Modified-Since"] is not None and asked["If-Modified-Since"] == served.get("Last-Modified")


@contextmanager
def run_site(certificate: Path | None = None) -> Iterator[Site]:
    """A site on a free port of loopback, for as long as the block lasts; over TLS where it has a certificate."""
    site = Site(0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(site))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
