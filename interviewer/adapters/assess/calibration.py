"""The fitted models as data: linear models, calibration and thresholds from `fitted.json`, run with numpy alone.

`benchmarks/fit_assessor.py` writes the file, with its seed, a hash of the data and what was measured.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from interviewer.adapters.assess.boosted import Boosted, boosted
from interviewer.adapters.assess.phrasing import Phrasing
from interviewer.adapters.knowledge.embedding import Embedder

Outcome = Literal["shown", "partial", "missing"]
Kind = Literal["semantic", "lexical"]
"""Which coefficients: with sentence vectors, or from words alone."""
MOST_WINDOWS = 60
"""The correction for the best of many windows stops growing here; one true sentence in a long text still counts."""

PROSE_LOGIT = 1.0
"""A window below it is a list or a salad of words."""
NOTE_LOGIT = -4.0
"""The same for a line of notes, which leaves out the little words."""
CLEAR_PROSE_LOGIT = 6.0
"""What a window needs in an answer that is a list or a salad for the most part."""
PROSE_SHARE = 0.35
"""Share of an answer's windows that must be language for the others to be read kindly."""
NO_WINDOW = -12.0
"""Log odds where no window may carry a criterion."""


@dataclass(frozen=True, eq=False)
class Linear:
    """A logistic regression over standardised features."""

    names: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    coefficients: np.ndarray
    intercept: float

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Return log odds for an array whose last axis is the features; values are clipped to 4 scales."""
        standardised = np.clip((features - self.mean) / self.scale, -4.0, 4.0)
        return standardised @ self.coefficients + self.intercept


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which a criterion is half shown and shown."""

    partial: float
    shown: float

    def outcome(self, probability: float) -> Outcome:
        """Return the outcome for a calibrated probability."""
        if probability >= self.shown:
            return "shown"
        return "partial" if probability >= self.partial else "missing"


@dataclass(frozen=True, eq=False)
class CriterionModel:
    """Judges windows against criteria that have examples."""

    linear: Linear
    """Chooses the best window, and counts in its judgement."""
    trees: Boosted
    """Counts in the judgement of the best window."""
    prose: Linear
    """Tells language from lists and salads of words, by `features.MANNER`."""
    substance: np.ndarray | None
    """(dimensions,) direction in which answers with substance lie; None for the lexical model."""
    phrasing: Phrasing
    """Tells by its words how something is put."""
    platt: tuple[float, float, float]
    """Slope, intercept, and slope of the log of the number of windows."""
    unsaid: float
    """Probability where something was said and no window of it may carry the criterion."""
    thresholds: Thresholds

    def judged(self, best: np.ndarray, window_logits: np.ndarray) -> np.ndarray:
        """Return log odds for the best windows: (criteria, features) and what the linear model makes of them."""
        return window_logits + self.trees.logits(best)

    def is_prose(self, manner: np.ndarray, notes: np.ndarray) -> np.ndarray:
        """Tell for (windows, columns of MANNER) which windows are language or notes; word lists carry nothing."""
        return prose_windows(self.prose, manner, notes)

    def probability(self, best_logit: np.ndarray, window_count: int) -> np.ndarray:
        """Calibrate the logit of the best of so many windows."""
        slope, intercept, per_log_window = self.platt
        return sigmoid(slope * best_logit + intercept + per_log_window * crowd(window_count))


@dataclass(frozen=True, eq=False)
class PairModel:
    """Judges any criterion against any answer."""

    linear: Linear
    thresholds: Thresholds
    entailed: "PairModel | None" = None
    """What takes over where the cross-encoder is there; its features are `pair_features.ENTAILED`."""

    def probability(self, features: np.ndarray) -> np.ndarray:
        """Return calibrated probabilities for (pairs, features)."""
        return sigmoid(self.linear.logits(features))


@dataclass(frozen=True)
class Fitted:
    """Everything that was fitted, for one kind of features."""

    criterion: CriterionModel
    pairs: PairModel
    measured: Mapping[str, float | str]
    """What the benchmark measured on cases left out of the fit."""


def prose_windows(prose: Linear, manner: np.ndarray, notes: np.ndarray) -> np.ndarray:
    """Tell for the windows of one answer which are language or notes rather than a list or a salad of words.

    Args:
        prose: the fitted model of language.
        manner: (windows, columns of MANNER).
        notes: (windows,) whether the window consists of lines of notes.
    """
    logits = prose.logits(manner)
    notes = notes & (logits > NOTE_LOGIT)
    spoken = logits > (PROSE_LOGIT if _mostly(logits > PROSE_LOGIT) else CLEAR_PROSE_LOGIT)
    return spoken | (notes & _mostly(notes | (logits > PROSE_LOGIT)))


def _mostly(windows: np.ndarray) -> bool:
    return len(windows) > 0 and float(np.mean(windows)) >= PROSE_SHARE


def crowd(window_count: int) -> float:
    """Return the log of the number of windows, which makes the best of them look better than it is."""
    return float(np.log(min(max(window_count, 1), MOST_WINDOWS)))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(logits, dtype=np.float64)))


def fitted_for(embedder: Embedder | None) -> Embedder | None:
    """Return the embedder if the coefficients were fitted on its vectors, else None: words alone are used then."""
    return embedder if embedder is not None and embedder.name == _committed()["embedder"] else None


@cache
def load_fitted(kind: Kind) -> Fitted:
    """Read the committed coefficients of one kind."""
    part = _committed()["models"][kind]
    phrasing = Phrasing(**_committed()["phrasing"])
    return Fitted(criterion_model(part["criterion"], phrasing), pair_model(part["pairs"]), part["measured"])


@cache
def _committed() -> dict[str, Any]:
    return json.loads(files("interviewer.adapters.assess").joinpath("fitted.json").read_text(encoding="utf-8"))


def criterion_model(data: Mapping[str, Any], phrasing: Phrasing) -> CriterionModel:
    """Build a criterion model from its JSON form and the list that all kinds share."""
    substance = data.get("substance")
    slope, intercept, per_log_window = data["platt"]
    return CriterionModel(
        linear=linear(data["linear"]),
        trees=boosted(data["trees"]),
        prose=linear(data["prose"]),
        substance=None if substance is None else np.array(substance, dtype=np.float32),
        phrasing=phrasing,
        platt=(slope, intercept, per_log_window),
        unsaid=float(data["unsaid"]),
        thresholds=Thresholds(**data["thresholds"]),
    )


def pair_model(data: Mapping[str, Any]) -> PairModel:
    """Build a pair model from its JSON form."""
    entailed = data.get("entailed")
    return PairModel(
        linear=linear(data["linear"]),
        thresholds=Thresholds(**data["thresholds"]),
        entailed=None if entailed is None else pair_model(entailed),
    )


def linear(data: Mapping[str, Any]) -> Linear:
    """Build a linear model from its JSON form."""

    def column(name: str) -> np.ndarray:
        values: Sequence[float] = data[name]
        return np.array(values, dtype=np.float64)

    return Linear(
        names=tuple(data["names"]),
        mean=column("mean"),
        scale=column("scale"),
        coefficients=column("coefficients"),
        intercept=float(data["intercept"]),
    )
