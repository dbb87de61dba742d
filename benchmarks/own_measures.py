"""What the criterion model is worth on cases it was not fitted on, beside what is cheap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.criterion_fit import fit_criterion, probabilities
from benchmarks.criterion_rows import Rows, Scored, choose_rows, with_substance
from benchmarks.measures import auc, balanced_accuracy, calibration_error, with_interval
from interviewer.adapters.assess.features import LEXICAL, SEMANTIC
from interviewer.domain.rubric import SCORE_BORDERS

MAX_FOLDS = 3
"""Groups of cases that are left out in turn; more would take longer and change little."""


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Rows of all cases, each judged by a model fitted on the other cases."""

    labels: np.ndarray
    probabilities: np.ndarray
    shown: np.ndarray
    """(rows,) probability at or above the threshold that was chosen on the other cases."""
    credit: np.ndarray
    """(rows,) 0, 0.5 or 1."""
    kinds: np.ndarray
    groups: tuple[str, ...]
    features: np.ndarray
    cases: tuple[str, ...]
    """The groups that were left out in turn: of cases, or of phases where there is one case only."""
    attacks: tuple[tuple[str, str, float], ...]
    """Kind, `case/phase` and share of the phase's points of every attack."""


def held_out(scored: Sequence[Scored]) -> HeldOut:
    """Leave each case out in turn; with one case only, each phase."""
    place = _folds(scored)
    folds = sorted(set(place.values()))
    parts: list[tuple[Rows, np.ndarray, np.ndarray, np.ndarray]] = []
    attacks: list[tuple[str, str, float]] = []
    for fold in folds:
        model = fit_criterion([one for one in scored if place[_unit(one, place)] != fold])
        test = with_substance([one for one in scored if place[_unit(one, place)] == fold], model.substance)
        rows = choose_rows(test, model.prose, model.linear)
        p = probabilities(rows, model)
        shown = p >= model.thresholds.shown
        parts.append((rows, p, shown, 0.5 * shown + 0.5 * (p >= model.thresholds.partial)))
        for one in (one for one in test if one.item.kind.startswith("attack")):
            mine = probabilities(choose_rows([one], model.prose, model.linear), model)
            points = 0.5 * (mine >= model.thresholds.shown) + 0.5 * (mine >= model.thresholds.partial)
            attacks.append((one.item.kind, f"{one.item.case}/{one.item.phase}", float(points.mean())))
    return HeldOut(
        labels=np.concatenate([rows.labels for rows, *_ in parts]),
        probabilities=np.concatenate([p for _, p, _, _ in parts]),
        shown=np.concatenate([shown for _, _, shown, _ in parts]),
        credit=np.concatenate([credit for *_, credit in parts]),
        kinds=np.array([kind for rows, *_ in parts for kind in rows.kinds]),
        groups=tuple(group for rows, *_ in parts for group in rows.groups),
        features=np.concatenate([rows.features for rows, *_ in parts]),
        cases=tuple(folds),
        attacks=tuple(attacks),
    )


def summary(result: HeldOut) -> dict[str, float | str]:
    """Return what the report prints of it."""
    own = result.kinds == "own"
    labels = result.labels[own]
    return {
        "auc": round(auc(labels, result.probabilities[own]), 3),
        "balanced_accuracy": round(balanced_accuracy(labels, result.shown[own]), 3),
        "base_rate": round(float(labels.mean()), 3),
        "n": int(own.sum()),
        "what": f"good and poor example answers, each left out of its own contrast, fitted without {_without(result)}",
    }


def details(result: HeldOut, seed: int) -> dict[str, Any]:
    """Return all figures: examples, against siblings, composites, attacks, and cheap scores beside them."""
    own, sibling, composite, elsewhere = (result.kinds == kind for kind in ("own", "sibling", "composite", "elsewhere"))
    against = sibling | (own & (result.labels == 1))
    report = {name: _figures(result, mask, seed) for name, mask in
              (("examples", own), ("examples_against_siblings", against), ("composites", composite),
               ("composites_against_other_phases", elsewhere | (composite & (result.labels == 1))))}  # fmt: skip
    report["attacks"] = {
        "n": len(result.attacks),
        "lifted_above_1": sum(points >= SCORE_BORDERS[0] for *_, points in result.attacks),
        "worst": [list(a) for a in sorted(result.attacks, key=lambda a: -a[2])[:5]],
    }
    return report


def _figures(result: HeldOut, mask: np.ndarray, seed: int) -> dict[str, Any]:
    labels, p = result.labels[mask], result.probabilities[mask]
    groups = [group for group, kept in zip(result.groups, mask, strict=True) if kept]
    figures: dict[str, Any] = {
        "n": int(mask.sum()),
        "base_rate": round(float(labels.mean()), 4),
        "auc": with_interval(auc, labels, p, groups, seed),
        "balanced_accuracy": with_interval(balanced_accuracy, labels, result.shown[mask], groups, seed),
        "calibration_error": round(calibration_error(labels, p), 4),
        "credit_rmse": round(float(np.sqrt(np.mean((result.credit[mask] - labels) ** 2))), 4),
        "cheap_auc": {},
    }
    names = (*LEXICAL, *SEMANTIC)
    for name in ("recall", "vocabulary", "expects", "shown"):
        if names.index(name) < result.features.shape[1]:
            figures["cheap_auc"][name] = round(auc(labels, result.features[mask][:, names.index(name)]), 4)
    return figures


def _folds(scored: Sequence[Scored]) -> dict[str, str]:
    """Put whole cases into at most `MAX_FOLDS` groups; with one case only, whole phases."""
    cases = sorted({one.item.case for one in scored})
    units = cases if len(cases) > 1 else sorted({one.item.phase for one in scored})
    groups = [units[start::MAX_FOLDS] for start in range(min(MAX_FOLDS, len(units)))]
    return {unit: " + ".join(group) for group in groups for unit in group}


def _unit(one: Scored, place: Mapping[str, str]) -> str:
    return one.item.case if one.item.case in place else one.item.phase


def _without(result: HeldOut) -> str:
    cases = len({group.split("/")[0] for group in result.groups})
    if cases == 1:
        return "the phase they belong to (one case)"
    return f"the case they belong to ({cases} cases in {len(result.cases)} groups)"
