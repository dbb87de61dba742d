"""Writes pairs of the problems' own examples for the cross-encoder: good, poor, and good ones of other criteria.

    python -m benchmarks.entailment.own_pairs --out /tmp/entailment

Whole problems are in one of two parts, so that an encoder trained without a part can be measured on its problems.
"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.criterion_fit import SEED
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.domain.problem import Case, Criterion

PARTS = 2
NEIGHBOURS, FARTHER = 2, 1
"""Criteria of the same phase, and of other phases, that each good example is set against: it earns nothing there."""
OTHERS_WEIGHT = 0.5
"""What such a pair counts: now and then a good answer does say what a neighbour expects."""


def parts_of(cases: Sequence[Case]) -> dict[str, str]:
    """Return the part, "0" or "1", that each problem is in."""
    return {case.id: str(place % PARTS) for place, case in enumerate(sorted(cases, key=lambda case: case.id))}


def own_pairs(case: Case) -> Iterator[dict[str, Any]]:
    """Yield `claim`, `text`, `credit` and `weight` for the examples of one problem."""
    chance = random.Random(f"{SEED}/{case.id}/pairs")
    every = [criterion for phase in case.phases for criterion in phase.criteria]
    for criterion in every:
        near = [other for other in every if other.phase == criterion.phase and other != criterion]
        far = [other for other in every if other.phase != criterion.phase]
        for text in criterion.shown_by:
            yield _pair(criterion, text, 1.0, 1.0)
            others = [*chance.sample(near, min(NEIGHBOURS, len(near))), *chance.sample(far, FARTHER)]
            yield from (_pair(other, text, 0.0, OTHERS_WEIGHT) for other in others)
        yield from (_pair(criterion, text, 0.0, 1.0) for text in criterion.not_shown_by)


def _pair(criterion: Criterion, text: str, credit: float, weight: float) -> dict[str, Any]:
    return {"claim": criterion.expects, "text": text, "credit": credit, "weight": weight}


@click.command()
@click.option("--knowledge", type=click.Path(path_type=Path, exists=True), default=Path("knowledge"))
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(knowledge: Path, out: Path) -> None:
    """Write `own.jsonl`."""
    out.mkdir(parents=True, exist_ok=True)
    cases = load_knowledge(knowledge).cases
    parts = parts_of(cases)
    with (out / "own.jsonl").open("w", encoding="utf-8") as lines:
        for case in cases:
            for pair in own_pairs(case):
                row = {"set": f"own {case.id}", "part": parts[case.id], "question": case.id, **pair}
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
