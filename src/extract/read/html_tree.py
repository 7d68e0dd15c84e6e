"""HTML to a tree, and what the tree says of the page as a whole: its own part, title, address and metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from extract.errors import PageError
from extract.model import Block, Problem

# libxml2 2.14 names its limits the first way, older versions the others.
_LIMITS = frozenset(("ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY", "ERR_INTERNAL_ERROR"))
_LONGEST_TITLE = 500
# What a browser reads to its end as no markup, or to the end of the page.
_TAKING_THE_REST = ("!--", "script", "style", "textarea", "title", "iframe")
# With the first letter of each apart in both its cases, the matcher sees at a glance that another tag begins here.
_NAMES = "|".join(f"[{name[0]}{name[0].upper()}](?i:{name[1:]})" for name in _TAKING_THE_REST[1:])
_ENDS = re.compile(rf"<(!--|/?(?:{_NAMES}))")


def parse_markup(markup: str, encoded: bytes | None, name: str) -> etree._Element:
    """The root of a page, all that is shown below it.

    Args:
        encoded: The page in UTF-8, where it is at hand.

    Raises:
        PageError: The page has no text, or more than the parser holds (`too_large`).
    """
    parser = etree.HTMLParser(encoding="utf-8")
    data = markup.encode("utf-8", "replace") if encoded is None else encoded
    root = etree.fromstring(data, parser) if markup and not markup.isspace() else None
    # The parser leaves out what is nested too deeply or too long for it, and says so only here.
    for entry in parser.error_log:
        if entry.type_name in _LIMITS:
            raise PageError(f"{name}: too deep or too long to be read whole: {entry.message}", code="too_large")
    if root is None:
        raise PageError(f"{name}: the page shows no text")
    # What stands behind `</html>` is shown too; the parser keeps it as a second page beside the first.
    root.extend(list(root.itersiblings(etree.Element)))
    return root


def note_unfinished(markup: str) -> Iterator[Problem]:
    """A problem for what is begun and never ended, and takes in the rest of the page: nobody sees what stands there."""
    last = {found[1].lower(): found.start() for found in _ENDS.finditer(markup)}
    last["/!--"] = markup.rfind("-->") if "!--" in last else -1
    borders = [(last.get(name, -1), last.get(f"/{name}", -1)) for name in _TAKING_THE_REST]
    for place, end in (*borders, (markup.rfind("<"), markup.rfind(">"))):
        if place > end:
            words = " ".join(markup[place : place + 60].lower().split())
            yield Problem("possibly_truncated", f"the page ends inside what begins with {words!r}")
            return


def find_main(root: etree._Element) -> etree._Element | None:
    """The element that holds the publication, where the page names one that has words."""
    named = {"main-content", "main", "content"}
    candidates = [
        *root.iter("main"),
        *(element for element in root.iter("div", "section", "article") if element.get("role") == "main"),
        *(element for element in root.iter("div", "section", "article") if element.get("id") in named),
    ]
    return next((element for element in candidates if any(map(_has_words, element.itertext()))), None)


def _has_words(text: str | bytes) -> bool:
    return bool(text.strip())


def find_title(root: etree._Element, blocks: tuple[Block, ...], text: str) -> str | None:
    """The first heading of the first level, else the `<title>` up to the site's name, else the first heading."""
    headings = [block for block in blocks if block.kind == "heading"]
    for block in sorted((b for b in headings if b.level == 1), key=lambda b: b.chrome):
        return " ".join(text[block.start : block.end].split())
    title = " ".join((root.findtext("head/title") or "").split())[:_LONGEST_TITLE]
    if title:
        return re.split(r"\s+[|–—]\s+|\s+-\s+(?=[^-]*$)", title)[0]
    return next((" ".join(text[b.start : b.end].split()) for b in headings if not b.chrome), None)


def find_url(root: etree._Element) -> str | None:
    """The address that the page gives as its own."""
    links = (element.get("href") for element in root.iter("link") if element.get("rel") == "canonical")
    named = (element.get("content") for element in root.iter("meta") if element.get("property") == "og:url")
    return next((str(url) for url in (*links, *named) if url and url.startswith("http")), None)


def read_metadata(root: etree._Element) -> dict[str, str]:
    """The page's `<meta>` names and properties in lower case, the first of each."""
    metadata: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or "").lower()
        if key and element.get("content"):
            metadata.setdefault(key, element.get("content", ""))
    return metadata
