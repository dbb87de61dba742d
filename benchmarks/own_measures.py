"""What the criterion model is worth on cases it was not fitted on, beside what is cheap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.criterion_fit import fit_criterion, probabilities
from benchmarks.criterion_rows import Rows, Scored, choose_rows, joined, with_learned
from benchmarks.measures import (
    auc,
    balanced_accuracy,
    by_length,
    calibration_error,
    macro_f1,
    reliability,
    shares,
    tfidf_likeness,
    with_interval,
)
from interviewer.adapters.assess.calibration import Thresholds
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
    cheap: dict[str, np.ndarray]
    """(rows,) scores that stand beside, by name."""
    phases: np.ndarray
    """(rows,) the phase of each."""
    cases: tuple[str, ...]
    """The groups that were left out in turn: of cases, or of phases where there is one case only."""
    attacks: tuple[tuple[str, str, float], ...]
    """Kind, `case/phase` and share of the phase's points of every attack."""


class _Fold(NamedTuple):
    rows: Rows
    probabilities: np.ndarray
    limits: Thresholds


def held_out(scored: Sequence[Scored]) -> HeldOut:
    """Leave groups of cases out in turn; with one case only, phases."""
    place = _folds(scored)
    folds = sorted(set(place.values()))
    parts: list[_Fold] = []
    for fold in folds:
        model = fit_criterion([one for one in scored if place[_unit(one, place)] != fold])
        test = [one for one in scored if place[_unit(one, place)] == fold]
        test = with_learned(test, model.substance, model.phrasing)
        rows = choose_rows(test, model.prose, model.linear)
        parts.append(_Fold(rows, probabilities(rows, model), model.thresholds))
    return _together(parts, tuple(folds))


def _together(parts: Sequence[_Fold], folds: tuple[str, ...]) -> HeldOut:
    rows = joined([part.rows for part in parts])
    p = np.concatenate([part.probabilities for part in parts])
    shown = np.concatenate([part.probabilities >= part.limits.shown for part in parts])
    partial = np.concatenate([part.probabilities >= part.limits.partial for part in parts])
    credit = 0.5 * shown + 0.5 * partial
    cheap = {**_cheap(rows), "sentence_alone": sentence_alone([part.rows for part in parts])}
    return HeldOut(
        labels=rows.labels, probabilities=p, shown=shown, credit=credit, kinds=np.array(rows.kinds),
        groups=rows.groups, cheap=cheap, phases=np.array(rows.phases), cases=folds,
        attacks=tuple(_attacks(rows, credit)),
    )  # fmt: skip


def sentence_alone(parts: Sequence[Rows]) -> np.ndarray:
    """Score texts by their words without any criterion, fitted on examples of the other parts: what register gives."""
    scores: list[np.ndarray] = []
    for test in parts:
        rest = [
            row for part in parts if part is not test for row in zip(part.items, part.labels, part.kinds, strict=True)
        ]
        fitted_on = [(item.text, label) for item, label, kind in rest if kind == "own"]
        if not fitted_on:
            return np.zeros(sum(len(part.labels) for part in parts))
        texts, labels = zip(*fitted_on, strict=True)
        vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
        model = LogisticRegression(C=10.0, max_iter=1000).fit(vectorizer.fit_transform(texts), labels)
        distinct = list(dict.fromkeys(item.text for item in test.items))
        said = dict(zip(distinct, model.decision_function(vectorizer.transform(distinct)), strict=True))
        scores.append(np.array([said[item.text] for item in test.items]))
    return np.concatenate(scores)


def _attacks(rows: Rows, credit: np.ndarray) -> Iterator[tuple[str, str, float]]:
    """Yield the share of its phase's points that each attack earns; the rows of one item follow each other."""
    attacked = [i for i, kind in enumerate(rows.kinds) if kind == "attack"]
    for item, places in groupby(attacked, key=lambda i: rows.items[i]):
        points = float(np.mean(credit[list(places)]))
        yield item.kind, f"{item.case}/{item.phase}", points


def _cheap(rows: Rows) -> dict[str, np.ndarray]:
    """Return scores that cost nothing: words of the whole text, TF-IDF, and single features of the best window."""
    claims, said = zip(*rows.statements, strict=True)
    tfidf = tfidf_likeness(claims, said, [*dict.fromkeys(claims), *dict.fromkeys(said)])
    cheap = {"length": np.array([len(item.text.split()) for item in rows.items]), "tfidf": tfidf}
    names = (*LEXICAL, *SEMANTIC)
    for name, feature in (("recall", "recall"), ("vocabulary", "vocabulary"), ("cosine", "expects")):
        if names.index(feature) < rows.features.shape[1]:
            cheap[name] = rows.features[:, names.index(feature)]
    return cheap


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
    wrong = result.shown[own] != result.labels[own]
    report["examples"]["errors"] = {
        "good ones not seen, by phase": shares(result.phases[own], wrong, result.labels[own] == 1),
        "poor ones taken for good, by phase": shares(result.phases[own], wrong, result.labels[own] == 0),
        "by length": shares(by_length(result.cheap["length"][own]), wrong),
    }
    report["attacks"] = {
        "n": len(result.attacks),
        "lifted_above_1": sum(points >= SCORE_BORDERS[0] for *_, points in result.attacks),
        "by_kind": _lifted(result.attacks),
        "worst": [list(a) for a in sorted(result.attacks, key=lambda a: -a[2])[:5]],
    }
    return report


def _lifted(attacks: Sequence[tuple[str, str, float]]) -> dict[str, list[int]]:
    """Return for each kind of attack how many lift a phase above score 1, and how many there are."""
    lifted = {kind: [points >= SCORE_BORDERS[0] for k, _, points in attacks if k == kind] for kind, *_ in attacks}
    return {kind: [sum(one), len(one)] for kind, one in sorted(lifted.items())}


def learning_curve(scored: Sequence[Scored], whole: HeldOut) -> list[dict[str, float]]:
    """Return AUC on the examples of the first group of cases, by the number of other cases fitted on."""
    place = _folds(scored)
    test = min(place.values())
    own = (whole.kinds == "own") & np.array([place.get(g.split("/")[0], "") == test for g in whole.groups])
    points = fewer_cases(scored)
    if own.any():
        count = sum(fold != test for fold in place.values())
        points.append({"cases": count, "auc": round(auc(whole.labels[own], whole.probabilities[own]), 4)})
    return points


def fewer_cases(scored: Sequence[Scored]) -> list[dict[str, float]]:
    """Fit on a quarter and on half of the cases, and judge the examples of the first group."""
    place = _folds(scored)
    test = min(place.values())
    fitting = sorted(unit for unit, fold in place.items() if fold != test)
    points: list[dict[str, float]] = []
    for count in sorted({max(1, len(fitting) // 4), max(1, len(fitting) // 2)}):
        model = fit_criterion([one for one in scored if _unit(one, place) in fitting[:count]])
        asked = [one for one in scored if place[_unit(one, place)] == test and one.item.kind == "example"]
        rows = choose_rows(with_learned(asked, model.substance, model.phrasing), model.prose, model.linear)
        own = np.array([kind == "own" for kind in rows.kinds])
        points.append({"cases": count, "auc": round(auc(rows.labels[own], probabilities(rows, model)[own]), 4)})
    return points


def _figures(result: HeldOut, mask: np.ndarray, seed: int) -> dict[str, Any]:
    labels, p = result.labels[mask], result.probabilities[mask]
    groups = [group for group, kept in zip(result.groups, mask, strict=True) if kept]
    return {
        "n": int(mask.sum()),
        "base_rate": round(float(labels.mean()), 4),
        "auc": with_interval(auc, labels, p, groups, seed),
        "balanced_accuracy": with_interval(balanced_accuracy, labels, result.shown[mask], groups, seed),
        "macro_f1": with_interval(macro_f1, labels, result.shown[mask], groups, seed),
        "calibration_error": with_interval(calibration_error, labels, p, groups, seed),
        "reliability": reliability(labels, p),
        "credit_rmse": round(float(np.sqrt(np.mean((result.credit[mask] - labels) ** 2))), 4),
        "cheap_auc": {name: round(auc(labels, scores[mask]), 4) for name, scores in result.cheap.items()},
    }


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
