"""HTML to Document: one walk over the tree writes the text and notes blocks, cells, containers and marks.

The text is what a reader sees: white space as shown, no-break spaces kept, a line feed between blocks, cells and at
`<br>`, the alternative text of images in its place; nothing of head, comments, scripts and styles.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter

from lxml import etree

from extract.data import Vocabulary
from extract.errors import PageError
from extract.model import Block, Cell, Container, Document, Mark, Table
from extract.read.chrome import is_chrome
from extract.read.decode import decode_page
from extract.read.html_tables import LargestPage, OpenTable
from extract.read.html_tags import CELLS, GROUPS, KINDS, LISTS, MARKS, WORDS
from extract.read.html_tree import (
    find_main,
    find_title,
    find_url,
    note_unfinished,
    parse_markup,
    read_metadata,
)
from extract.read.lines import BLANK
from extract.read.printed_dates import find_printed_dates

# A list faked in running text; a lone dash in a sentence has words before it on its line.
_BULLET = re.compile(r"\s*[-–•*·▪◦]\s+(?=\S)")
# Word prints the bullets of its lists as words.
_DOT = re.compile(r"\s*[•·▪◦●]\s+(?=\S)")
# What is shown as one space. Most words stand apart by just that.
_SPACES = " \t\n\r\f"
_WIDE_SPACES = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")

# What stands in the lists of containers, cells and tables until the end of the element is seen.
_UNSEEN_CONTAINER = Container("", (), "", -1, 0, 0, "")
_UNSEEN_CELL = Cell(0, 0, 0, 1, 1, 0, 0, 0, 0)
_UNSEEN_TABLE = Table((), 0, 0, 0, -1, "html")
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
    page = decode_page(data, is_html=True, name=name)
    document = read_markup(page.text, vocabulary, name=name, encoded=page.encoded)
    return replace(document, problems=(*page.problems, *document.problems))


def read_markup(markup: str, vocabulary: Vocabulary, *, name: str = "page", encoded: bytes | None = None) -> Document:
    """Read HTML that is decoded already, a whole page or a piece of one; the rest is as with `read_html`.

    Args:
        encoded: The markup in UTF-8, where it is at hand.

    >>> from extract.data import load_vocabulary
    >>> read_markup("<h2>Roads</h2><p>Two were built.", load_vocabulary()).text
    'Roads\\nTwo were built.'
    """
    root = parse_markup(markup, encoded, name)
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


class _OpenMark:
    """An inline element whose words have not all been seen; `start` is set by its first word."""

    __slots__ = ("kind", "start", "value")

    def __init__(self, kind: str, value: str) -> None:
        self.kind = kind
        self.value = value
        self.start: int | None = None


@dataclass(slots=True, eq=False)
class _Open:
    """An element that begins and ends blocks, not yet ended.

    path: its locator; container: the innermost container, itself or one around it, and first: that one's first block;
    counts: of the tags in it, for the locators of these; kind, level: of the blocks in it; mark: what its own class
    says of its words; chrome: whether it is what made its words the site's own.
    """

    tag: str
    path: str
    container: int
    first: int
    counts: dict[str, int]
    kind: str = "paragraph"
    level: int = 0
    mark: _OpenMark | None = None
    chrome: bool = False
    is_main: bool = False
    classes: tuple[str, ...] = ()
    identifier: str = ""


class _Walk:
    """The state of the walk: the text written so far, and what is open."""

    def __init__(self, vocabulary: Vocabulary, main: etree._Element | None) -> None:
        self.vocabulary = vocabulary
        self.main = main
        self.pieces: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.containers: list[Container] = [_UNSEEN_CONTAINER]
        self.cells: list[Cell] = []
        self.tables: list[Table] = []
        self._around = [_Open("page", "", 0, 0, {})]
        # For every element that is open what is to be done at its end: a container or block, a mark, or nothing.
        self._entered: list[_Open | _OpenMark | None] = []
        self._open_tables: list[OpenTable] = []
        self._depth_of_lists = 0
        self._letters_of_locators = 0
        self._chrome = False
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
                if not self._enter(element):
                    walker.skip_subtree()
                    continue
                words = element.text
            else:
                if event == "end":
                    self._leave()
                words = element.tail
            if words is not None:
                self._write(words)
        self._end_block()
        self.containers[0] = Container("page", (), "", -1, 0, len(self.blocks), "/")

    # ------------------------------------------------------------ elements

    def _enter(self, element: etree._Element) -> bool:
        """Open an element; False when nothing in it is shown."""
        tag, group = GROUPS[element.tag]
        entered: _Open | _OpenMark | None = None
        if group == "drawing":
            group = "skipped" if next(element.iter(*WORDS), None) is None else "inline"
        if group == "inline":
            entered = self._enter_inline(element, tag)
        elif group == "holder":
            entered = self._enter_holder(element, tag)
        elif group == "block":
            entered = self._enter_block(element, tag)
        elif tag == "br":
            self._breaks += 1
        elif tag == "img":
            self._write_image(element)
        self._entered.append(entered)
        return group != "skipped"

    def _leave(self) -> None:
        entered = self._entered.pop()
        if entered is None:
            return
        if isinstance(entered, _OpenMark):
            self._close_mark(self._open_marks.pop())
            return
        self._end_block()
        self._around.pop()
        if GROUPS[entered.tag][1] == "holder":
            self._leave_holder(entered)
        elif entered.mark is not None:
            self._open_marks.pop()
        self._preformatted -= entered.tag == "pre"

    def _step_down(self, tag: str, container: int, first: int) -> _Open:
        around = self._around[-1]
        number = around.counts[tag] = around.counts.get(tag, 0) + 1
        opened = _Open(tag, f"{around.path}/{tag}[{number}]", container, first, {})
        self._around.append(opened)
        return opened

    def _enter_block(self, element: etree._Element, tag: str) -> _Open:
        self._end_block()
        around = self._around[-1]
        opened = self._step_down(tag, around.container, around.first)
        self._preformatted += tag == "pre"
        self._rules += tag == "hr"
        if tag == "p":
            if around.kind in ("item", "description"):
                opened.kind, opened.level = around.kind, around.level
            if classes := element.get("class"):
                opened.mark = _OpenMark("class", classes)
                self._open_marks.append(opened.mark)
        elif tag == "caption" and self._open_tables:
            self._open_tables[-1].caption = len(self.blocks)
        if tag in KINDS:
            opened.kind, opened.level = KINDS[tag]
        return opened

    def _enter_holder(self, element: etree._Element, tag: str) -> _Open:
        self._end_block()
        around = self._around[-1]
        opened = self._step_down(tag, len(self.containers), len(self.blocks))
        self.containers.append(_UNSEEN_CONTAINER)
        if element is self.main:
            opened.is_main = True
            self._outside_main = False
        opened.identifier = element.get("id") or ""
        opened.classes = tuple((element.get("class") or "").split())
        if not self._chrome:
            inside_main = not self._outside_main and self.main is not None
            opened.chrome = is_chrome(element, tag, self.vocabulary, inside_main=inside_main)
            self._chrome = opened.chrome
        if around.kind == "heading":
            # An accordion prints its heading as a button inside it.
            opened.kind, opened.level = around.kind, around.level
        if tag in LISTS:
            self._depth_of_lists += 1
        elif tag == "li":
            opened.kind, opened.level = "item", max(1, self._depth_of_lists)
        elif tag == "table":
            self._open_tables.append(OpenTable(len(self.tables), len(self.blocks)))
            self.tables.append(_UNSEEN_TABLE)
        elif tag == "tr" and self._open_tables:
            self._open_tables[-1].start_row()
        elif tag in CELLS and self._open_tables:
            self._open_tables[-1].start_cell(element, len(self.cells), len(self.blocks))
            self.cells.append(_UNSEEN_CELL)
        return opened

    def _leave_holder(self, opened: _Open) -> None:
        if opened.chrome:
            self._chrome = False
        if opened.is_main:
            self._outside_main = True
        self.containers[opened.container] = Container(
            opened.tag,
            opened.classes,
            opened.identifier,
            self._around[-1].container,
            opened.first,
            len(self.blocks),
            opened.path,
        )
        if opened.tag in LISTS:
            self._depth_of_lists -= 1
        elif opened.tag in CELLS and self._open_tables:
            self._open_tables[-1].end_cell(len(self.blocks))
        elif opened.tag == "table":
            self._close_table(self._open_tables.pop())

    def _close_table(self, opened: OpenTable) -> None:
        self.tables[opened.place], cells = opened.close(self.blocks, self.length)
        for place, cell in cells:
            self.cells[place] = cell

    def _enter_inline(self, element: etree._Element, tag: str) -> _OpenMark | None:
        if tag in MARKS:
            kind, attribute = MARKS[tag]
            mark = _OpenMark(kind, (element.get(attribute) or "") if attribute else "")
        elif classes := element.get("class"):
            mark = _OpenMark("class", classes)
        else:
            return None
        self._open_marks.append(mark)
        return mark

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
        mark = _OpenMark("image", element.get("src") or "")
        self._open_marks.append(mark)
        self._write(alternative)
        self._close_mark(self._open_marks.pop())
        self._space = True

    # ------------------------------------------------------------ words

    def _write_preformatted(self, words: str) -> None:
        for number, line in enumerate(words.split("\n")):
            self._breaks += number > 0
            if line:
                self._write_line(line, line.strip(" "), " ")

    def _write(self, words: str) -> None:
        if self._preformatted:
            self._write_preformatted(words)
            return
        shown = words.strip(_SPACES)
        if not shown:
            self._space = True
            return
        # Tabs and line feeds are not printable; to see that there are none is much quicker than to replace them.
        if "  " in shown or not shown.isprintable():
            shown = _WIDE_SPACES.sub(" ", shown)
        self._write_line(words, shown, _SPACES)

    def _write_line(self, words: str, shown: str, spaces: str) -> None:
        """Write what is shown of words; the spaces around it are held back until it is seen what follows."""
        if not shown:
            self._space = True
            return
        if self._breaks > 1 and self._start is not None:
            self._end_block(keep_breaks=True)
        if self._start is None:
            self._begin_block()
        elif self._breaks:
            self._put("\n")
        elif self._space or words[0] in spaces:
            self._put(" ")
        self._breaks = 0
        for mark in self._open_marks:
            if mark.start is None:
                mark.start = self.length
        self._put(shown)
        self._space = words[-1] in spaces

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
                mark.start = None
            words = "".join(self.pieces[self._first_piece :])
            if words.strip(BLANK):
                # No-break spaces and characters without width stay in the text and belong to no block.
                self._add_blocks(self._start, words)
            self._start = None
        self._space = False
        if not keep_breaks:
            self._breaks = 0

    def _add_blocks(self, start: int, words: str) -> None:
        """The block of these words; lines with bullets, as lists are faked with `<br>-`, are items of their own."""
        if len(self._marks) > 1:
            self._marks.sort(key=_order_of)
        if words[0].isalnum() and "\n" not in words:
            self._add_block(start, words, 0)  # no bullet begins so
            return
        lines = words.split("\n")
        if _DOT.match(words) is None and (len(lines) == 1 or not any(map(_BULLET.match, lines))):
            self._add_block(start, words, 0)
            return
        for line in lines:
            bullet = _BULLET.match(line)
            self._add_block(start, line, bullet.end() if bullet else 0)
            start += len(line) + 1

    def _add_block(self, start: int, words: str, bullet: int) -> None:
        """A block, if there are words behind the bullet, which takes so many characters; blanks belong to no block."""
        shown = words[bullet:].strip(BLANK)
        if not shown:
            return
        around = self._around[-1]
        self._letters_of_locators += len(around.path)
        if len(self.blocks) >= _MOST_BLOCKS or self._letters_of_locators > _MOST_LETTERS_OF_LOCATORS:
            raise LargestPage(f"the page has more than {_MOST_BLOCKS:,} paragraphs, or nests them too deeply")
        kind, level = ("item", max(1, self._depth_of_lists)) if bullet else (around.kind, around.level)
        if kind == around.kind == "item" and level == around.level and len(self.blocks) > around.first:
            kind, level = "paragraph", 0  # a further paragraph of the same item
        first = start + (bullet or len(words) - len(words.lstrip(BLANK)))
        last = first + len(shown)
        table = self._open_tables[-1] if self._open_tables else None
        rules, self._rules = self._rules, 0
        self.blocks.append(
            Block(
                kind,
                level,
                first,
                last,
                around.path or "/",
                around.container,
                table.open_cell if table else -1,
                self._chrome or self._outside_main,
                rules,
                self._marks_inside(first, last) if self._marks else (),
            )
        )

    def _marks_inside(self, start: int, end: int) -> tuple[Mark, ...]:
        """The marks of a block; one may take in a sign behind it that is no part of its words."""
        marks = self._marks
        if len(marks) > _FEW_MARKS:
            marks = marks[bisect_left(marks, start, key=_START) : bisect_right(marks, end + 1, key=_START)]
        return tuple([mark for mark in marks if start <= mark.start and mark.end <= end + 1])


# So many marks are looked at one by one.
_FEW_MARKS = 8
_START = attrgetter("start")


def _order_of(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end
