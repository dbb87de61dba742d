"""A persistent cache around an embedder: a text is embedded once ever, whichever process asks first."""

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from interviewer.adapters.knowledge.embedding import Embedder, Vectors
from interviewer.adapters.knowledge.shipped import INSTALLED, ShippedVectors, key_of

_LOG = logging.getLogger(__name__)
_QUERY_KEYS = 500
"""Keys in one query; SQLite's oldest limit on variables is 999."""
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class CachedEmbedder:
    """An embedder that remembers. For texts that come again (examples, notes), not for what people type.

    The cache holds hashes and vectors, no texts. A file that is broken is thrown away and filled again; one
    that cannot be written (full disk, no permission) costs speed and nothing else.

    Args:
        embedder: makes the vectors that are not there yet.
        path: the SQLite file; made if it does not exist.
        shipped: vectors that need no making; None to do without, as a fit does whose figures shall not be rounded.
    """

    def __init__(self, embedder: Embedder, path: Path, shipped: ShippedVectors | None = INSTALLED) -> None:
        self._embedder = embedder
        self._path = path
        self._shipped = shipped

    @property
    def name(self) -> str:
        """Name of the embedder behind it."""
        return self._embedder.name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimensions); raises KnowledgeError as the embedder does."""
        keys = [key_of(self.name, text) for text in texts]
        known = self._shipped.find(keys) if self._shipped else {}
        known |= self._read([key for key in keys if key not in known])
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new or not keys:
            vectors = self._embedder.embed(list(new.values()))
            if not keys:
                return vectors
            made = dict(zip(new, vectors, strict=True))
            self._write(made)
            known |= made
        if len({len(known[key]) for key in keys}) > 1:
            self._mend(ValueError("vectors of different lengths"))
            return self._embedder.embed(texts)
        return np.stack([known[key] for key in keys])

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        if not keys:
            return found
        try:
            with closing(self._open()) as connection:
                for start in range(0, len(keys), _QUERY_KEYS):
                    some = keys[start : start + _QUERY_KEYS]
                    marks = ",".join("?" * len(some))
                    query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
                    for key, blob in connection.execute(query, some):
                        found[key] = np.frombuffer(blob, dtype=np.float32)
            _check_shapes(found)
        except (sqlite3.Error, ValueError, OSError) as trouble:
            self._mend(trouble)
            return {}
        return found

    def _write(self, vectors: dict[bytes, Vectors]) -> None:
        rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()]
        try:
            with closing(self._open()) as connection, connection:
                connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
        except (sqlite3.Error, OSError) as trouble:
            self._mend(trouble)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(_TABLE)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _mend(self, trouble: Exception) -> None:
        """Throw a broken cache away; leave one alone that is only locked, full or read-only."""
        if isinstance(trouble, OSError | sqlite3.OperationalError):
            _LOG.warning("the cache of embeddings %s was not used: %s", self._path.name, trouble)
            return
        _LOG.warning("the cache of embeddings %s is broken and is made anew: %s", self._path.name, trouble)
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _check_shapes(vectors: dict[bytes, Vectors]) -> None:
    """Raise ValueError if stored vectors differ in length or are no numbers."""
    if vectors:
        if len({len(vector) for vector in vectors.values()}) > 1:
            raise ValueError("vectors of different lengths")
        if not np.isfinite(np.stack(list(vectors.values()))).all():
            raise ValueError("vectors that are no numbers")
