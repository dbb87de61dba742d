"""Fits the second look at criteria: what the first look and the cross-encoder make of the same words, together.

    python -m benchmarks.second_fit --encoders /tmp/entailment --results benchmarks/results/second_look.json

The folder holds `without-0.onnx` and `without-1.onnx`, trained without the problems of part 0 and of part 1
(`entailment/README.md` says how): every problem is read by the one that has not seen it. Examples are left out of their
own contrast. The first look's few coefficients are the committed ones, fitted on all problems.
"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from benchmarks.criterion_fit import SEED, fit_logistic, fit_thresholds
from benchmarks.criterion_rows import kind_of
from benchmarks.entailment.own_pairs import PARTS, parts_of
from benchmarks.measures import auc, balanced_accuracy, calibration_error, with_interval
from benchmarks.model_json import linear_json, thresholds_json
from benchmarks.own_examples import Item, items_of
from interviewer.adapters.assess.calibration import sigmoid
from interviewer.adapters.assess.entailment import Entailment, Statement
from interviewer.adapters.assess.prepared import prepare
from interviewer.adapters.assess.scorer import CriterionScore, Scorer
from interviewer.adapters.assess.second_look import BELOW, FEATURES, Found, features, is_silent, pieces_to_read
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.domain.problem import Case, Phase

FILE = Path("interviewer/adapters/assess/second.json")
KEPT = {"example": 1.0, "copy": 0.0, "composite": 0.3, "elsewhere": 0.15, "attack": 0.1}
"""Share of the items of a kind that are read: every one takes the encoder a while."""
SIBLINGS = 0.12
"""Share of the other criteria that an example is held against."""
WEIGHTS = {"own": 1.0, "sibling": 0.5, "composite": 0.5, "elsewhere": 1.5, "attack": 1.5}
STRENGTH = 1.0
FOLDS = 4
"""Groups of problems that are left out in turn."""


class Row(NamedTuple):
    """One item against one criterion; without statements there is nothing to look at again."""

    case: str
    criterion: str
    kind: str
    label: int
    first: CriterionScore
    statements: tuple[Statement, ...]


def rows_of(case: Case, phase: Phase, others: Sequence[Case], scorer: Scorer, embedder: Embedder) -> Iterator[Row]:
    """Yield what the first look makes of the items of a phase, and what the encoder is to read."""
    chance = random.Random(f"{SEED}/{case.id}/{phase.id}/second")
    chosen: list[tuple[Item, list[int]]] = []
    for item in items_of(case, phase, others, SEED):
        if chance.random() < KEPT[item.kind.split(":")[0]]:
            places = [i for i, c in enumerate(phase.criteria) if c.id in item.labels]
            drawn = [i for i in places if chance.random() < SIBLINGS or phase.criteria[i].id == item.own]
            chosen.append((item, drawn if item.own else places))
    bank = scorer.bank(case, phase)
    for (item, kept), text in zip(chosen, prepare([item.text for item, _ in chosen], embedder), strict=True):
        scores = scorer.score(scorer.windows(text), bank.without(item.excluded), item.asked)
        for i in kept:
            criterion = phase.criteria[i]
            pieces = pieces_to_read([Found(scores[i], 0)])
            read = tuple(Statement(criterion.expects, piece.near.span.text) for piece in pieces)
            kind, label = kind_of(item, criterion.id), item.labels[criterion.id]
            yield Row(case.id, f"{case.id}/{criterion.id}", kind, label, scores[i], read)


def matrix(rows: Sequence[Row], encoders: Path, parts: dict[str, str]) -> np.ndarray:
    """Return (rows, FEATURES), each problem read by the encoder that was trained without it; nan where nothing was."""
    x = np.full((len(rows), len(FEATURES)), np.nan)
    for part in map(str, range(PARTS)):
        mine = [index for index, row in enumerate(rows) if parts[row.case] == part]
        statements = list(dict.fromkeys(s for index in mine for s in rows[index].statements))
        logits = Entailment(encoders / f"without-{part}.onnx").logits(statements)
        known = dict(zip(statements, logits, strict=True))
        for index in (i for i in mine if rows[i].statements):
            x[index] = features(rows[index].first, np.array([known[s] for s in rows[index].statements]))
    return x


def held_out(rows: Sequence[Row], x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return probabilities, each fitted without the group of problems of its row; of the first look where x is nan."""
    cases = sorted({row.case for row in rows})
    fold = np.array([cases.index(row.case) % FOLDS for row in rows])
    p = np.array([row.first.probability for row in rows])
    read = ~np.isnan(x[:, 0])
    for out in sorted(set(fold.tolist())):
        fitting, judged = read & (fold != out), read & (fold == out)
        p[judged] = sigmoid(
            fit_logistic(x[fitting], y[fitting], weights[fitting], FEATURES, STRENGTH).logits(x[judged])
        )
    return p


def figures(rows: Sequence[Row], p: np.ndarray, first: np.ndarray, y: np.ndarray, shown: float) -> dict[str, Any]:
    """Return what both looks and the first alone are worth, by kind of row."""
    kinds = np.array([row.kind for row in rows])
    own, composite = kinds == "own", kinds == "composite"
    sets = {
        "examples": own,
        "examples_against_other_criteria": (kinds == "sibling") | (own & (y == 1)),
        "composites": composite,
        "composites_against_other_phases": (kinds == "elsewhere") | (composite & (y == 1)),
    }
    report: dict[str, Any] = {}
    for name, mask in sets.items():
        groups = [row.criterion for row, kept in zip(rows, mask, strict=True) if kept]
        report[name] = {
            "n": int(mask.sum()),
            "base_rate": round(float(y[mask].mean()), 4),
            "auc": with_interval(auc, y[mask], p[mask], groups, SEED),
            "auc_first_look": with_interval(auc, y[mask], first[mask], groups, SEED),
            "balanced_accuracy": with_interval(balanced_accuracy, y[mask], p[mask] >= shown, groups, SEED),
            "calibration_error": with_interval(calibration_error, y[mask], p[mask], groups, SEED),
        }
    report["attacks_shown"] = [int((p[kinds == "attack"] >= shown).sum()), int((kinds == "attack").sum())]
    return report


@click.command()
@click.option("--encoders", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--knowledge", type=click.Path(path_type=Path, exists=True), default=Path("knowledge"))
@click.option("--cache", type=click.Path(path_type=Path), default=None, help="SQLite file that keeps sentence vectors.")
@click.option("--out", type=click.Path(path_type=Path), default=FILE)
@click.option("--results", type=click.Path(path_type=Path), required=True)
def main(encoders: Path, knowledge: Path, cache: Path | None, out: Path, results: Path) -> None:
    """Fit, measure and write the second look."""
    embedder = MiniLM() if cache is None else CachedEmbedder(MiniLM(), cache, shipped=None)
    cases, scorer = load_knowledge(knowledge).cases, Scorer(embedder)
    rows: list[Row] = []
    for case in cases:
        others = [other for other in cases if other.id != case.id]
        rows += [row for phase in case.phases for row in rows_of(case, phase, others, scorer, embedder)]
        click.echo(f"{case.id}: {len(rows)} rows")
    x = matrix(rows, encoders, parts_of(cases))
    y, weights = np.array([row.label for row in rows]), np.array([WEIGHTS[row.kind] for row in rows])
    p = held_out(rows, x, y, weights)
    thresholds = fit_thresholds(p, y, [row.kind for row in rows])
    silent = np.array([is_silent(row.first) for row in rows])
    p[silent] *= BELOW * thresholds.partial
    report = figures(rows, p, np.array([row.first.probability for row in rows]), y, thresholds.shown)
    examples = report["examples"]
    measured = {
        "auc": round(examples["auc"]["value"], 3),
        "balanced_accuracy": round(examples["balanced_accuracy"]["value"], 3),
        "base_rate": round(examples["base_rate"], 3),
        "n": examples["n"],
        "what": "good and poor example answers, each left out of its own contrast; the cross-encoder and the weight of "
        "either look are fitted without the case they belong to, the coefficients of the first look with it "
        f"({len(cases)} cases)",
    }  # fmt: skip
    read = ~np.isnan(x[:, 0])
    model = fit_logistic(x[read], y[read], weights[read], FEATURES, STRENGTH)
    data = {"linear": linear_json(model), "thresholds": thresholds_json(thresholds), "measured": measured}
    out.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
    report["summary"] = measured
    results.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    click.echo(json.dumps({"thresholds": thresholds_json(thresholds), **report}, indent=1))


if __name__ == "__main__":
    main()
