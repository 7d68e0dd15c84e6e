"""What a text copy prints above the publication's own words: skip links, menus, breadcrumbs, and then the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.data import Vocabulary
from extract.model import Block
from extract.values.wording import split_words

_LONGEST_TITLE = 200
_FEWEST_WORDS_OF_A_TITLE = 3
# A sentence of so many words is the publication's first, or leads its first list in.
_WORDS_OF_A_SENTENCE = 8
_MOST_WORDS_OF_THE_SITE = 40
# Between links on one line, and in templates that were copied unfilled.
_LINKS = re.compile(r"\s[>»›|/]\s|\t|\{%|\]\(")


def find_title(text: str, blocks: Sequence[Block], vocabulary: Vocabulary) -> int:
    r"""The number of the block that is the page's title, or -1.

    It is the first heading of the first level, else the likeliest of the lines above the first sentence: such words as
    "progress" and "plan" and a colon speak for a line; of equals the first.

    >>> from extract.data import load_vocabulary
    >>> from extract.read import read_page
    >>> page = b"Skip to main content\n\nWater\n\nRivers plan: update\n\nWe set out in May to clean every river.\n"
    >>> read_page(page, load_vocabulary()).title
    'Rivers plan: update'
    """
    marked = next((place for place, block in enumerate(blocks) if block.kind == "heading" and block.level == 1), None)
    if marked is not None:
        return marked
    candidates = list(_candidates(text, blocks, vocabulary))
    likeliest = max((score for score, _ in candidates), default=0)
    return next((place for score, place in candidates if score == likeliest), -1)


def _candidates(text: str, blocks: Sequence[Block], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """The lines above the first sentence that may be the title: how likely each is, and its number."""
    for place, block in enumerate(blocks):
        if block.cell >= 0:
            return
        words = text[block.start : block.end]
        if block.chrome or _is_of_site(words, vocabulary):
            continue
        plain = split_words(words)
        ends = words.rstrip().endswith((".", ";", ",", ":"))
        if len(plain) >= _WORDS_OF_A_SENTENCE and ends:
            return
        if plain and not ends and len(words) <= _LONGEST_TITLE and block.kind in ("paragraph", "heading"):
            telling = sum(word in vocabulary.title_words for word in plain)
            long_enough = len(plain) >= _FEWEST_WORDS_OF_A_TITLE
            yield long_enough * (1 + 2 * telling + (":" in words)), place


def _is_of_site(words: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.is_site_line(words) or _LINKS.search(words) is not None


def mark_site_header(text: str, blocks: Sequence[Block], title: int, vocabulary: Vocabulary) -> tuple[Block, ...]:
    """The blocks with those above the title marked as the site's own, where one of them surely is."""
    above = [text[block.start : block.end] for block in blocks[: max(title, 0)]]
    short = all(len(words.split()) <= _MOST_WORDS_OF_THE_SITE for words in above)
    own = short and any(_is_of_site(words, vocabulary) for words in above)
    if not own or any(block.cell >= 0 for block in blocks[:title]):
        return tuple(blocks)
    return (*(replace(block, chrome=True) for block in blocks[:title]), *blocks[title:])
