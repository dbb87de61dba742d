"""Pooling of likeness: to the nearest example of each criterion, to other criteria, ahead of siblings."""

from collections.abc import Callable

import numpy as np

from interviewer.adapters.assess.bank import Examples, Sentences

TEMPERATURE = 0.07
"""Softness of 'the nearest of the examples'; cosines within it count as equally near."""


def recall(words: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return (windows, criteria): share of the wanted weight that was said."""
    weighted = wanted * weights
    return words @ weighted.T / np.maximum(weighted.sum(axis=1), 1e-6)


def by_owner(
    similarity: np.ndarray, side: Examples | Sentences, count: int, pool: Callable[..., np.ndarray]
) -> np.ndarray:
    """Pool (windows, examples) to (windows, criteria); a criterion without examples gets 0."""
    columns = [similarity[:, side.owner == owner] for owner in range(count)]
    zero = np.zeros(len(similarity), dtype=np.float32)
    return np.stack([pool(part, axis=1) if part.shape[1] else zero for part in columns], axis=1)


def soft_nearest(similarity: np.ndarray, axis: int) -> np.ndarray:
    """Return the soft maximum along an axis, not growing with the number of examples."""
    return TEMPERATURE * np.log(np.mean(np.exp(similarity / TEMPERATURE), axis=axis))


def others(similarity: np.ndarray, side: Examples, count: int) -> np.ndarray:
    """Return (windows, criteria): nearness to the not-shown examples of the other criteria."""
    columns = [similarity[:, side.owner != owner] for owner in range(count)]
    return np.stack([soft_nearest(c, 1) if c.shape[1] else np.zeros(len(c)) for c in columns], axis=1)


def nearest_elsewhere(similarity: np.ndarray) -> np.ndarray:
    """Return (windows, 1): likeness to the nearest of (windows, examples), 0 if there are none."""
    return similarity.max(axis=1, keepdims=True) if similarity.shape[1] else np.zeros((len(similarity), 1))


def gap(scores: np.ndarray) -> np.ndarray:
    """Return (windows, criteria): by how much a criterion is ahead of the best of its siblings."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    ranked = np.sort(scores, axis=1)
    best, second = ranked[:, [-1]], ranked[:, [-2]]
    return scores - np.where(scores >= best, second, best)
