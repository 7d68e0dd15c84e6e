"""How alike the wordings of two sets of texts are: the cosine of their character n-grams, weighted by rarity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

_SIZES = (3, 4, 5)
_NOT_WORD = re.compile(r"[\W_]+")

# Rows of the product that are worked out at once: bounds memory.
_CHUNK = 512
# Up to so many pairs every one is kept. Of more, each text keeps its likest ones: a pair that is among neither's can
# no longer be made good by theme, order and progress together.
_ALL_PAIRS = 60_000
_LIKEST = 30
# What one search may cost, in multiplications. Beyond it only the rarest n-grams look for candidates: the cost grows
# nearly linearly with the number of texts.
_MULTIPLICATIONS = 150_000_000
_CANDIDATES = 10

# The rows of a block of pairs on both sides, and the products of these rows: three numpy arrays.
Block = tuple[Any, Any, Any]


def list_ngrams(word: str) -> list[str]:
    """The runs of 3 to 5 characters of a word, its ends counting as spaces.

    >>> list_ngrams("act")
    [' ac', 'act', 'ct ', ' act', 'act ', ' act ']
    """
    padded = f" {word} "
    return [padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1)]


class Likeness:
    """The likeness of every earlier text to every later one, 0 to 1.

    Measured by tf-idf over character 3- to 5-grams inside words, the measure that told right from wrong pairs of
    actions best, with the weights of scikit-learn's `TfidfVectorizer(analyzer="char_wb")`. The rarity of an n-gram is
    that in all texts of both sides, so a score does not depend on how many pairs are asked for.

    >>> likeness = Likeness(["We will publish a guide."], ["We will publish the guide.", "Pods were hired."])
    >>> likeness.measure(0, 0) > 0.6 > 0.1 > likeness.measure(0, 1)
    True
    """

    def __init__(self, earlier: Sequence[str], later: Sequence[str]) -> None:
        self._words = [Counter(_NOT_WORD.sub(" ", text).casefold().split()) for text in (*earlier, *later)]
        self._border = len(earlier)
        self._known: dict[tuple[int, int], float] = {}

    def measure(self, earlier: int, later: int) -> float:
        """How alike two texts are, by their numbers on each side."""
        known = self._known.get((earlier, later))
        if known is None:
            one, other = self._vectors[earlier], self._vectors[self._border + later]
            known = self._known[earlier, later] = _bound(one.multiply(other).sum())
        return known

    def find_pairs(self, earlier: Sequence[int], later: Sequence[int], floor: float) -> dict[tuple[int, int], float]:
        """The pairs of these texts that are at least so much alike; of very many the likest of each text."""
        if not earlier or not later:
            return {}
        import numpy as np  # noqa: PLC0415

        rows, columns = self._vectors[np.asarray(earlier)], self._vectors[np.asarray(later) + self._border]
        ones, others, scores = _find_pairs(rows, columns, floor)
        pairs = zip(np.asarray(earlier)[ones].tolist(), np.asarray(later)[others].tolist(), strict=True)
        found = dict(zip(pairs, map(_bound, scores.tolist()), strict=True))
        self._known.update(found)
        return found

    @cached_property
    def _vectors(self) -> Any:  # noqa: ANN401  (a scipy matrix, which has no types)
        """A row for each text, of length 1: its n-grams, counted by way of its words, each weighted by its rarity."""
        import numpy as np  # noqa: PLC0415
        from scipy.sparse import diags_array  # noqa: PLC0415

        words = {word: number for number, word in enumerate(sorted({word for text in self._words for word in text}))}
        spelled = [Counter(list_ngrams(word)) for word in words]
        ngrams = {ngram: number for number, ngram in enumerate(sorted({ngram for word in spelled for ngram in word}))}
        counts = (_count(self._words, words) @ _count(spelled, ngrams)).astype(np.float64)
        holders = np.bincount(counts.indices, minlength=len(ngrams))
        weighted = counts @ diags_array(np.log((1 + len(self._words)) / (1 + holders)) + 1)
        lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        vectors = (diags_array(1 / np.where(lengths > 0, lengths, 1)) @ weighted).tocsr()
        vectors.sort_indices()
        return vectors


def _bound(score: float) -> float:
    """A cosine without what rounding adds."""
    return min(1.0, round(float(score), 9))


def _count(lists: Sequence[Counter[str]], numbers: dict[str, int]) -> Any:  # noqa: ANN401
    """A sparse matrix of how often each list has each entry."""
    import numpy as np  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    ends = np.cumsum([0, *map(len, lists)])
    columns = np.fromiter((numbers[entry] for one in lists for entry in one), dtype=np.int32, count=int(ends[-1]))
    counts = np.fromiter((count for one in lists for count in one.values()), dtype=np.int32, count=int(ends[-1]))
    return csr_array((counts, columns, ends), shape=(len(lists), len(numbers)))


def _find_pairs(rows: Any, columns: Any, floor: float) -> Block:  # noqa: ANN401
    """The pairs of rows of two sparse matrices whose product reaches the floor."""
    import numpy as np  # noqa: PLC0415

    cost = np.bincount(rows.indices, minlength=rows.shape[1]) * np.bincount(columns.indices, minlength=rows.shape[1])
    blocks = _multiply_all(rows, columns) if cost.sum() <= _MULTIPLICATIONS else _multiply_likely(rows, columns, cost)
    found = [tuple(side[scores >= floor] for side in (ones, others, scores)) for ones, others, scores in blocks]
    ones, others, scores = (np.concatenate(sides) for sides in zip(*found, strict=True))
    if len(scores) > _ALL_PAIRS:
        likest = (_rank(ones, scores) < _LIKEST) | (_rank(others, scores) < _LIKEST)
        ones, others, scores = ones[likest], others[likest], scores[likest]
    return ones, others, scores


def _multiply_all(rows: Any, columns: Any) -> Iterator[Block]:  # noqa: ANN401
    """Every pair that shares anything, block by block."""
    turned = columns.T.tocsr()
    for begin in range(0, rows.shape[0], _CHUNK):
        product = (rows[begin : begin + _CHUNK] @ turned).tocoo()
        yield product.row + begin, product.col, product.data


def _multiply_likely(rows: Any, columns: Any, cost: Any) -> Iterator[Block]:  # noqa: ANN401
    """The best candidates of each row by the n-grams that cost least, scored by all of them, block by block."""
    import numpy as np  # noqa: PLC0415

    cheapest = np.argsort(cost, kind="stable")
    cheapest = np.sort(cheapest[np.cumsum(cost[cheapest]) <= _MULTIPLICATIONS])
    for ones, others, scores in _multiply_all(rows[:, cheapest], columns[:, cheapest]):
        best = _rank(ones, scores) < _CANDIDATES
        ones, others = ones[best], others[best]  # noqa: PLW2901
        yield ones, others, np.asarray(rows[ones].multiply(columns[others]).sum(axis=1)).ravel()


def _rank(owners: Any, scores: Any) -> Any:  # noqa: ANN401
    """The place of each score among those of its owner, the greatest first, equals in their order."""
    import numpy as np  # noqa: PLC0415

    order = np.lexsort((-scores, owners))
    sorted_owners = owners[order]
    starts = np.searchsorted(sorted_owners, sorted_owners)
    ranks = np.empty(len(scores), dtype=np.int64)
    ranks[order] = np.arange(len(scores)) - starts
    return ranks
