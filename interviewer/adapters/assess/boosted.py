"""A small sum of decision trees as arrays; made with scikit-learn, run with numpy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Boosted:
    """Trees of equal width; each row of the arrays is a tree, each column a node, node 0 the root."""

    feature: np.ndarray
    """(trees, nodes) column that is compared, -1 in a leaf."""
    threshold: np.ndarray
    """(trees, nodes) go left up to and including it."""
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    """(trees, nodes) log odds that a leaf adds."""
    start: float

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Return log odds for (rows, features)."""
        trees = np.arange(len(self.feature))[None, :]
        at = np.zeros((len(features), len(self.feature)), dtype=np.int64)
        rows = np.arange(len(features))[:, None]
        while True:
            column = self.feature[trees, at]
            inner = column >= 0
            if not inner.any():
                return self.start + self.value[trees, at].sum(axis=1)
            goes_left = features[rows, np.maximum(column, 0)] <= self.threshold[trees, at]
            at = np.where(inner, np.where(goes_left, self.left[trees, at], self.right[trees, at]), at)


def boosted(data: Mapping[str, Any]) -> Boosted:
    """Build the trees from their JSON form: one list of nodes `[feature, threshold, left, right, value]` a tree."""
    trees: Sequence[Sequence[Sequence[float]]] = data["trees"]
    width = max(len(tree) for tree in trees)
    padded = np.zeros((len(trees), width, 5))
    padded[:, :, 0] = -1
    for index, tree in enumerate(trees):
        padded[index, : len(tree)] = tree
    feature, left, right = (padded[:, :, column].astype(np.int64) for column in (0, 2, 3))
    return Boosted(feature, padded[:, :, 1], left, right, padded[:, :, 4], float(data["start"]))
