"""All pages of one edition: mostly one, sometimes as many as its own links name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html

from extract.errors import FetchError
from extract.fetch.places import Places
from extract.fetch.web import Fetched, Known, Web

# What is read, and the ending of its file's name.
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    None: ".html",
}
# An edition of more pages than this is a site that counts its pages some other way.
_MOST_PAGES = 200


@dataclass(frozen=True, slots=True)
class ServedPage:
    """A page of an edition as it was served. address: what a reader would open; ending: of its file's name."""

    address: str
    fetched: Fetched
    ending: str


def fetch_edition(
    web: Web, address: str, places: Places, known: Mapping[str, Known] | None = None
) -> tuple[ServedPage, ...] | None:
    """Fetch the page at an address and, where it is one of several, the others that it links to.

    Args:
        known: What is known of the pages of this edition from the last time, by their addresses.

    Returns:
        In the order of their numbers; None where the server says of every page that is known that nothing changed.

    Raises:
        FetchError: One of them cannot be had, or is of a kind that is not read.
    """
    served: dict[str, ServedPage] = {}
    for page, condition in (known or {}).items():
        answer = _fetch(web, page, places, condition)
        if answer is not None:
            served[page] = answer
            break
    if known and not served:
        return None
    return tuple(_follow_parts(web, address, places, served))


def _follow_parts(web: Web, address: str, places: Places, served: dict[str, ServedPage]) -> Iterator[ServedPage]:
    """Fetch a page and the parts that it or they link to, but what is served already."""
    asked = places.find_part(address)
    found: dict[int, str] = {asked.number: address} if asked else {}
    waiting = [address]
    while waiting:
        page = waiting.pop(0)
        if page not in served:
            served[page] = _must(_fetch(web, page, places))
        for number, link in _find_parts(served[page], places):
            if number not in found:
                found[number] = link
                waiting.append(link)
        if len(found) > _MOST_PAGES:
            raise FetchError(f"{address}: links to more than {_MOST_PAGES} pages of itself")
    # The address itself is the first page, unless that has a number too.
    first = [] if asked or min(found, default=0) == 1 else [address]
    for page in (*first, *(found[number] for number in sorted(found))):
        yield served[page]


def _must(page: ServedPage | None) -> ServedPage:
    assert page is not None, "nothing was known of it"
    return page


def _fetch(web: Web, address: str, places: Places, known: Known | None = None) -> ServedPage | None:
    """Fetch one page, from the API behind it where there is one; None where it did not change."""
    fetched = web.fetch(places.find_api(address) or address, known)
    if fetched is None:
        return None
    if fetched.media_type not in _ENDINGS:
        raise FetchError(f"{address}: served as {fetched.media_type}, which is not read; only HTML, text and JSON are")
    return ServedPage(address, fetched, _ENDINGS[fetched.media_type])


def _find_parts(page: ServedPage, places: Places) -> Iterator[tuple[int, str]]:
    """The pages of the same edition to which a page links, with their numbers."""
    own = places.find_part(page.fetched.address)
    whole = own.whole if own else page.fetched.address.rstrip("/")
    for link in _find_links(page):
        part = places.find_part(link)
        if part is not None and part.whole == whole:
            yield part.number, link


def _find_links(page: ServedPage) -> Iterator[str]:
    if page.ending != ".html" or not page.fetched.data.strip():
        return
    try:
        tree = html.document_fromstring(page.fetched.data)
    except etree.ParserError:
        return
    for link in tree.iterfind(".//a[@href]"):
        try:
            yield urljoin(page.fetched.address, link.get("href", "").strip()).partition("#")[0]
        except ValueError:
            # What is no address leads nowhere.
            continue
