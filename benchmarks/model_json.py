"""Fitted models in the form that `interviewer.adapters.assess.calibration` reads."""

from typing import Any

from interviewer.adapters.assess.boosted import Boosted
from interviewer.adapters.assess.calibration import CriterionModel, Linear, PairModel, Thresholds
from interviewer.adapters.assess.phrasing import Phrasing


def to_json(model: CriterionModel) -> dict[str, Any]:
    """Return a criterion model in the form `calibration.criterion_model` reads."""
    return {
        "linear": linear_json(model.linear),
        "trees": trees_json(model.trees),
        "prose": linear_json(model.prose),
        "substance": None if model.substance is None else [round(float(x), 4) for x in model.substance],
        "platt": [round(x, 6) for x in model.platt],
        "unsaid": round(model.unsaid, 6),
        "thresholds": thresholds_json(model.thresholds),
    }


def phrasing_json(phrasing: Phrasing) -> dict[str, Any]:
    """Return the list of words and pairs in the form `phrasing.Phrasing` takes."""
    weights = {gram: round(weight, 3) for gram, weight in phrasing.weights.items()}
    return {"weights": weights, "intercept": round(phrasing.intercept, 6)}


def thresholds_json(limits: Thresholds) -> dict[str, float]:
    """Return the two thresholds."""
    return {"partial": limits.partial, "shown": limits.shown}


def linear_json(linear: Linear) -> dict[str, Any]:
    """Return a linear model in the form `calibration.linear` reads."""
    return {
        "names": list(linear.names),
        "mean": [round(float(x), 6) for x in linear.mean],
        "scale": [round(float(x), 6) for x in linear.scale],
        "coefficients": [round(float(x), 6) for x in linear.coefficients],
        "intercept": round(float(linear.intercept), 6),
    }


def trees_json(trees: Boosted) -> dict[str, Any]:
    """Return trees in the form `boosted.boosted` reads."""
    columns = (trees.feature, trees.threshold, trees.left, trees.right, trees.value)
    count = range(len(trees.value))
    nodes = [[list(node) for node in zip(*(c[t].tolist() for c in columns), strict=True)] for t in count]
    return {"start": trees.start, "trees": nodes}


def pairs_json(model: PairModel) -> dict[str, Any]:
    """Return a pair model in the form `calibration.pair_model` reads."""
    data: dict[str, Any] = {"linear": linear_json(model.linear), "thresholds": thresholds_json(model.thresholds)}
    return data if model.entailed is None else {**data, "entailed": pairs_json(model.entailed)}
