"""The vectors of passages and their keys in Chroma: kept in step with the files, searched by meaning.

Two collections: `shared` (topics and framework) and `cases`. Both are searched without a filter by HNSW, because a
filtered query in Chroma costs time in proportion to the whole collection (measured: 2 ms at 1,000 passages, 34 ms at
60,000; without a filter 1.5 ms at any size). A single case, which is small, is fetched once with a `where` filter and
then compared exactly.
"""

import json
import logging
import shutil
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from interviewer.adapters.knowledge.chroma_client import Broken, connect, host_of, open_folder, translated
from interviewer.adapters.knowledge.embedding import Embedder, Vectors
from interviewer.adapters.knowledge.fusion import Near
from interviewer.adapters.knowledge.indexing import CASES, SHARED, Entry, FileWork, batches, plan
from interviewer.adapters.knowledge.sections import CHUNKING
from interviewer.adapters.precedence import Precedence

_LOG = logging.getLogger(__name__)
OnProgress = Callable[[int, int], None]
"""Is called with the number of texts embedded so far, and of all that must be."""
_LARGEST_WRITE = 64
"""Entries in one call: Chroma lets no other thread of the process run meanwhile, about 1 ms an entry."""
_CASES_KEPT = 64
"""Cases whose vectors stay in memory: about 0.1 MB each."""


class ChromaIndex:
    """An index that survives restarts and embeds only what changed.

    Args:
        embedder: makes the vectors; an index made by another one is thrown away.
        path: directory of the local index. The database lies in a folder of its own inside, which gets a new name when
            it is built anew, because Chroma keeps a database by its path as long as the process lives, broken or not.
        url: address of a Chroma server, used instead of the directory.
        content_embedder: the same model with a cache, for what is indexed; questions are not cached.
        precedence: by which building gives way to what a person waits for.
    """

    def __init__(
        self,
        embedder: Embedder,
        path: Path,
        url: str | None = None,
        content_embedder: Embedder | None = None,
        precedence: Precedence | None = None,
    ) -> None:
        self._precedence = precedence or Precedence()
        self._embedder = embedder
        self._content_embedder = content_embedder or embedder
        self._path = path
        self._url = url
        self._home: Path | None = None
        self._client: Any = None
        self._fetching = threading.Lock()
        self._case_vectors: dict[str, tuple[tuple[str, ...], Vectors]] = {}
        self._entries: dict[str, Entry] = {}

    @property
    def name(self) -> str:
        """What it is, for people: embedding and place."""
        return f"{self._embedder.name} in Chroma{f' at {host_of(self._url)}' if self._url else ''}"

    def sync(self, entries: Sequence[Entry], on_progress: OnProgress | None = None) -> None:
        """Bring the index in step with the entries; one process at a time, the others wait.

        A local index that is broken is deleted and built anew, once.

        Raises:
            KnowledgeError: the embedder or the database cannot be used.
        """
        if self._url:
            with translated("built"):
                self._sync(entries, on_progress)
        else:
            with translated("locked"):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                lock = FileLock(self._path.with_suffix(".lock")).acquire()
            with lock:
                self._sync_or_rebuild(entries, on_progress)
        self._case_vectors.clear()
        self._entries = {entry.id: entry for entry in entries}

    def nearest(self, question: str, case: str | None, n: int) -> tuple[Near, ...]:
        """Return the `n` shared entries that are nearest in meaning, and all of the case, or `n` of all cases.

        Args:
            case: limits the search to this case and what belongs to no case; None searches everything.

        Raises:
            KnowledgeError: the embedder or the database cannot be used.
        """
        vector = self._embedder.embed([question])[0]
        with translated("searched"):
            found = _query(self._collection(SHARED), vector, n)
            found += _query(self._collection(CASES), vector, n) if case is None else self._exact(vector, case)
        known = ((similarity, self._entries.get(id_)) for id_, similarity in found)
        return tuple(Near(similarity, e.section, e.passage, e.field) for similarity, e in known if e)

    def missing(self, entries: Sequence[Entry]) -> int:
        """Count the entries that are not in the index as they should be; builds nothing.

        Raises:
            KnowledgeError: the database cannot be reached or read.
        """
        with translated("read"):
            self._home = self._home or max(self._path.glob("*/"), default=None)
            if not self._url and self._home is None:
                return sum(entry.field != "words" for entry in entries)
            held = {found.name for found in self._open().list_collections()}
            manifests = {name: _manifest(self._collection(name)) if name in held else {} for name in (SHARED, CASES)}
        work = (work for files in plan(entries).values() for work in files)
        return sum(len(w.entries) for w in work if manifests[w.collection].get(w.file) != w.digest)

    def close(self) -> None:
        """Let go of the database."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _exact(self, vector: Vectors, case: str) -> list[tuple[str, float]]:
        with self._fetching:
            if case not in self._case_vectors:
                found = self._collection(CASES).get(where={"case": case}, include=["embeddings"])
                vectors = np.asarray(found["embeddings"], dtype=np.float32).reshape(len(found["ids"]), len(vector))
                while len(self._case_vectors) >= _CASES_KEPT:
                    self._case_vectors.pop(next(iter(self._case_vectors)))
                self._case_vectors[case] = (tuple(found["ids"]), vectors)
            ids, vectors = self._case_vectors[case]
        return list(zip(ids, (vectors @ vector).tolist(), strict=True))

    def _sync_or_rebuild(self, entries: Sequence[Entry], on_progress: OnProgress | None) -> None:
        home = max(self._path.glob("*/"), default=self._path / _new_name())
        if home != self._home:
            self.close()
            self._home = home
        try:
            with translated("built"):
                self._sync(entries, on_progress)
        except Broken as broken:
            _LOG.warning("%s; it is built anew", broken)
            with translated("built anew"):
                self.close()
                shutil.rmtree(self._path, ignore_errors=True)
                self._home = self._path / _new_name()
                self._sync(entries, on_progress)

    def _sync(self, entries: Sequence[Entry], on_progress: OnProgress | None) -> None:
        work: list[FileWork] = []
        for name, expected in plan(entries).items():
            collection = self._fresh_collection(name)
            manifest = _manifest(collection)
            gone = manifest.keys() - {w.file for w in expected}
            if gone:
                collection.delete(where={"file": {"$in": sorted(gone)}})
                _write_manifest(collection, {f: d for f, d in manifest.items() if f not in gone}, self._embedder.name)
            work += [w for w in expected if manifest.get(w.file) != w.digest]
        total, done = sum(len(w.entries) for w in work), 0
        for batch in batches(work):
            self._write(batch)
            done += sum(len(w.entries) for w in batch)
            if on_progress:
                on_progress(done, total)
        for name, expected in plan(entries).items():
            count, right = self._collection(name).count(), sum(len(w.entries) for w in expected)
            if count != right:
                raise Broken(f"it holds {count} entries, expected {right}")

    def _write(self, batch: Sequence[FileWork]) -> None:
        """Embed and store some files of one collection, then drop what they no longer contain."""
        collection = self._collection(batch[0].collection)
        manifest = _manifest(collection)
        known = [w.file for w in batch if w.file in manifest]
        old = set(collection.get(where={"file": {"$in": known}}, include=[])["ids"]) if known else set()
        entries = [entry for w in batch for entry in w.entries]
        for start in range(0, len(entries), _LARGEST_WRITE):
            some = entries[start : start + _LARGEST_WRITE]
            self._precedence.give_way()
            collection.upsert(
                ids=[entry.id for entry in some],
                embeddings=self._content_embedder.embed([entry.text for entry in some]),
                metadatas=[{"file": entry.file, "case": entry.case or ""} for entry in some],
            )
        stale = old - {entry.id for entry in entries}
        if stale:
            collection.delete(ids=sorted(stale))
        _write_manifest(collection, manifest | {w.file: w.digest for w in batch}, self._embedder.name)

    def _fresh_collection(self, name: str) -> Any:
        """Return a collection that was made with this embedding and chunking, emptied if it was made otherwise."""
        client, made_by = self._open(), _made_by(self._embedder.name)
        found = client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}, metadata=made_by
        )
        if any((found.metadata or {}).get(key) != value for key, value in made_by.items()):
            client.delete_collection(name)
            return self._fresh_collection(name)
        return found

    def _collection(self, name: str) -> Any:
        return self._open().get_collection(name, embedding_function=None)

    def _open(self) -> Any:
        if self._client is None:
            self._client = connect(self._url) if self._url else open_folder(self._home or self._path / _new_name())
        return self._client


def _new_name() -> str:
    return uuid.uuid4().hex[:8]


def _query(collection: Any, vector: Vectors, n: int) -> list[tuple[str, float]]:
    """Return ids of the nearest entries with their cosine similarities."""
    found = collection.query(query_embeddings=vector[None, :], n_results=n, include=["distances"])
    return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)]


def _made_by(embedding: str) -> dict[str, str]:
    return {"embedding": embedding, "chunking": CHUNKING}


def _manifest(collection: Any) -> dict[str, str]:
    """Return which files are in the collection, with their digests."""
    return json.loads((collection.metadata or {}).get("manifest", "{}"))


def _write_manifest(collection: Any, manifest: Mapping[str, str], embedding: str) -> None:
    collection.modify(metadata={**_made_by(embedding), "manifest": json.dumps(manifest)})
