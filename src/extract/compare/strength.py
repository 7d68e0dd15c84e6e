"""How firm the words make a promise: the documented scale of modal and hedge words (`data/commitments.toml`)."""

from __future__ import annotations

from extract.compare.pairs import Finding, Group, Pair
from extract.compare.views import Words
from extract.compare.vocabulary import load_commitment_words
from extract.compare.words import quote_difference

# How firm a task without any such phrase is: as a promise.
_TASK = 3


def compare_strength(before: str, after: str) -> tuple[int, str] | None:
    """Whether a wording binds less (-1) or more (1) than the one before, and the words that say so; else None.

    The first modal phrase of each decides, then whether one begins with a verb that only weighs; where these are
    equally firm, the words that take something back.

    >>> compare_strength("We will publish a guide.", "We will consider publishing a guide.")
    (-1, "'will' became 'will consider'")
    >>> compare_strength("We will visit homes where possible.", "We will visit homes.")
    (1, "'where possible' is gone")
    >>> compare_strength("Consult on a standard.", "Explore a standard.")
    (-1, "'Explore' is new")
    >>> compare_strength("We will publish a guide.", "We shall publish the guide.") is None
    True
    """
    words = load_commitment_words()
    before, after = (" ".join(text.split()) for text in (before, after))
    found = [_find_phrase(text) for text in (before, after)]
    if found[0] and found[1]:
        step = words.strength[found[1]] - words.strength[found[0]]
        if step:
            return (1 if step > 0 else -1), f"'{found[0]}' became '{found[1]}'"
    for one, other, sign, word in ((after, before, -1, "new"), (before, after, 1, "gone")):
        # "Consult on a standard" became "Explore a standard": a task that only weighs binds less than any that does.
        begins = words.phrases.match(one)
        if begins and not words.phrases.search(other) and words.strength[begins[0].casefold()] < _TASK:
            return sign, f"'{begins[0]}' is {word}"
    hedges = [{match[0].casefold() for match in words.hedges.finditer(text)} for text in (before, after)]
    new, gone = sorted(hedges[1] - hedges[0]), sorted(hedges[0] - hedges[1])
    if new and not gone:
        return -1, f"'{new[0]}' is new"
    return (1, f"'{gone[0]}' is gone") if gone and not new else None


def note_strength(pair: Pair, group: Group, before: Words, after: Words, name: str) -> bool:
    """Note that new words bind less or more than the old; whether they do."""
    found = compare_strength(before.text, after.text)
    if found is None:
        return False
    kind = "commitment_strengthened" if found[0] > 0 else "commitment_weakened"
    change = "binds more" if found[0] > 0 else "binds less"
    quoted = quote_difference(before.text, after.text)
    why = f"'{quoted[1]}' {change} than '{quoted[0]}': {found[1]}."
    pair.note(Finding(kind, why, field=name, before=before, after=after), group)
    return True


def _find_phrase(text: str) -> str | None:
    found = load_commitment_words().phrases.search(text)
    return found[0].casefold() if found else None
