"""The sheet of one problem with what is known of how people ask for each of its facts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer.adapters.assess.asking import bare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import split_sentences, stems_of, words_of
from interviewer.adapters.assess.usual_questions import UsualQuestions
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Fact

FEATURES = ("learnt", "lead of learnt", "learnt none", "answer", "lead of answer", "words")
"""Last axis of `FactSheet.features`: what is learnt, the highest cosine to a sentence of the answer, leads over the
best other fact, and the share of words."""
SHARPNESS = 2.0
"""How fast an example loses its say with its distance from the question."""
SHARED = 0.25
"""What any two questions have in common, as questions."""
DAMPING = 0.2
"""How little one example may be believed against all others."""


@dataclass(frozen=True, eq=False)
class _Examples:
    """Embedded texts that ask for facts or for nothing, and what is learnt from all of them together."""

    vectors: np.ndarray
    answering: np.ndarray
    """Indices of the facts whose answers the last texts are from."""
    say: np.ndarray
    """(texts, facts + 1): how much each text speaks for each fact, against all others (kernel ridge regression)."""

    def learnt(self, asked: np.ndarray) -> np.ndarray:
        """Return (questions, facts + 1): about 1 for what is asked for, about 0 for the rest."""
        return _kernel(asked, self.vectors) @ self.say

    def answers(self, asked: np.ndarray) -> np.ndarray:
        """Return (questions, facts): the highest cosine to a sentence of each fact's answer."""
        first = len(self.vectors) - len(self.answering)
        cosines = asked @ self.vectors[first:].T
        return np.stack([cosines[:, self.answering == fact].max(axis=1) for fact in np.unique(self.answering)], axis=1)


@dataclass(frozen=True, eq=False)
class FactSheet:
    """The sheet of one problem, embedded; without vectors only words are compared."""

    facts: tuple[Fact, ...]
    left_open: tuple[str, ...]
    rarity: Rarity
    stems: tuple[frozenset[str], ...]
    """What each fact is asked for with."""
    stems_of_about: tuple[frozenset[str], ...]
    examples: _Examples | None

    def features(self, questions: Sequence[str], asked: np.ndarray) -> np.ndarray:
        """Compare questions with every fact.

        Args:
            questions: bare ones (see `asking.bare`).
            asked: their embeddings.

        Returns:
            (questions, facts, FEATURES).
        """
        assert self.examples is not None
        learnt, answer = self.examples.learnt(asked), self.examples.answers(asked)
        found = learnt[:, :-1]
        columns = [found, lead(found), learnt[:, -1:], answer, lead(answer), self.words(questions)]
        return np.stack([np.broadcast_to(column, found.shape) for column in columns], axis=2)

    def words(self, questions: Sequence[str], about: bool = False) -> np.ndarray:
        """Return (questions, facts): which share of a question's rare words a fact has to itself.

        Args:
            questions: bare ones.
            about: only the words of `about` count.
        """
        fact_stems = self.stems_of_about if about else self.stems
        owners = self._owners_of_about if about else self._owners
        rows: list[list[float]] = []
        for question in questions:
            said = frozenset(content_of(stems_of(question)))
            total = max(self.rarity.mass(said), 1e-6)
            share = {stem: self.rarity.of(stem) / owners[stem] / total for stem in said if stem in owners}
            rows.append([sum(part for stem, part in share.items() if stem in stems) for stems in fact_stems])
        return np.array(rows)

    @cached_property
    def _owners(self) -> Counter[str]:
        return Counter(stem for fact in self.stems for stem in fact)

    @cached_property
    def _owners_of_about(self) -> Counter[str]:
        return Counter(stem for fact in self.stems_of_about for stem in fact)


def build_sheet(case: Case, usual: UsualQuestions, embedder: Embedder | None, rarity: Rarity) -> FactSheet:
    """Embed the sheet of a case, and the usual questions with it; None compares words alone."""
    return FactSheet(
        facts=case.facts,
        left_open=case.left_open,
        rarity=rarity,
        stems=tuple(_content([fact.about, *fact.asked_as]) for fact in case.facts),
        stems_of_about=tuple(_content([fact.about]) for fact in case.facts),
        examples=None if embedder is None else _examples(case, usual, embedder),
    )


def lead(table: np.ndarray) -> np.ndarray:
    """Return how far each column is ahead of the best other one, row by row."""
    first, second = np.sort(table, axis=1)[:, -1:], np.sort(table, axis=1)[:, -2:-1]
    return table - np.where(table == first, second, first)


def _examples(case: Case, usual: UsualQuestions, embedder: Embedder) -> _Examples:
    facts, none = case.facts, (*usual.none, *case.left_open)
    asked = [([fact is one for one in facts], text) for fact in facts for text in _phrases(fact)]
    asked += [([fact.id in ids for fact in facts], text) for ids, text in usual.facts]
    asked = [(owners, text) for owners, text in asked if any(owners)] + [([False] * len(facts), t) for t in none]
    told = [([fact is one for one in facts], s.text) for fact in facts for s in split_sentences(fact.answer)]
    vectors = embedder.embed([*(bare(text) for _, text in asked), *(text for _, text in told)])
    owned = np.array([owners for owners, _ in [*asked, *told]], dtype=float)
    belongs = np.hstack([owned, 1.0 - owned.max(axis=1, keepdims=True)])
    say = np.linalg.solve(_kernel(vectors, vectors) + DAMPING * np.eye(len(vectors)), belongs)
    return _Examples(vectors, np.array([owners for owners, _ in told]).argmax(axis=1), say)


def _phrases(fact: Fact) -> list[str]:
    parts = [part.strip() for part in fact.about.split(",") if words_of(part)]
    return [fact.about, *parts, *fact.asked_as]


def _content(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for text in texts for stem in content_of(stems_of(text)))


def _kernel(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.exp(SHARPNESS * (some @ others.T - 1)) + SHARED
