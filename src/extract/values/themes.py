"""The number and the name of a theme's heading, and when two headings name the same theme."""

from __future__ import annotations

import re

from extract.values.wording import fold_wording

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# What is printed before a theme's number, in the languages of the vocabulary.
_NUMBERED = (
    "section chapter part table tableau tabl theme thème thema priority priorité objective objectif pillar pilier goal"
    " mission outcome strand workstream area axe axis volet chapitre chantier nod blaenoriaeth"
).split()
_NUMBER = re.compile(
    rf"(?:(?:[^\W\d_]{{3,12}}\s+)?(?:{'|'.join(_NUMBERED)})\s+)?(\d{{1,2}}(?:\.\d{{1,2}})*|[a-z]|[ivx]{{1,5}})[.):\s–—-]+\s*(?=\S)",
    re.IGNORECASE,
)
# A noun that is not among these counts themes where a sign or a new line parts it from the name ("Pledge 1: ...").
_COUNTED = re.compile(r"[^\W\d_a-z]\w{2,14}\s+(\d{1,2}(?:\.\d{1,2})*|[A-Z])(?:\s*[:–—]\s*|\s+-\s+|\s*\n\s*)(?=\S)")


def split_number(words: str) -> tuple[str | None, str]:
    """A heading's number and the heading without it.

    >>> split_number("3. General support"), split_number("Theme 2: Homes"), split_number("A fair deal")
    (('3', 'General support'), ('2', 'Homes'), (None, 'A fair deal'))
    >>> split_number("Priority area 4: Clean beaches"), split_number("Phase 2 schools")
    (('4', 'Clean beaches'), (None, 'Phase 2 schools'))
    """
    counted = _COUNTED.match(words)
    if counted is not None:
        return counted[1], words[counted.end() :]
    found = _NUMBER.match(words)
    if found is None or (not found[1][0].isdigit() and not re.match(r"\S{1,5}[.):]", words[found.start(1) :])):
        return None, words
    return found[1], words[found.end() :]


def fold_theme(name: str) -> str:
    """A theme's letters without numbering and bracketed acronym, which make no different theme.

    >>> fold_theme("1. Infection prevention and control (IP&C)") == fold_theme("Infection Prevention and Control")
    True
    """
    return fold_wording(split_number(_BRACKETED.sub(" ", name).strip())[1])
