"""The interviewer's half of a turn: listen, decide, speak, store; and the model's second look beside it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from interviewer.domain.errors import InterviewerError, StoreError
from interviewer.domain.estimates import doubts_in
from interviewer.domain.evaluation import criteria_to_judge
from interviewer.domain.events import OFFLINE, Doubt, Ended, Event, Finding, Heard, InterviewerSpoke
from interviewer.domain.evidence import check, counts_from
from interviewer.domain.interview import Interview, apply
from interviewer.domain.moves import Move
from interviewer.domain.policy import next_move
from interviewer.domain.ports import Assessor, Clock, KnowledgeBase, Likeness, Listener, Quantities
from interviewer.domain.problem import Case, Criterion
from interviewer.domain.rubric import Judgement
from interviewer.domain.situation import Limits
from interviewer.domain.targets import target_criteria
from interviewer.services.journal import Journal
from interviewer.services.speech import Speech, Spoken
from interviewer.services.tasks import Tasks
from interviewer.services.updates import Done, Emit


@dataclass(frozen=True)
class TurnTaker:
    """Replies to what the candidate said or pressed."""

    journal: Journal
    knowledge: KnowledgeBase
    listener: Listener
    speech: Speech
    clock: Clock
    tasks: Tasks
    judge: Assessor | None = None
    """Judges the answer beside the spoken reply, for the next turn; None without a model."""
    limits: Limits = field(default_factory=Limits)
    likeness: Likeness | None = None
    """Tells questions that mean the same in other words; None: words alone tell."""
    quantities: Quantities | None = None
    """Reads numbers in answers; None: no number is doubted."""

    async def make_ready(self, case: Case) -> None:
        """Prepare what the first answer needs, while the candidate reads the question; a failure shows there."""
        probes = [p for phase in case.phases for c in phase.criteria for p in c.probes]
        with suppress(InterviewerError):
            await self.listener.make_ready(case)
            if self.likeness:
                await self.likeness.alike(probes, probes[:1])

    async def take(self, interview: Interview, emit: Emit) -> None:
        """Make the one move that is due, stream its words, and store it when it is complete."""
        case = self.knowledge.case(interview.started.case)
        events: list[Event] = []
        state = interview
        if interview.turns[-1].role == "candidate":
            # What was asked before does not depend on the answer: both are worked out at the same time.
            heard, worn = await asyncio.gather(self._listen(interview, case), self._worn(interview, case))
            events.append(heard)
            state = apply(interview, heard)
            if self.judge and heard.intent == "answer":
                self.tasks.spawn(self._judge_beside(state, case, self.judge))
        else:
            worn = await self._worn(interview, case)
        move = next_move(state, case, self.clock.now(), self.limits, worn)
        spoken = await self.speech.speak(move, state, case, emit)
        events += self._spoke(move, spoken, case)
        # Another process may have replied to the same turn after a restart: then its reply stands.
        after = await self.journal.update(interview.id, lambda now: events if now.owes_reply else ())
        emit(Done(after))

    async def _listen(self, interview: Interview, case: Case) -> Heard:
        turn = interview.turns[-1]
        question = interview.last_question()
        phase = case.phase(interview.phase)
        # What is said early counts when its phase comes, so criteria of all phases are listened for.
        waiting = [c for p in case.phases for c in _unshown(interview, criteria_to_judge(interview, p, case))]
        reading = await self.listener.hear(turn.text, question.text if question else "", case, phase, waiting)
        doubts: tuple[Doubt, ...] = ()
        if self.quantities and reading.intent == "answer" and not reading.orders:
            doubts = await asyncio.to_thread(doubts_in, interview, case, self.quantities)
        return Heard(
            at=self.clock.now(), turn=turn.id, by=OFFLINE, intent=reading.intent, facts=reading.facts,
            orders=reading.orders, findings=reading.findings, unanswered=reading.unanswered, doubts=doubts,
        )  # fmt: skip

    async def _worn(self, interview: Interview, case: Case) -> frozenset[str]:
        """Return the phase's probes that would ask again, in other words, what was asked."""
        if self.likeness is None:
            return frozenset()
        probes = [p for c in case.phase(interview.phase).criteria for p in c.probes]
        return await self.likeness.alike(probes, interview.questions())

    def _spoke(self, move: Move, spoken: Spoken, case: Case) -> list[Event]:
        passages = (case.criterion(move.criterion).teaches,) if move.criterion else ()
        now = self.clock.now()
        spoke = InterviewerSpoke(
            at=now, text=spoken.text, move=move.kind, phase=move.phase, criterion=move.criterion,
            curveball=move.curveball, estimate=move.estimate, question=move.question, nudges=move.nudges, by=spoken.by,
            prompt=spoken.prompt, usage=spoken.usage, passages=passages, fallback=spoken.fallback,
        )  # fmt: skip
        return [spoke, Ended(at=now, by=move.ends)] if move.ends else [spoke]

    async def _judge_beside(self, state: Interview, case: Case, judge: Assessor) -> None:
        """Let the model judge what was said so far; its failure costs nothing, the code's finding stays."""
        waiting = _unshown(state, target_criteria(state, case.phase(state.phase), case))
        try:
            batch = await judge.judge(state.turns, waiting, case) if waiting else None
        except InterviewerError:
            return
        judged = [j for j in (batch.judgements if batch else ()) if j.verdict != "not_assessed"]
        findings = tuple(_finding(j, state, case) for j in judged)
        heard = Heard(at=self.clock.now(), turn=state.turns[-1].id, by=judge.name, findings=findings)
        await self.tasks.finished(state.id)  # the spoken reply goes first, in the journal as well
        try:
            await self.journal.update(state.id, lambda _: [heard] if findings else ())
        except StoreError:
            return  # the next turn is listened to by code alone


def _finding(judgement: Judgement, state: Interview, case: Case) -> Finding:
    """Make a finding of a model's judgement, its quote checked as in grading."""
    criterion = case.criterion(judgement.criterion)
    checked = check(judgement, criterion, state.turns, counts_from(criterion, state.turns, case)).verdict
    outcome = judgement.verdict if checked.verdict == judgement.verdict else "missing"
    quote = checked.quote.text if checked.quote else None
    return Finding.model_validate(
        {"criterion": criterion.id, "outcome": outcome, "probability": checked.probability, "quote": quote}
    )


def _unshown(interview: Interview, criteria: Sequence[Criterion]) -> list[Criterion]:
    known = interview.coverage
    return [c for c in criteria if c.id not in known or known[c.id].outcome != "shown"]
