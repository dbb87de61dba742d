"""Scores one prepared answer against the criteria of one phase: probability, outcome and the words that carry it."""

import re
import threading
from dataclasses import dataclass, replace

import numpy as np

from interviewer.adapters.assess.bank import PhaseBank
from interviewer.adapters.assess.build_banks import build_banks
from interviewer.adapters.assess.calibration import NO_WINDOW, Fitted, load_fitted
from interviewer.adapters.assess.contradiction import contradicts
from interviewer.adapters.assess.features import window_features
from interviewer.adapters.assess.gates import belongs, carries, states
from interviewer.adapters.assess.intents import recited, spans_of_orders
from interviewer.adapters.assess.order import Order, load_order
from interviewer.adapters.assess.prepared import Prepared
from interviewer.adapters.assess.rarity import Rarity, load_rarity
from interviewer.adapters.assess.seen import Near, Seen
from interviewer.adapters.assess.sentences import Span
from interviewer.adapters.assess.target import foreign, off_target
from interviewer.adapters.assess.told import TOLD, questions_answered
from interviewer.adapters.assess.windows import MANNER, Windows, make_windows
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.events import Outcome
from interviewer.domain.problem import Case, Phase

OTHER_PHASE = 1.0
"""Log odds taken off what was said in another phase than the criterion's."""
MAX_ECHO = 0.6
"""Share of a window's content that may stand in the interviewer's question."""
GENERAL = 0.12
"""Share of words that generic talk is made of from which a window counts as general."""
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
    logit: float = NO_WINDOW
    """Log odds before calibration."""
    windows: int = 1
    """Windows of the answer that it was looked for in."""
    told: bool = False
    """A fact was told in reply that belongs to it: it was asked for."""
    nearest: tuple[Near, ...] = ()
    """The words that come nearest to it, whether or not they carry it: to be read once more, with care."""


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
        self._building = threading.Lock()

    @property
    def fitted(self) -> Fitted:
        """The coefficients in use."""
        return self._fitted

    @property
    def rarity(self) -> Rarity:
        """The table of word weights."""
        return self._rarity

    def bank(self, case: Case, phase: Phase) -> PhaseBank:
        """Return the arrays of a phase, built with those of its case at first use and when its criteria changed."""
        bank = self._kept(case, phase)
        if bank is None:
            with self._building:  # whoever asks for it meanwhile waits for it
                bank = self._kept(case, phase)
                if bank is None:
                    banks = build_banks(case, self._embedder, self._rarity)
                    self._banks |= {(case.id, name): one for name, one in banks.items()}
                    bank = banks[phase.id]
        return bank

    def _kept(self, case: Case, phase: Phase) -> PhaseBank | None:
        bank = self._banks.get((case.id, phase.id))
        return bank if bank and bank.criteria == phase.criteria else None

    def windows(self, answer: Prepared) -> Windows:
        """Cut an answer into the windows that are compared; orders and recited rubrics are left out."""
        windows = make_windows(answer, self._rarity, self._order, self._fitted.criterion.phrasing)
        barred = [*spans_of_orders(answer.text, answer.sentences), *recited(answer.sentences)]
        barred += [Span(m.start(), m.end(), m.group()) for m in _CODE.finditer(answer.text)]
        if not barred:
            return windows
        return windows.only([not any(w.start < b.end and b.start < w.end for b in barred) for w in windows.spans])

    def score(
        self,
        said: Windows,
        bank: PhaseBank,
        asked: frozenset[str],
        elsewhere: bool = False,
        told: frozenset[str] = frozenset(),
        rereading: bool = True,
    ) -> list[CriterionScore]:
        """Score one answer against every criterion of a phase, in the bank's order.

        Args:
            said: the windows of the answer.
            bank: the phase.
            asked: content stems of the question that was answered; repeating them earns nothing.
            elsewhere: it was given in another phase of the interview.
            told: ids of the facts that were told in reply to it.
            rereading: what comes nearest is wanted as well, where nothing carries a criterion.
        """
        if not said.spans:
            return _nothing(bank, self._silence(), 1)
        model = self._fitted.criterion
        words = bank.encode_all(said.contents)
        stated = states(said, bank, words, model.is_prose(said.manner, said.notes) & _own_words(said, asked))
        if elsewhere:
            stated = stated & belongs(said, bank)
        allowed = carries(said, bank, words, stated)
        answered = questions_answered(said, bank.sheet, told)
        count = len(said.spans)
        if not answered and not (stated if rereading else allowed).any():
            return _nothing(bank, model.unsaid, count)
        features = window_features(said, bank, words, asked, model.substance)
        off = OTHER_PHASE * elsewhere + off_target(said, bank) + foreign(said, bank)
        seen = Seen(said, bank, model, features, model.linear.logits(features), stated, allowed, off)
        return [
            replace(
                self._one(seen, column, answered.get(c.id)),
                windows=count,
                told=c.id in answered,
                nearest=seen.nearest(column) if rereading else (),
            )
            for column, c in enumerate(bank.criteria)
        ]

    def _one(self, seen: Seen, column: int, answered: int | None) -> CriterionScore:
        """Score one criterion by its best window; `answered`: the question that was answered with its fact."""
        limits, criterion, spans = seen.model.thresholds, seen.bank.criteria[column].id, seen.said.spans
        score = CriterionScore(criterion, seen.model.unsaid, "missing", None, False)
        window = seen.best(column)
        if seen.allowed[window, column]:
            bonus = TOLD if answered is not None and seen.said.asks[window] > 0 else 0.0
            logit = float(seen.logits([window], column, bonus)[0])
            probability = float(seen.calibrated(logit))
            outcome: Outcome = limits.outcome(probability)
            if outcome != "shown" and contradicts(seen.said, window, seen.bank, column):
                return CriterionScore(criterion, min(probability, limits.partial), "wrong", spans[window], False, logit)
            span = spans[window] if outcome == "missing" else seen.quoted(window, column, bonus)
            if answered is not None and spans[answered].text in span.text:
                span = spans[answered]
            general = seen.said.manner[window, MANNER.index("hedges")] > GENERAL
            score = CriterionScore(criterion, probability, outcome, span, bool(general), logit)
        if answered is not None and score.outcome == "missing":
            return replace(score, probability=limits.partial, outcome="partial", span=spans[answered], general=False)
        return score

    def _silence(self) -> float:
        return float(self._fitted.criterion.probability(np.array(NO_WINDOW), 1))


def _nothing(bank: PhaseBank, probability: float, windows: int) -> list[CriterionScore]:
    """Return the scores of an answer that says nothing to a phase."""
    return [CriterionScore(c.id, probability, "missing", None, False, windows=windows) for c in bank.criteria]


def _own_words(said: Windows, asked: frozenset[str]) -> np.ndarray:
    """Tell which windows say more than the question did."""
    echoes = [len(content & asked) / max(1, len(content)) for content in said.contents]
    return np.array([echo <= MAX_ECHO for echo in echoes])
