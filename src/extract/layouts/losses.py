"""Where the copy lost a list: a block that ends in a colon and is followed by none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.model import Document, Problem

# What follows a colon as a sentence of at least so many words is no item of a list that lost its bullets.
_WORDS_OF_A_SENTENCE = 7
# So many characters of a text are enough to find it by.
_QUOTED = 60
# Labels end in colons and are followed by their values.
_NO_TEXT = frozenset(
    ("label", "heading", "theme", "boilerplate", "contents", "reference", "status", "target_date", "owner")
)


def find_lost_lists(document: Document, roles: Sequence[str]) -> Iterator[Problem]:
    """A problem for every block that announces a list that is not there.

    In HTML what stands on the page is whole, so only a colon at the very end of its cell or part is suspicious.
    """
    for number, block in enumerate(document.blocks):
        if not document.text.endswith(":", block.start, block.end) or roles[number] in _NO_TEXT:
            continue
        words = document.text[block.start : block.end]
        if len(words.split()) < 3:
            continue
        if _is_followed(document, roles, number):
            continue
        message = f"the block that ends {quote_end(words)} announces a list, and none follows"
        yield Problem("list_lost", message, block.start, block.end)


def quote_end(words: str) -> str:
    """The end of a text in quotation marks, cut between words, for a message.

    >>> quote_end("The funding and support provided by Welsh Government in the year included:")
    "'…support provided by Welsh Government in the year included:'"
    """
    return repr(words if len(words) <= _QUOTED else f"…{words[-_QUOTED:].partition(' ')[2]}")


def _is_followed(document: Document, roles: Sequence[str], number: int) -> bool:
    block = document.blocks[number]
    if number + 1 == len(document.blocks):
        return False
    follower = document.blocks[number + 1]
    if (follower.cell != block.cell and follower.cell < 0) or follower.cell == -1 != block.cell:
        return False
    if follower.cell != block.cell:
        # A table after a paragraph may be what was announced; the next cell of the same table is not.
        return block.cell < 0
    if document.media_type != "text/plain":
        return roles[number + 1] in (roles[number], "progress", "next_step") and _same_part(document, number)
    words = document.text[follower.start : follower.end]
    is_sentence = len(words.split()) >= _WORDS_OF_A_SENTENCE and words.rstrip()[-1] in ".!" and not words[0].islower()
    return follower.kind == "item" or not is_sentence


def _same_part(document: Document, number: int) -> bool:
    """Whether the next block lies in the same container, or in one beside it."""
    here = document.containers[document.blocks[number].container]
    there = document.containers[document.blocks[number + 1].container]
    around = here.parent if here.parent > 0 else document.blocks[number].container
    return there.first >= document.containers[around].first and there.last <= document.containers[around].last
