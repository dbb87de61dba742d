"""How well estimates in answers are found and marked, on sentences with and without them.

`benchmarks/estimates.jsonl` holds sentences as candidates say them, each with the estimates that it makes (`estimates`:
id of the case's derived quantity to verdict; empty for sentences whose numbers are none). Rules are made on `dev`; a
problem is in `dev` or `test` with all its sentences. `python -m benchmarks.estimates` measures `dev` alone and prints
every mistake; `interviewer bench estimates` measures both.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.quantities import PintQuantities
from interviewer.domain.estimates import find_estimates
from interviewer.domain.problem import Case

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "benchmarks" / "estimates.jsonl"
SPLITS = ("dev", "test")
Marks = dict[str, str]


@dataclass(frozen=True)
class Sentence:
    """A candidate's sentence with the marks it should get."""

    case: str
    text: str
    marks: Marks

    @property
    def split(self) -> str:
        """`dev` or `test`, the same for all sentences of a problem."""
        return SPLITS[hashlib.sha256(f"estimates {self.case}".encode()).digest()[0] % 2]


def load_sentences(path: Path = SENTENCES) -> tuple[Sentence, ...]:
    """Read the labelled sentences, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(Sentence(row["case"], row["text"], row["estimates"]) for row in rows)


def marks_of(sentence: Sentence, case: Case, quantities: PintQuantities) -> Marks:
    """Return what the program marks in a sentence."""
    return {found.derived.id: found.verdict for found in find_estimates(sentence.text, case, quantities)}


def measure(rows: Sequence[tuple[Sentence, Marks]]) -> dict[str, float | int]:
    """Count what was marked rightly, wrongly and not at all.

    Returns:
        `precision` and `recall` of marks (estimate and verdict both right), the same for `off` alone, and
        `false_alarms`: the share of sentences without an estimate in which something was marked. `base_rate` is the
        share of sentences that make an estimate.
    """
    counts: Counter[str] = Counter()
    for sentence, marks in rows:
        right = sum(sentence.marks.get(id_) == verdict for id_, verdict in marks.items())
        counts.update(marked=len(marks), labelled=len(sentence.marks), right=right)
        counts.update(with_estimate=bool(sentence.marks), alarms=bool(marks and not sentence.marks))
        off = {id_ for id_, verdict in marks.items() if verdict == "off"}
        truly = {id_ for id_, verdict in sentence.marks.items() if verdict == "off"}
        counts.update(off_marked=len(off), off_labelled=len(truly), off_right=len(off & truly))
    without = len(rows) - counts["with_estimate"]
    return {
        "sentences": len(rows),
        "base_rate": _share(counts["with_estimate"], len(rows)),
        "precision": _share(counts["right"], counts["marked"]),
        "recall": _share(counts["right"], counts["labelled"]),
        "off_precision": _share(counts["off_right"], counts["off_marked"]),
        "off_recall": _share(counts["off_right"], counts["off_labelled"]),
        "false_alarms": _share(counts["alarms"], without),
        "marked": counts["marked"], "labelled": counts["labelled"], "off_labelled": counts["off_labelled"],
        "without_estimate": without,
    }  # fmt: skip


def run(
    out: Path | None = None, splits: Sequence[str] = SPLITS, sentences: Sequence[Sentence] | None = None
) -> dict[str, object]:
    """Measure estimates, print a table, and write the result.

    Args:
        out: file for the results as JSON.
        splits: which halves to measure.
        sentences: by default the labelled ones.
    """
    cases = {case.id: case for case in load_knowledge(ROOT / "knowledge").cases}
    quantities = PintQuantities()
    results: dict[str, object] = {}
    for split in splits:
        chosen = [s for s in sentences or load_sentences() if s.split == split]
        rows = [(s, marks_of(s, cases[s.case], quantities)) for s in chosen]
        results[split] = measure(rows) | {"problems": len({s.case for s in chosen})}
        print(f"{split}: {results[split]}", file=sys.stderr)
        if split == "dev":
            for sentence, marks in rows:
                if marks != sentence.marks:
                    print(f"  {sentence.case}: {sentence.text}\n    {marks} for {sentence.marks}", file=sys.stderr)
    if out:
        out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return results


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


if __name__ == "__main__":
    run(splits=("dev",))
