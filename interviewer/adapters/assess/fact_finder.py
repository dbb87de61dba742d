"""Finds the facts of the sheet that a clarifying question asks for; none if the sheet does not cover it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import Span, stems_of, words_of
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Fact

MIN_SCORE = 0.5
"""Score from which a fact is what was asked for; the score is the likeness plus shared words."""
MIN_COSINE = 0.42
"""Likeness below which shared words must say it."""
NEAR_BEST = 0.03
"""A second fact counts for one question only this close to the best."""
WORDS_SHARE = 0.35
"""What a full match of words adds to the likeness."""
MOST_FACTS = 4
"""Facts told in one turn."""

_FILLER = re.compile(
    r"\b(?:does\s+(?:that|this|it)\s+(?:make\s+sense|sound|work|answer)|is\s+(?:that|this)\s+(?:ok(?:ay)?|fine|alright|enough|clear|what)|"
    r"sounds\s+good|(?:make|makes)\s+sense|you\s+know)\b|^\W*(?:right|ok(?:ay)?|no|yes|correct|why)\W*$",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"\b(?:(?:i(?:'d|\s+would)?\s+(?:like|want|need)\s+to\s+(?:know|ask|understand|clarify))|(?:please\s+)?tell\s+me|let\s+me\s+ask)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[?;]\s*|,\s*(?:and|or)?\s*|\s+and\s+|\s+or\s+", re.IGNORECASE)


def questions_of(sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences that ask something, with or without a question mark."""
    asking = (s for s in sentences if s.text.rstrip("\"')").endswith("?") or _ASKS_FOR.search(s.text))
    return [s for s in asking if not _FILLER.search(s.text)]


def sub_questions(question: str) -> list[str]:
    """Cut "how many users and what latency?" into its parts; the whole comes first."""
    parts = [part.strip() for part in _PARTS.split(question) if part and content_of(stems_of(part))]
    return list(dict.fromkeys([question, *parts])) if len(parts) > 1 else [question]


@dataclass(frozen=True, eq=False)
class _Sheet:
    facts: tuple[Fact, ...]
    owner: np.ndarray
    """(phrases,) index of the fact."""
    vectors: np.ndarray | None
    stems: tuple[frozenset[str], ...]
    """Content stems of each fact's `about`."""

    @cached_property
    def common(self) -> frozenset[str]:
        """Stems that stand in several facts and so tell none of them apart."""
        seen = [stem for stems in self.stems for stem in stems]
        return frozenset(stem for stem in set(seen) if seen.count(stem) > 1)


class FactFinder:
    """Compares questions with what each fact is about.

    Args:
        embedder: embeds questions; None compares words alone.
        examples_embedder: embeds the sheet.
        rarity: word weights.
    """

    def __init__(self, embedder: Embedder | None, examples_embedder: Embedder | None, rarity: Rarity) -> None:
        self._embedder = embedder
        self._remembering = examples_embedder
        self._rarity = rarity
        self._sheets: dict[str, _Sheet] = {}

    def find(self, questions: Sequence[str], case: Case) -> tuple[str, ...]:
        """Return ids of the facts that the questions ask for, in the order they were asked, four at most."""
        sheet = self._sheet(case)
        parts = [sub_questions(question) for question in questions]
        flat = [part for group in parts for part in group]
        vectors = None if self._embedder is None else self._embedder.embed(flat)
        scores = np.stack(
            [self._scores(part, None if vectors is None else vectors[i], sheet) for i, part in enumerate(flat)]
        )
        found: list[str] = []
        row = 0
        for group in parts:
            rows = scores[row : row + len(group)]
            row += len(group)
            found += [sheet.facts[index].id for index in _chosen(rows)]
        return tuple(dict.fromkeys(found))[:MOST_FACTS]

    def _scores(self, question: str, vector: np.ndarray | None, sheet: _Sheet) -> np.ndarray:
        said = frozenset(content_of(stems_of(question)))
        words = np.array([self._shared(said, stems, sheet.common) for stems in sheet.stems])
        if vector is None or sheet.vectors is None:
            return MIN_COSINE + 0.2 + WORDS_SHARE * words - 0.4 * (words < 0.3)
        likeness = sheet.vectors @ vector
        best = np.array([likeness[sheet.owner == index].max() for index in range(len(sheet.facts))])
        return np.where((best >= MIN_COSINE) | (words >= 0.5), best + WORDS_SHARE * words, 0.0)

    def _shared(self, said: frozenset[str], about: frozenset[str], common: frozenset[str]) -> float:
        """Return which share of the question's rare words the fact is about; words of several facts count a third."""
        if not said:
            return 0.0
        total = self._rarity.mass(said)
        both = said & about
        return (self._rarity.mass(both - common) + self._rarity.mass(both & common) / 3) / max(total, 1e-6)

    def _sheet(self, case: Case) -> _Sheet:
        known = self._sheets.get(case.id)
        if known is not None and known.facts == case.facts:
            return known
        phrases = [(i, phrase) for i, fact in enumerate(case.facts) for phrase in _phrases(fact.about)]
        vectors = None if self._remembering is None else self._remembering.embed([phrase for _, phrase in phrases])
        sheet = _Sheet(
            facts=case.facts,
            owner=np.array([owner for owner, _ in phrases]),
            vectors=vectors,
            stems=tuple(frozenset(content_of(stems_of(fact.about))) for fact in case.facts),
        )
        self._sheets[case.id] = sheet
        return sheet


def _phrases(about: str) -> list[str]:
    """Return the whole `about` and each of its wordings."""
    parts = [part.strip() for part in about.split(",") if words_of(part)]
    return [about, *parts]


def _chosen(rows: np.ndarray) -> list[int]:
    """Choose facts for one question: the best of the whole and of each part, if good enough."""
    chosen: list[int] = []
    for place, row in enumerate(rows):
        best = int(row.argmax())
        floor = MIN_SCORE if place == 0 else MIN_SCORE + 0.08
        if row[best] >= floor:
            near = np.flatnonzero((row >= floor) & (row >= row[best] - NEAR_BEST)) if place == 0 else [best]
            chosen += [best, *(int(i) for i in near if i != best)]
    return list(dict.fromkeys(chosen))
