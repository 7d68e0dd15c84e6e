"""The captures of a page that a web archive lists: by its CDX server, or as a Memento TimeMap (RFC 7089)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from extract.errors import FetchError
from extract.fetch.places import Places
from extract.fetch.web import Web

# The columns of a CDX server's lines when it does not name them itself.
_CDX_COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
# What servers call the same columns where they name them.
_SAME = {"url": "original", "mime": "mimetype", "status": "statuscode"}
# What a CDX server says of a capture that was the same as the one before.
_PAGES = frozenset(("text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", ""))
_ANSWERED = frozenset(("200", "-", ""))
# An archive's list may be cut into pages, each naming the next.
_MOST_LISTS = 100
_LINK = re.compile(r"<(?P<target>[^<>]*)>(?P<attributes>(?:\s*;\s*[\w*!-]+\s*=\s*(?:\"[^\"]*\"|[^\s,;\"]+))*)")
_ATTRIBUTE = re.compile(r";\s*(?P<name>[\w*!-]+)\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s,;\"]+))")


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as an archive keeps it. time: when it was captured, UTC; address: where it is served as archived."""

    time: datetime
    address: str
    digest: str | None = None


def list_captures(web: Web, endpoint: str, page: str, places: Places) -> tuple[Capture, ...]:
    """The captures of a page, the earliest first; of captures in a row with one digest the first.

    Args:
        endpoint: A CDX server; or, ending in a slash, what stands before the page's address in that of its TimeMap.

    Raises:
        FetchError: The archive cannot be asked, or its answer is neither kind of list.
    """
    if endpoint.endswith("/"):
        found = list(_read_timemaps(web, endpoint + page, places))
    else:
        found = list(_read_cdx(web, endpoint, page, places))
    return tuple(_drop_repeats(sorted(set(found), key=lambda capture: (capture.time, capture.address))))


def _drop_repeats(captures: Iterable[Capture]) -> Iterator[Capture]:
    last: str | None = None
    for capture in captures:
        if capture.digest is None or capture.digest != last:
            yield capture
        last = capture.digest


def _fetch_text(web: Web, address: str) -> str:
    fetched = web.fetch(address)
    assert fetched is not None, "nothing was known of it"
    return fetched.data.decode("utf-8", "replace")


# ---------------------------------------------------------------- CDX


def _read_cdx(web: Web, endpoint: str, page: str, places: Places) -> Iterator[Capture]:
    text = _fetch_text(web, f"{endpoint}?url={quote(page, safe='')}&output=json")
    for row in _read_rows(endpoint, text):
        timestamp, original = row.get("timestamp", ""), row.get("original", "")
        moment = _read_timestamp(timestamp)
        if moment is None or not original:
            raise FetchError(f"{endpoint}: a line without timestamp or address: {row}")
        if row.get("mimetype", "") not in _PAGES or row.get("statuscode", "") not in _ANSWERED:
            continue
        address = places.find_capture(endpoint, timestamp, original)
        if address is None:
            raise FetchError(f"{endpoint}: where its captures are served is not known; add [[cdx]] to addresses.toml")
        yield Capture(moment, address, row.get("digest") or None)


def _read_rows(endpoint: str, text: str) -> Iterator[dict[str, str]]:
    """The rows of an answer in any of the three forms: one JSON list, JSON by line, or words between spaces.

    >>> [*_read_rows("cdx", '[["timestamp", "original"], ["20210324101500", "http://gov.wales/plan"]]')]
    [{'timestamp': '20210324101500', 'original': 'http://gov.wales/plan'}]
    >>> [*_read_rows("cdx", '{"timestamp": "20210324101500", "url": "http://gov.wales/plan", "status": "200"}')]
    [{'timestamp': '20210324101500', 'original': 'http://gov.wales/plan', 'statuscode': '200'}]
    >>> [*_read_rows("cdx", "wales,gov)/plan 20210324101500 http://gov.wales/plan")]
    [{'urlkey': 'wales,gov)/plan', 'timestamp': '20210324101500', 'original': 'http://gov.wales/plan'}]
    """
    try:
        if text.lstrip().startswith("["):
            head, *rows = json.loads(text) or [[]]
            yield from (dict(zip(head, map(str, row), strict=False)) for row in rows)
            return
        for line in filter(str.strip, text.splitlines()):
            if line.startswith("{"):
                yield {_SAME.get(name, name): str(value) for name, value in json.loads(line).items()}
            else:
                yield dict(zip(_CDX_COLUMNS, line.split(), strict=False))
    except (ValueError, TypeError) as error:
        raise FetchError(f"{endpoint}: the answer is no list of captures: {text[:60]!r}") from error


def _read_timestamp(text: str) -> datetime | None:
    """Fourteen digits, UTC.

    >>> _read_timestamp("20210324101500").isoformat(), _read_timestamp("2021-03-24")
    ('2021-03-24T10:15:00+00:00', None)
    """
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC) if len(text) == 14 else None
    except ValueError:
        return None


# ---------------------------------------------------------------- Memento


@dataclass(frozen=True, slots=True)
class _Link:
    target: str
    relations: frozenset[str]
    time: str | None


def _read_timemaps(web: Web, first: str, places: Places) -> Iterator[Capture]:
    """The mementos of a TimeMap and of those to which it leads on."""
    seen: set[str] = set()
    waiting = [first]
    while waiting:
        address = waiting.pop(0)
        if address in seen or len(seen) >= _MOST_LISTS:
            continue
        seen.add(address)
        links = _read_links(address, _fetch_text(web, address))
        waiting += [link.target for link in links if "timemap" in link.relations]
        for link in links:
            if "memento" in link.relations:
                yield Capture(_read_http_date(address, link), places.find_raw(link.target))


def _read_links(address: str, text: str) -> list[_Link]:
    """The links of an answer in link format (RFC 6690).

    >>> (link,) = _read_links("map", '<http://a/1>; rel="first memento"; datetime="Wed, 24 Mar 2021 10:15:00 GMT",')
    >>> link.target, sorted(link.relations), link.time
    ('http://a/1', ['first', 'memento'], 'Wed, 24 Mar 2021 10:15:00 GMT')
    """
    links = []
    for found in _LINK.finditer(text):
        values = {part["name"]: part["quoted"] or part["bare"] for part in _ATTRIBUTE.finditer(found["attributes"])}
        links.append(_Link(found["target"], frozenset((values.get("rel") or "").split()), values.get("datetime")))
    if not any(link.relations for link in links):
        raise FetchError(f"{address}: the answer is no TimeMap: {text[:60]!r}")
    return links


def _read_http_date(address: str, link: _Link) -> datetime:
    try:
        return parsedate_to_datetime(link.time or "").astimezone(UTC)
    except ValueError as error:
        raise FetchError(f"{address}: the memento {link.target} has no date: {link.time!r}") from error
