"""Scores one prepared answer against the criteria of one phase: probability, outcome and the words that carry it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interviewer.adapters.assess.bank import PhaseBank, build_bank
from interviewer.adapters.assess.calibration import NO_WINDOW, Fitted, load_fitted
from interviewer.adapters.assess.contradiction import contradicts
from interviewer.adapters.assess.features import window_features
from interviewer.adapters.assess.gates import carries
from interviewer.adapters.assess.intents import recited, spans_of_orders
from interviewer.adapters.assess.order import Order, load_order
from interviewer.adapters.assess.prepared import Prepared
from interviewer.adapters.assess.rarity import Rarity, load_rarity
from interviewer.adapters.assess.sentences import Span
from interviewer.adapters.assess.target import off_target
from interviewer.adapters.assess.windows import MANNER, Windows, make_windows
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.events import Outcome
from interviewer.domain.problem import Case, Phase

MAX_ECHO = 0.7
"""Share of a window's content that may stand in the interviewer's question."""
GENERAL = 0.12
"""Share of words that generic talk is made of from which a window counts as general."""
AS_GOOD = 0.25
"""Log odds within which the shorter of two windows is quoted."""
_CODE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
"""Code and diagrams: names in boxes claim nothing."""


@dataclass(frozen=True)
class CriterionScore:
    """What one answer shows of one criterion."""

    criterion: str
    probability: float
    outcome: Outcome
    span: Span | None
    """The words that carry it; None if no words may."""
    general: bool
    """The words come near the subject and stay general."""


class Scorer:
    """Scores answers; keeps the arrays of each phase it has seen.

    Args:
        examples_embedder: embeds the knowledge base's own texts, best with a cache; None works from words alone.
        fitted: coefficients; by default the committed ones that fit the embedder.
    """

    def __init__(self, examples_embedder: Embedder | None, fitted: Fitted | None = None) -> None:
        self._embedder = examples_embedder
        self._fitted = fitted or load_fitted("lexical" if examples_embedder is None else "semantic")
        self._rarity: Rarity = load_rarity()
        self._order: Order = load_order()
        self._banks: dict[tuple[str, str], PhaseBank] = {}

    @property
    def fitted(self) -> Fitted:
        """The coefficients in use."""
        return self._fitted

    @property
    def rarity(self) -> Rarity:
        """The table of word weights."""
        return self._rarity

    def bank(self, case: Case, phase: Phase) -> PhaseBank:
        """Return the arrays of a phase, built at its first use and again if its criteria changed."""
        bank = self._banks.get((case.id, phase.id))
        if bank is None or bank.criteria != phase.criteria:
            bank = build_bank(case, phase, self._embedder, self._rarity)
            self._banks[case.id, phase.id] = bank
        return bank

    def windows(self, answer: Prepared) -> Windows:
        """Cut an answer into the windows that are compared; orders and recited rubrics are left out."""
        windows = make_windows(answer, self._rarity, self._order)
        barred = [*spans_of_orders(answer.text, answer.sentences), *recited(answer.sentences)]
        barred += [Span(m.start(), m.end(), m.group()) for m in _CODE.finditer(answer.text)]
        if not barred:
            return windows
        return windows.only([not any(w.start < b.end and b.start < w.end for b in barred) for w in windows.spans])

    def score(
        self, said: Windows, bank: PhaseBank, asked: frozenset[str], handicap: float = 0.0
    ) -> list[CriterionScore]:
        """Score one answer against every criterion of a phase, in the bank's order.

        Args:
            said: the windows of the answer.
            bank: the phase.
            asked: content stems of the question that was answered; repeating them earns nothing.
            handicap: log odds taken off, for an answer that was given in another phase.
        """
        if not said.spans:
            return [CriterionScore(c.id, self._silence(), "missing", None, False) for c in bank.criteria]
        model = self._fitted.criterion
        features = window_features(said, bank, asked, model.substance)
        allowed = carries(said, bank, model.is_prose(said.manner) & _own_words(said, asked))
        linear = model.linear.logits(features)
        best = [
            _shortest_of_best(np.where(allowed, linear, NO_WINDOW)[:, c], said.spans) for c in range(len(allowed.T))
        ]
        columns = list(range(len(best)))
        logits = model.judged(features[best, columns], linear[best, columns]) - handicap - off_target(said, bank)
        probabilities = model.probability(logits, len(said.spans))
        return [
            self._one(said, bank, column, best[column], float(probabilities[column]))
            if allowed[best[column], column]
            else CriterionScore(bank.criteria[column].id, self._silence(), "missing", None, False)
            for column in columns
        ]

    def _one(self, said: Windows, bank: PhaseBank, column: int, window: int, probability: float) -> CriterionScore:
        limits, criterion, span = self._fitted.criterion.thresholds, bank.criteria[column].id, said.spans[window]
        outcome: Outcome = limits.outcome(probability)
        if outcome != "shown" and contradicts(said, window, bank, column):
            return CriterionScore(criterion, min(probability, limits.partial), "wrong", span, False)
        general = said.manner[window, MANNER.index("hedges")] > GENERAL
        return CriterionScore(criterion, probability, outcome, span, bool(general))

    def _silence(self) -> float:
        return float(self._fitted.criterion.probability(np.array(NO_WINDOW), 1))


def _own_words(said: Windows, asked: frozenset[str]) -> np.ndarray:
    """Tell which windows say more than the question did."""
    echoes = [len(content & asked) / max(1, len(content)) for content in said.contents]
    return np.array([echo <= MAX_ECHO for echo in echoes])


def _shortest_of_best(logits: np.ndarray, spans: Sequence[Span]) -> int:
    near: list[int] = np.flatnonzero(logits >= float(logits.max()) - AS_GOOD).tolist()
    return min(near, key=lambda index: (spans[index].end - spans[index].start, index))
