"""Pages from servers that are busy, slow, endless, broken or hostile, over real connections."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from extract.errors import FetchError
from extract.fetch import Fetched, Known, Manners, Web
from extract.fetch.reach import Resolve
from tests.fetch.site import Reply, Site, run_site

LARGEST = 200_000
PAGE = "<h1>Forest plan</h1><p>£2.5 million</p>".encode()


def make_web(*, seconds: float = 20.0, hosts: tuple[str, ...] = ("127.0.0.1",), resolve: Resolve | None = None) -> Web:
    return Web(Manners(LARGEST, 0.0, seconds, frozenset(hosts), "tests@example.org", resolve))


def refuse(address: str, web: Web | None = None) -> str:
    """What is said about a page that is not to be had, without its address."""
    with pytest.raises(FetchError) as caught:
        (web or make_web()).fetch(address)
    return str(caught.value).partition(": ")[2]


# ---------------------------------------------------------------- what is served is what is had


def test_a_page_comes_as_it_is_served(site: Site) -> None:
    address = site.serve("/plan?part=1", PAGE, etag='"1a"', last_modified="Wed, 24 Mar 2021 10:15:00 GMT")
    fetched = make_web().fetch(f"{address}#top")
    assert fetched is not None
    assert (fetched.data, fetched.media_type, fetched.address) == (PAGE, "text/html", address)
    assert fetched.headers["etag"] == '"1a"'
    assert fetched.headers["last-modified"] == "Wed, 24 Mar 2021 10:15:00 GMT"
    assert fetched.headers["content-type"] == "text/html; charset=utf-8"


def test_who_asks_says_so(site: Site) -> None:
    make_web().fetch(site.serve("/plan", PAGE))
    (_, robots), (_, page) = site.asked
    for headers in (robots, page):
        assert headers["User-Agent"].startswith("progress-extract/")
        assert headers["User-Agent"].endswith(" (tests@example.org)")
        assert headers["Host"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_page_is_unpacked(site: Site, encoding: str, pack: object) -> None:
    assert callable(pack)
    fetched = make_web().fetch(site.serve("/plan", pack(PAGE), content_encoding=encoding))
    assert fetched is not None
    assert fetched.data == PAGE


def test_a_page_in_chunks(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for piece in (PAGE[:10], PAGE[10:]):
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    site.answers["/plan"] = answer
    fetched = make_web().fetch(f"{site.address}/plan")
    assert fetched is not None
    assert (fetched.data, fetched.media_type) == (PAGE, None)


@pytest.mark.parametrize(
    "known", [{"etag": '"1a"'}, {"last_modified": "Wed, 24 Mar 2021 10:15:00 GMT"}], ids=["etag", "time"]
)
def test_an_unchanged_page_is_not_sent_again(site: Site, known: dict[str, str]) -> None:
    address = site.serve("/plan", PAGE, etag='"1a"', last_modified="Wed, 24 Mar 2021 10:15:00 GMT")
    assert make_web().fetch(address, Known(address, **known)) is None
    site.serve("/plan", PAGE + b"!", etag='"1b"', last_modified="Thu, 25 Mar 2021 10:15:00 GMT")
    fetched = make_web().fetch(address, Known(address, **known))
    assert fetched is not None
    assert fetched.data == PAGE + b"!"


# ---------------------------------------------------------------- redirects


def test_redirects_are_followed(site: Site, other_site: Site) -> None:
    page = other_site.serve("/plans/river", PAGE)
    site.redirect("/old", "/new", 301)
    site.redirect("/new", page, 307)
    fetched = make_web().fetch(f"{site.address}/old")
    assert fetched is not None
    assert (fetched.address, fetched.data) == (page, PAGE)


def test_what_is_known_of_a_page_is_told_to_nobody_else(site: Site) -> None:
    page = site.serve("/new", PAGE, etag='"1a"')
    address = site.redirect("/old", "/new")
    assert make_web().fetch(address, Known(page, etag='"1a"')) is None
    conditions = {path: headers["If-None-Match"] for path, headers in site.asked}
    assert conditions == {"/robots.txt": None, "/old": None, "/new": '"1a"'}


def test_redirects_in_a_circle(site: Site) -> None:
    address = site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert refuse(address) == f"redirects lead in a circle, back to {address}"
    assert site.paths == ["/a", "/b"]


def test_redirects_without_end(site: Site) -> None:
    for number in range(50):
        site.redirect(f"/{number}", f"/{number + 1}")
    assert refuse(f"{site.address}/0").startswith("more than 10 redirects, the last to ")
    assert len(site.paths) == 11


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/plan", "javascript:alert(1)", "gopher://x"])
def test_redirects_lead_to_the_web_only(site: Site, target: str) -> None:
    assert refuse(site.redirect("/plan", target)) == ("only addresses that begin with http:// or https:// are fetched")


def test_a_redirect_to_a_private_address_is_not_followed(site: Site, other_site: Site) -> None:
    """The first host may be private, the second was not named."""
    target = f"http://localhost:{other_site.port}/plan"
    assert refuse(site.redirect("/plan", target)).endswith("not a public address; --private-host localhost allows it")
    assert other_site.asked == []


# ---------------------------------------------------------------- where a name leads


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "2130706433", "0x7f.1", "[::1]", "127.1"])
def test_this_machine_is_not_asked(site: Site, host: str) -> None:
    said = refuse(f"http://{host}:{site.port}/plan", make_web(hosts=()))
    assert "is not a public address" in said or "there is no host" in said
    assert site.asked == []


@pytest.mark.parametrize(
    "found", [["10.0.0.7"], ["93.184.215.14", "192.168.1.1"], ["169.254.169.254"], ["fd00::1"], ["::ffff:127.0.0.1"]]
)
def test_one_private_address_among_those_of_a_name_is_enough(found: list[str]) -> None:
    said = refuse("http://plans.example/plan", make_web(resolve=lambda _host, _port: found))
    assert "is not a public address" in said


def test_a_name_is_looked_up_once_for_every_request(site: Site) -> None:
    """Who answered "public" when the name was checked cannot answer "loopback" when it is connected to."""
    looked_up: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    # The system knows no such name: only the address that was checked can have been connected to.
    web = make_web(hosts=("plans.invalid",), resolve=resolve)
    site.serve("/plan", PAGE)
    fetched = web.fetch(f"http://plans.invalid:{site.port}/plan")
    assert fetched is not None
    assert fetched.data == PAGE
    assert looked_up == ["plans.invalid"] * 2, "once for robots.txt, once for the page"
    assert site.asked[1][1]["Host"] == f"plans.invalid:{site.port}"


def test_the_next_address_of_a_name_is_tried(site: Site) -> None:
    site.serve("/plan", PAGE)
    # Nobody listens on 127.0.0.2 at that port.
    web = make_web(hosts=("plans.invalid",), resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
    fetched = web.fetch(f"http://plans.invalid:{site.port}/plan")
    assert fetched is not None
    assert fetched.data == PAGE


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://www.gov.wales/plan", "only addresses that begin with http:// or https:// are fetched"),
        ("http:///plan", "only addresses that begin with http:// or https:// are fetched"),
        ("http://[::1/plan", "this is not an address"),
        ("http://plans.invalid/plan", "there is no host 'plans.invalid'"),
    ],
)
def test_what_is_no_address_is_said(address: str, reason: str) -> None:
    assert refuse(address) == reason


def test_passwords_are_not_kept() -> None:
    with pytest.raises(FetchError) as caught:
        make_web().fetch("http://reader:secret@www.gov.wales/plan")
    assert "secret" not in str(caught.value)


# ---------------------------------------------------------------- servers that are busy or broken


def test_a_busy_server_is_asked_again(site: Site) -> None:
    waits = iter(["1", "0"])

    def answer(handler: BaseHTTPRequestHandler) -> None:
        wait = next(waits, None)
        body = PAGE if wait is None else b""
        handler.send_response(200 if wait is None else 429)
        if wait is not None:
            handler.send_header("Retry-After", wait)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    site.answers["/plan"] = answer
    fetched = make_web().fetch(f"{site.address}/plan")
    assert fetched is not None
    assert fetched.data == PAGE
    assert site.paths == ["/plan"] * 3


def test_a_server_that_stays_busy_is_left_alone(site: Site) -> None:
    address = site.serve("/plan", b"", 429, retry_after="0")
    assert refuse(address) == "the server answered 429"
    assert site.paths == ["/plan"] * 4


def test_a_server_that_asks_for_an_hour_is_left_alone(site: Site) -> None:
    address = site.serve("/plan", b"", 503, retry_after="3600")
    assert refuse(address) == "the server asks to be asked again in 3600 s, and 20 s were allowed"
    assert site.paths == ["/plan"]


@pytest.mark.parametrize(("status", "said"), [(404, "404 (Not Found)"), (403, "403 (Forbidden)"), (299, "299")])
def test_another_answer_is_no_page(site: Site, status: int, said: str) -> None:
    assert refuse(site.serve("/plan", PAGE, status)) == f"the server answered {said}"
    assert site.paths == ["/plan"]


def test_an_answer_that_breaks_off_is_asked_for_again(site: Site) -> None:
    answers: list[Reply] = [Reply(PAGE, headers={"Content-Length": str(len(PAGE) + 10)}), Reply(PAGE)]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply = answers.pop(0)
        handler.send_response(200)
        handler.send_header("Content-Length", reply.headers.get("Content-Length", str(len(PAGE))))
        handler.end_headers()
        handler.wfile.write(PAGE)

    site.answers["/plan"] = answer
    fetched = make_web().fetch(f"{site.address}/plan")
    assert fetched is not None
    assert fetched.data == PAGE


def test_a_page_that_always_breaks_off_is_not_had(site: Site) -> None:
    address = site.serve("/plan", PAGE, content_length=str(len(PAGE) + 10))
    assert refuse(address) == "the answer broke off"
    assert site.paths == ["/plan"] * 4


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert refuse(f"http://127.0.0.1:{port}/plan") == "no connection; nobody answers there"


def test_a_broken_content_encoding(site: Site) -> None:
    address = site.serve("/plan", b"this is not packed", content_encoding="gzip")
    assert refuse(address) == "the content encoding of the page is broken"


def test_a_content_encoding_that_nobody_asked_for(site: Site) -> None:
    address = site.serve("/plan", PAGE, content_encoding="br")
    assert refuse(address) == "served in the content encoding 'br'"


# ---------------------------------------------------------------- limits


def send_for_ever(handler: BaseHTTPRequestHandler, piece: bytes, gone: threading.Event, pause: float = 0.0) -> None:
    """Write the same piece until the other side hangs up."""
    while not gone.wait(pause):
        handler.wfile.write(piece)


@pytest.fixture
def gone() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_a_page_without_end(site: Site, gone: threading.Event) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        send_for_ever(handler, b"<p>more</p>" * 1000, gone)

    site.answers["/plan"] = answer
    assert refuse(f"{site.address}/plan") == f"more than {LARGEST:,} bytes; it was given up"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_page_that_unpacks_to_more_than_a_page_may_have(site: Site, chunked: bool) -> None:
    bomb = gzip.compress(bytes(500 * LARGEST))

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(bomb)))))
        handler.end_headers()
        handler.wfile.write(f"{len(bomb):x}\r\n".encode() + bomb + b"\r\n0\r\n\r\n" if chunked else bomb)

    site.answers["/plan"] = answer
    assert refuse(f"{site.address}/plan") == f"more than {LARGEST:,} bytes; it was given up"


def test_a_body_that_drips(site: Site, gone: threading.Event) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        send_for_ever(handler, b"x", gone, 0.02)

    site.answers["/plan"] = answer
    assert refuse(f"{site.address}/plan", make_web(seconds=0.5)) == "not there after 0.5 s; it was given up"


def test_headers_that_drip(site: Site, gone: threading.Event) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        send_for_ever(handler, b"x", gone, 0.02)

    site.answers["/plan"] = answer
    assert refuse(f"{site.address}/plan", make_web(seconds=0.5)) == "not there after 0.5 s; it was given up"


def test_a_server_that_says_nothing(site: Site, gone: threading.Event) -> None:
    site.answers["/plan"] = lambda _handler: void(gone.wait(60))
    assert refuse(f"{site.address}/plan", make_web(seconds=0.5)) == "not there after 0.5 s; it was given up"


def void(_value: object) -> None:
    """A handler answers nothing."""


# ---------------------------------------------------------------- robots.txt


def test_what_robots_txt_forbids_is_not_asked_for(site: Site) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /drafts/\nAllow: /\n", content_type="text/plain")
    draft, plan = site.serve("/drafts/plan", PAGE), site.serve("/plan", PAGE)
    web = make_web()
    assert refuse(draft, web) == "the site's robots.txt does not allow this page to be fetched"
    assert web.fetch(plan) is not None
    assert [path for path, _ in site.asked] == ["/robots.txt", "/plan"]


def test_robots_txt_may_name_us(site: Site) -> None:
    site.serve("/robots.txt", "User-agent: progress-extract\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert refuse(site.serve("/plan", PAGE)) == "the site's robots.txt does not allow this page to be fetched"


def test_a_redirect_does_not_lead_around_robots_txt(site: Site, other_site: Site) -> None:
    other_site.serve("/robots.txt", "User-agent: *\nDisallow: /\n")
    assert "robots.txt does not allow" in refuse(site.redirect("/plan", other_site.serve("/plan", PAGE)))
    assert other_site.paths == []


def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(site: Site) -> None:
    site.serve("/robots.txt", b"", 500, retry_after="0")
    assert refuse(site.serve("/plan", PAGE)) == "the server answered 500"
    assert site.paths == []


def test_a_site_that_wants_to_be_left_alone_for_hours(site: Site) -> None:
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 86400\n")
    assert refuse(site.serve("/plan", PAGE)) == "the site's robots.txt asks for a pause of 86400 s between pages"


def test_pages_are_asked_for_in_the_pace_that_robots_txt_sets(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("extract.fetch.web.time.sleep", waited.append)
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 60\n")
    web = make_web()
    for number in range(3):
        web.fetch(site.serve(f"/{number}", PAGE))
    assert [wait > 50 for wait in waited if wait] == [True, True]


# ---------------------------------------------------------------- TLS


# For plans.invalid alone, until 2126, signed by itself.
CERTIFICATE = Path(__file__).with_name("plans.invalid.pem")


def ask_secure(host: str) -> Fetched | None:
    with run_site(CERTIFICATE) as site:
        site.serve("/plan", PAGE)
        web = make_web(hosts=(host,), resolve=lambda _host, _port: ["127.0.0.1"])
        return web.fetch(f"https://{host}:{site.port}/plan")


def test_a_secure_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    fetched = ask_secure("plans.invalid")
    assert fetched is not None
    assert fetched.data == PAGE


def test_a_server_must_prove_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "the server does not prove to be the one of that name, or its encryption is not accepted"
    with pytest.raises(FetchError, match=said):
        ask_secure("plans.invalid")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with pytest.raises(FetchError, match=said):
        ask_secure("other.invalid")
