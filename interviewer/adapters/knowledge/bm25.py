"""Keyword search: BM25 with stemming over words and pairs of neighbours, in memory."""

import logging
from collections.abc import Sequence
from itertools import pairwise

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from interviewer.adapters.knowledge.indexing import Entry

_K1, _B = 0.9, 0.6
"""How much repeated words and long texts count; chosen on the `dev` half of the retrieval benchmark."""
_PAIRS_WEIGHT = 0.5
"""Worth of a pair beside a word; chosen there too."""


class KeywordIndex:
    """Ranks sections by the words they, or their keys, share with a question. Safe to use from several threads.

    Args:
        entries: what is searched. Those of one case that lead to the same section are read as one text.

    A pair is two words that follow each other once stop words are gone: "late labels" says more than "late" and
    "labels" in two places.

    Source: BM25 after Robertson and Zaragoza (2009), in the form of bm25s.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        texts: dict[tuple[str, str], list[str]] = {}
        for entry in entries:
            texts.setdefault((entry.section, entry.case or ""), []).append(entry.text)
        self._sections = tuple(section for section, _ in texts)
        self._numbers = {case: i for i, case in enumerate(dict.fromkeys(("", *(case for _, case in texts))))}
        self._cases = np.array([self._numbers[case] for _, case in texts], dtype=np.int32)
        terms = _terms(["\n".join(lines) for lines in texts.values()])
        self._words = _scorer(terms)
        self._pairs = _scorer([_pairs(words) for words in terms])

    def nearest(self, question: str, case: str | None, n: int) -> dict[str, float]:
        """Return ids of at most `n` sections that share a word with the question, with their shares of the best score.

        Args:
            case: limits the search to this case and what belongs to no case; None searches everything.
        """
        terms = _terms([question])[0]
        if self._words is None or not terms:
            return {}
        scores = self._words.get_scores(terms)
        pairs = _pairs(terms)
        if self._pairs is not None and pairs:
            scores = scores + _PAIRS_WEIGHT * self._pairs.get_scores(pairs)
        if case is not None:
            scores[(self._cases != 0) & (self._cases != self._numbers.get(case, 0))] = 0.0
        rows = _best(scores, n)
        shares = (scores[rows] / scores.max()).tolist() if len(rows) else []
        found: dict[str, float] = {}
        for row, share in zip(rows, shares, strict=True):
            found.setdefault(self._sections[row], share)
        return found


def most_alike(question: str, texts: Sequence[str]) -> int:
    """Return the number of the text that shares most different words with the question, the first of equals."""
    asked, *others = (set(terms) for terms in _terms([question, *texts]))
    return max(range(len(others)), key=lambda i: len(asked & others[i]))


def _scorer(terms: Sequence[list[str]]) -> bm25s.BM25 | None:
    """Index the terms of all texts; None if there are none."""
    if not any(terms):
        return None
    scorer = bm25s.BM25(k1=_K1, b=_B)
    scorer.index(terms, show_progress=False)
    return scorer


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{one} {other}" for one, other in pairwise(words)]


def _best(scores: NDArray[np.floating], n: int) -> NDArray[np.intp]:
    """Return the rows of the `n` highest positive scores, best first, without sorting the rest."""
    n = min(n, len(scores))
    rows = np.argpartition(-scores, n - 1)[:n]
    rows = rows[np.lexsort((rows, -scores[rows]))]
    return rows[scores[rows] > 0]


def _terms(texts: Sequence[str]) -> list[list[str]]:
    """Return the stemmed words of each text; the stemmer keeps state, so every call has its own."""
    stem = snowballstemmer.stemmer("english").stemWords
    return bm25s.tokenize(list(texts), stopwords="en", stemmer=stem, return_ids=False, show_progress=False)  # pyright: ignore[reportReturnType]
