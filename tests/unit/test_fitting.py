"""What the fitting scripts hand over says the same as the models they were made from."""

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, cohen_kappa_score, f1_score

from benchmarks import measures
from benchmarks.criterion_fit import fit_trees
from benchmarks.criterion_rows import Rows


def test_exported_trees_learn_what_the_rows_hold_and_say_the_same_each_time() -> None:
    chance = np.random.default_rng(3)
    features = chance.normal(size=(600, 5))
    labels = (features[:, 1] + features[:, 3] > 0).astype(int)
    ones = np.ones(600)
    rows = Rows(
        features, labels, ones, ones, 0 * ones, ones.astype(bool), ("own",) * 600, ("a/b",) * 600, (), ()
    )  # fmt: skip
    first, again = fit_trees(rows).logits(features), fit_trees(rows).logits(features)
    assert np.array_equal(first, again)
    assert np.mean((first > 0) == labels) > 0.9


def test_measures_are_those_of_scikit_learn() -> None:
    chance = np.random.default_rng(5)
    labels, decided = chance.integers(3, size=200), chance.integers(3, size=200)
    assert measures.kappa(labels, decided) == pytest.approx(cohen_kappa_score(labels, decided))
    weighted = cohen_kappa_score(labels, decided, weights="quadratic")
    assert measures.quadratic_kappa(labels, decided) == pytest.approx(weighted)
    assert measures.macro_f1(labels, decided) == pytest.approx(f1_score(labels, decided, average="macro"))
    assert measures.balanced_accuracy(labels, decided) == pytest.approx(balanced_accuracy_score(labels, decided))
