"""The sentence around words of an edition, so that a value in a table can be shown as it was said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from extract.model import Passage
from extract.values.sentences import split_sentences

# What may stand between a cell's last word and the end of its passage: table marks belong to the passage before them.
_TABLE_MARKS = " \t\r\n|-:"

Span = tuple[int, int]


def find_sentences(text: str, passages: Sequence[Passage], spans: Iterable[Span]) -> Iterator[Span]:
    """The span of the sentence around each span, in code points of the text.

    A sentence does not leave the passage that it begins in, save for words that run on into the next one; words that
    run over several sentences have all of them, and words in no passage only themselves.

    Args:
        passages: Those of the edition, which tile its text.

    >>> page = "Visits may resume. We spent £3 million on pods. |\\n"
    >>> (sentence,) = find_sentences(page, (Passage(1, "progress", None, 0, len(page), "line 1"),), [(28, 38)])
    >>> page[slice(*sentence)]
    'We spent £3 million on pods.'
    """
    starts = [passage.start for passage in passages]
    split: dict[int, list[Span]] = {}
    for start, end in spans:
        place = bisect_right(starts, start) - 1
        if place not in split:
            split[place] = list(_split(text, passages[place])) if place >= 0 else []
        around = [sentence for sentence in split[place] if sentence[0] < end and start < sentence[1]]
        yield min([start, *(first for first, _ in around)]), max([end, *(last for _, last in around)])


def _split(text: str, passage: Passage) -> Iterator[Span]:
    words = text[passage.start : passage.end].rstrip(_TABLE_MARKS)
    return ((passage.start + start, passage.start + end) for start, end in split_sentences(words))
