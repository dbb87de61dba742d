"""Vectors of the knowledge base that ship with it, so that a first start has next to nothing to embed.

One file a part of the knowledge base holds keys of texts and their vectors. A text that was changed has another key and
is embedded like any new one, so nothing stale can be found. `python -m benchmarks.ship_vectors` makes the files.
"""

import hashlib
import logging
import threading
import zipfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from interviewer.adapters.knowledge.embedding import Vectors

_LOG = logging.getLogger(__name__)
FOLDER = Path(__file__).parent / "vectors"
_KEY_BYTES = 16
_LARGEST = 127
"""Of int8. A row's own scale leaves a cosine with an error of about 0.0005."""


def key_of(name: str, text: str) -> bytes:
    """Return what a text is found by: a hash of it and of the embedder's name."""
    return hashlib.sha256(f"{name}\0{text}".encode()).digest()


class ShippedVectors:
    """Reads the files of a folder at the first use and keeps them; a file that is broken counts as empty.

    Args:
        folder: has one `.npz` file a part of the knowledge base, or nothing.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._loading = threading.Lock()

    def find(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the unit vectors of those keys that are there."""
        with self._loading:
            rows, vectors, scales = self._table
        found = {key: rows[short] for key in keys if (short := key[:_KEY_BYTES]) in rows}
        return {key: vectors[row] * scales[row] for key, row in found.items()}

    @cached_property
    def _table(self) -> tuple[dict[bytes, int], np.ndarray, np.ndarray]:
        rows: dict[bytes, int] = {}
        parts: list[tuple[np.ndarray, np.ndarray]] = [(np.zeros((0, 0), np.int8), np.zeros(0, np.float32))]
        for file in sorted(self._folder.glob("*.npz")):
            try:
                with np.load(file) as stored:
                    keys, vectors, scales = stored["keys"], stored["vectors"], stored["scales"]
            except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as trouble:
                _LOG.warning("the shipped vectors %s cannot be read and are made anew: %s", file.name, trouble)
                continue
            rows |= {bytes(key): len(rows) + row for row, key in enumerate(keys)}
            parts.append((vectors, scales))
        filled = parts[1:] or parts
        return rows, np.concatenate([v for v, _ in filled]), np.concatenate([s for _, s in filled])


def write_vectors(file: Path, vectors: Mapping[bytes, Vectors]) -> None:
    """Write a file that `ShippedVectors` reads: keys in order, rows as int8 with a scale each; the same each time."""
    keys = sorted(vectors)
    rows = np.stack([vectors[key] for key in keys])
    whole = np.rint(rows * (_LARGEST / np.abs(rows).max(axis=1, keepdims=True)))
    scales = (1 / np.linalg.norm(whole, axis=1)).astype(np.float32)  # so that a row read has length 1
    short = np.array([np.frombuffer(key[:_KEY_BYTES], np.uint8) for key in keys])
    np.savez(file, keys=short, vectors=whole.astype(np.int8), scales=scales)


INSTALLED = ShippedVectors()
"""What came with the product; read once a process."""
