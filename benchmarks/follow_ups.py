"""FollowQG: which of five questions was the follow-up that an interviewer asked after this answer?

A linear choice over likeness in meaning and in words, fitted on the answers of its split `train` and measured on
`valid`. It says how far the assessor's view of a text carries over to what is worth asking next.
"""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.measures import share, with_interval
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.knowledge.embedding import Embedder

FILE = "followqg_interview.jsonl.gz"
FEATURES = ("cosine", "best_sentence", "last_sentence", "to_question", "recall", "new_words", "shared_rare", "length")


class Choice(NamedTuple):
    """One answer with its candidates, the true one first."""

    features: np.ndarray
    """(candidates, features)."""
    split: str


def follow_up_figures(folder: Path, embedder: Embedder, rarity: Rarity, seed: int) -> dict[str, Any]:
    """Measure how often the true follow-up is ranked first."""
    choices = load_choices(folder, embedder, rarity)
    train = [c.features for c in choices if c.split == "train"]
    test = [c.features for c in choices if c.split != "train"]
    scale = np.concatenate(train).std(axis=0) + 1e-9
    ahead = np.concatenate([(c[0] - c[1:]) / scale for c in train])
    x, y = np.vstack([ahead, -ahead]), np.r_[np.ones(len(ahead)), np.zeros(len(ahead))]
    model = LogisticRegression(C=0.1, fit_intercept=False, max_iter=1000).fit(x, y)
    right = _first([(c / scale) @ model.coef_[0] for c in test])
    groups = [str(i) for i in range(len(test))]
    return {
        "n": len(test),
        "chance": round(float(np.mean([1 / len(c) for c in test])), 4),
        "accuracy": with_interval(share, right, right, groups, seed),
        "alone": {
            name: round(float(_first([c[:, FEATURES.index(name)] for c in test]).mean()), 4)
            for name in ("cosine", "recall", "length")
        },
    }


def load_choices(folder: Path, embedder: Embedder, rarity: Rarity) -> list[Choice]:
    """Read the set; all its sentences are embedded in one batch."""
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    asked = [[row["follow_up"], *row["distractors"]] for row in rows]
    said = [[row["question"], row["answer"]] for row in rows]
    texts = list(dict.fromkeys(text for group in (*asked, *said) for text in group))
    known = dict(zip(texts, prepare(texts, embedder), strict=True))
    return [
        Choice(
            np.array([_features(known[question], known[answer], known[c], rarity) for c in candidates]), row["split"]
        )
        for row, (question, answer), candidates in zip(rows, said, asked, strict=True)
    ]


def _features(question: Prepared, answer: Prepared, candidate: Prepared, rarity: Rarity) -> list[float]:
    vectors, mean = answer.vectors, candidate.mean
    if vectors is None or mean is None or answer.mean is None or question.mean is None:
        return [0.0] * len(FEATURES)
    near = vectors @ mean
    shared = [rarity.of(stem) for stem in candidate.content & answer.content]
    return [
        float(answer.mean @ mean), float(near.max()), float(near[-1]), float(question.mean @ mean),
        rarity.share(candidate.content, answer.content),
        rarity.share(candidate.content, answer.content - question.content),
        max(shared, default=0.0), float(np.log1p(len(candidate.all_stems))),
    ]  # fmt: skip


def _first(scores: Sequence[np.ndarray]) -> np.ndarray:
    """Tell for each choice whether the first candidate is ahead of all others."""
    return np.array([float(s[0] > s[1:].max()) for s in scores])
