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
from typing import Any, NamedTuple

import click

from benchmarks.criterion_fit import SEED, fit_criterion
from benchmarks.criterion_rows import Scored, score_items, words_alone
from benchmarks.grading import report, write
from benchmarks.model_json import pairs_json, phrasing_json, to_json
from benchmarks.own_examples import load_phases
from benchmarks.own_measures import HeldOut, held_out, summary
from benchmarks.pair_fit import SetRows, fit_pairs, load_rows, words_only
from benchmarks.shared_sets import GRADED, data_hash, load_set
from interviewer.adapters.assess.calibration import PairModel
from interviewer.adapters.assess.entailment import installed_entailment
from interviewer.adapters.assess.order import Order, count_order
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import split_sentences, stems_of, words_of
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder

FOLDER = Path("interviewer/adapters/assess")
RARE_ENOUGH = 2
"""Documents a stem must be in to stand in the table."""


class Fit(NamedTuple):
    """What was fitted, and what the benchmark needs to measure it."""

    fitted: dict[str, Any]
    own: dict[str, HeldOut]
    scored: list[Scored]
    sets: list[SetRows]
    pairs: PairModel
    rarity: Rarity


def fit(knowledge: Path, data: Path, embedder: Embedder, out: Path) -> Fit:
    """Fit everything and write `rarity.json`, `order.json` and `fitted.json` to a folder."""
    notes = [path.read_text(encoding="utf-8") for path in sorted(knowledge.rglob("*.md"))]
    rarity, order = count_rarity(notes, data), count_order(_long_sentences(notes))
    order = Order(order.singles, {c: n for c, n in sorted(order.pairs.items()) if n > 1}, order.total)
    loaded = load_knowledge(knowledge)
    phases = load_phases(loaded.cases, embedder, rarity, order, SEED)
    scored = score_items(phases)
    lexical = words_alone(phases, scored)
    own = {"semantic": held_out(scored), "lexical": held_out(lexical)}
    criterion = {"semantic": fit_criterion(scored), "lexical": fit_criterion(lexical)}
    sets = load_rows(data, embedder, rarity, installed_entailment())
    pairs = {"semantic": fit_pairs(sets), "lexical": fit_pairs([words_only(one) for one in sets])}
    fitted = {
        "schema": 1,
        "seed": SEED,
        "embedder": embedder.name,
        "data": {"cases": [c.id for c in loaded.cases], "knowledge": loaded.content_hash, "shared": data_hash(data)},
        "phrasing": phrasing_json(criterion["semantic"].phrasing),
        "models": {
            kind: {
                "criterion": to_json(criterion[kind]),
                "pairs": pairs_json(pairs[kind]),
                "measured": summary(own[kind]),
            }
            for kind in own
        },
    }
    _write(out / "rarity.json", {"idf": dict(sorted(rarity.table.items())), "unseen": rarity.unseen})
    singles = dict(sorted(order.singles.items()))
    _write(out / "order.json", {"singles": singles, "pairs": order.pairs, "total": order.total})
    _write(out / "fitted.json", fitted)
    return Fit(fitted, own, scored, sets, pairs["semantic"], rarity)


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
@click.option("--results", type=click.Path(path_type=Path), default=None, help="Also measure, as `bench grading` does.")
def main(knowledge: Path, data: Path, out: Path, cache: Path | None, results: Path | None) -> None:
    """Fit the offline assessor and write its committed data."""
    embedder = MiniLM() if cache is None else CachedEmbedder(MiniLM(), cache, shipped=None)
    made = fit(knowledge, data, embedder, out)
    if results:
        write(report(made.own, made.scored, made.sets, made.pairs, embedder, made.rarity, data), results)
    click.echo(json.dumps({kind: summary(held) for kind, held in made.own.items()}, indent=1))


if __name__ == "__main__":
    main()
