"""The answers of `answers.jsonl`, judged as the product judges them: strong against weak.

They were looked at while the assessor was made, so these figures are of development data and flatter it.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measures import auc, with_interval
from interviewer.adapters.assess.entailment import installed_entailment
from interviewer.adapters.assess.offline import Answer, OfflineAssessor
from interviewer.adapters.knowledge.embedding import MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge

FILE = Path(__file__).parent / "answers.jsonl"
STRONG = ("strong",)
WEAK = ("thin", "buzzwords", "wrong", "offphase", "offtopic")
CREDIT = {"shown": 1.0, "partial": 0.5}


def development_figures(seed: int) -> dict[str, Any]:
    """Measure how well the share of criteria shown tells strong answers from weak ones."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    cases = {case.id: case for case in load_knowledge(Path("knowledge")).cases}
    phases = {(case.id, phase.id): phase for case in cases.values() for phase in case.phases}
    answers = [Answer(cases[r["case"]], phases[r["case"], r["phase"]], r["answer"]) for r in rows]
    judged = OfflineAssessor(MiniLM(), entails=installed_entailment()).assess_many(answers)
    points = np.array([np.mean([CREDIT.get(j.verdict, 0.0) for j in one]) for one in judged])
    kinds, groups = np.array([r["kind"] for r in rows]), [f"{r['case']}/{r['phase']}" for r in rows]
    words = np.array([len(r["answer"].split()) for r in rows])
    used = np.isin(kinds, [*STRONG, *WEAK])
    labels = np.isin(kinds[used], STRONG).astype(int)
    return {
        "n": len(rows),
        "strong_against_weak_auc": with_interval(auc, labels, points[used], _kept(groups, used), seed),
        "length_alone_auc": round(auc(labels, words[used]), 4),
        "mean_share_of_criteria": {str(k): round(float(points[kinds == k].mean()), 3) for k in sorted(set(kinds))},
    }


def _kept(groups: list[str], used: np.ndarray) -> list[str]:
    return [group for group, kept in zip(groups, used, strict=True) if kept]
