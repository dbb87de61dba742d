"""Makes the assessor's committed data: word weights, word order, coefficients, thresholds, and what they are worth.

    python -m benchmarks.fit_assessor --data ../shared/data

Deterministic: the same files, seed and embedding model give the same numbers to 1e-6. Credits for the shared sets
stand in `benchmarks/README.md`; none of their texts is written.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.criterion_fit import SEED, fit_criterion
from benchmarks.criterion_rows import score_items
from benchmarks.model_json import pairs_json, to_json
from benchmarks.own_examples import load_phases
from benchmarks.own_measures import held_out, summary
from benchmarks.pair_fit import fit_pairs, load_rows
from benchmarks.shared_sets import GRADED, data_hash, load_set
from interviewer.adapters.assess.order import Order, count_order
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import split_sentences, stems_of, words_of
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder

FOLDER = Path("interviewer/adapters/assess")
RARE_ENOUGH = 2
"""Documents a stem must be in to stand in the table."""


def fit(knowledge: Path, data: Path, embedder: Embedder, out: Path) -> dict[str, Any]:
    """Fit everything and write `rarity.json`, `order.json` and `fitted.json` to a folder."""
    notes = [path.read_text(encoding="utf-8") for path in sorted(knowledge.rglob("*.md"))]
    rarity, order = count_rarity(notes, data), count_order(_long_sentences(notes))
    order = Order(order.singles, {c: n for c, n in sorted(order.pairs.items()) if n > 1}, order.total)
    loaded = load_knowledge(knowledge)
    models: dict[str, Any] = {}
    for kind, used in (("semantic", embedder), ("lexical", None)):
        scored = score_items(load_phases(loaded.cases, used, rarity, order, SEED))
        models[kind] = {
            "criterion": to_json(fit_criterion(scored)),
            "pairs": pairs_json(fit_pairs(load_rows(data, used, rarity))),
            "measured": summary(held_out(scored)),
        }
    fitted = {
        "schema": 1,
        "seed": SEED,
        "embedder": embedder.name,
        "data": {"cases": [c.id for c in loaded.cases], "knowledge": loaded.content_hash, "shared": data_hash(data)},
        "models": models,
    }
    _write(out / "rarity.json", {"idf": dict(sorted(rarity.table.items())), "unseen": rarity.unseen})
    singles = dict(sorted(order.singles.items()))
    _write(out / "order.json", {"singles": singles, "pairs": order.pairs, "total": order.total})
    _write(out / "fitted.json", fitted)
    return fitted


def count_rarity(notes: Sequence[str], data: Path) -> Rarity:
    """Count in how many documents a stem stands: sections of the notes, and training questions of the shared sets."""
    documents = [frozenset(stems_of(section)) for note in notes for section in note.split("\n## ")]
    for name in GRADED:
        said: dict[str, set[str]] = {}
        for graded in load_set(data, name):
            if graded.split == "train":
                stems = stems_of(f"{graded.pair.answer} {graded.pair.criterion}")
                said.setdefault(graded.question, set()).update(stems)
        documents.extend(map(frozenset, said.values()))
    counts = Counter(stem for document in documents for stem in document)
    total = len(documents) + 1
    table = {s: round(math.log(total / (n + 0.5)), 3) for s, n in counts.items() if n >= RARE_ENOUGH}
    return Rarity(table, round(math.log(total), 3))


def _long_sentences(notes: Sequence[str]) -> list[list[str]]:
    sentences = [words_of(span.text) for note in notes for span in split_sentences(note)]
    return [words for words in sentences if len(words) > 4]


def _write(file: Path, data: dict[str, Any]) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")


@click.command()
@click.option("--knowledge", type=click.Path(path_type=Path, exists=True), default=Path("knowledge"))
@click.option("--data", type=click.Path(path_type=Path, exists=True), default=Path("../shared/data"))
@click.option("--out", type=click.Path(path_type=Path), default=FOLDER)
@click.option("--cache", type=click.Path(path_type=Path), default=None, help="SQLite file that keeps sentence vectors.")
def main(knowledge: Path, data: Path, out: Path, cache: Path | None) -> None:
    """Fit the offline assessor and write its committed data."""
    model = MiniLM()
    fitted = fit(knowledge, data, model if cache is None else CachedEmbedder(model, cache), out)
    click.echo(json.dumps({kind: part["measured"] for kind, part in fitted["models"].items()}, indent=1))


if __name__ == "__main__":
    main()
