"""Which parts of a page are the site's own furniture: navigation, banners, footers."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from extract.data import Vocabulary

_CHROME_TAGS = frozenset(("nav", "footer", "header", "aside", "search", "dialog", "noscript"))
_CHROME_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu")
)
# Inside the publication's own part these may hold its words: a title block, a boxed note.
_WORDS_IN_MAIN = frozenset(("header", "aside", "footer"))
_WORD = re.compile(r"[a-z]+")


def is_chrome(element: etree._Element, tag: str, vocabulary: Vocabulary, *, inside_main: bool) -> bool:
    """Whether an element that holds blocks belongs to the site, by its tag, role, class and id.

    Args:
        inside_main: Whether the page marks its own part and this element lies in it; there the tag alone is no proof.
    """
    if tag in ("html", "body", "main", "table", "tr", "td", "th", "tbody", "thead"):
        return False
    if element.get("role") in _CHROME_ROLES:
        return True
    if tag in _CHROME_TAGS and not (inside_main and tag in _WORDS_IN_MAIN):
        return True
    name = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if name == " ":
        return False
    if not any(_names_furniture(token, vocabulary.chrome_classes) for token in name.split()):
        return False
    # A class such as `with-sidebar` may name furniture on the element that holds the whole page.
    return next(element.iter("main", "h1", "table"), None) is None


# A page prints the same classes again and again.
@lru_cache(maxsize=1024)
def _names_furniture(token: str, furniture: frozenset[str]) -> bool:
    """A whole token of the list, or one whose first or last part is (`cookie-banner`, `gem-c-breadcrumbs`)."""
    if token in furniture:
        return True
    parts = _WORD.findall(token)
    return len(parts) > 1 and (parts[-1] in furniture or parts[0] in furniture)
