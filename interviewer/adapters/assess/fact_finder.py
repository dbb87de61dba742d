"""Finds the facts of the sheet that clarifying questions ask for, and the questions that the sheet does not cover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from interviewer.adapters.assess.asking import listed_subjects
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import stems_of, words_of
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Fact

WHOLE = 0.3
"""Share of the likeness to the whole `about` beside the likeness to the nearest wording."""
WORDS_WEIGHT = 0.9
"""What a question whose rare words all stand in `about` adds to its likeness (a cosine)."""
MARGIN_WEIGHT = 0.5
"""What the lead over the next fact adds: a question that fits several facts alike asks for none of them."""
FLOOR = 0.7
"""Score from which a fact is what was asked for."""
STRICTER = 0.1
"""What is added for one of several things that a question lists."""
WORDS_FLOOR = 0.55
"""Score from which it is, where words alone are compared."""

_USUAL: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "goal": ("What is the goal?", "What are we optimising for?", "What does success mean?", "How do we make money?",
             "Why do we want to build this, what should it achieve?"),
    "scale": ("How many users do we have?", "How many people use it every day?", "What is the scale?",
              "How much traffic?", "How many per second?", "How many are sent or served a day?"),
    "catalogue": ("How many items are there to choose from?", "How large is the pool?"),
    "latency": ("How fast must it respond?", "How quick must a prediction be?", "How quickly must it appear?",
                "What is the time budget?"),
    "deadline": ("How fast must it be done?", "How long may it take?"),
    "hardware": ("What compute do we have?", "Can we use GPUs?", "How many machines are there?",
                 "What machines does it run on?"),
    "baseline": ("What exists today?", "Is something already running in production?", "How good is the current one?"),
    "error-costs": ("How bad is a mistake?", "Is one kind of error worse?", "What happens if we show something wrong?"),
    "harm": ("How bad is a mistake?", "What happens if we show something wrong?"),
    "freshness": ("How soon must something new appear?", "How often does it change?"),
    "change": ("How fast does it change?", "Do people adapt to get round it?"),
    "privacy": ("Are there legal or privacy constraints?", "May we use personal data?", "Is it allowed?"),
    "legal": ("Are there legal or privacy constraints?", "May we use personal data?", "Does the law demand it?"),
    "history": ("What data do we have?", "What historical data is stored?"),
    "logs": ("What data do we have?", "What behaviour is logged?", "Do we record what people do?"),
    "labels": ("Where do labels come from?", "How long until we know the true outcome?", "Do we know what happened?"),
    "signals": ("Which signals and feedback do we record?",),
    "feedback": ("Which feedback do customers give us?",),
    "query-mix": ("What kinds of things do people search for?",),
    "regions": ("Is it worldwide or in one country?", "Mobile or desktop?"),
    "countries": ("In which countries are we?",),
    "languages": ("Which languages must we support?",),
    "actions": ("What may the system do about it?",),
})  # fmt: skip
"""How people usually ask for what the sheets have under these ids, beside each fact's own `about`."""


class Asked(NamedTuple):
    """What some questions ask for."""

    facts: tuple[str, ...]
    """Ids, in the order in which they were asked for."""
    open: tuple[str, ...]
    """The questions that no fact answers."""


@dataclass(frozen=True, eq=False)
class _Sheet:
    facts: tuple[Fact, ...]
    owner: np.ndarray
    """(phrases,) index of the fact; a fact's first phrase is its whole `about`."""
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

    def find(self, questions: Sequence[str], case: Case) -> Asked:
        """Tell which facts are asked for.

        Args:
            questions: one question each (see `asking.single_questions`).
            case: whose sheet is read.
        """
        sheet = self._sheet(case)
        groups = [[question, *listed_subjects(question)] for question in questions]
        scores = self._scores([text for group in groups for text in group], sheet)
        found: list[str] = []
        unanswered: list[str] = []
        for group in groups:
            rows, scores = scores[: len(group)], scores[len(group) :]
            chosen = _chosen(rows, FLOOR if sheet.vectors is not None else WORDS_FLOOR)
            found += [sheet.facts[index].id for index in chosen]
            unanswered += [] if chosen else [group[0]]
        return Asked(tuple(dict.fromkeys(found)), tuple(unanswered))

    def _scores(self, texts: Sequence[str], sheet: _Sheet) -> np.ndarray:
        """Return (texts, facts): likeness, shared words, and the lead over the next fact, added up."""
        said = [frozenset(content_of(stems_of(text))) for text in texts]
        words = np.array([[self._shared(content, stems, sheet.common) for stems in sheet.stems] for content in said])
        if self._embedder is None or sheet.vectors is None:
            return words + MARGIN_WEIGHT * np.minimum(0.0, _lead(words))
        likeness = self._embedder.embed(list(texts)) @ sheet.vectors.T
        columns = [sheet.owner == index for index in range(len(sheet.facts))]
        best = np.stack([likeness[:, column].max(axis=1) for column in columns], axis=1)
        whole = np.stack([likeness[:, np.flatnonzero(column)[0]] for column in columns], axis=1)
        return (1 - WHOLE) * best + WHOLE * whole + WORDS_WEIGHT * words + MARGIN_WEIGHT * _lead(best)

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
        phrases = [(i, phrase) for i, fact in enumerate(case.facts) for phrase in _phrases(fact)]
        vectors = None if self._remembering is None else self._remembering.embed([phrase for _, phrase in phrases])
        sheet = _Sheet(
            facts=case.facts,
            owner=np.array([owner for owner, _ in phrases]),
            vectors=vectors,
            stems=tuple(frozenset(content_of(stems_of(fact.about))) for fact in case.facts),
        )
        self._sheets[case.id] = sheet
        return sheet


def _phrases(fact: Fact) -> list[str]:
    """Return the whole `about`, each of its wordings, and how such a fact is usually asked for."""
    parts = [part.strip() for part in fact.about.split(",") if words_of(part)]
    return [fact.about, *parts, *_USUAL.get(fact.id, ())]


def _lead(table: np.ndarray) -> np.ndarray:
    """Return how far each column is ahead of the best other one, row by row."""
    first, second = np.sort(table, axis=1)[:, -1:], np.sort(table, axis=1)[:, -2:-1]
    return table - np.where(table == first, second, first)


def _chosen(rows: np.ndarray, floor: float) -> list[int]:
    """Choose facts for one question: the best of the whole, and of each thing it lists; good ones only."""
    best = [(int(row.argmax()), float(row.max())) for row in rows]
    listed = [index for index, score in best[1:] if score >= floor + STRICTER]
    whole = [best[0][0]] if best[0][1] >= floor else []
    return list(dict.fromkeys([*listed, *whole] if len(listed) > 1 else [*whole, *listed]))
