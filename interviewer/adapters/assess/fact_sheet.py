"""One problem's fact sheet as arrays, and how much a question resembles each of its facts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from interviewer.adapters.assess.asking import bare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import split_sentences, stems_of, words_of
from interviewer.adapters.assess.usual_questions import load_usual_questions
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Fact

FEATURES = (
    "best", "best centred", "whole", "answer", "words", "words of about", "lead of best", "lead of centred",
    "lead of answer", "none", "none centred",
)  # fmt: skip
"""Last axis of `FactSheet.features`: cosines, shares of words, leads over the best other fact, nearness to no fact."""


@dataclass(frozen=True, eq=False)
class _Texts:
    """Embedded texts, seen from nowhere and from the middle of all of them, where what they share is gone."""

    vectors: np.ndarray
    belongs: np.ndarray
    """(texts, facts) of bool."""

    @property
    def middle(self) -> np.ndarray:
        return self.vectors.mean(axis=0)

    def likeness(self, asked: np.ndarray, left_out: np.ndarray | None = None) -> np.ndarray:
        """Return (questions, facts): the highest cosine to a text of each fact, -1 where it has none."""
        return _highest(asked @ self.vectors.T, self._without(left_out))

    def centred(self, asked: np.ndarray, left_out: np.ndarray | None = None) -> np.ndarray:
        """Return the same for directions from the middle."""
        cosines = _unit(asked - self.middle) @ _unit(self.vectors - self.middle).T
        return _highest(cosines, self._without(left_out))

    def _without(self, left_out: np.ndarray | None) -> np.ndarray:
        return self.belongs if left_out is None else self.belongs & ~left_out[:, None]


@dataclass(frozen=True, eq=False)
class FactSheet:
    """The sheet of one problem, embedded; without vectors only words are compared."""

    facts: tuple[Fact, ...]
    rarity: Rarity
    phrases: tuple[tuple[int, str], ...]
    """Index of the fact and a text: its whole `about`, the parts of that, `asked_as`."""
    own: _Texts | None
    usual: _Texts | None
    answers: _Texts | None
    none: np.ndarray
    """Vectors of what no sheet answers."""

    def features(self, questions: Sequence[str], asked: np.ndarray, without: str = "") -> np.ndarray:
        """Compare questions with every fact.

        Args:
            questions: bare ones (see `asking.bare`).
            asked: their embeddings.
            without: a phrase or usual question that is left out, to see what would be found without it.

        Returns:
            (questions, facts, FEATURES).
        """
        assert self.own is not None
        assert self.usual is not None
        assert self.answers is not None
        left_out = np.array([phrase == without for _, phrase in self.phrases])
        best = np.maximum(self.own.likeness(asked, left_out), self.usual.likeness(asked))
        centred = np.maximum(self.own.centred(asked, left_out), self.usual.centred(asked))
        whole = _highest(asked @ self.own.vectors.T, self.own.belongs & self._first()[:, None])
        answer = self.answers.likeness(asked)
        middle = self.usual.middle
        other = self.none[[question != without for question in load_usual_questions().none]]
        none = (asked @ other.T).max(axis=1, keepdims=True)
        none_centred = (_unit(asked - middle) @ _unit(other - middle).T).max(axis=1, keepdims=True)
        columns = [
            best, centred, whole, answer, self.words(questions, without), self.words(questions, without, about=True),
            lead(best), lead(centred), lead(answer), none, none_centred,
        ]  # fmt: skip
        return np.stack([np.broadcast_to(column, best.shape) for column in columns], axis=2)

    def words(self, questions: Sequence[str], without: str = "", about: bool = False) -> np.ndarray:
        """Return (questions, facts): which share of a question's rare words a fact has to itself.

        Args:
            questions: bare ones.
            without: a phrase that does not count.
            about: only the words of `about` count.
        """
        stems = [frozenset(self._stems(index, without, about)) for index in range(len(self.facts))]
        owners = Counter(stem for fact in stems for stem in fact)
        rows: list[list[float]] = []
        for question in questions:
            said = frozenset(content_of(stems_of(question)))
            total = max(self.rarity.mass(said), 1e-6)
            rows.append([sum(self.rarity.of(stem) / owners[stem] for stem in said & fact) / total for fact in stems])
        return np.array(rows)

    def _stems(self, index: int, without: str, about: bool) -> Iterable[str]:
        for owner, phrase in self.phrases:
            if owner == index and phrase != without:
                yield from content_of(stems_of(phrase))
                if about:
                    return

    def _first(self) -> np.ndarray:
        owners = [owner for owner, _ in self.phrases]
        return np.array([place == 0 or owner != owners[place - 1] for place, owner in enumerate(owners)])


def build_sheet(case: Case, embedder: Embedder | None, rarity: Rarity) -> FactSheet:
    """Embed the sheet of a case, and the usual questions with it; None compares words alone."""
    phrases = tuple((index, phrase) for index, fact in enumerate(case.facts) for phrase in _phrases(fact))
    if embedder is None:
        return FactSheet(case.facts, rarity, phrases, None, None, None, np.zeros((0, 0)))
    known = load_usual_questions()
    told = [(index, s.text) for index, fact in enumerate(case.facts) for s in split_sentences(fact.answer)]
    places = range(len(case.facts))
    return FactSheet(
        facts=case.facts,
        rarity=rarity,
        phrases=phrases,
        own=_Texts(embedder.embed([bare(phrase) for _, phrase in phrases]), _owned(phrases, places)),
        usual=_Texts(
            embedder.embed([bare(question) for _, question in known.facts]),
            np.array([[fact.id in ids for fact in case.facts] for ids, _ in known.facts]),
        ),
        answers=_Texts(embedder.embed([text for _, text in told]), _owned(told, places)),
        none=embedder.embed([bare(question) for question in known.none]),
    )


def lead(table: np.ndarray) -> np.ndarray:
    """Return how far each column is ahead of the best other one, row by row."""
    first, second = np.sort(table, axis=1)[:, -1:], np.sort(table, axis=1)[:, -2:-1]
    return table - np.where(table == first, second, first)


def _phrases(fact: Fact) -> list[str]:
    parts = [part.strip() for part in fact.about.split(",") if words_of(part)]
    return [fact.about, *parts, *fact.asked_as]


def _owned(texts: Sequence[tuple[int, str]], facts: range) -> np.ndarray:
    return np.array([[owner == index for index in facts] for owner, _ in texts])


def _highest(cosines: np.ndarray, belongs: np.ndarray) -> np.ndarray:
    return np.where(belongs[None], cosines[:, :, None], -1.0).max(axis=1)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
