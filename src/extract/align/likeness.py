"""How alike the wordings of two sets of texts are: the cosine of their character n-grams, weighted by rarity."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

_SIZES = (3, 4, 5)
# Pairs below this have nothing in common that matters.
_FLOOR = 0.1
_NOT_WORD = re.compile(r"[\W_]+")

# Up to so many pairs, plain dictionaries are faster than loading scikit-learn (about a second).
_FEW_PAIRS = 4_000
# Rows of the sparse product that are worked out at once: bounds memory.
_CHUNK = 512
# Beyond so many pairs only the rarest n-grams find candidates, as many as cost so many multiplications, and of each
# text only its best candidates are scored: the cost grows nearly linearly.
_MANY_PAIRS = 1_000_000
_MULTIPLICATIONS = 150_000_000
_CANDIDATES = 10

Pairs = Iterator[tuple[int, int, float]]


def list_ngrams(text: str) -> list[str]:
    """The runs of 3 to 5 characters inside the words of a text, a word's ends counting as spaces.

    >>> list_ngrams("We act")
    [' we', 'we ', ' we ', ' ac', 'act', 'ct ', ' act', 'act ', ' act ']
    """
    words = _NOT_WORD.sub(" ", text).casefold().split()
    return list(chain.from_iterable(map(_list_word_ngrams, words)))


@lru_cache(maxsize=1 << 16)
def _list_word_ngrams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1))


class Likeness:
    """The likeness of every earlier text to every later one, 0 to 1.

    Measured by tf-idf over character 3- to 5-grams, the measure that told right from wrong pairs of actions best.
    The rarity of an n-gram is that in all texts of both sides, so a score does not depend on how many pairs are asked
    for.

    >>> likeness = Likeness(["We will publish a guide."], ["We will publish the guide.", "Pods were hired."])
    >>> likeness.measure(0, 0) > 0.6 > 0.1 > likeness.measure(0, 1)
    True
    """

    def __init__(self, earlier: Sequence[str], later: Sequence[str]) -> None:
        self._texts = [*earlier, *later]
        self._border = len(earlier)
        self._vectors: dict[int, dict[str, float]] = {}
        self._known: dict[tuple[int, int], float] = {}

    def measure(self, earlier: int, later: int) -> float:
        """How alike two texts are, by their numbers on each side."""
        known = self._known.get((earlier, later))
        if known is None:
            known = self._known[earlier, later] = self._multiply(earlier, later)
        return known

    def find_pairs(self, earlier: Sequence[int], later: Sequence[int], floor: float) -> dict[tuple[int, int], float]:
        """Every pair of these texts that is at least so much alike."""
        if len(earlier) * len(later) <= _FEW_PAIRS:
            pairs = [(one, other) for one in earlier for other in later]
            return {pair: score for pair in pairs if (score := self.measure(*pair)) >= floor}
        found = {(one, other): score for one, other, score in self._find_among_many(earlier, later) if score >= floor}
        self._known.update(found)
        return found

    def _multiply(self, earlier: int, later: int) -> float:
        one, other = self._vector(earlier), self._vector(self._border + later)
        if len(one) > len(other):
            one, other = other, one
        return min(1.0, sum(weight * other[ngram] for ngram, weight in one.items() if ngram in other))

    @cached_property
    def _weights(self) -> dict[str, float]:
        """The weight of every n-gram: smoothed inverse document frequency."""
        counts: Counter[str] = Counter()
        for text in self._texts:
            counts.update(set(list_ngrams(text)))
        number = len(self._texts)
        return {ngram: math.log((1 + number) / (1 + count)) + 1 for ngram, count in counts.items()}

    def _vector(self, number: int) -> dict[str, float]:
        vector = self._vectors.get(number)
        if vector is None:
            weights = self._weights
            counts = Counter(list_ngrams(self._texts[number]))
            # In the order of the n-grams, so that sums do not depend on the order of the words.
            vector = {ngram: count * weights[ngram] for ngram, count in sorted(counts.items())}
            length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
            vector = {ngram: weight / length for ngram, weight in vector.items()}
            self._vectors[number] = vector
        return vector

    @cached_property
    def _matrix(self) -> Any:  # noqa: ANN401  (a scipy matrix, which has no types)
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        if not any(map(list_ngrams, self._texts[:1])) and not any(map(list_ngrams, self._texts)):
            return None
        return TfidfVectorizer(analyzer=list_ngrams).fit_transform(self._texts)

    def _find_among_many(self, earlier: Sequence[int], later: Sequence[int]) -> Pairs:
        import numpy as np  # noqa: PLC0415

        if self._matrix is None:
            return
        rows, columns = self._matrix[np.asarray(earlier)], self._matrix[np.asarray(later) + self._border]
        few = len(earlier) * len(later) <= _MANY_PAIRS
        find = _find_all if few else _find_by_rare_ngrams
        for one, other, score in find(rows, columns):
            yield earlier[one], later[other], min(1.0, score)


def _find_all(rows: Any, columns: Any) -> Pairs:  # noqa: ANN401
    """Every pair of rows of two sparse matrices that have anything in common."""
    turned = columns.T.tocsr()
    for begin in range(0, rows.shape[0], _CHUNK):
        product = (rows[begin : begin + _CHUNK] @ turned).tocoo()
        keep = product.data >= _FLOOR
        found = zip(product.row[keep].tolist(), product.col[keep].tolist(), product.data[keep].tolist(), strict=True)
        yield from sorted((begin + row, column, score) for row, column, score in found)


def _find_by_rare_ngrams(rows: Any, columns: Any) -> Pairs:  # noqa: ANN401
    """The best candidates of each row by the n-grams that few texts hold, scored by all n-grams."""
    import numpy as np  # noqa: PLC0415

    cost = np.asarray((rows > 0).sum(axis=0), dtype=np.int64).ravel() * np.asarray((columns > 0).sum(axis=0)).ravel()
    rarest = np.argsort(cost, kind="stable")
    rarest = np.sort(rarest[np.cumsum(cost[rarest]) <= _MULTIPLICATIONS])
    some_rows, some_columns = rows[:, rarest], columns[:, rarest].T.tocsr()
    for begin in range(0, rows.shape[0], _CHUNK):
        product = (some_rows[begin : begin + _CHUNK] @ some_columns).tocsr()
        pairs = [(begin + row, column) for row in range(product.shape[0]) for column in _find_best(product, row)]
        if not pairs:
            continue
        ones, others = (list(side) for side in zip(*pairs, strict=True))
        scores = np.asarray(rows[ones].multiply(columns[others]).sum(axis=1)).ravel().tolist()
        yield from sorted(zip(ones, others, scores, strict=True))


def _find_best(product: Any, row: int) -> list[int]:  # noqa: ANN401
    """The columns of the greatest entries of one row of a sparse matrix."""
    import numpy as np  # noqa: PLC0415

    begin, end = product.indptr[row], product.indptr[row + 1]
    best = np.argsort(-product.data[begin:end], kind="stable")[:_CANDIDATES]
    columns: list[int] = product.indices[begin:end][best].tolist()
    return columns
