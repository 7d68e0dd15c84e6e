"""Bytes to Document. What the bytes are is decided by what is in them, never by a file's name."""

from __future__ import annotations

import re

from extract.data import Vocabulary
from extract.errors import PageError
from extract.model import Document
from extract.read.content_api import read_content_api
from extract.read.decode import decode_page
from extract.read.html import read_html
from extract.read.text import read_text

# A page of this size takes seconds and hundreds of megabytes; no progress page in the survey came near 3 MB.
LARGEST_PAGE = 32 * 1024 * 1024

_REFUSED = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "an office document or other zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document of the old kind"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
)

# A doctype, or any tag that a page has and prose has not.
_MARKUP = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|main|div|table|section|article|h[1-6]|p|ul|ol|tr|dl)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_FENCED = re.compile(rb"^(?:```|~~~).*?^(?:```|~~~)", re.MULTILINE | re.DOTALL)


def read_page(data: bytes, vocabulary: Vocabulary, *, name: str = "page") -> Document:
    """Read one file: HTML, a Content API answer in JSON, or a text copy with pipes, headings and bullets.

    Args:
        data: The bytes as they were published.
        vocabulary: The words by which site furniture and printed dates are known.
        name: What messages call the page.

    Raises:
        PageError: The page is empty, binary, of a kind that is not read, too large or in no known encoding.

    >>> from extract.data import load_vocabulary
    >>> document = read_page(b"<h1>Plan</h1><p>We will <b>act</b>.", load_vocabulary())
    >>> document.text, document.media_type
    ('Plan\\nWe will act.', 'text/html')
    """
    _refuse_what_is_no_page(data, name)
    if _looks_like_json(data):
        page = decode_page(data, is_html=False, name=name)
        document = read_content_api(page.text, vocabulary, name=name, problems=page.problems)
        if document is not None:
            return document
    if _looks_like_html(data):
        return read_html(data, vocabulary, name=name)
    page = decode_page(data, is_html=False, name=name)
    if not page.text.strip():
        raise PageError(f"{name}: the file holds white space only")
    return read_text(page.text, vocabulary, size=len(data), problems=page.problems)


def _refuse_what_is_no_page(data: bytes, name: str) -> None:
    if not data:
        raise PageError(f"{name}: the file is empty")
    if len(data) > LARGEST_PAGE:
        raise PageError(f"{name}: {len(data):,} bytes; a page may have {LARGEST_PAGE:,}", code="too_large")
    head = data[:1024].lstrip()
    for start, kind in _REFUSED:
        if head.startswith(start):
            raise PageError(f"{name}: this is {kind}, which is not read; save the page as HTML or text")


def _looks_like_json(data: bytes) -> bool:
    """Whether the page may be JSON: whoever reads it finds out, since Markdown may begin with a bracket too."""
    return data[:200].replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def _looks_like_html(data: bytes) -> bool:
    """Whether there is a doctype, or at least three tags outside fenced code.

    Markdown may hold a tag or two (`<br>`, `<s>`) in its cells and stays text.
    """
    # Without byte order mark and the other half of UTF-16, tags are ASCII in every encoding of the web.
    head = data[:200_000].replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    if re.match(rb"<(?:!doctype\s+html|html|\?xml)", head, re.IGNORECASE):
        return True
    found = _MARKUP.findall(_FENCED.sub(b"", head))
    return len(found) >= 3 or (bool(found) and head.startswith(b"<"))
