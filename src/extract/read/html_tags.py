"""What becomes of the elements of an HTML page, by their tags."""

from __future__ import annotations

from extract.read.inline_marks import MARK_OF_TAG

# What becomes of an element, by its tag; all others stand inline and may mark their words.
# No words of the page stand in what is skipped. Drawings and forms end where one of the words' own elements begins, as
# in a browser, also where no end tag says so. Blocks begin and end a block; holders do, hold other blocks and become
# containers.
_TAGS = {
    "skipped": "title script style template iframe object audio video canvas textarea datalist",
    "drawing": "svg math select",
    "block": "p h1 h2 h3 h4 h5 h6 dt dd caption figcaption summary legend pre hr address option",
    "holder": "html body div section article main header footer nav aside ul ol menu li dl details table thead tbody"
    " tfoot tr td th figure form fieldset blockquote center dialog button noscript hgroup search",
    "single": "br img",
}


class _Groups(dict[str, tuple[str, str]]):
    """By the tag of an element its name, which XHTML may write behind a prefix (`h:p`), and what becomes of it."""

    def __missing__(self, tag: str) -> tuple[str, str]:
        name = tag.rpartition(":")[2]
        return self.get(name, (name, "inline"))


GROUPS = _Groups({tag: (tag, group) for group, tags in _TAGS.items() for tag in tags.split()})
# Where one of these stands in a drawing or form, it has ended.
WORDS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table")
LISTS = frozenset(("ul", "ol", "menu"))
CELLS = frozenset(("td", "th"))
# Kind and level of what stands in these; all other blocks are paragraphs.
KINDS = {f"h{level}": ("heading", level) for level in range(1, 7)} | {
    "summary": ("heading", 6),
    "caption": ("caption", 0),
    "figcaption": ("caption", 0),
    "dt": ("term", 0),
    "dd": ("description", 0),
}
# What an inline element says of its words, and the attribute that says more; of all others their classes do.
MARKS = {tag: (kind, "") for tag, kind in MARK_OF_TAG.items()} | {
    "sup": ("footnote", ""),
    "abbr": ("abbreviation", "title"),
    "a": ("link", "href"),
}
