"""Fits the model for pairs without examples on the training questions of the shared sets."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import f1_score

from benchmarks.criterion_fit import fit_logistic
from benchmarks.shared_sets import GRADED, GradedPair, load_set
from interviewer.adapters.assess.calibration import PairModel, Thresholds, sigmoid
from interviewer.adapters.assess.pair_features import LEXICAL, SEMANTIC
from interviewer.adapters.assess.pairs import feature_rows, prepare_pairs
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.knowledge.embedding import Embedder

REGULARISATION = 0.3
GOOD = 0.75
"""Credit from which an answer counts as shown when thresholds are chosen."""


class SetRows(NamedTuple):
    """One shared set as numbers."""

    name: str
    rows: tuple[GradedPair, ...]
    features: np.ndarray
    credits: np.ndarray


def load_rows(folder: Path, embedder: Embedder | None, rarity: Rarity) -> list[SetRows]:
    """Compute the features of all pairs of all sets; takes minutes with an embedder."""
    sets: list[SetRows] = []
    for name in GRADED:
        graded = load_set(folder, name)
        pairs = [g.pair for g in graded]
        features = feature_rows(pairs, prepare_pairs(pairs, embedder), rarity)
        sets.append(SetRows(name, tuple(graded), features, np.array([g.credit for g in graded])))
    return sets


def fit_pairs(sets: Sequence[SetRows]) -> PairModel:
    """Fit on the `train` questions of all sets, each set counting by the root of its size."""
    x, y, weights = _training(sets)
    doubled = np.vstack([x, x])
    labels = np.r_[np.ones(len(y)), np.zeros(len(y))]
    shares = np.r_[y * weights, (1 - y) * weights]
    names = LEXICAL if x.shape[1] == len(LEXICAL) else (*LEXICAL, *SEMANTIC)
    linear = fit_logistic(doubled, labels, shares, names, REGULARISATION)
    return PairModel(linear, _thresholds(sigmoid(linear.logits(x)), y, weights))


def _training(sets: Sequence[SetRows]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for one in sets:
        used = np.array([row.split == "train" for row in one.rows])
        count = int(used.sum())
        parts.append((one.features[used], one.credits[used], np.full(count, count**-0.5)))
    x, y, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return x, y, weights * len(weights) / weights.sum()


def _thresholds(p: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Thresholds:
    grid = np.round(np.arange(0.3, 0.71, 0.01), 2)
    shown = float(max(grid, key=lambda t: f1_score(y >= GOOD, p >= t, average="macro", sample_weight=weights)))
    lower = np.round(np.arange(0.15, shown, 0.01), 2)

    def error(partial: float) -> float:
        credit = 0.5 * (p >= partial) + 0.5 * (p >= shown)
        return float(np.average((credit - y) ** 2, weights=weights))

    return Thresholds(partial=float(min(lower, key=error)), shown=shown)
