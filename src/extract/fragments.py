"""Links to the words on the live page: text fragments, as browsers understand them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

# A long quotation is named by its first and its last words.
_WHOLE_WORDS = 12
_END_WORDS = 5


def link_to_words(url: str | None, words: str) -> str | None:
    """The address of the page with a text fragment for the words; None where the page has no address on the web.

    The form is that of the URL Fragment Text Directives of the Web Incubator Community Group.

    >>> link_to_words("https://example.org/plan", "over £88m, by 1-2 May")
    'https://example.org/plan#:~:text=over%20%C2%A388m%2C%20by%201%2D2%20May'
    >>> link_to_words("file:///plan.html", "words") is None
    True
    """
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        return None
    # Words of several blocks match only as a range from the first block's to the last block's.
    lines = [line.split() for line in words.splitlines() if line.strip()]
    if not lines:
        return url
    whole = len(lines) == 1 and len(lines[0]) <= _WHOLE_WORDS
    parts = [lines[0]] if whole else [lines[0][:_END_WORDS], lines[-1][-_END_WORDS:]]
    return f"{url.partition('#')[0]}#:~:text={','.join(_encode(' '.join(part)) for part in parts)}"


def _encode(words: str) -> str:
    # A hyphen would be read as the mark of a prefix or suffix.
    return quote(words, safe="").replace("-", "%2D")
