"""Statuses that only the markup tells: `class="status-partial-complete"`, an icon without words in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.data import Vocabulary

_LONGEST_CLASS = 100
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BORDER = re.compile(r"[-_\s]+")


def find_marked_statuses(tokens: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The status words among classes: of `status-partial-complete`, what stands behind the marker `status`.

    >>> from extract.data import load_vocabulary
    >>> list(find_marked_statuses(["card", "status-partialComplete", "btn-done"], load_vocabulary()))
    ['partialcomplete']
    """
    for token in tokens:
        parts = _split_token(token)
        for place, part in enumerate(parts[:-1], 1):
            word = "".join(parts[place:])
            if part in vocabulary.status_markers and vocabulary.statuses.get(word, "none") != "none":
                yield word


def read_cell_status(tokens: Iterable[str], vocabulary: Vocabulary) -> str | None:
    """The canonical status that the classes and titles of a wordless cell tell in a column of statuses, or None.

    >>> from extract.data import load_vocabulary
    >>> read_cell_status(["light", "tl-on-track"], load_vocabulary()), read_cell_status(["active"], load_vocabulary())
    ('on_track', None)
    """
    for token in tokens:
        parts = _split_token(token)
        for place in range(len(parts)):
            words = parts[place:]
            if len(parts) == 1 and (words[0],) in vocabulary.status_words.weak:
                continue  # sites have classes such as "active" for everything
            status = vocabulary.statuses.get("".join(words)) or vocabulary.status_words.guess_status(" ".join(words))
            if status not in (None, "none"):
                return status
    return None


def _split_token(token: str) -> list[str]:
    """The words of a class, at its hyphens and capitals, in lower case."""
    if len(token) > _LONGEST_CLASS:
        return []
    return [part for part in _BORDER.split(_CAMEL.sub("-", token).lower()) if part]
