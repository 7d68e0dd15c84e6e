"""When two theme headings name the same theme."""

from __future__ import annotations

import re

from extract.values.wording import fold_wording

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERING = re.compile(
    r"^\W*(?:(?:theme|chapter|section|priority|part|objective)\s+)?(?:\d+(?:\.\d+)*|[ivx]+(?=[.)]))[.:)]?\s+",
    re.IGNORECASE,
)


def fold_theme(name: str) -> str:
    """A theme's letters without numbering and bracketed acronym, which make no different theme.

    >>> fold_theme("1. Infection prevention and control (IP&C)") == fold_theme("Infection Prevention and Control")
    True
    """
    return fold_wording(_NUMBERING.sub("", _BRACKETED.sub(" ", name)))
