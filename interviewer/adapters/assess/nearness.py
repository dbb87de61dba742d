"""Pooling of likeness: to the nearest example of each criterion, to other criteria, ahead of siblings."""

from collections.abc import Sequence

import numpy as np

from interviewer.adapters.assess.bank import Examples, Sentences

TEMPERATURE = 0.07
"""Softness of 'the nearest of the examples'; cosines within it count as equally near."""


def recall(words: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return (windows, criteria): share of the wanted weight that was said."""
    weighted = wanted * weights
    return words @ weighted.T / np.maximum(weighted.sum(axis=1), 1e-6)


def nearest(similarity: np.ndarray, side: Examples | Sentences, count: int) -> np.ndarray:
    """Pool (windows, examples) to (windows, criteria) by the nearest example; a criterion without examples gets 0."""
    return _pooled(np.maximum, similarity, side, count)


def average(similarity: np.ndarray, side: Examples, count: int) -> np.ndarray:
    """Pool (windows, examples) to (windows, criteria) by the mean; a criterion without examples gets 0."""
    sizes = np.bincount(side.owner, minlength=count)
    return _pooled(np.add, similarity, side, count) / np.maximum(1, sizes)


def soft_nearest(similarity: np.ndarray, side: Examples, count: int) -> np.ndarray:
    """Pool (windows, examples) to (windows, criteria) by a soft maximum that does not grow with their number.

    A criterion without examples gets 0.
    """
    means = average(np.exp(similarity / TEMPERATURE), side, count)
    return TEMPERATURE * np.log(np.where(means > 0, means, 1.0))


def others(similarity: np.ndarray, side: Examples, count: int) -> np.ndarray:
    """Return (windows, criteria): soft nearness to the not-shown examples of the other criteria, 0 without any."""
    foreign = (side.owner[:, None] != np.arange(count)).astype(np.float32)
    means = np.exp(similarity / TEMPERATURE) @ foreign / np.maximum(1.0, foreign.sum(axis=0))
    return TEMPERATURE * np.log(np.where(means > 0, means, 1.0))


def _pooled(pool: np.ufunc, similarity: np.ndarray, side: Examples | Sentences, count: int) -> np.ndarray:
    pooled = np.zeros((len(similarity), count), dtype=np.float32)
    owners, starts = np.unique(side.owner, return_index=True)  # examples stand in the order of their owners
    if len(owners):
        pooled[:, owners] = pool.reduceat(similarity, starts, axis=1)
    return pooled


def highest(parts: Sequence[np.ndarray], windows: int) -> np.ndarray:
    """Return (windows, 1): the highest of the columns of all (windows, columns); 0 if there are none."""
    return np.hstack(parts).max(axis=1, keepdims=True) if parts else np.zeros((windows, 1), np.float32)


def gap(scores: np.ndarray) -> np.ndarray:
    """Return (windows, criteria): by how much a criterion is ahead of the best of its siblings."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    ranked = np.sort(scores, axis=1)
    best, second = ranked[:, [-1]], ranked[:, [-2]]
    return scores - np.where(scores >= best, second, best)
