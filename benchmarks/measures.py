"""Measures with their uncertainty: the bootstrap draws whole groups (criteria, questions), not rows."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

DRAWS = 300
Measure = Callable[[np.ndarray, np.ndarray], float]


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """Return the area under the ROC curve; nan if only one class is there."""
    return float(roc_auc_score(labels, scores)) if 0 < labels.sum() < len(labels) else float("nan")


def balanced_accuracy(labels: np.ndarray, decided: np.ndarray) -> float:
    """Return the mean of the recalls of the classes that are there."""
    table = _table(labels, decided)
    there = table.sum(axis=1) > 0
    return float(np.mean(table.diagonal()[there] / table.sum(axis=1)[there]))


def macro_f1(labels: np.ndarray, decided: np.ndarray) -> float:
    """Return the mean F1 over classes."""
    table = _table(labels, decided)
    both = table.sum(axis=0) + table.sum(axis=1)
    return float(np.mean(2 * table.diagonal()[both > 0] / both[both > 0]))


def kappa(labels: np.ndarray, decided: np.ndarray) -> float:
    """Return Cohen's kappa."""
    return _agreement(_table(labels, decided), power=0)


def quadratic_kappa(labels: np.ndarray, decided: np.ndarray) -> float:
    """Return Cohen's kappa with quadratic weights."""
    return _agreement(_table(labels, decided), power=2)


def _table(labels: np.ndarray, decided: np.ndarray) -> np.ndarray:
    """Count how often each class (0, 1, ...) was decided as each."""
    wanted, found = labels.astype(int), decided.astype(int)
    count = int(max(wanted.max(), found.max())) + 1
    return np.bincount(wanted * count + found, minlength=count * count).reshape(count, count).astype(float)


def _agreement(table: np.ndarray, power: int) -> float:
    """Return 1 less the weighted disagreement over that of chance; weights grow with the distance of classes."""
    steps = np.abs(np.subtract.outer(np.arange(len(table)), np.arange(len(table))))
    weights = (steps > 0) * steps.astype(float) ** power
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    expected = float((weights * chance).sum())
    return 1.0 - float((weights * table).sum()) / expected if expected else 1.0


def correlation(credits: np.ndarray, scores: np.ndarray) -> float:
    """Return Pearson's r."""
    return float(np.corrcoef(credits, scores)[0, 1])


def calibration_error(labels: np.ndarray, probabilities: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error over equally wide bins."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [
        np.mean(places == place) * abs(labels[places == place].mean() - probabilities[places == place].mean())
        for place in range(bins)
        if (places == place).any()
    ]
    return float(sum(gaps))


def with_interval(
    measure: Measure, labels: np.ndarray, scores: np.ndarray, groups: Sequence[str], seed: int
) -> dict[str, object]:
    """Return `value` and the 95 % `interval` of a measure from a bootstrap over groups."""
    chance = np.random.default_rng(seed)
    names, places = np.unique(np.array(groups), return_inverse=True)
    rows = [np.flatnonzero(places == place) for place in range(len(names))]
    draws: list[float] = []
    for _ in range(DRAWS):
        drawn = np.concatenate([rows[i] for i in chance.integers(len(names), size=len(names))])
        value = measure(labels[drawn], scores[drawn])
        if np.isfinite(value):
            draws.append(value)
    low, high = np.quantile(draws, [0.025, 0.975]) if draws else (float("nan"), float("nan"))
    return {"value": round(measure(labels, scores), 4), "interval": [round(float(low), 4), round(float(high), 4)]}


def share(_: np.ndarray, right: np.ndarray) -> float:
    """Return the share of right choices."""
    return float(right.mean())


def reliability(labels: np.ndarray, probabilities: np.ndarray, bins: int = 10) -> list[list[float]]:
    """Return mean probability, mean label and number of rows of each equally wide bin that has any."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    filled = [places == place for place in range(bins) if (places == place).any()]
    return [[round(float(probabilities[b].mean()), 3), round(float(labels[b].mean()), 3), int(b.sum())] for b in filled]


def shares(kinds: np.ndarray, wrong: np.ndarray, used: np.ndarray | None = None) -> dict[str, list[float]]:
    """Return the share of wrong decisions and the number of rows of each kind."""
    kept = np.ones(len(kinds), dtype=bool) if used is None else used
    rows = {str(kind): kept & (kinds == kind) for kind in sorted(set(kinds[kept]))}
    return {kind: [round(float(wrong[row].mean()), 3), int(row.sum())] for kind, row in rows.items()}


def by_length(words: np.ndarray) -> np.ndarray:
    """Return the third of the lengths that each row is in."""
    low, high = np.quantile(words, [1 / 3, 2 / 3])
    names = [f"up to {low:.0f} words", f"up to {high:.0f} words", "longer"]
    return np.array(names)[np.digitize(words, [low, high], right=True)]


def tfidf_likeness(claims: Sequence[str], texts: Sequence[str], corpus: Sequence[str]) -> np.ndarray:
    """Return the TF-IDF cosine of each claim and its text; rarity is counted over the corpus."""
    vectorizer = TfidfVectorizer(sublinear_tf=True).fit(corpus)
    left: Any = vectorizer.transform(claims)
    right: Any = vectorizer.transform(texts)
    return np.asarray(left.multiply(right).sum(axis=1)).ravel()
