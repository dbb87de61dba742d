"""Fits the model for pairs without examples on the training questions of the shared sets."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import f1_score

from benchmarks.criterion_fit import SEED, fit_logistic
from benchmarks.entailment.pairs import part_a
from benchmarks.shared_sets import GRADED, GradedPair, load_set
from interviewer.adapters.assess.calibration import PairModel, Thresholds, sigmoid
from interviewer.adapters.assess.entailment import Entails
from interviewer.adapters.assess.pair_features import ENTAILED, LEXICAL, SEMANTIC, entailed_features
from interviewer.adapters.assess.pairs import feature_rows, is_short, prepare_pairs, statement
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.knowledge.embedding import Embedder

REGULARISATION = 0.3
MOST_UNSEEN = 2_500
"""Pairs of one set that the second judgement is fitted on."""
UNUSED = "test_ua"
"""Split of answers to questions that were seen in fitting: they measure nothing that is asked here."""
GOOD = 0.75
"""Credit from which an answer counts as shown when thresholds are chosen."""


class SetRows(NamedTuple):
    """One shared set as numbers."""

    name: str
    rows: tuple[GradedPair, ...]
    features: np.ndarray
    credits: np.ndarray
    entails: np.ndarray | None = None
    """Log odds of the cross-encoder; nan where it is not asked."""

    def unseen(self) -> np.ndarray:
        """Tell which rows, at most `MOST_UNSEEN`, the second judgement is fitted on: short, new to the encoder."""
        questions = [row.question for row in self.rows if row.split == "train"]
        seen = part_a(questions, self.name)
        fresh = [i for i, row in enumerate(self.rows) if row.split == "train" and row.question not in seen]
        fresh = [i for i in fresh if is_short(self.rows[i].pair)]
        drawn = sorted(random.Random(f"{SEED}/{self.name}/unseen").sample(fresh, min(MOST_UNSEEN, len(fresh))))
        return np.isin(np.arange(len(self.rows)), drawn)


def load_rows(folder: Path, embedder: Embedder | None, rarity: Rarity, entails: Entails | None = None) -> list[SetRows]:
    """Compute the features of all pairs of all sets; takes minutes with an embedder, and more with an encoder."""
    sets: list[SetRows] = []
    for name in GRADED:
        graded = [one for one in load_set(folder, name) if one.split != UNUSED]
        pairs = [g.pair for g in graded]
        texts = prepare_pairs(pairs, embedder)
        one = SetRows(name, tuple(graded), feature_rows(pairs, texts, rarity), np.array([g.credit for g in graded]))
        if entails is not None:
            asked = one.unseen() | np.array([row.split != "train" and is_short(row.pair) for row in one.rows])
            logits = np.full(len(pairs), np.nan)
            logits[asked] = entails.logits([statement(pairs[i], texts, rarity) for i in np.flatnonzero(asked)])
            one = one._replace(entails=logits)
        sets.append(one)
    return sets


def words_only(one: SetRows) -> SetRows:
    """Return a set as it would be without an embedder and an encoder."""
    return one._replace(features=one.features[:, : len(LEXICAL)], entails=None)


def fit_pairs(sets: Sequence[SetRows]) -> PairModel:
    """Fit on the `train` questions of all sets, each set counting by the root of its size."""
    names = LEXICAL if sets[0].features.shape[1] == len(LEXICAL) else (*LEXICAL, *SEMANTIC)
    trained = [np.array([row.split == "train" for row in one.rows]) for one in sets]
    first = _fit(sets, trained, [one.features for one in sets], names)
    if any(one.entails is None for one in sets):
        return first
    second = [second_features(one, first) for one in sets]
    return replace(first, entailed=_fit(sets, [one.unseen() for one in sets], second, ENTAILED))


def second_features(one: SetRows, first: PairModel) -> np.ndarray:
    """Return the features of the second judgement, nan where the cross-encoder was not asked."""
    if one.entails is None:
        raise ValueError(f"{one.name} was loaded without the cross-encoder")
    return entailed_features(first.linear.logits(one.features), one.entails, one.features)


def _fit(
    sets: Sequence[SetRows], used: Sequence[np.ndarray], features: Sequence[np.ndarray], names: Sequence[str]
) -> PairModel:
    x = np.concatenate([rows[kept] for rows, kept in zip(features, used, strict=True)])
    y = np.concatenate([one.credits[kept] for one, kept in zip(sets, used, strict=True)])
    weights = np.concatenate([np.full(int(kept.sum()), max(1.0, float(kept.sum())) ** -0.5) for kept in used])
    weights *= len(weights) / weights.sum()
    labels, shares = np.r_[np.ones(len(y)), np.zeros(len(y))], np.r_[y * weights, (1 - y) * weights]
    linear = fit_logistic(np.vstack([x, x]), labels, shares, names, REGULARISATION)
    return PairModel(linear, _thresholds(sigmoid(linear.logits(x)), y, weights))


def _thresholds(p: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Thresholds:
    grid = np.round(np.arange(0.3, 0.71, 0.01), 2)
    shown = float(max(grid, key=lambda t: f1_score(y >= GOOD, p >= t, average="macro", sample_weight=weights)))
    lower = np.round(np.arange(0.15, shown, 0.01), 2)

    def error(partial: float) -> float:
        credit = 0.5 * (p >= partial) + 0.5 * (p >= shown)
        return float(np.average((credit - y) ** 2, weights=weights))

    return Thresholds(partial=float(min(lower, key=error)), shown=shown)
