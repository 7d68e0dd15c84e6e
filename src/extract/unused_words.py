"""Which words of the vocabulary no page of a run printed: candidates for leaving out, or for a second look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from extract.data import load_words
from extract.model import Document
from extract.values.wording import fold_wording

# The tables whose words are looked for as whole lines, cells and labels.
_TABLES = ("labels", "statuses", "responses", "headings")
_LABEL = re.compile(r"[^:\n]{2,70}(?=:)")


def find_unused_words(documents: Iterable[Document], added: Iterable[Path] = ()) -> Mapping[str, tuple[str, ...]]:
    """The words, by the table and key they stand under, that stand alone nowhere on these pages.

    A word is used when it is a line, a cell or the words before a colon.

    Args:
        added: The `vocabulary.toml` files whose words count too.

    >>> from extract.data import load_vocabulary
    >>> from extract.read import read_page
    >>> page = read_page(b"<p>Next steps</p><p>Status: Complete</p>", load_vocabulary())
    >>> unused = find_unused_words([page])
    >>> "Next steps" in unused["labels.next_steps"], "Camau nesaf" in unused["labels.next_steps"]
    (False, True)
    """
    printed = {folded for document in documents for folded in _print_alone(document)}
    unused = {}
    for table, keys in load_words(*added).items():
        if table not in _TABLES:
            continue
        for key, words in keys.items():
            unused[f"{table}.{key}"] = tuple(word for word in words if fold_wording(word) not in printed)
    return unused


def _print_alone(document: Document) -> Iterable[str]:
    for block in document.blocks:
        for line in document.text[block.start : block.end].split("\n"):
            yield fold_wording(line)
            label = _LABEL.match(line)
            if label is not None:
                yield fold_wording(label[0])
                yield fold_wording(line[label.end() + 1 :])
