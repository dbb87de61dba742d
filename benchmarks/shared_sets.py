"""Answers graded by people, read from a folder that is not part of this repository; its README names the sources."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from interviewer.adapters.assess.pairs import Pair

GRADED = ("digiklausur_nn", "saf_en", "realsumm_units", "semeval_beetle", "semeval_scientsbank")
"""Sets that say how good an answer is."""
NO_SUBMISSION = ("no submission", "no answer")


class GradedPair(NamedTuple):
    """One pair with the share of the points that people gave it."""

    pair: Pair
    credit: float
    """0 to 1."""
    question: str
    """Id of the question; whole questions are held out."""
    split: str
    label: str


def load_set(folder: Path, name: str) -> list[GradedPair]:
    """Read one set; empty answers of `saf_en` are left out, as its source advises."""
    pairs = [_graded(name, row) for row in _rows(folder / f"{name}.jsonl.gz")]
    return [p for p in pairs if name != "saf_en" or not _empty(p.pair.answer)]


def data_hash(folder: Path) -> str:
    """Return the beginning of the SHA-256 over all sets, to name the data a fit was made from."""
    digest = hashlib.sha256()
    for name in GRADED:
        digest.update((folder / f"{name}.jsonl.gz").read_bytes())
    return digest.hexdigest()[:16]


def _graded(name: str, row: dict[str, Any]) -> GradedPair:
    question, split = str(row["qid"]), str(row["split"])
    if name == "realsumm_units":
        pair, credit = Pair(row["criterion"], row["answer"]), float(row["label"])
    else:
        pair = Pair(row["reference_answer"], row["answer"], row["question"])
        credit = float(row["label_2way"] == "correct") if "label_2way" in row else row["score"] / row["max_score"]
    return GradedPair(pair, credit, question, split, str(row.get("label", row.get("score"))))


def _empty(answer: str) -> bool:
    return not answer.strip() or answer.strip().casefold().startswith(NO_SUBMISSION)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
