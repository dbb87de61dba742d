"""How well search finds the section that answers a question: hybrid against each of its halves.

`benchmarks/retrieval.jsonl` holds questions, phrased unlike the notes, with the sections that answer them (`relevant`)
and those that answer in part or only in general (`also`), which are neither wanted nor wrong: they are left out of a
ranking before it is measured. Weights are chosen on `dev`; `test` is for telling. A case, or a file of topics, is in
one of the two with all its questions. `python -m benchmarks.retrieval` measures `dev` alone.
"""

import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from interviewer.adapters.knowledge.base import CANDIDATES, WORDS_CANDIDATES
from interviewer.adapters.knowledge.bm25 import KeywordIndex
from interviewer.adapters.knowledge.chroma import ChromaIndex
from interviewer.adapters.knowledge.embedding import Embedder, question_encoder
from interviewer.adapters.knowledge.fusion import FIELD_WEIGHTS, SHARED_LEAD, WORDS_WEIGHT, fuse
from interviewer.adapters.knowledge.markdown import Loaded, load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.settings import load_settings

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "benchmarks" / "retrieval.jsonl"
RESAMPLES = 2000
METRICS = ("recall@1", "recall@5", "ndcg@10", "mrr")
SYSTEMS = ("bm25", "embeddings", "hybrid")
Section = tuple[str, str]
Summary = dict[str, dict[str, float]]
"""Metric to `mean`, `low` and `high`."""


@dataclass(frozen=True)
class Question:
    """A question with the sections (file, heading) that answer it."""

    text: str
    case: str | None
    relevant: tuple[Section, ...]
    also: frozenset[Section] = frozenset()
    """What answers in part or in general."""

    @property
    def split(self) -> str:
        """`dev` or `test`, the same for all questions of a case or of a shared file."""
        group = self.case or self.relevant[0][0]
        return ("dev", "test")[hashlib.sha256(group.encode()).digest()[0] % 2]


def load_questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """Read the labelled questions, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(
        Question(r["question"], r["case"], tuple(map(tuple, r["relevant"])), frozenset(map(tuple, r.get("also", ()))))
        for r in rows
    )


def measure(ranked: Sequence[Section], question: Question) -> dict[str, float]:
    """Return the metrics of one ranking; recall at k is the share of the most that k places can hold."""
    counted = [section for section in ranked if section not in question.also]
    wanted = len(question.relevant)
    ranks = [rank for rank, section in enumerate(counted, start=1) if section in question.relevant]
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= 10)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(wanted, 10) + 1))
    return {
        "recall@1": float(ranks[:1] == [1]),
        "recall@5": sum(rank <= 5 for rank in ranks) / min(wanted, 5),
        "ndcg@10": gain / ideal,
        "mrr": 1 / ranks[0] if ranks else 0.0,
    }


def summarise(rows: Sequence[Mapping[str, float]], seed: int = 0) -> Summary:
    """Return mean and 95 % bootstrap interval over questions of each metric."""
    draws = np.random.default_rng(seed).integers(0, len(rows), size=(RESAMPLES, len(rows)))
    summary: Summary = {}
    for metric in METRICS:
        values = np.array([row[metric] for row in rows])
        low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
        summary[metric] = {"mean": round(float(values.mean()), 4), "low": round(low, 4), "high": round(high, 4)}
    return summary


class Searchers:
    """The three ways to search the same sections."""

    def __init__(self, loaded: Loaded, embedder: Embedder, index: Path) -> None:
        self._passages = {passage.id: passage for passage in loaded.passages}
        self._keywords = KeywordIndex(loaded.entries)
        self._vectors = ChromaIndex(embedder, index)
        self._vectors.sync(loaded.entries, _tell)

    def rank(self, question: Question) -> dict[str, list[Section]]:
        """Return the sections found by each, best first."""
        words = self._keywords.nearest(question.text, question.case, WORDS_CANDIDATES)
        near = self._vectors.nearest(question.text, question.case, CANDIDATES)
        general = None if question.case else lambda section: self._passages[section].case is None
        found = {"bm25": fuse((), words, general), "embeddings": fuse(near, {}, general)}
        found["hybrid"] = fuse(near, words, general)
        return {name: [self._section(one.section) for one in ranked] for name, ranked in found.items()}

    def _section(self, id_: str) -> Section:
        return self._passages[id_].file, self._passages[id_].heading


def run(
    out: Path | None = None,
    knowledge: Path = ROOT / "knowledge",
    questions: Sequence[Question] | None = None,
    splits: Sequence[str] = ("dev", "test"),
    embedder: Embedder | None = None,
) -> dict[str, object]:
    """Measure retrieval, print a table, and write the result.

    Args:
        out: file for the result; None writes none.
        knowledge: folder that is searched.
        questions: labelled questions; by default those of `benchmarks/retrieval.jsonl`.
        splits: halves that are measured.
        embedder: by default the installed encoder of questions, with the cache of the settings' data folder.

    Returns:
        Counts, and `results`: split to group of questions to searcher to metric to `{mean, low, high}`. Questions about
        sections that do not exist are skipped and named.
    """
    loaded = load_knowledge(knowledge)
    existing = {(section.file, section.heading) for section in loaded.sections}
    asked = [question for question in questions or load_questions() if question.split in splits]
    usable = [question for question in asked if existing.issuperset(question.relevant)]
    embedder = embedder or CachedEmbedder(question_encoder(), load_settings().data_dir / "embeddings.sqlite")
    with tempfile.TemporaryDirectory() as folder:
        searchers = Searchers(loaded, embedder, Path(folder) / "index")
        ranked = [(question, searchers.rank(question)) for question in usable]
    halves = {split: [pair for pair in ranked if pair[0].split == split] for split in splits}
    report: dict[str, object] = {
        "questions": {split: len(pairs) for split, pairs in halves.items()},
        "skipped": [question.text for question in asked if question not in usable],
        "passages": len(loaded.passages),
        "embedding": embedder.name,
        "weights": {**FIELD_WEIGHTS, "words": WORDS_WEIGHT, "shared_lead": SHARED_LEAD},
        "results": {split: dict(_groups(pairs)) for split, pairs in halves.items() if pairs},
    }
    print(_table(report["results"]), file=sys.stderr)  # pyright: ignore[reportArgumentType]
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


Ranked = tuple[Question, dict[str, list[Section]]]


def _groups(pairs: Sequence[Ranked]) -> Iterator[tuple[str, dict[str, Summary]]]:
    """Yield the figures of all questions, of those with and without a case, and what hybrid is ahead by."""
    rows = [{name: measure(found[name], question) for name in SYSTEMS} for question, found in pairs]
    yield "all", {name: summarise([row[name] for row in rows]) for name in SYSTEMS}
    yield (
        "hybrid ahead of",
        {
            name: summarise([{m: row["hybrid"][m] - row[name][m] for m in METRICS} for row in rows])
            for name in ("bm25", "embeddings")
        },
    )
    for group, inside in (("with a case", True), ("without a case", False)):
        some = [row for row, (question, _) in zip(rows, pairs, strict=True) if (question.case is not None) == inside]
        if some:
            yield group, {name: summarise([row[name] for row in some]) for name in SYSTEMS}
    strict = [measure(found["hybrid"], replace(question, also=frozenset())) for question, found in pairs]
    yield "`also` counts as wrong", {"hybrid": summarise(strict)}


def _tell(done: int, total: int) -> None:
    if done == total:
        print(f"indexed {total} texts", file=sys.stderr)


def _table(results: Mapping[str, Mapping[str, Mapping[str, Summary]]]) -> str:
    lines = [f"{'':40}" + "".join(f"{metric:>26}" for metric in METRICS)]
    for split, groups in results.items():
        for group, systems in groups.items():
            for name, summary in systems.items():
                cells = (f"{m['mean']:.3f} [{m['low']:.3f}, {m['high']:.3f}]" for m in (summary[k] for k in METRICS))
                lines.append(f"{split:5}{group:24}{name:11}" + "".join(f"{cell:>26}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    run(splits=("dev",))
