"""Keyword search: BM25 with stemming, in memory, built in a tenth of a second per thousand passages."""

import logging
from collections.abc import Sequence

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from interviewer.adapters.knowledge.indexing import Entry

SHARED_FACTOR = 2.0
"""Factor of the score of a shared section when no case is given: a general question wants a general answer."""


class KeywordIndex:
    """Ranks passages by the words they, or their keys, share with a question. Safe to use from several threads.

    Args:
        entries: what is searched. Those of one case that lead to the same passage are read as one text.

    Source: BM25 after Robertson and Zaragoza (2009), in the form and with the defaults of bm25s (k1 1.5, b 0.75).
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        texts: dict[tuple[str, str], list[str]] = {}
        for entry in entries:
            texts.setdefault((entry.passage, entry.case or ""), []).append(entry.text)
        self._passages = tuple(passage for passage, _ in texts)
        self._cases = np.array([case for _, case in texts], dtype=np.str_)
        self._scorer = bm25s.BM25()
        terms = _terms(["\n".join(lines) for lines in texts.values()])
        self._empty = not any(terms)
        if not self._empty:
            self._scorer.index(terms, show_progress=False)

    def nearest(self, question: str, case: str | None, n: int) -> tuple[str, ...]:
        """Return ids of at most `n` passages that share a word with the question, best first.

        Args:
            case: limits the search to this case and what belongs to no case; None searches everything.
        """
        terms = _terms([question])[0]
        if self._empty or not terms:
            return ()
        scores = self._scorer.get_scores(terms)
        shared = self._cases == ""
        if case is None:
            scores = np.where(shared, scores * SHARED_FACTOR, scores)
        else:
            scores = np.where(shared | (self._cases == case), scores, 0.0)
        return tuple(dict.fromkeys(self._passages[row] for row in _best(scores, n)))


def _best(scores: NDArray[np.float32], n: int) -> NDArray[np.intp]:
    """Return the rows of the `n` highest positive scores, best first, without sorting the rest."""
    n = min(n, len(scores))
    rows = np.argpartition(-scores, n - 1)[:n]
    rows = rows[np.lexsort((rows, -scores[rows]))]
    return rows[scores[rows] > 0]


def _terms(texts: Sequence[str]) -> list[list[str]]:
    """Return the stemmed words of each text; the stemmer keeps state, so every call has its own."""
    stem = snowballstemmer.stemmer("english").stemWords
    return bm25s.tokenize(list(texts), stopwords="en", stemmer=stem, return_ids=False, show_progress=False)  # pyright: ignore[reportReturnType]
