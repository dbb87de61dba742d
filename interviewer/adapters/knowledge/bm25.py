"""Keyword search: BM25 with stemming, in memory, built in a tenth of a second per thousand passages."""

import logging
from collections.abc import Sequence

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from interviewer.adapters.knowledge.indexing import Entry

_K1, _B = 0.9, 0.6
"""How much repeated words and long texts count; chosen on the `dev` half of the retrieval benchmark."""


class KeywordIndex:
    """Ranks sections by the words they, or their keys, share with a question. Safe to use from several threads.

    Args:
        entries: what is searched. Those of one case that lead to the same section are read as one text.

    Source: BM25 after Robertson and Zaragoza (2009), in the form of bm25s.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        texts: dict[tuple[str, str], list[str]] = {}
        for entry in entries:
            texts.setdefault((entry.section, entry.case or ""), []).append(entry.text)
        self._sections = tuple(section for section, _ in texts)
        self._cases = np.array([case for _, case in texts], dtype=np.str_)
        self._scorer = bm25s.BM25(k1=_K1, b=_B)
        terms = _terms(["\n".join(lines) for lines in texts.values()])
        self._empty = not any(terms)
        if not self._empty:
            self._scorer.index(terms, show_progress=False)

    def nearest(self, question: str, case: str | None, n: int) -> dict[str, float]:
        """Return ids of at most `n` sections that share a word with the question, with their shares of the best score.

        Args:
            case: limits the search to this case and what belongs to no case; None searches everything.
        """
        terms = _terms([question])[0]
        if self._empty or not terms:
            return {}
        scores = self._scorer.get_scores(terms)
        if case is not None:
            scores = np.where((self._cases == "") | (self._cases == case), scores, 0.0)
        found: dict[str, float] = {}
        for row in _best(scores, n):
            found.setdefault(self._sections[row], float(scores[row] / scores.max()))
        return found


def most_alike(question: str, texts: Sequence[str]) -> int:
    """Return the number of the text that shares most different words with the question, the first of equals."""
    asked, *others = (set(terms) for terms in _terms([question, *texts]))
    return max(range(len(others)), key=lambda i: len(asked & others[i]))


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
