"""An embedder without a model: texts that share words are near each other."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from interviewer.adapters.knowledge.embedding import Vectors
from interviewer.domain.errors import KnowledgeError


class WordEmbedder:
    """Hashes words to dimensions; counts what it was asked, and fails on wish."""

    def __init__(self, name: str = "words-1", dimensions: int = 64) -> None:
        self.name = name
        self.embedded: list[str] = []
        self.broken: str | None = None
        self._dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise KnowledgeError(self.broken)
        self.embedded += texts
        vectors = np.full((len(texts), self._dimensions), 1e-6, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, hashlib.md5(word.encode()).digest()[0] % self._dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
