"""Ids that last: made from published words, never from places or from how we read them."""

from __future__ import annotations

import hashlib

from extract.values.wording import fold_wording

_LENGTH = 16  # hex digits: 64 bits, a clash in ten million rows has a chance of about 3 in a million


class Identifiers:
    """Makes the ids of one edition or publication; equals are told apart by their order among equals.

    >>> identifiers = Identifiers()
    >>> first = identifiers.make("action", "plan@2021", "We will act.")
    >>> second = identifiers.make("action", "plan@2021", "We will act.")
    >>> first.startswith("action-"), first == second
    (True, False)
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def make(self, table: str, owner: str, words: str, *more: str) -> str:
        """The id of a row of `table` that belongs to `owner` and prints `words`.

        Args:
            table: A short name of the table, which the id begins with.
            owner: The id of what the row belongs to: its edition, its record.
            words: The row's own words; only their letters and digits count.
            more: What else tells rows of these words apart (a label, a code).
        """
        key = hash_parts(table, owner, fold_wording(words), *more)
        number = self._seen[key] = self._seen.get(key, 0) + 1
        return f"{table}-{hash_parts(key, str(number))}"


def hash_parts(*parts: str) -> str:
    """Sixteen hex digits that stand for these parts in this order.

    >>> hash_parts("12", "3") == hash_parts("1", "23")
    False
    """
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
