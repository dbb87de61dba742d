"""Fits the list of words and pairs that tell how something is put; see `interviewer.adapters.assess.phrasing`."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.own_examples import Item
from interviewer.adapters.assess.phrasing import Phrasing, grams_of
from interviewer.adapters.assess.sentences import words_of

REGULARISATION = 10.0
COMMON = 0.85
"""Share of the problems whose examples a word must stand in: what fewer use is their topic."""


def fit_phrasing(items: Sequence[Item]) -> Phrasing:
    """Tell good from poor examples by ways of speaking alone."""
    return _fit(tuple(item for item in items if item.own is not None))


@lru_cache(maxsize=64)
def _fit(examples: tuple[Item, ...]) -> Phrasing:
    """Fit on the same examples once only: models with and without vectors share the list."""
    said = [_grams(item.text) for item in examples]
    listed = {gram: index for index, gram in enumerate(_common(examples, said))}
    known = [[listed[gram] for gram in grams if gram in listed] for grams in said]
    rows = np.repeat(np.arange(len(known)), [len(columns) for columns in known])
    values = np.concatenate([np.full(len(columns), max(1, len(columns)) ** -0.5) for columns in known])
    columns = np.concatenate([np.array(columns, dtype=int) for columns in known])
    matrix = csr_matrix((values, (rows, columns)), shape=(len(known), len(listed)))
    labels = [item.labels[item.own or ""] for item in examples]
    model = LogisticRegression(C=REGULARISATION, max_iter=1000).fit(matrix, labels)
    weights = dict(zip(listed, map(float, model.coef_[0]), strict=True))
    return Phrasing(weights, float(model.intercept_[0]))


@lru_cache(maxsize=20_000)
def _grams(text: str) -> list[str]:
    return grams_of(words_of(text))


def _common(examples: Sequence[Item], said: Sequence[Sequence[str]]) -> list[str]:
    used: dict[str, set[str]] = {}
    for item, grams in zip(examples, said, strict=True):
        used.setdefault(item.case, set()).update(grams)
    cases = Counter(gram for grams in used.values() for gram in grams)
    return sorted(gram for gram, count in cases.items() if count >= COMMON * len(used))
