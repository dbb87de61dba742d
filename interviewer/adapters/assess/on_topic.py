"""How near a reply stays to the curated words, by sentence embeddings."""

import asyncio

from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.errors import KnowledgeError


class EmbeddedNearness:
    """Implements `ports.Nearness`; some ten milliseconds a pair."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder

    async def nearness(self, said: str, meant: str) -> float:
        """Return the cosine of both texts; raises KnowledgeError without an embedding model."""
        if self._embedder is None:
            raise KnowledgeError("the embedding model is not installed")
        first, second = await asyncio.to_thread(self._embedder.embed, [said, meant])
        return float(first @ second)
