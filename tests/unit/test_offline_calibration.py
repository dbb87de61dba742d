"""The committed coefficients and the arithmetic around them."""

import numpy as np
import pytest

from interviewer.adapters.assess import features, pair_features
from interviewer.adapters.assess.boosted import boosted
from interviewer.adapters.assess.calibration import Kind, Thresholds, fitted_for, load_fitted, sigmoid
from interviewer.adapters.assess.windows import MANNER
from tests.support.assessing import real_model
from tests.support.embedding import WordEmbedder


@pytest.mark.parametrize("kind", ["semantic", "lexical"])
def test_committed_coefficients_fit_the_features_of_the_code(kind: Kind) -> None:
    fitted = load_fitted(kind)
    semantic = kind == "semantic"
    own = (*features.LEXICAL, *features.SEMANTIC) if semantic else features.LEXICAL
    pairs = (*pair_features.LEXICAL, *pair_features.SEMANTIC) if semantic else pair_features.LEXICAL
    assert fitted.criterion.linear.names == own
    assert fitted.pairs.linear.names == pairs
    assert fitted.criterion.prose.names == MANNER
    assert (fitted.criterion.substance is not None) == semantic
    assert 0 < fitted.criterion.thresholds.partial <= fitted.criterion.thresholds.shown < 1


def test_what_was_measured_is_committed_and_beats_chance() -> None:
    measured = load_fitted("semantic").measured
    assert {"auc", "balanced_accuracy", "base_rate", "n", "what"} <= set(measured)
    assert isinstance(measured["auc"], float)
    assert measured["auc"] >= 0.8


def test_coefficients_are_used_only_with_the_vectors_they_were_fitted_on() -> None:
    assert fitted_for(real_model()) is not None
    assert fitted_for(WordEmbedder()) is None
    assert fitted_for(None) is None


def test_probability_falls_with_the_number_of_windows_that_were_searched_or_stays() -> None:
    model = load_fitted("semantic").criterion
    one, many, endless = (float(model.probability(np.array(1.0), n)) for n in (1, 30, 10_000))
    assert 0 < many <= one + 0.15
    assert abs(endless - float(model.probability(np.array(1.0), 60))) < 1e-9


def test_thresholds_part_three_outcomes() -> None:
    limits = Thresholds(partial=0.4, shown=0.6)
    assert [limits.outcome(p) for p in (0.39, 0.4, 0.59, 0.6)] == ["missing", "partial", "partial", "shown"]


def test_trees_walk_to_their_leaves() -> None:
    stump = [[0, 0.5, 1, 2, 0.0], [-1, 0, 0, 0, -1.0], [-1, 0, 0, 0, 2.0]]
    trees = boosted({"start": 0.25, "trees": [stump, [[-1, 0, 0, 0, 0.5]]]})
    assert trees.logits(np.array([[0.5], [0.6]])).tolist() == [-0.25, 2.75]


def test_sigmoid_does_not_overflow() -> None:
    assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]
