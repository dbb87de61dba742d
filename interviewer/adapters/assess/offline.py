"""The assessor that needs no model: sentences -> features -> calibrated probability, with the words that carry it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewer.adapters.assess.calibration import fitted_for
from interviewer.adapters.assess.early import best_of
from interviewer.adapters.assess.entailment import Entails
from interviewer.adapters.assess.pairs import PairAssessor
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.scorer import CriterionScore, Scorer
from interviewer.adapters.assess.second_look import Found, SecondLook
from interviewer.adapters.assess.sentences import stems_of
from interviewer.adapters.assess.told import facts_told
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.events import Usage
from interviewer.domain.evidence import counts_from
from interviewer.domain.interview import Turn
from interviewer.domain.ports import JudgedBatch
from interviewer.domain.problem import Case, Criterion, Phase
from interviewer.domain.rubric import Judgement

CLOSE_CALL = 0.06
"""Distance of a probability to a threshold within which the reason says so."""


@dataclass(frozen=True)
class Answer:
    """One answer to one phase of a case."""

    case: Case
    phase: Phase
    text: str
    question: str | None = None
    """What was asked; by default the phase's opening question."""


class OfflineAssessor:
    """Judges criteria by contrast with their examples, vocabulary and expectation.

    Args:
        embedder: embeds what candidates say; without one, or with one that the coefficients were not fitted on,
            words alone are used and `name` says so.
        examples_embedder: embeds the knowledge base's own texts, best with a cache; by default `embedder`.
        entails: the cross-encoder, asked for a second judgement of what matters; None goes without.
    """

    def __init__(
        self, embedder: Embedder | None, examples_embedder: Embedder | None = None, entails: Entails | None = None
    ) -> None:
        self._embedder = fitted_for(embedder)
        self._scorer = Scorer(None if self._embedder is None else examples_embedder or embedder)
        self._second = SecondLook(entails) if entails and self._embedder else None
        self._pairs = PairAssessor(self._embedder, entails=entails)

    @property
    def name(self) -> str:
        """`offline`, or what it lacks."""
        return "offline" if self._embedder is not None else "offline (words only)"

    @property
    def scorer(self) -> Scorer:
        """The scorer, to be shared with the listener."""
        return self._scorer

    @property
    def second(self) -> SecondLook | None:
        """The second look, to be shared with the listener; None without the cross-encoder or without vectors."""
        return self._second

    async def judge(self, turns: Sequence[Turn], criteria: Sequence[Criterion], case: Case) -> JudgedBatch:
        """Judge each criterion by the candidate's turn that shows it best; runs in a thread."""
        judgements = await asyncio.to_thread(self.judge_now, turns, criteria, case)
        return JudgedBatch(tuple(judgements), Usage(), ())

    def judge_now(self, turns: Sequence[Turn], criteria: Sequence[Criterion], case: Case) -> list[Judgement]:
        """Judge as `judge` does, in this thread."""
        spoken = [turn for turn in turns if turn.role == "candidate"]
        prepared = prepare([turn.text for turn in spoken], self._embedder)
        windows = [self._scorer.windows(text) for text in prepared]
        asked = [_asked_before(turn, turns) for turn in spoken]
        told = [facts_told(case, turn, turns) for turn in spoken]
        wanted = {criterion.id: counts_from(criterion, turns, case) for criterion in criteria}
        found: dict[str, list[Found]] = {criterion: [] for criterion in wanted}
        for phase in (phase for phase in case.phases if any(c.id in wanted for c in phase.criteria)):
            bank = self._scorer.bank(case, phase)
            for turn, said, question, facts in zip(spoken, windows, asked, told, strict=True):
                for score in self._scorer.score(said, bank, question, turn.phase != phase.id, facts):
                    if turn.id >= wanted.get(score.criterion, len(turns)):
                        found[score.criterion].append(Found(score, turn.id))
        phases = {turn.id: turn.phase for turn in spoken}
        return self._judgements(criteria, best_of(criteria, [found[c.id] for c in criteria], phases, self._revised))

    def assess_answer(self, case: Case, phase: Phase, answer: str, question: str | None = None) -> list[Judgement]:
        """Judge one answer against every criterion of a phase; quotes are of turn 0."""
        return self.assess_many([Answer(case, phase, answer, question)])[0]

    def assess_many(self, answers: Sequence[Answer]) -> list[list[Judgement]]:
        """Judge many answers; all their sentences are embedded in one batch."""
        prepared = prepare([answer.text for answer in answers], self._embedder)
        return [self._assess(answer, text) for answer, text in zip(answers, prepared, strict=True)]

    def assess_pairs(self, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Judge any criterion against any answer; see `PairAssessor.assess`."""
        return self._pairs.assess(items)

    def measured_accuracy(self) -> dict[str, float | str]:
        """What the benchmark measured on cases left out of the fit, with its base rate."""
        return dict(self._second.measured if self._second else self._scorer.fitted.measured)

    def _assess(self, answer: Answer, text: Prepared) -> list[Judgement]:
        bank = self._scorer.bank(answer.case, answer.phase)
        asked = frozenset(content_of(stems_of(answer.question or answer.phase.question)))
        scores = self._scorer.score(self._scorer.windows(text), bank, asked)
        return self._judgements(bank.criteria, self._revised(bank.criteria, [[Found(score, 0)] for score in scores]))

    def _revised(self, criteria: Sequence[Criterion], found: Sequence[Sequence[Found]]) -> list[Found]:
        """Return the best of what the turns show of each criterion; by the second look, where there is one."""
        silent = Found(CriterionScore("", 0.0, "missing", None, False), 0)
        ranked = [sorted(some, key=_rank, reverse=True) or [silent] for some in found]
        return self._second.revise(criteria, ranked) if self._second else [some[0] for some in ranked]

    def _judgements(self, criteria: Sequence[Criterion], found: Sequence[Found]) -> list[Judgement]:
        return [self._judgement(c.id, *one) for c, one in zip(criteria, found, strict=True)]

    def _judgement(self, criterion: str, score: CriterionScore, turn: int) -> Judgement:
        quoted = score.outcome != "missing" and score.span is not None
        return Judgement(
            criterion=criterion,
            reason=self._reason(score),
            quote=score.span.text if quoted and score.span else None,
            verdict=score.outcome,
            probability=round(score.probability, 4),
            turn=turn if quoted else None,
        )

    def _reason(self, score: CriterionScore) -> str:
        limits = self._second.thresholds if self._second else self._scorer.fitted.criterion.thresholds
        close = min(abs(score.probability - limit) for limit in (limits.partial, limits.shown)) < CLOSE_CALL
        reason = _REASONS[score.outcome]
        if score.outcome in ("partial", "missing") and score.general:
            reason = _GENERAL[score.outcome]
        return f"{reason} This is a close call." if close and score.outcome != "wrong" else reason


_REASONS = {
    "shown": "The quoted words say what is expected and are nearer to good answers than to poor ones.",
    "partial": "The quoted words go in the expected direction but leave part of it unsaid.",
    "missing": "Nothing in the answer comes close enough to what is expected.",
    "wrong": "The quoted words claim the opposite of what is expected.",
}
_GENERAL = {
    "partial": "The quoted words touch the subject but stay general where something concrete is expected.",
    "missing": "The answer stays general where something concrete is expected.",
}


def _rank(found: Found) -> tuple[int, float]:
    """Order what several turns show: credit first, then a wrong statement before silence."""
    score = found.score
    return {"shown": 3, "partial": 2, "wrong": 1, "missing": 0}[score.outcome], score.probability


def _asked_before(turn: Turn, turns: Sequence[Turn]) -> frozenset[str]:
    before = [t.text for t in turns if t.role == "interviewer" and t.id < turn.id]
    return frozenset(content_of(stems_of(before[-1]))) if before else frozenset()
