"""How firm the words make a promise: the documented scale of modal and hedge words (`data/commitments.toml`)."""

from __future__ import annotations

from extract.compare.vocabulary import load_commitment_words


def compare_strength(before: str, after: str) -> tuple[int, str] | None:
    """Whether a wording binds less (-1) or more (1) than the one before, and the words that say so; else None.

    The first modal phrase of each decides; where these are equally firm, the words that take something back.

    >>> compare_strength("We will publish a guide.", "We will consider publishing a guide.")
    (-1, "'will' became 'will consider'")
    >>> compare_strength("We will visit homes where possible.", "We will visit homes.")
    (1, "'where possible' is gone")
    >>> compare_strength("We will publish a guide.", "We shall publish the guide.") is None
    True
    """
    words = load_commitment_words()
    before, after = (" ".join(text.split()) for text in (before, after))
    modals = [words.phrases.search(text) for text in (before, after)]
    if modals[0] and modals[1]:
        found = [modal[0].casefold() for modal in modals if modal]
        step = words.strength[found[1]] - words.strength[found[0]]
        if step:
            return (1 if step > 0 else -1), f"'{found[0]}' became '{found[1]}'"
    hedges = [{match[0].casefold() for match in words.hedges.finditer(text)} for text in (before, after)]
    new, gone = sorted(hedges[1] - hedges[0]), sorted(hedges[0] - hedges[1])
    if new and not gone:
        return -1, f"'{new[0]}' is new"
    return (1, f"'{gone[0]}' is gone") if gone and not new else None
