"""Fits the model that judges criteria with examples; scikit-learn is needed here and nowhere at run time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

from benchmarks.criterion_rows import Rows, Scored, choose_rows, joined, with_learned
from benchmarks.phrasing_fit import fit_phrasing
from interviewer.adapters.assess.boosted import Boosted, boosted
from interviewer.adapters.assess.calibration import (
    NO_WINDOW,
    CriterionModel,
    Linear,
    Thresholds,
    crowd,
)
from interviewer.adapters.assess.features import LEXICAL, SEMANTIC
from interviewer.adapters.assess.phrasing import Phrasing
from interviewer.adapters.assess.windows import MANNER

REGULARISATION = 0.05
SUBSTANCE_REGULARISATION = 3.0
WORD_LISTS = (
    "attack: vocabulary list",
    "attack: vocabulary sentence",
    "attack: vocabulary lines",
    "attack: word salad",
    "attack: word salad in lines",
)
TERSE = {1: 4, 0: 7}
"""Places of the good and of the poor example in note form: what is language is not learned from them."""
PROSE_FEATURES = ("content_share", "order", "tiny", "enumeration")
CALIBRATING = ("own", "composite", "elsewhere")
"""Kinds of rows that calibration and thresholds are chosen on."""
LOWEST_PARTIAL, LOWEST_SHOWN = 0.35, 0.45
"""Half and full credit are not given below them: a strong answer to another phase must not earn points by luck."""
SEED = 20261122
TREES = 120
THIN = 8
SUBSTANCE_FOLDS = 4
"""Groups of phases for the direction of substance."""
FOLDS = 2
"""Groups of phases for calibration."""
ROUNDS = 1
"""Rounds of choosing each answer's best window with the model so far and fitting again."""


class Judged(NamedTuple):
    """Rows with the log odds that models made of them which had not seen their phase."""

    rows: Rows
    logits: np.ndarray


def fit_criterion(train: Sequence[Scored]) -> CriterionModel:
    """Fit direction, linear model, trees, calibration and thresholds, in this order, on one set of items."""
    substance, phrasing = fit_substance(train), fit_phrasing([one.item for one in train])
    filled = _out_of_fold(train)
    prose = fit_prose(train)
    linear, trees = _fit_models(filled, prose)
    calibrating = _cross_fitted(filled, prose)
    platt = _fit_platt(calibrating)
    unsaid = fit_unsaid(calibrating.rows)
    model = CriterionModel(linear, trees, prose, substance, phrasing, platt, unsaid, Thresholds(0.5, 0.5))
    rows = calibrating.rows
    return replace(model, thresholds=fit_thresholds(_calibrated(calibrating, model), rows.labels, rows.kinds))


def _fit_models(filled: Sequence[Scored], prose: Linear) -> tuple[Linear, Boosted]:
    """Choose windows and fit the linear model in turn, then fit the trees on the windows chosen last."""
    rows = choose_rows(filled, prose, None)
    names = LEXICAL if rows.features.shape[1] == len(LEXICAL) else (*LEXICAL, *SEMANTIC)
    linear = _fit_linear(rows, names)
    for _ in range(ROUNDS):
        rows = choose_rows(filled, prose, linear)
        linear = _fit_linear(rows, names)
    return linear, fit_trees(rows)


def _cross_fitted(filled: Sequence[Scored], prose: Linear) -> Judged:
    """Judge every phase by models fitted on the others, so that calibration is not flattered."""
    phases = sorted({one.item.phase for one in filled})
    parts: list[Judged] = []
    for fold in range(FOLDS):
        out = phases[fold::FOLDS]
        linear, trees = _fit_models([one for one in filled if one.item.phase not in out], prose)
        rows = choose_rows([one for one in filled if one.item.phase in out], prose, linear)
        parts.append(Judged(rows, _logits(rows, linear, trees)))
    return Judged(joined([part.rows for part in parts]), np.concatenate([part.logits for part in parts]))


def fit_prose(items: Sequence[Scored]) -> Linear:
    """Tell windows of examples, the terse ones apart, from windows of word lists and salads."""
    own = [one for one in items if one.item.own is not None]
    spoken = [one for one in own if one.item.place != TERSE[one.item.labels[one.item.own or ""]]]
    said = np.vstack([one.manner[~one.notes] for one in spoken])
    lists = np.vstack([one.manner for one in items if one.item.kind in WORD_LISTS])
    x, y = np.vstack([said, lists]), np.r_[np.ones(len(said)), np.zeros(len(lists))]
    weights = np.r_[np.full(len(said), 4 / len(said)), np.full(len(lists), 1 / len(lists))] * 500
    columns = np.array([name in PROSE_FEATURES for name in MANNER])
    return fit_logistic(x * columns, y, weights, MANNER, 1.0)


def probabilities(rows: Rows, model: CriterionModel) -> np.ndarray:
    """Return the calibrated probability of every row."""
    return _calibrated(Judged(rows, _logits(rows, model.linear, model.trees)), model)


def _calibrated(judged: Judged, model: CriterionModel) -> np.ndarray:
    crowds = zip(judged.logits, judged.rows.windows, strict=True)
    said = np.array([float(model.probability(logit, int(count))) for logit, count in crowds])
    return np.where(judged.rows.carried, said, model.unsaid)


def _logits(rows: Rows, linear: Linear, trees: Boosted) -> np.ndarray:
    both = linear.logits(rows.features) + trees.logits(rows.features) - rows.handicaps
    return np.where(rows.carried, both, NO_WINDOW)


def fit_substance(items: Sequence[Scored]) -> np.ndarray | None:
    """Find the direction in which good examples differ from bad ones, whatever they are about."""
    own = [one for one in items if one.item.own is not None and one.mean is not None]
    if not own:
        return None
    means = np.stack([one.mean for one in own if one.mean is not None])
    labels = [one.item.labels[one.item.own or ""] for one in own]
    model = LogisticRegression(C=SUBSTANCE_REGULARISATION, max_iter=2000).fit(means, labels)
    return model.coef_[0].astype(np.float32)


def fit_trees(rows: Rows) -> Boosted:
    """Fit a small sum of trees on the chosen windows."""
    used, weights = _thinned(rows)
    fitted = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=0.05, max_leaf_nodes=6, max_depth=5, min_samples_leaf=20, max_features=0.4,
        max_bins=63, early_stopping=False, random_state=SEED,  # pyright: ignore[reportArgumentType]
    ).fit(rows.features[used], rows.labels[used], sample_weight=weights)  # fmt: skip
    trees = [_tree(stage[0].nodes) for stage in fitted._predictors]
    return boosted({"start": round(float(fitted._baseline_prediction.item()), 6), "trees": trees})


def _thinned(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Return indices and weights of rows for the trees: of the many cheap negatives one in `THIN`, counting more."""
    cheap = np.isin(rows.kinds, ["sibling", "elsewhere", "attack"])
    drawn = np.random.default_rng(SEED).random(len(cheap)) < 1 / THIN
    used = np.flatnonzero(rows.carried & (~cheap | drawn))
    return used, rows.weights[used] * np.where(cheap[used], THIN, 1)


def _tree(nodes: Any) -> list[list[float]]:
    """Return the nodes of one tree as `[feature, threshold, left, right, value]`."""
    return [
        [-1, 0.0, 0, 0, round(float(node["value"]), 5)]
        if node["is_leaf"]
        else [
            int(node["feature_idx"]), round(float(node["num_threshold"]), 9),
            int(node["left"]), int(node["right"]), 0.0,
        ]
        for node in nodes
    ]  # fmt: skip


def fit_thresholds(probability: np.ndarray, labels: np.ndarray, kinds: Sequence[str]) -> Thresholds:
    """Choose `shown` for balanced accuracy over examples and composites, `partial` for the credit's squared error."""
    counted = np.array([kind in CALIBRATING for kind in kinds])
    p, y = probability[counted], labels[counted]
    grid = np.round(np.arange(LOWEST_SHOWN, 0.81, 0.01), 2)
    shown = float(max(grid, key=lambda t: balanced_accuracy_score(y, p >= t)))
    lower = np.round(np.arange(min(LOWEST_PARTIAL, shown), shown + 1e-9, 0.01), 2)

    def error(partial: float) -> float:
        return float(np.mean((0.5 * (p >= partial) + 0.5 * (p >= shown) - y) ** 2))

    return Thresholds(partial=float(min(lower, key=error)), shown=shown)


def fit_logistic(x: np.ndarray, y: np.ndarray, weights: np.ndarray, names: Sequence[str], strength: float) -> Linear:
    """Fit a logistic regression over standardised, clipped features; smaller `strength` means more regularised."""
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    standardised = np.clip((x - mean) / scale, -4.0, 4.0)
    fitted = LogisticRegression(C=strength, max_iter=5000).fit(standardised, y, sample_weight=weights)
    return Linear(tuple(names), mean, scale, fitted.coef_[0], float(fitted.intercept_[0]))


def _fit_linear(rows: Rows, names: Sequence[str]) -> Linear:
    used = rows.carried
    return fit_logistic(rows.features[used], rows.labels[used], rows.weights[used], names, REGULARISATION)


def _fit_platt(judged: Judged) -> tuple[float, float, float]:
    rows = judged.rows
    counted = rows.carried & np.array([kind in CALIBRATING for kind in rows.kinds])
    crowds = np.array([crowd(int(count)) for count in rows.windows[counted]])
    fitted = LogisticRegression(C=10.0).fit(np.stack([judged.logits[counted], crowds], axis=1), rows.labels[counted])
    slope, per_log_window = fitted.coef_[0]
    return float(slope), float(fitted.intercept_[0]), float(per_log_window)


def fit_unsaid(rows: Rows) -> float:
    """Return how often a criterion is shown after all by an answer none of whose windows may carry it."""
    silent = ~rows.carried & np.array([kind in CALIBRATING for kind in rows.kinds])
    return min(LOWEST_PARTIAL / 2, float((rows.labels[silent].sum() + 1) / (silent.sum() + 2)))


def _out_of_fold(items: Sequence[Scored]) -> list[Scored]:
    """Fill `substance` and `phrasing` by what was learned from other phases; `phrasing` of examples from other styles.

    The examples of a criterion come in styles by their place. What tells good from poor within a style, and not from
    one style to the next, must not look better in fitting than it will be.
    """
    by_style = {place: _phrasing_without(items, place) for place in {one.item.place for one in items}}
    phases = sorted({one.item.phase for one in items})
    filled: list[Scored] = []
    for out in (phases[start::SUBSTANCE_FOLDS] for start in range(min(SUBSTANCE_FOLDS, len(phases)))):
        rest = [one for one in items if one.item.phase not in out]
        direction, phrasing = fit_substance(rest), fit_phrasing([one.item for one in rest])
        for one in (one for one in items if one.item.phase in out):
            used = by_style[one.item.place] if one.item.own is not None else phrasing
            filled += with_learned([one], direction, used)
    return filled


def _phrasing_without(items: Sequence[Scored], place: int) -> Phrasing:
    return fit_phrasing([one.item for one in items if one.item.place != place])
