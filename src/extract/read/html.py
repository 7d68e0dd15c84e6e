"""HTML to Document: one walk over the tree writes the text and notes blocks, cells, containers and marks.

The text is what a reader sees: white space as shown, no-break spaces kept, a line feed between blocks, cells and at
`<br>`, the alternative text of images in its place; nothing of head, comments, scripts and styles.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from lxml import etree

from extract.data import Vocabulary
from extract.errors import PageError
from extract.model import Block, Cell, Container, Document, Mark, Table
from extract.read.chrome import is_chrome
from extract.read.decode import decode_page
from extract.read.html_tables import LargestPage, OpenTable
from extract.read.html_tree import (
    find_main,
    find_title,
    find_url,
    note_unfinished,
    parse_markup,
    read_metadata,
)
from extract.read.inline_marks import MARK_OF_TAG
from extract.read.lines import BLANK
from extract.read.printed_dates import find_printed_dates

# A list faked in running text; a lone dash in a sentence has words before it on its line.
_BULLET = re.compile(r"\s*[-–•*·▪◦]\s+(?=\S)")
# Word prints the bullets of its lists as words.
_DOT = re.compile(r"\s*[•·▪◦●]\s+(?=\S)")
_SPACES = re.compile(r"[ \t\n\r\f]+")

# No words of the page stand in these.
_SKIPPED = frozenset(
    [
        "title",
        "script",
        "style",
        "template",
        "iframe",
        "object",
        "audio",
        "video",
        "canvas",
        "textarea",
        "datalist",
    ]
)
# Drawings and forms end where one of the words' own elements begins, as in a browser, also where no end tag says so.
_ENDED_BY_WORDS = frozenset(("svg", "math", "select"))
_WORDS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Elements that begin and end a block; of these, the second group also hold other blocks and become containers.
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 dt dd caption figcaption summary legend pre hr address option".split())
_HOLDERS = frozenset(
    "html body div section article main header footer nav aside ul ol menu li dl details table thead tbody tfoot tr"
    " td th figure form fieldset blockquote center dialog button noscript hgroup search".split()
)
# No progress page of the survey came near a hundredth of this; more would take minutes and gigabytes.
_MOST_BLOCKS = 250_000
_MOST_LETTERS_OF_LOCATORS = 100_000_000


def read_html(data: bytes, vocabulary: Vocabulary, *, name: str = "page") -> Document:
    """Read an HTML page.

    Raises:
        PageError: The page is in no known encoding, has no text, or is more than the parser holds (`too_large`).

    >>> from extract.data import load_vocabulary
    >>> page = b"<table><tr><th>Action<th>Due<tr><td>Plant trees<td>May 2024<br>June 2024</table>"
    >>> document = read_html(page, load_vocabulary())
    >>> document.text
    'Action\\nDue\\nPlant trees\\nMay 2024\\nJune 2024'
    >>> document.tables[0].grid, document.tables[0].header_rows
    (((0, 1), (2, 3)), 1)
    """
    markup, problems = decode_page(data, is_html=True, name=name)
    document = read_markup(markup, vocabulary, name=name)
    return replace(document, problems=(*problems, *document.problems))


def read_markup(markup: str, vocabulary: Vocabulary, *, name: str = "page") -> Document:
    """Read HTML that is decoded already, a whole page or a piece of one; the rest is as with `read_html`.

    >>> from extract.data import load_vocabulary
    >>> read_markup("<h2>Roads</h2><p>Two were built.", load_vocabulary()).text
    'Roads\\nTwo were built.'
    """
    root = parse_markup(markup, name)
    walk = _Walk(vocabulary, find_main(root))
    try:
        walk.over(root)
    except LargestPage as error:
        raise PageError(f"{name}: {error}", code="too_large") from error
    text = "".join(walk.pieces)
    if not text.strip():
        raise PageError(f"{name}: the page shows no text")
    blocks = tuple(walk.blocks)
    return Document(
        text=text,
        blocks=blocks,
        containers=tuple(walk.containers),
        cells=tuple(walk.cells),
        tables=tuple(walk.tables),
        media_type="text/html",
        title=find_title(root, blocks, text),
        language=root.get("lang") or None,
        url=find_url(root),
        dates=find_printed_dates(text, blocks, read_metadata(root), vocabulary),
        problems=tuple(note_unfinished(markup)),
    )


def _name_of(element: etree._Element) -> str:
    """The tag without its prefix, which XHTML may write (`h:p`)."""
    return str(element.tag).rpartition(":")[2]


def _is_shown(element: etree._Element, tag: str) -> bool:
    if tag in _ENDED_BY_WORDS:
        return next(element.iter(*_WORDS), None) is not None
    return tag not in _SKIPPED


class _OpenMark:
    """An inline element whose words have not all been seen; `start` is set by its first word."""

    __slots__ = ("element", "kind", "start", "value")

    def __init__(self, element: etree._Element, kind: str, value: str) -> None:
        self.element = element
        self.kind = kind
        self.value = value
        self.start: int | None = None


class _Walk:
    """The state of the walk: the text written so far, and what is open."""

    def __init__(self, vocabulary: Vocabulary, main: etree._Element | None) -> None:
        self.vocabulary = vocabulary
        self.main = main
        self.pieces: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.containers: list[Container] = [Container("page", (), "", -1, 0, 0, "/")]
        self.cells: list[Cell] = []
        self.tables: list[Table] = []
        self._open_containers = [0]
        self._open_tables: list[OpenTable] = []
        self._paths = [""]
        self._counts: list[dict[str, int]] = [{}]
        self._kinds = [("paragraph", 0)]
        self._depth_of_lists = 0
        self._letters_of_locators = 0
        self._chrome = 0
        self._outside_main = main is not None
        self._preformatted = 0
        self._rules = 0
        self._start: int | None = None
        self._first_piece = 0
        self._space = False
        self._breaks = 0
        self._marks: list[Mark] = []
        self._open_marks: list[_OpenMark] = []

    def over(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if self._enter(element):
                    self._write(element.text)
                else:
                    walker.skip_subtree()
            elif event == "end":
                self._leave(element)
                self._write(element.tail)
            else:
                self._write(element.tail)
        self._end_block()
        self.containers[0] = Container("page", (), "", -1, 0, len(self.blocks), "/")

    # ------------------------------------------------------------ elements

    def _enter(self, element: etree._Element) -> bool:
        """Open an element; False when nothing in it is shown."""
        tag = _name_of(element)
        if not _is_shown(element, tag):
            return False
        if tag == "br":
            self._breaks += 1
        elif tag == "img":
            self._write_image(element)
        elif tag in _HOLDERS:
            self._enter_holder(element, tag)
        elif tag in _BLOCKS:
            self._enter_block(tag)
            if tag == "p" and element.get("class"):
                self._open_marks.append(_OpenMark(element, "class", element.get("class", "")))
        else:
            self._enter_inline(element, tag)
        return True

    def _leave(self, element: etree._Element) -> None:
        tag = _name_of(element)
        if tag in _HOLDERS:
            self._leave_holder(element, tag)
        elif tag in _BLOCKS:
            self._end_block()
            if self._open_marks and self._open_marks[-1].element is element:
                self._open_marks.pop()
            self._paths.pop()
            self._counts.pop()
            self._kinds.pop()
            self._preformatted -= tag == "pre"
        elif self._open_marks and self._open_marks[-1].element is element:
            self._close_mark(self._open_marks.pop())

    def _step_down(self, tag: str) -> None:
        counts = self._counts[-1]
        counts[tag] = counts.get(tag, 0) + 1
        self._paths.append(f"{self._paths[-1]}/{tag}[{counts[tag]}]")
        self._counts.append({})

    def _enter_block(self, tag: str) -> None:
        self._end_block()
        self._step_down(tag)
        self._preformatted += tag == "pre"
        self._rules += tag == "hr"
        if tag in _HEADINGS:
            self._kinds.append(("heading", _HEADINGS[tag]))
        elif tag in ("caption", "figcaption"):
            self._kinds.append(("caption", 0))
            if tag == "caption" and self._open_tables:
                self._open_tables[-1].caption = len(self.blocks)
        elif tag == "dt":
            self._kinds.append(("term", 0))
        elif tag == "dd":
            self._kinds.append(("description", 0))
        elif tag == "summary":
            self._kinds.append(("heading", 6))
        elif tag == "p" and self._kinds[-1][0] in ("item", "description"):
            self._kinds.append(self._kinds[-1])
        else:
            self._kinds.append(("paragraph", 0))

    def _enter_holder(self, element: etree._Element, tag: str) -> None:
        self._end_block()
        self._step_down(tag)
        if element is self.main:
            self._outside_main = False
        chrome = is_chrome(element, tag, self.vocabulary, inside_main=not self._outside_main and self.main is not None)
        self._chrome += chrome
        classes = tuple((element.get("class") or "").split())
        place = len(self.containers)
        self.containers.append(
            Container(
                tag,
                classes,
                element.get("id") or "",
                self._open_containers[-1],
                len(self.blocks),
                -chrome,
                self._paths[-1],
            )
        )
        self._open_containers.append(place)
        # An accordion prints its heading as a button inside it.
        self._kinds.append(self._kinds[-1] if self._kinds[-1][0] == "heading" else ("paragraph", 0))
        if tag in ("ul", "ol", "menu"):
            self._depth_of_lists += 1
        elif tag == "li":
            self._kinds[-1] = ("item", max(1, self._depth_of_lists))
        elif tag == "table":
            self._open_tables.append(OpenTable(len(self.tables), len(self.blocks)))
            self.tables.append(Table((), 0, 0, 0, -1, "html"))
        elif tag == "tr" and self._open_tables:
            self._open_tables[-1].start_row()
        elif tag in ("td", "th") and self._open_tables:
            self._open_tables[-1].start_cell(element, len(self.cells), len(self.blocks))
            self.cells.append(Cell(0, 0, 0, 1, 1, 0, 0, 0, 0))

    def _leave_holder(self, element: etree._Element, tag: str) -> None:
        self._end_block()
        self._paths.pop()
        self._counts.pop()
        self._kinds.pop()
        place = self._open_containers.pop()
        opened = self.containers[place]
        # While it is open, `last` holds whether this container is what made its words chrome.
        self._chrome += opened.last
        self.containers[place] = Container(
            opened.tag, opened.classes, opened.identifier, opened.parent, opened.first, len(self.blocks), opened.locator
        )
        if element is self.main:
            self._outside_main = True
        if tag in ("ul", "ol", "menu"):
            self._depth_of_lists -= 1
        elif tag in ("td", "th") and self._open_tables:
            self._open_tables[-1].end_cell(len(self.blocks))
        elif tag == "table":
            self._close_table(self._open_tables.pop())

    def _close_table(self, opened: OpenTable) -> None:
        for place, cell in opened.cells(self.blocks, self.length):
            self.cells[place] = cell
        self.tables[opened.place] = opened.table(len(self.blocks))

    def _enter_inline(self, element: etree._Element, tag: str) -> None:
        kind, value = MARK_OF_TAG.get(tag), ""
        if tag == "abbr":
            kind, value = "abbreviation", element.get("title") or ""
        elif tag == "sup":
            kind = "footnote"
        elif tag == "a":
            kind, value = "link", element.get("href") or ""
        elif kind is None and element.get("class"):
            kind, value = "class", element.get("class", "")
        if kind is not None:
            self._open_marks.append(_OpenMark(element, kind, value))

    def _close_mark(self, mark: _OpenMark) -> None:
        start = mark.start
        if start is None:
            if mark.kind != "class" or self._start is None:
                return
            start = self.length  # an icon: classes and no words
        self._marks.append(Mark(mark.kind, start, self.length, mark.value))

    def _write_image(self, element: etree._Element) -> None:
        alternative = (element.get("alt") or "").strip()
        if not alternative:
            return
        self._space = True
        mark = _OpenMark(element, "image", element.get("src") or "")
        self._open_marks.append(mark)
        self._write(alternative)
        self._close_mark(self._open_marks.pop())
        self._space = True

    # ------------------------------------------------------------ words

    def _write(self, words: str | None) -> None:
        if not words:
            return
        if self._preformatted:
            for number, line in enumerate(words.split("\n")):
                self._breaks += number > 0
                self._write_line(line)
        else:
            self._write_line(_SPACES.sub(" ", words))

    def _write_line(self, words: str) -> None:
        shown = words.strip(" ")
        if not shown:
            self._space = self._space or bool(words)
            return
        if self._breaks > 1 and self._start is not None:
            self._end_block(keep_breaks=True)
        if self._start is None:
            self._begin_block()
        elif self._breaks:
            self._put("\n")
        elif self._space or words[0] == " ":
            self._put(" ")
        self._breaks = 0
        for mark in self._open_marks:
            if mark.start is None:
                mark.start = self.length
        self._put(shown)
        self._space = words[-1] == " "

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def _begin_block(self) -> None:
        if self.length:
            self._put("\n" * max(1, self._breaks))
        self._start = self.length
        self._first_piece = len(self.pieces)
        self._marks = []

    def _end_block(self, *, keep_breaks: bool = False) -> None:
        """Close the open block, if any word of it was written; marks still open end with it and go on in the next."""
        if self._start is not None:
            for mark in self._open_marks:
                self._close_mark(mark)
            words = "".join(self.pieces[self._first_piece :])
            if words.strip(BLANK):
                # No-break spaces and characters without width stay in the text and belong to no block.
                self._add_blocks(self._start, words)
        for mark in self._open_marks:
            mark.start = None
        self._start = None
        self._space = False
        if not keep_breaks:
            self._breaks = 0

    def _add_blocks(self, start: int, words: str) -> None:
        """The block of these words; lines with bullets, as lists are faked with `<br>-`, are items of their own."""
        marks = sorted(self._marks, key=lambda mark: (mark.start, -mark.end))
        starts = [mark.start for mark in marks]
        lines = words.split("\n")
        faked = _DOT.match(words) is not None or (len(lines) > 1 and any(_BULLET.match(line) for line in lines))
        for part in lines if faked else [words]:
            bullet = _BULLET.match(part) if faked else None
            begin = bullet.end() if bullet else len(part) - len(part.lstrip(BLANK))
            if part[begin:].strip(BLANK):
                kind = ("item", max(1, self._depth_of_lists)) if bullet else self._kinds[-1]
                first, last = start + begin, start + begin + len(part[begin:].strip(BLANK))
                inside = marks[bisect_left(starts, first) : bisect_right(starts, last + 1)]
                block_marks = tuple(mark for mark in inside if mark.end <= last + 1)
                self.blocks.append(self._block(kind, first, last, block_marks))
            start += len(part) + 1

    def _block(self, kind_and_level: tuple[str, int], start: int, end: int, marks: tuple[Mark, ...]) -> Block:
        kind, level = kind_and_level
        self._letters_of_locators += len(self._paths[-1])
        if len(self.blocks) >= _MOST_BLOCKS or self._letters_of_locators > _MOST_LETTERS_OF_LOCATORS:
            raise LargestPage(f"the page has more than {_MOST_BLOCKS:,} paragraphs, or nests them too deeply")
        if (
            kind_and_level == self._kinds[-1]
            and kind == "item"
            and len(self.blocks) > self.containers[self._open_containers[-1]].first
        ):
            kind, level = "paragraph", 0  # a further paragraph of the same item
        table = self._open_tables[-1] if self._open_tables else None
        rules, self._rules = self._rules, 0
        return Block(
            kind=kind,
            level=level,
            start=start,
            end=end,
            locator=self._paths[-1] or "/",
            container=self._open_containers[-1],
            cell=table.open_cell if table else -1,
            chrome=self._chrome > 0 or self._outside_main,
            gap=rules,
            marks=marks,
        )
