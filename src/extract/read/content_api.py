"""GOV.UK Content API answers: a page as JSON, its words as HTML in `details.body` or in one body for each part.

The form is that of https://content-api.publishing.service.gov.uk: title, dates, language and address are fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

from extract.data import Vocabulary
from extract.errors import PageError
from extract.model import Document, PrintedDate, Problem
from extract.read.html import read_markup
from extract.values.wording import fold_wording

_DATES = ("public_updated_at", "first_published_at")
_IDENTIFIED = frozenset(("base_path", "content_id"))
_HEADING = re.compile(r"<h([1-6])[\s>]", re.IGNORECASE)
_SITE = "https://www.gov.uk"


def read_content_api(
    text: str, vocabulary: Vocabulary, *, name: str = "page", problems: tuple[Problem, ...] = ()
) -> Document | None:
    """Read a Content API answer; None when the text is no JSON at all.

    The text is that of the HTML in `details.body`; of parts, theirs joined, each under its title.

    Raises:
        PageError: The text is JSON of another form, or an answer that holds no words.

    >>> from extract.data import load_vocabulary
    >>> page = '{"base_path": "/plan", "title": "Plan", "details": {"body": "<p>We will <b>act</b>.</p>"}}'
    >>> document = read_content_api(page, load_vocabulary())
    >>> document.text, document.title, document.url, document.media_type
    ('We will act.', 'Plan', 'https://www.gov.uk/plan', 'application/json')
    """
    content = _load(text, name)
    if content is None:
        return None
    details = content.get("details") if isinstance(content, Mapping) else None
    if not isinstance(content, Mapping) or not isinstance(details, Mapping) or not _IDENTIFIED & set(content):
        raise PageError(f"{name}: this is JSON, and not a page of the GOV.UK Content API; save the page as HTML")
    markup = "\n".join(_read_bodies(details))
    if not markup.strip():
        raise PageError(f"{name}: the Content API answer has no text in details.body or details.parts")
    document = read_markup(markup, vocabulary, name=name)
    return replace(
        document,
        media_type="application/json",
        title=_words(content.get("title")) or document.title,
        language=_words(content.get("locale")),
        url=_find_url(content),
        dates=(*document.dates, *_read_dates(content)),
        problems=problems,
    )


def _load(text: str, name: str) -> object:
    try:
        content: object = json.loads(text)
    except RecursionError as error:
        raise PageError(f"{name}: JSON too deep to be read", code="too_large") from error
    except ValueError:
        return None
    return content


def _read_bodies(details: Mapping[str, Any]) -> Iterator[str]:
    """The HTML of the body, then of every part, headed by the part's title where its body does not begin with it."""
    yield _find_markup(details.get("body"))
    parts = details.get("parts")
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, Mapping):
            title, body = _words(part.get("title")) or "", _find_markup(part.get("body"))
            printed = fold_wording(title) in fold_wording(body[: 2 * len(title) + 200])
            level = _level_above(body)
            yield body if printed or not title else f"<h{level}>{escape(title)}</h{level}>\n{body}"


def _level_above(body: str) -> int:
    """The level of a part's title: over the headings of its body, of which there may be none."""
    return max(1, min((int(found[1]) for found in _HEADING.finditer(body)), default=3) - 1)


def _find_markup(body: object) -> str:
    """The HTML of a body: a string, or a list of the same words in several forms."""
    if isinstance(body, str):
        return body
    forms = [form for form in body if isinstance(form, Mapping)] if isinstance(body, list) else []
    html = (form.get("content") for form in forms if form.get("content_type") == "text/html")
    return _words(next(html, None)) or ""


def _words(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _find_url(content: Mapping[str, Any]) -> str | None:
    base_path = _words(content.get("base_path"))
    return _words(content.get("web_url")) or (f"{_SITE}{base_path}" if base_path else None)


def _read_dates(content: Mapping[str, Any]) -> Iterator[PrintedDate]:
    for field in _DATES:
        try:
            yield PrintedDate(field, date.fromisoformat((_words(content.get(field)) or "")[:10]), "day")
        except ValueError:
            continue
