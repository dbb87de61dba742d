"""What the pair model is worth on sets graded by people, on questions that nothing was fitted on."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.criterion_fit import SEED
from benchmarks.measures import (
    auc,
    balanced_accuracy,
    by_length,
    calibration_error,
    correlation,
    kappa,
    macro_f1,
    quadratic_kappa,
    reliability,
    shares,
    tfidf_likeness,
    with_interval,
)
from benchmarks.pair_fit import SetRows, second_features
from interviewer.adapters.assess.calibration import PairModel
from interviewer.adapters.assess.pair_features import LEXICAL, SEMANTIC
from interviewer.adapters.assess.pairs import is_short

NAMES = (*LEXICAL, *SEMANTIC)
FULL = 0.999
"""Credit from which an answer counts as right."""


class _Judged(NamedTuple):
    """Probabilities of some rows, and of training rows to choose borders on."""

    test: np.ndarray
    train: np.ndarray
    train_credits: np.ndarray


def set_figures(one: SetRows, model: PairModel) -> dict[str, Any]:
    """Measure one set on each of its splits of unseen questions, with and without the cross-encoder."""
    train = _split(one, "train")
    figures: dict[str, Any] = {}
    for split in sorted({row.split for row in one.rows} - {"train"}):
        test = _split(one, split)
        labels = (one.credits[test] >= FULL).astype(int)
        figures[split] = {
            "n": len(test),
            "questions": len({one.rows[i].question for i in test}),
            "base_rate": round(float(labels.mean()), 4),
            **{name: _figures(one, judged, test) for name, judged in _judgements(one, model, train, test).items()},
            "cheap_auc": _cheap(one, train, test, labels),
        }
    return figures


def _judgements(one: SetRows, model: PairModel, train: np.ndarray, test: np.ndarray) -> dict[str, _Judged]:
    p = model.probability(one.features)
    judged = {"first": _Judged(p[test], p[train], one.credits[train])}
    if one.entails is not None and model.entailed is not None:
        asked = ~np.isnan(one.entails)
        again = p.copy()
        again[asked] = model.entailed.probability(second_features(one, model)[asked])
        short = np.array([is_short(row.pair) for row in one.rows])
        chosen = np.array([i for i in train if asked[i] or not short[i]])
        judged["second"] = _Judged(again[test], again[chosen], one.credits[chosen])
    return judged


def _figures(one: SetRows, judged: _Judged, test: np.ndarray) -> dict[str, Any]:
    credits, questions, p = one.credits[test], [one.rows[i].question for i in test], judged.test
    labels = (credits >= FULL).astype(int)
    decided = p >= _best_border(judged.train, (judged.train_credits >= FULL).astype(int))
    kinds = np.array([one.rows[i].label for i in test])
    words = np.array([len(one.rows[i].pair.answer.split()) for i in test])
    figures: dict[str, Any] = {
        "auc": with_interval(auc, labels, p, questions, SEED),
        "macro_f1": with_interval(macro_f1, labels, decided, questions, SEED),
        "kappa": with_interval(kappa, labels, decided, questions, SEED),
        "balanced_accuracy": with_interval(balanced_accuracy, labels, decided, questions, SEED),
        "pearson": with_interval(correlation, credits, p, questions, SEED),
        "rmse": round(float(np.sqrt(np.mean((p - credits) ** 2))), 4),
        "calibration_error": with_interval(calibration_error, credits, p, questions, SEED),
        "reliability": reliability(credits, p),
        "errors": {
            "by label": shares(kinds, decided != labels),
            "by length": shares(by_length(words), decided != labels),
        },
    }
    return figures | (_graded(judged, credits, questions) if len(set(np.round(credits, 3))) > 2 else {})


def _graded(judged: _Judged, credits: np.ndarray, questions: Sequence[str]) -> dict[str, Any]:
    """Three grades (none, part, all) from two borders that are chosen on the training questions."""
    wanted, wanted_train = (np.digitize(part, [0.01, FULL]) for part in (credits, judged.train_credits))
    grid = np.quantile(judged.train, np.linspace(0.02, 0.98, 40))
    pairs = [(low, high) for low in grid for high in grid if high > low]
    grades = {}
    for name, measure in (("quadratic_kappa", quadratic_kappa), ("three_way_macro_f1", macro_f1)):
        borders = max(pairs, key=lambda pair: measure(wanted_train, np.digitize(judged.train, pair)))
        grades[name] = with_interval(measure, wanted, np.digitize(judged.test, borders), questions, SEED)
    return grades


def _cheap(one: SetRows, train: np.ndarray, test: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    features = one.features[test]
    scores = {name: features[:, NAMES.index(name)] for name in ("recall", "cosine")}
    scores["tfidf"] = _tfidf(one, test)
    fitted = LogisticRegression().fit(_length(one.features[train]), one.credits[train] >= FULL)
    scores["length"] = fitted.decision_function(_length(features))
    return {name: round(auc(labels, score), 4) for name, score in scores.items()}


def _length(features: np.ndarray) -> np.ndarray:
    length = features[:, [NAMES.index("log_answer_words")]]
    return np.hstack([length, length**2])


def _tfidf(one: SetRows, test: np.ndarray) -> np.ndarray:
    pairs = [one.rows[i].pair for i in test]
    claims, said = [p.criterion for p in pairs], [p.answer for p in pairs]
    return tfidf_likeness(claims, said, [text for p in pairs for text in (p.criterion, p.answer)])


def _best_border(p: np.ndarray, labels: np.ndarray) -> float:
    return float(max(np.quantile(p, np.linspace(0.03, 0.97, 95)), key=lambda border: macro_f1(labels, p >= border)))


def _split(one: SetRows, split: str) -> np.ndarray:
    return np.array([index for index, row in enumerate(one.rows) if row.split == split])
