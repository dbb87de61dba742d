"""Listens to one message without a model: its intent, the facts it asks for, and the criteria it seems to show."""

import asyncio
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from interviewer.adapters.assess.calibration import fitted_for
from interviewer.adapters.assess.clarifying import asked_in
from interviewer.adapters.assess.early import outdone
from interviewer.adapters.assess.fact_finder import Asked, FactFinder
from interviewer.adapters.assess.intents import (
    asks_again,
    asks_for_answer,
    is_stuck,
    spans_of_orders,
    wants_help,
)
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.scorer import CriterionScore, Scorer
from interviewer.adapters.assess.second_look import Found, SecondLook
from interviewer.adapters.assess.sentences import Span, stems_of, words_of
from interviewer.adapters.assess.subject import Subjects
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.adapters.precedence import Precedence
from interviewer.domain.events import Finding, Intent
from interviewer.domain.orders import gives_orders
from interviewer.domain.ports import Reading
from interviewer.domain.problem import Case, Criterion, Phase

SHORT_REQUEST = 40
"""Words up to which a request for the answer is the message's purpose."""
QUESTION_SHARE = 0.4
"""Share of the words that must be questions for a message to be one."""
FEW_SENTENCES = 3
"""Sentences up to which a message that ends in a question is one."""
CLEAR = 0.5
"""Probability from which what is said in one phase counts as heard for a criterion of another.

Measured on 260 good examples of four problems, each left out of what it is compared with and said in another phase:
54 % are heard for their criterion (72 % in their own phase), and one in 44 for one of a third phase as well.
"""
UNSURE = (0.2, 0.8)
"""Probabilities of the first look between which what is said in its own phase is read once more."""
MOST_READ = 3
"""Criteria that are read once more in one turn, those nearest to being shown or not first."""
NOTHING = Asked((), ())
REAL_CONTENT = 6
"""Words of topic beside orders that make a message an answer all the same."""


class _Said(NamedTuple):
    text: str
    prepared: Prepared
    own: tuple[Span, ...]
    """Sentences that are no orders."""
    orders: bool


class OfflineListener:
    """Reads a message by its wording and by the assessor's scorer.

    Args:
        embedder: embeds what candidates say; None works from words alone.
        examples_embedder: embeds the knowledge base's own texts, best with a cache; by default `embedder`.
        scorer: shared with the assessor, so that each phase is prepared once.
        precedence: by which listening goes before background work.
        second: judges once more what the first look is unsure of; None goes without.
    """

    def __init__(
        self,
        embedder: Embedder | None,
        examples_embedder: Embedder | None = None,
        scorer: Scorer | None = None,
        precedence: Precedence | None = None,
        second: SecondLook | None = None,
    ) -> None:
        self._precedence = precedence or Precedence()
        embedder = fitted_for(embedder)
        remembering = None if embedder is None else examples_embedder or embedder
        self._embedder = embedder
        self._scorer = scorer or Scorer(remembering)
        self._facts = FactFinder(embedder, remembering, self._scorer.rarity)
        self._subjects = Subjects(remembering, self._scorer.rarity)
        self._second = second

    async def make_ready(self, case: Case) -> None:
        """Embed what the problem expects, tells and asks; runs in a thread."""
        await asyncio.to_thread(self._make_ready, case)

    def _make_ready(self, case: Case) -> None:
        with self._precedence.first():
            self._facts.sheet(case)
            self._subjects.spelling(case)
            if self._second:
                self._second.make_ready()
            for phase in case.phases:
                self._scorer.bank(case, phase)

    async def hear(
        self, text: str, question: str, case: Case, phase: Phase, open_criteria: Sequence[Criterion]
    ) -> Reading:
        """Tell intent, facts asked for, and which open criteria the message seems to show; runs in a thread."""

        def listen() -> Reading:
            with self._precedence.first():
                return self.hear_now(text, question, case, phase, open_criteria)

        return await asyncio.to_thread(listen)

    def hear_now(
        self, text: str, question: str, case: Case, phase: Phase, open_criteria: Sequence[Criterion]
    ) -> Reading:
        """Listen as `hear` does, in this thread."""
        prepared = prepare([text], self._embedder)[0]
        barred = spans_of_orders(text, prepared.sentences)
        own = tuple(s for s in prepared.sentences if not any(s.start < b.end and b.start < s.end for b in barred))
        said = _Said(text, prepared, own, bool(barred) or gives_orders(text))
        intent, asked = self._intent(said, case, clarifying=phase.id == case.phases[0].id)
        if intent in ("orders", "asks_for_answer", "asks_again", "off_topic"):
            return Reading(intent, (), said.orders, ())
        told = frozenset(asked.facts)  # they are told in reply, so what they belong to was asked for
        findings = self._findings(said, question, case, phase, open_criteria, told)
        return Reading(intent, asked.facts, said.orders, findings, asked.open)

    def _intent(self, said: _Said, case: Case, clarifying: bool) -> tuple[Intent, Asked]:
        content = content_of(stem for span in said.own for stem in stems_of(span.text))
        if said.orders and len(content) < REAL_CONTENT:
            return "orders", NOTHING
        words = len(words_of(said.text))
        if asks_for_answer(said.text) and words <= SHORT_REQUEST:
            return "asks_for_answer", NOTHING
        asked, share = self._asked(said, case, clarifying)
        if asks_again(said.text) and not asked.facts:
            return "asks_again", NOTHING
        if asked.facts and share:
            return "question", asked
        if is_stuck(said.text) and not asked.open:
            return "stuck", NOTHING
        if not self._subjects.on_topic(said.prepared, case, asking=share > 0):
            return "off_topic", NOTHING
        return ("question", asked) if share >= QUESTION_SHARE else ("answer", NOTHING)

    def _asked(self, said: _Said, case: Case, clarifying: bool) -> tuple[Asked, float]:
        """Return what is asked for and how much of the message asks: 0 if its questions only carry an answer on."""
        mended = [Span(s.start, s.end, self._subjects.spelling(case).mend(s.text)) for s in said.own]
        found = asked_in(mended, clarifying)
        questions = [q for _, some in found for q in some if not wants_help(q.text) and not asks_again(q.text)]
        if not questions:
            return NOTHING, 0.0
        asked = self._facts.find(questions, case)
        spans = [span for span, some in found if asked.facts or any(q.sure for q in some)]
        words = sum(len(words_of(span.text)) for span in spans)
        share = words / max(1, len(words_of(said.text)))
        if share < QUESTION_SHARE and mended[-1] in spans:
            asks_last = asked.facts and any(q.sure for q in found[-1][1])  # an assumption at the end does not
            share = QUESTION_SHARE if len(said.own) <= FEW_SENTENCES or asks_last else 0.0
        return asked, share if share >= QUESTION_SHARE else 0.0

    def _findings(
        self,
        said: _Said,
        question: str,
        case: Case,
        phase: Phase,
        open_criteria: Sequence[Criterion],
        told: frozenset[str],
    ) -> tuple[Finding, ...]:
        wanted = {criterion.id for criterion in open_criteria}
        asked = frozenset(content_of(stems_of(question)))
        windows = self._scorer.windows(said.prepared)
        criteria: list[Criterion] = []
        found: list[Found] = []
        for one in (one for one in case.phases if any(c.id in wanted for c in one.criteria)):
            bank, here = self._scorer.bank(case, one), one.id == phase.id
            rereading = here and self._second is not None
            scores = self._scorer.score(windows, bank, asked, not here, told, rereading)
            first = [Found(score, 0) for score in scores]
            criteria += bank.criteria
            found += self._reread(bank.criteria, first, wanted) if rereading else first
        late = frozenset(outdone(criteria, found, {0: phase.id}))
        heard = [
            score
            for place, (criterion, (score, _)) in enumerate(zip(criteria, found, strict=True))
            if criterion.id in wanted and place not in late
            if criterion.phase == phase.id or score.probability >= CLEAR
        ]
        return tuple(map(_finding, heard))

    def _reread(self, criteria: Sequence[Criterion], first: Sequence[Found], wanted: Set[str]) -> list[Found]:
        """Judge once more what the first look is unsure of."""
        assert self._second is not None
        limit = self._scorer.fitted.criterion.thresholds.shown
        unsure = [p for p, c in enumerate(criteria) if c.id in wanted and _is_unsure(first[p].score)]
        unsure = sorted(unsure, key=lambda p: abs(first[p].score.probability - limit))[:MOST_READ]
        again = self._second.revise([criteria[p] for p in unsure], [[_shortened(first[p])] for p in unsure])
        revised = dict(zip(unsure, again, strict=True))
        return [revised.get(place, one) for place, one in enumerate(first)]


def _shortened(found: Found) -> Found:
    """Leave only the piece that comes nearest: each one that is read costs milliseconds before the reply begins."""
    nearest = sorted(found.score.nearest, key=lambda near: near.logit)[-1:]
    return Found(replace(found.score, nearest=tuple(nearest)), found.turn)


def _is_unsure(score: CriterionScore) -> bool:
    return UNSURE[0] <= score.probability <= UNSURE[1] and not score.told


def _finding(score: CriterionScore) -> Finding:
    return Finding(
        criterion=score.criterion,
        outcome=score.outcome,
        probability=round(score.probability, 4),
        quote=score.span.text if score.span and score.outcome != "missing" else None,
    )
