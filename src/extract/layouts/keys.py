"""A page's own key: what its codes and colours mean. It is read first, and wins over the vocabulary."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from extract.data import Vocabulary
from extract.layouts.claims import Claim
from extract.layouts.columns import cell_words, column_words, header_words
from extract.model import Document, Table
from extract.values.references import is_figure
from extract.values.wording import fold_wording

# "C = complete", "A – at risk": a code or a colour, then what it means up to a comma or stop.
_ENTRY = re.compile(
    r"(?P<code>[^\W\d_a-z][^\W\d_]{0,11}(?: [^\W\d_A-Z]+){0,3})[”’]?(?:\s*\([^()\n]{1,20}\))?\s*"
    r"(?:=|:|–|—|-(?= )|\bmeans\b(?:\s+that\b)?)"
    r"\s*(?P<meaning>[A-Za-z][^,;.=\n]*)"
)
# "*moving* (under way), *slipping* (late)": a word and in brackets what it means, inside a sentence.
_EXPLAINED = re.compile(
    r"(?:^|[,:;*“\"]|\b(?:and|or|words|are))\s*[*“\"]*(?P<code>[^\W\d_][\w’'-]*(?: [\w’'-]+){0,2})[*”\"]*"
    r"\s\((?P<meaning>[^()\n]{3,120})\)"
)
# What stands between a code and its meaning in every entry; most blocks hold none of it and are not searched.
_BETWEEN = ("=", ":", "–", "—", "- ", "means")
# "Position: Met – ...; Missed – ...": the field that the codes stand for.
_LABEL = re.compile(r"(?P<label>[^:;,\n]{3,30}):\s*")
_LONGEST_CODE = 24
_LONGEST_ENTRY = 200
_LONGEST_LEGEND = 600
_STANDS_OUT = ("bold", "class", "image")
_FEWEST_ENTRIES = 2
# A first column of these names records, not codes.
_NAMING = frozenset(("theme", "reference", "action", "action_and_progress", "progress", "owner"))
_MOST = 0.6

Key = dict[str, str]


def read_key(document: Document, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """What the page's codes mean: (code as folded, canonical status), from its key tables, lists and legends."""
    key: Key = {}
    for table, entries in zip(document.tables, _read_tables(document, vocabulary), strict=True):
        key.update(entries)
        for words in header_words(document, table):
            key.update(_read_entries(words, vocabulary))
    for block in document.blocks:
        if block.kind == "paragraph" and not block.chrome and block.cell < 0:
            key.update(_read_explained(document.text, block.start, block.end, vocabulary))
    for _, listed in _key_lists(document, vocabulary):
        key.update(listed)
    return tuple(sorted(key.items()))


def propose(document: Document, vocabulary: Vocabulary) -> Iterator[Claim]:
    """Claims for the tables and lists that are keys."""
    for table, entries in zip(document.tables, _read_tables(document, vocabulary), strict=True):
        if entries:
            yield Claim("key", table.first, table.last, roles=dict.fromkeys(range(table.first, table.last), "key"))
    for number, _ in _key_lists(document, vocabulary):
        yield Claim("key", number, number + 1, roles={number: "key"})


def is_key(document: Document, place: int, vocabulary: Vocabulary) -> bool:
    """Whether a table, by its index, explains codes: its rows are no records, whatever its headers say."""
    return bool(_read_tables(document, vocabulary)[place])


# Two layouts ask for the tables of one page.
@lru_cache(maxsize=1)
def _read_tables(document: Document, vocabulary: Vocabulary) -> tuple[Key, ...]:
    return tuple(_read_table(document, table, vocabulary) for table in document.tables)


def _read_table(document: Document, table: Table, vocabulary: Vocabulary) -> Key:
    """The entries of a table whose every row explains a code, and may count it too; nothing for any other table."""
    column = _find_meanings(document, table)
    if column < 0:
        return {}
    heads = header_words(document, table)
    if heads and vocabulary.find_field(heads[0]) in _NAMING:
        return {}
    rows = [row for row in table.grid[table.header_rows :] if row[0] >= 0 and row[column] >= 0]
    rows = [row for row in rows if len(row) == 2 or _words(document, row[column])]  # the last may give the sum
    explained = {_words(document, row[0]): _words(document, row[column]) for row in rows}
    if len(explained) < max(len(rows), _FEWEST_ENTRIES) or any(
        not 0 < len(code) <= _LONGEST_CODE for code in explained
    ):
        return {}
    if any(vocabulary.find_field(code) in _NAMING for code in explained):
        return {}  # labels and their values
    entries = _make_key(explained.items(), vocabulary)
    return entries if len(entries) >= _MOST * len(rows) else {}


def _find_meanings(document: Document, table: Table) -> int:
    """The column that explains the first: the other one, or of two others the one beside a column of figures."""
    width = len(table.grid[0]) if table.grid else 0
    if width != 3:
        return 1 if width == 2 else -1
    bodies = [[words for words in column_words(document, table, column) if words.strip()] for column in (1, 2)]
    figures = [bool(body) and all(map(is_figure, body)) for body in bodies]
    return 2 - figures.index(True) if sum(figures) == 1 else -1


def _words(document: Document, place: int) -> str:
    return cell_words(document, document.cells[place]).strip()


def _make_key(explained: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> Key:
    """The codes whose explanations tell a status."""
    told = ((fold_wording(code), vocabulary.explain_status(code, meaning)) for code, meaning in explained)
    return {code: status for code, status in told if status is not None}


def _read_entries(words: str, vocabulary: Vocabulary) -> Key:
    """The entries of a legend, when it has at least two and most of them are statuses."""
    if sum(map(words.count, _BETWEEN)) < _FEWEST_ENTRIES:
        return {}
    named = _LABEL.match(words)
    found = list(_ENTRY.finditer(words, named.end() if named and vocabulary.find_field(named["label"]) else 0))
    entries = _make_key(((one["code"], one["meaning"]) for one in found), vocabulary)
    return entries if len(entries) >= max(_FEWEST_ENTRIES, _MOST * len(found)) else {}


def _read_explained(text: str, start: int, end: int, vocabulary: Vocabulary) -> Key:
    """The entries of a sentence that explains words in brackets, when it has at least two and all are statuses."""
    if text.count("(", start, end) < _FEWEST_ENTRIES or end - start > _LONGEST_LEGEND:
        return {}
    found = [(one["code"].strip(), one["meaning"]) for one in _EXPLAINED.finditer(text[start:end])]
    entries = _make_key(found, vocabulary)
    return entries if len(entries) >= _FEWEST_ENTRIES and len(entries) == len(found) else {}


def _key_lists(document: Document, vocabulary: Vocabulary) -> Iterator[tuple[int, Key]]:
    """Blocks outside tables that are entries of a key: several in one block, or one each in blocks that follow."""
    signs = _count_signs(document)
    run: list[tuple[int, Key]] = []
    for number in _find_candidates(document):
        if run and run[-1][0] < number - 1:
            yield from _take_list(run)
            run = []
        block = document.blocks[number]
        if block.kind == "description" and run:
            run.append((number, {}))  # what explains the term above
            continue
        may_be = not block.chrome and block.cell < 0 and block.end - block.start <= _LONGEST_LEGEND
        words = document.text[block.start : block.end] if may_be else ""
        several = _read_entries(words, vocabulary) if signs.get(number, 0) >= _FEWEST_ENTRIES else {}
        single = _read_single(document, number, vocabulary) if words and not several else {}
        if single:
            run.append((number, single))
            continue
        yield from _take_list(run)
        run = []
        if several and ("=" in words or ";" in words):
            yield number, several
    yield from _take_list(run)


@lru_cache(maxsize=1)
def _find_candidates(document: Document) -> tuple[int, ...]:
    """The blocks outside tables that may be entries of a key: those with a sign of it, and parts of lists.

    A list of terms is the page's own also where its last lines read like the site's.
    """
    signs = _count_signs(document)
    return tuple(
        number
        for number, block in enumerate(document.blocks)
        if block.kind == "description"
        or ((number in signs or block.kind in ("term", "item")) and not block.chrome and block.cell < 0)
    )


@lru_cache(maxsize=1)
def _count_signs(document: Document) -> Mapping[int, int]:
    """How much of what stands between a code and its meaning a block holds, for every block that does."""
    starts = [block.start for block in document.blocks]
    places = (place for sign in _BETWEEN for place in _find_all(document.text, sign))
    return Counter(bisect_right(starts, place) - 1 for place in places)


def _find_all(text: str, sign: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + len(sign))


def _take_list(run: Sequence[tuple[int, Key]]) -> Sequence[tuple[int, Key]]:
    """The blocks that follow each other, if they are enough to be a list."""
    return run if sum(bool(entry) for _, entry in run) >= _FEWEST_ENTRIES else ()


def _read_single(document: Document, number: int, vocabulary: Vocabulary) -> Key:
    """The entry that a block is: "code – meaning", a code that stands out before its meaning, or a term of a list."""
    block = document.blocks[number]
    following = document.blocks[number + 1] if number + 1 < len(document.blocks) else None
    words = document.text[block.start : block.end]
    if len(words) > _LONGEST_ENTRY:
        return {}
    entry = _ENTRY.match(words) if number in _count_signs(document) else None
    mark = next((mark for mark in block.marks if mark.kind in _STANDS_OUT and mark.start == block.start), None)
    if entry is not None:
        code, meaning = entry["code"], words[entry.start("meaning") :]
    elif block.kind == "term" and following is not None and following.kind == "description":
        code, meaning = words.strip(" :"), document.text[following.start : following.end]
    elif mark is not None and mark.end < block.end and block.kind == "item":
        code, meaning = document.text[mark.start : mark.end].strip(" :–"), document.text[mark.end : block.end].strip()
    else:
        return {}
    names_field = vocabulary.find_field(code) is not None or vocabulary.guess_field(code) not in (None, "other_field")
    if len(code) > _LONGEST_CODE or names_field:
        return {}
    return _make_key([(code, meaning)], vocabulary)
