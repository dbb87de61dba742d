"""What the fitting scripts hand over says the same as the models they were made from."""

import numpy as np

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
