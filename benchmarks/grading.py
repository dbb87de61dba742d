"""What the offline assessor's grades are worth: own examples, attacks, and answers graded by people.

Run `interviewer bench grading`. Every own figure comes from models fitted without the case it is measured on; the
shared sets are measured on questions that no coefficient has seen. Base rate, length alone, TF-IDF alone and embedding
cosine alone stand beside each figure.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.criterion_fit import SEED
from benchmarks.criterion_rows import score_items
from benchmarks.measures import (
    auc,
    balanced_accuracy,
    calibration_error,
    correlation,
    kappa,
    macro_f1,
    quadratic_kappa,
    with_interval,
)
from benchmarks.own_examples import load_phases
from benchmarks.own_measures import details, held_out, summary
from benchmarks.pair_fit import SetRows, load_rows
from interviewer.adapters.assess.calibration import PairModel, load_fitted
from interviewer.adapters.assess.order import load_order
from interviewer.adapters.assess.pair_features import LEXICAL, SEMANTIC
from interviewer.adapters.assess.rarity import load_rarity
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge

KNOWLEDGE = Path("knowledge")
DATA = Path("../shared/data")
NAMES = (*LEXICAL, *SEMANTIC)


def run(data: Path | None = None, out: Path | None = None, embedder: Embedder | None = None) -> dict[str, Any]:
    """Measure everything, print it, and write it to `out` as JSON if given.

    Args:
        data: folder of the shared sets; left out if it is not there.
        out: file to write.
        embedder: by default the installed MiniLM.
    """
    used = embedder or MiniLM()
    results: dict[str, Any] = {"seed": SEED, "embedder": used.name, "own": own_figures(used)}
    folder = data or DATA
    if folder.is_dir():
        model = load_fitted("semantic").pairs
        results["shared"] = {one.name: set_figures(one, model) for one in load_rows(folder, used, load_rarity())}
    print(json.dumps(results, indent=1), file=sys.stderr)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return results


def own_figures(embedder: Embedder, knowledge: Path = KNOWLEDGE) -> dict[str, Any]:
    """Measure on the knowledge base's own examples, each case judged by a model fitted on the others."""
    cases = load_knowledge(knowledge).cases
    figures: dict[str, Any] = {"cases": [case.id for case in cases]}
    for kind, used in (("semantic", embedder), ("lexical", None)):
        result = held_out(score_items(load_phases(cases, used, load_rarity(), load_order(), SEED)))
        figures[kind] = {"summary": summary(result), **details(result, SEED)}
    return figures


def set_figures(one: SetRows, model: PairModel) -> dict[str, Any]:
    """Measure one shared set on the questions of its `test_uq` split (and `test_ud`, where there is one)."""
    train = _split(one, "train")
    figures: dict[str, Any] = {}
    for split in sorted({row.split for row in one.rows} - {"train", "test_ua"}):
        test = _split(one, split)
        figures[split] = _test_figures(one, model, train, test)
    return figures


def _test_figures(one: SetRows, model: PairModel, train: np.ndarray, test: np.ndarray) -> dict[str, Any]:
    credits, questions = one.credits[test], [one.rows[i].question for i in test]
    p, p_train = model.probability(one.features[test]), model.probability(one.features[train])
    labels = (credits >= 0.999).astype(int)
    border = _best_border(p_train, (one.credits[train] >= 0.999).astype(int))
    figures: dict[str, Any] = {
        "n": len(test),
        "questions": len(set(questions)),
        "base_rate": round(float(labels.mean()), 4),
        "auc": with_interval(auc, labels, p, questions, SEED),
        "macro_f1": with_interval(macro_f1, labels, p >= border, questions, SEED),
        "kappa": with_interval(kappa, labels, p >= border, questions, SEED),
        "balanced_accuracy": with_interval(balanced_accuracy, labels, p >= border, questions, SEED),
        "pearson": with_interval(correlation, credits, p, questions, SEED),
        "rmse": round(float(np.sqrt(np.mean((p - credits) ** 2))), 4),
        "calibration_error": round(calibration_error(credits, p), 4),
        "cheap_auc": _cheap(one, train, test, labels),
    }
    if len(set(np.round(credits, 3))) > 2:
        figures |= _graded(one, p, p_train, train, test, questions)
    return figures


def _graded(
    one: SetRows, p: np.ndarray, p_train: np.ndarray, train: np.ndarray, test: np.ndarray, questions: Sequence[str]
) -> dict[str, Any]:
    """Three grades (none, part, all) from two borders that are chosen on the training questions."""
    wanted, wanted_train = (np.digitize(one.credits[rows], [0.01, 0.999]) for rows in (test, train))
    grid = np.quantile(p_train, np.linspace(0.02, 0.98, 40))
    borders = max(
        ((low, high) for low in grid for high in grid if high > low),
        key=lambda pair: quadratic_kappa(wanted_train, np.digitize(p_train, pair)),
    )
    decided = np.digitize(p, borders)
    return {
        "quadratic_kappa": with_interval(quadratic_kappa, wanted, decided, questions, SEED),
        "three_way_macro_f1": with_interval(macro_f1, wanted, decided, questions, SEED),
    }


def _cheap(one: SetRows, train: np.ndarray, test: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    features = one.features[test]
    scores = {name: features[:, NAMES.index(name)] for name in ("log_answer_words", "recall", "cosine")}
    scores["tfidf_cosine"] = _tfidf(one, test)
    fitted = LogisticRegression().fit(_length(one.features[train]), one.credits[train] >= 0.999)
    scores["length_fitted"] = fitted.decision_function(_length(features))
    return {name: round(auc(labels, score), 4) for name, score in scores.items()}


def _length(features: np.ndarray) -> np.ndarray:
    length = features[:, [NAMES.index("log_answer_words")]]
    return np.hstack([length, length**2])


def _tfidf(one: SetRows, test: np.ndarray) -> np.ndarray:
    pairs = [one.rows[i].pair for i in test]
    vectorizer = TfidfVectorizer(sublinear_tf=True).fit([text for p in pairs for text in (p.criterion, p.answer)])
    criteria, answers = (
        vectorizer.transform(texts) for texts in zip(*((p.criterion, p.answer) for p in pairs), strict=True)
    )
    return np.asarray(criteria.multiply(answers).sum(axis=1)).ravel()


def _best_border(p: np.ndarray, labels: np.ndarray) -> float:
    return float(max(np.quantile(p, np.linspace(0.03, 0.97, 95)), key=lambda border: macro_f1(labels, p >= border)))


def _split(one: SetRows, split: str) -> np.ndarray:
    return np.array([index for index, row in enumerate(one.rows) if row.split == split])
