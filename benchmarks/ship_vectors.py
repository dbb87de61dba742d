"""Makes the vectors that ship with the knowledge base: `python -m benchmarks.ship_vectors`, after its texts changed.

A few minutes on two cores; texts whose vectors are in the data folder already are not embedded again.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from interviewer.adapters.assess.listener import OfflineListener
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM, Vectors, question_encoder
from interviewer.adapters.knowledge.lint import check
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.shipped import FOLDER, key_of, write_vectors
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.settings import load_settings

SHARED = "shared"
"""The file of what belongs to no single problem."""


class Recorder:
    """An embedder that keeps what it was asked, apart from what `others` were."""

    def __init__(self, embedder: Embedder, others: Sequence["Recorder"]) -> None:
        self._embedder = embedder
        self._others = others
        self.made: dict[bytes, Vectors] = {}

    @property
    def name(self) -> str:
        """Name of the embedder behind it."""
        return self._embedder.name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors, and remember them."""
        vectors = self._embedder.embed(texts)
        for text, vector in zip(texts, vectors, strict=True):
            key = key_of(self.name, text)
            if not any(key in other.made for other in self._others):
                self.made[key] = vector
        return vectors


def record(folder: Path, spoken: Embedder, searched: Embedder) -> dict[str, dict[bytes, Vectors]]:
    """Do with a knowledge folder what a first start, the interviews on all problems and `interviewer check` do.

    Args:
        folder: the knowledge base.
        spoken: makes the vectors of what messages are compared with.
        searched: makes the vectors of what is indexed.

    Returns:
        What was embedded, by case, and of all cases together.
    """
    loaded = load_knowledge(folder)
    recorders: list[Recorder] = []

    def recorder(embedder: Embedder) -> Recorder:
        recorders.append(Recorder(embedder, recorders[:]))
        return recorders[-1]

    parts: dict[str, dict[bytes, Vectors]] = {}
    for case in loaded.cases:
        heard, indexed = recorder(spoken), recorder(searched)
        asyncio.run(OfflineListener(spoken, heard).make_ready(case))
        heard.embed([probe for phase in case.phases for criterion in phase.criteria for probe in criterion.probes])
        indexed.embed([e.text for e in loaded.entries if e.field != "words" and e.case == case.id])
        parts[case.id] = heard.made | indexed.made
    heard, indexed = recorder(spoken), recorder(searched)
    indexed.embed([entry.text for entry in loaded.entries if entry.field != "words"])
    check(folder, heard)
    parts[SHARED] = heard.made | indexed.made
    return parts


@click.command()
@click.option("--knowledge", type=click.Path(path_type=Path, exists=True), default=Path("knowledge"))
@click.option("--out", type=click.Path(path_type=Path), default=FOLDER)
@click.option("--cache", type=click.Path(path_type=Path), default=None, help="SQLite file that keeps vectors.")
def main(knowledge: Path, out: Path, cache: Path | None) -> None:
    """Write one file a problem and one of what they share; files of problems that are gone are removed."""
    file = cache or load_settings().data_dir / "embeddings.sqlite"
    spoken, searched = (CachedEmbedder(model, file, shipped=None) for model in (MiniLM(), question_encoder()))
    parts = record(knowledge, spoken, searched)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.npz"):
        if old.stem not in parts:
            old.unlink()
    for part, recorded in parts.items():
        write_vectors(out / f"{part}.npz", recorded)
        click.echo(f"{part}: {len(recorded):,} vectors")


if __name__ == "__main__":
    main()
