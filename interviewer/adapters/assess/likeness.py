"""Tells questions that mean the same in other words, by their embeddings."""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from interviewer.adapters.knowledge.embedding import Embedder, Vectors

SAME = 0.75
"""Cosine of MiniLM vectors from which two questions ask the same.

Of the 132,000 pairs of questions that stand in one problem eight lie above it, and six of those do ask the same when
read; two steps of one line of questioning mostly lie between 0.4 and 0.7.
"""
KEPT = 4_096
"""Vectors kept in memory: all curated questions of the present problems fit."""


class EmbeddedLikeness:
    """Implements `ports.Likeness`; each curated question is embedded once.

    Args:
        embedder: embeds what a model said.
        examples_embedder: embeds the knowledge base's own questions, best with a cache; by default `embedder`.
    """

    def __init__(self, embedder: Embedder, examples_embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self._curated = examples_embedder or embedder
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    async def alike(self, questions: Sequence[str], asked: Sequence[str]) -> frozenset[str]:
        """Return those of some curated questions that ask what one of `asked` asked already; runs in a thread."""
        if not questions or not asked:
            return frozenset()
        return await asyncio.to_thread(self._alike, questions, asked)

    async def repeats(self, spoken: str, asked: Sequence[str]) -> bool:
        """Tell whether a model's words ask what one of `asked`, curated questions, asked already; runs in a thread."""
        return bool(asked) and await asyncio.to_thread(self._repeats, spoken, asked)

    def _alike(self, questions: Sequence[str], asked: Sequence[str]) -> frozenset[str]:
        nearest = (self._vectors(questions) @ self._vectors(asked).T).max(axis=1)
        return frozenset(q for q, cosine in zip(questions, nearest, strict=True) if cosine >= SAME)

    def _repeats(self, spoken: str, asked: Sequence[str]) -> bool:
        return bool((self._vectors(asked) @ self._embedder.embed([spoken])[0]).max() >= SAME)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        with self._one_at_a_time:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            if new:
                self._known.update(zip(new, self._curated.embed(new), strict=True))
            found = np.stack([self._known[text] for text in texts])
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return found
