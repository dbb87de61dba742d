"""How well search finds the section that answers a question: hybrid against each of its halves.

`benchmarks/retrieval.jsonl` holds questions, phrased unlike the notes, and the sections that answer them. Weights and
chunking are chosen on `dev`; `test` is for telling. A case, or a file of topics, is in one of the two with all its
questions.
"""

import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from interviewer.adapters.knowledge.base import CANDIDATES, KEYWORD_WEIGHT, MEANING_WEIGHT, fuse
from interviewer.adapters.knowledge.bm25 import KeywordIndex
from interviewer.adapters.knowledge.chroma import ChromaIndex
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import Loaded, load_knowledge
from interviewer.domain.problem import Passage

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "benchmarks" / "retrieval.jsonl"
RESAMPLES = 2000
METRICS = ("recall@1", "recall@5", "ndcg@10", "mrr")
Section = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A question with the sections (file, heading) that answer it."""

    text: str
    case: str | None
    relevant: frozenset[Section]

    @property
    def split(self) -> str:
        """`dev` or `test`, the same for all questions of a case or of a shared file."""
        group = self.case or min(self.relevant)[0]
        return ("dev", "test")[hashlib.sha256(group.encode()).digest()[0] % 2]


def load_questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """Read the labelled questions, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(Question(r["question"], r["case"], frozenset((f, h) for f, h in r["relevant"])) for r in rows)


def measure(ranked: Sequence[Section], relevant: frozenset[Section]) -> dict[str, float]:
    """Return the metrics of one ranking; relevance is yes or no."""
    ranks = [rank for rank, section in enumerate(ranked, start=1) if section in relevant]
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= 10)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), 10) + 1))
    return {
        "recall@1": sum(rank <= 1 for rank in ranks) / len(relevant),
        "recall@5": sum(rank <= 5 for rank in ranks) / len(relevant),
        "ndcg@10": gain / ideal,
        "mrr": 1 / ranks[0] if ranks else 0.0,
    }


def summarise(rows: Sequence[Mapping[str, float]], seed: int = 0) -> dict[str, dict[str, float]]:
    """Return mean and 95 % bootstrap interval over questions of each metric."""
    draws = np.random.default_rng(seed).integers(0, len(rows), size=(RESAMPLES, len(rows)))
    summary: dict[str, dict[str, float]] = {}
    for metric in METRICS:
        values = np.array([row[metric] for row in rows])
        low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
        summary[metric] = {"mean": round(float(values.mean()), 4), "low": round(low, 4), "high": round(high, 4)}
    return summary


class Searchers:
    """The three ways to search the same passages."""

    def __init__(self, loaded: Loaded, embedder: Embedder, index: Path) -> None:
        self._by_id = {passage.id: passage for passage in loaded.passages}
        self._keywords = KeywordIndex(loaded.entries)
        self._vectors = ChromaIndex(embedder, index)
        self._vectors.sync(loaded.entries, _tell)

    def rank(self, question: Question) -> dict[str, list[Section]]:
        """Return the sections found by each, best first."""
        words = self._passages(self._keywords.nearest(question.text, question.case, CANDIDATES))
        meaning = self._passages(self._vectors.nearest(question.text, question.case, CANDIDATES))
        rankings = {
            "bm25": [(1.0, words)],
            "embeddings": [(1.0, meaning)],
            "hybrid": [(KEYWORD_WEIGHT, words), (MEANING_WEIGHT, meaning)],
        }
        return {
            name: [(hit.passage.file, hit.passage.heading) for hit in fuse(ranking)]
            for name, ranking in rankings.items()
        }

    def _passages(self, ids: Sequence[str]) -> list[Passage]:
        return [self._by_id[id_] for id_ in ids]


def run(
    out: Path | None = None, knowledge: Path = ROOT / "knowledge", questions: Sequence[Question] | None = None
) -> dict[str, object]:
    """Measure retrieval, print a table, and write `retrieval.json`.

    Args:
        out: directory for the result; None writes none.
        knowledge: folder that is searched.
        questions: labelled questions; by default those of `benchmarks/retrieval.jsonl`.

    Returns:
        Counts, and `results`: split to searcher to metric to `{mean, low, high}`. Questions about sections that do not
        exist are skipped and named.
    """
    loaded = load_knowledge(knowledge)
    existing = {(section.file, section.heading) for section in loaded.sections}
    asked = load_questions() if questions is None else questions
    usable = [question for question in asked if question.relevant <= existing]
    embedder = MiniLM()
    with tempfile.TemporaryDirectory() as folder:
        searchers = Searchers(loaded, embedder, Path(folder) / "index")
        rows = [
            (question.split, name, measure(ranked, question.relevant))
            for question in usable
            for name, ranked in searchers.rank(question).items()
        ]
    results = {
        split: {
            name: summarise([row for s, n, row in rows if n == name and split in (s, "all")])
            for name in ("bm25", "embeddings", "hybrid")
        }
        for split in ("dev", "test", "all")
        if any(split in (s, "all") for s, _, _ in rows)
    }
    report: dict[str, object] = {
        "questions": {split: sum(split in (q.split, "all") for q in usable) for split in results},
        "skipped": [question.text for question in asked if question not in usable],
        "passages": len(loaded.passages),
        "embedding": embedder.name,
        "weights": {"bm25": KEYWORD_WEIGHT, "embeddings": MEANING_WEIGHT},
        "results": results,
    }
    print(_table(results), file=sys.stderr)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "retrieval.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return report


def _tell(done: int, total: int) -> None:
    print(f"\rindexing {done}/{total}", end="", file=sys.stderr)


def _table(results: Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]) -> str:
    lines = ["", f"{'':18}" + "".join(f"{metric:>24}" for metric in METRICS)]
    for split, searchers in results.items():
        for name, summary in searchers.items():
            cells = (f"{m['mean']:.3f} [{m['low']:.3f}, {m['high']:.3f}]" for m in (summary[k] for k in METRICS))
            lines.append(f"{split:5}{name:13}" + "".join(f"{cell:>24}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    run(ROOT / "benchmarks" / "results")
