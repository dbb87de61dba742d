"""Writes what the cross-encoder is trained on: text pairs with credit, from the training questions of the shared sets.

    python -m benchmarks.entailment.pairs --data ../shared/data --out /tmp/entailment

Whole questions are in part A, which the encoder is trained on, or in part B, which it never sees: models are chosen
on B, and the assessor's other coefficients are fitted on B. The official test splits are not read.
"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.criterion_fit import SEED
from benchmarks.shared_sets import GRADED, load_set
from interviewer.adapters.assess.pairs import prepare_pairs, statement
from interviewer.adapters.assess.rarity import Rarity, load_rarity

SHARE_A = 0.6


def part_a(questions: Sequence[str], name: str) -> frozenset[str]:
    """Return the questions of one set that the encoder may learn from."""
    shuffled = sorted(set(questions))
    random.Random(f"{SEED}/{name}/parts").shuffle(shuffled)
    return frozenset(shuffled[: round(SHARE_A * len(shuffled))])


def training_pairs(folder: Path, rarity: Rarity) -> Iterator[dict[str, Any]]:
    """Yield `set`, `part`, `question`, `claim`, `text`, `credit` for every pair of every training question."""
    for name in GRADED:
        graded = [g for g in load_set(folder, name) if g.split == "train"]
        part = part_a([g.question for g in graded], name)
        texts = prepare_pairs([g.pair for g in graded], None)
        for one in graded:
            read = statement(one.pair, texts, rarity)
            yield {
                "set": name,
                "part": "A" if one.question in part else "B",
                "question": one.question,
                "claim": read.claim,
                "text": read.text,
                "credit": one.credit,
            }


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), default=Path("../shared/data"))
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(data: Path, out: Path) -> None:
    """Write `shared.jsonl`."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "shared.jsonl").open("w", encoding="utf-8") as lines:
        for row in training_pairs(data, load_rarity()):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
