"""Grade an interview: judge every criterion, k times with a model, and store the evaluation beside earlier ones."""

import asyncio
from dataclasses import dataclass
from itertools import chain

from interviewer.domain.errors import InputError, KnowledgeError, ModelError
from interviewer.domain.estimates import estimates_of
from interviewer.domain.evaluation import agreement, criteria_to_judge, evaluate, gradable
from interviewer.domain.events import Graded, PromptRef, Usage
from interviewer.domain.evidence import check, counts_from
from interviewer.domain.interview import Interview
from interviewer.domain.ports import (
    Assessor,
    Clock,
    CommunicationJudge,
    JudgedBatch,
    JudgedCommunication,
    KnowledgeBase,
    Quantities,
)
from interviewer.domain.problem import Case, Criterion, Section
from interviewer.domain.rubric import Communication, Estimate, Grading, Judgement, OpenQuestion, Verdict
from interviewer.services.journal import Journal

MOST_OPEN_QUESTIONS = 12
"""Questions that no fact answered for which the notes are searched: somebody may ask nothing but questions."""
NO_MODEL = "Only a model can judge this, and none is configured."


@dataclass(frozen=True)
class _Run:
    verdicts: dict[str, Verdict]
    quotes_rejected: int
    usage: Usage
    prompts: tuple[PromptRef, ...]


@dataclass(frozen=True)
class Grader:
    """Grades stored interviews. Scores come from `domain.scoring`; what failed is `not_assessed`."""

    journal: Journal
    knowledge: KnowledgeBase
    assessor: Assessor
    clock: Clock
    mode: str
    runs: int = 1
    """How often everything is judged; more than one only makes sense with a model."""
    communication: CommunicationJudge | None = None
    quantities: Quantities | None = None
    """Reads the candidate's numbers; None leaves estimates out."""

    async def grade(self, interview_id: str) -> Interview:
        """Grade an interview and append the result; earlier gradings stay.

        Raises:
            InputError: there is no such interview, or it has not ended.
            StoreError: the grading could not be stored.
        """
        interview = await self.journal.load(interview_id)
        if not interview.ended_by:
            raise InputError("The interview is still going on; end it first.")
        graded = await self.assess(interview)
        return await self.journal.update(interview_id, lambda _: [graded])

    async def assess(self, interview: Interview) -> Graded:
        """Judge and score an interview without storing anything."""
        case = self.knowledge.case(interview.started.case)
        spoken, runs = await asyncio.gather(
            self._communication(interview),
            asyncio.gather(*(self._run(interview, case) for _ in range(self.runs))),
        )
        refs = chain(spoken.prompts, *(run.prompts for run in runs))
        usage = sum((run.usage for run in runs), spoken.usage)
        communication = Communication(
            status="not_assessed" if spoken.score is None else "graded", score=spoken.score, reason=spoken.reason
        )
        now = self.clock.now()
        verdicts = [run.verdicts for run in runs]
        evaluation = evaluate(interview, case, verdicts, communication, now)
        return Graded(
            at=now,
            evaluation=evaluation.model_copy(update={
                "estimates": await self._estimates(interview, case),
                "open_questions": await self._open_questions(interview),
            }),
            grading=Grading(
                mode=self.mode, model=self.assessor.name, runs=sum(_assessed(run) for run in runs),
                agreement=agreement(verdicts), quotes_rejected=sum(run.quotes_rejected for run in runs),
                prompts={r.id: r.version for r in refs},
                measured_accuracy=self.assessor.measured_accuracy(), usage=usage.model_dump(),
            ),
        )  # fmt: skip

    async def _estimates(self, interview: Interview, case: Case) -> tuple[Estimate, ...]:
        """Hold the candidate's numbers against the fact sheet; in a thread, because reading them takes a while."""
        if self.quantities is None:
            return ()
        return await asyncio.to_thread(estimates_of, interview, case, self.quantities)

    async def _open_questions(self, interview: Interview) -> tuple[OpenQuestion, ...]:
        """Find what the notes say about the questions that no fact answered."""
        asked = list(interview.left_open.items())[:MOST_OPEN_QUESTIONS]
        found = await asyncio.gather(*(self._nearest(question, interview.started.case) for question, _ in asked))
        return tuple(OpenQuestion(question=q, asked_in=turn, read=s) for (q, turn), s in zip(asked, found, strict=True))

    async def _nearest(self, question: str, case: str) -> Section | None:
        try:
            hits = await self.knowledge.search(question, case, 1)
        except KnowledgeError:
            return None  # a grading does not fail for what is only to be read
        found = next((hit.passage for hit in hits if hit.near), None)
        return Section(file=found.file, heading=found.heading) if found else None

    async def _communication(self, interview: Interview) -> JudgedCommunication:
        if self.communication is None:
            return JudgedCommunication(None, NO_MODEL, Usage())
        try:
            return await self.communication.judge_communication(interview.turns)
        except ModelError as error:
            return JudgedCommunication(None, f"Not assessed: {error}", Usage())

    async def _run(self, interview: Interview, case: Case) -> _Run:
        batch = await self._judge(interview, case)
        verdicts: dict[str, Verdict] = {}
        rejected = 0
        for judgement in batch.judgements:
            criterion = case.criterion(judgement.criterion)
            since = counts_from(criterion, interview.turns, case)
            checked = check(judgement, criterion, interview.turns, since)
            verdicts[judgement.criterion] = checked.verdict
            rejected += checked.quote_rejected
        return _Run(verdicts, rejected, batch.usage, batch.prompts)

    async def _judge(self, interview: Interview, case: Case) -> JudgedBatch:
        phases = gradable(interview, case)
        criteria = [c for phase in phases for c in criteria_to_judge(interview, phase, case)]
        try:
            batch = await self.assessor.judge(interview.turns, criteria, case)
        except ModelError as error:
            return JudgedBatch(tuple(_unassessed(c, str(error)) for c in criteria), Usage(), ())
        judged = {j.criterion: j for j in batch.judgements}
        complete = (judged.get(c.id) or _unassessed(c, "The grader gave no verdict on it.") for c in criteria)
        return batch._replace(judgements=tuple(complete))


def _assessed(run: _Run) -> bool:
    return any(verdict.verdict != "not_assessed" for verdict in run.verdicts.values())


def _unassessed(criterion: Criterion, reason: str) -> Judgement:
    return Judgement(criterion=criterion.id, reason=f"Not assessed: {reason}", verdict="not_assessed")
