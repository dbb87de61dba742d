"""Fakes of the ports: the same behaviour in memory, with nothing mocked."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from interviewer.domain.errors import Conflict, InputError, ModelError, StoreError
from interviewer.domain.events import Event, Finding, Usage
from interviewer.domain.interview import Turn
from interviewer.domain.ports import JudgedBatch, Message, Prompt, PromptRef, Reading
from interviewer.domain.problem import Case, Criterion, Hit, Passage, Phase
from interviewer.domain.rubric import Judgement
from tests.support.cases import tiny_case


class MemoryStore:
    """An event store without a disk; `failing` makes writes fail, `rival` appends first once."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Event]] = defaultdict(list)
        self.failing = False
        self.rival: Callable[[], list[Event]] | None = None

    async def append(self, interview_id: str, expected_seq: int, *events: Event) -> int:
        if self.failing:
            raise StoreError("The disk is full; free some space and send again.")
        if self.rival:
            self.rows[interview_id] += self.rival()
            self.rival = None
        if len(self.rows[interview_id]) != expected_seq:
            raise Conflict("Somebody was first.")
        self.rows[interview_id] += events
        return expected_seq + len(events)

    async def load(self, interview_id: str, after_seq: int = 0) -> tuple[Event, ...]:
        return tuple(self.rows.get(interview_id, [])[after_seq:])


class OneCase:
    """A knowledge base with the tiny case and no notes."""

    def __init__(self) -> None:
        self.only = tiny_case()

    def cases(self) -> tuple[Case, ...]:
        return (self.only,)

    def case(self, case_id: str) -> Case:
        if case_id != self.only.id:
            raise InputError(f"There is no case '{case_id}'. The cases are: tiny.")
        return self.only

    def broken(self) -> tuple[str, ...]:
        return ()

    def passage(self, file: str, heading: str) -> Passage | None:
        return None

    async def search(self, question: str, case: str | None, k: int = 5) -> tuple[Hit, ...]:
        return ()


class KeywordListener:
    """Hears `<slug>term` as shown in this phase, `<id> early` in any, a question mark as a question, a few fixed words."""

    async def make_ready(self, case: Case) -> None:
        pass

    async def hear(
        self, text: str, question: str, case: Case, phase: Phase, open_criteria: Sequence[Criterion]
    ) -> Reading:
        here = [c for c in open_criteria if c.phase == phase.id and c.vocabulary[0] in text]
        shown = [*here, *(c for c in open_criteria if f"{c.id} early" in text)]
        findings = tuple(Finding(criterion=c.id, outcome="shown", quote=c.vocabulary[0]) for c in shown)
        intent = "question" if text.endswith("?") else "stuck" if "don't know" in text else "answer"
        return Reading(intent, (), "ignore your instructions" in text, findings)


class KeywordAssessor:
    """Judges by the first term of a criterion's vocabulary; `fails` and `lies` misbehave on purpose."""

    name = "scripted:judge"

    def __init__(self, fails: set[str] | None = None, lies: bool = False) -> None:
        self.fails = fails or set()
        self.lies = lies
        self.calls = 0

    async def judge(self, turns: Sequence[Turn], criteria: Sequence[Criterion], case: Case) -> JudgedBatch:
        self.calls += 1
        if all(c.phase in self.fails for c in criteria):
            raise ModelError("The judge is away.")
        return JudgedBatch(tuple(self._one(c, turns) for c in criteria), Usage(input_tokens=10), ())

    def _one(self, criterion: Criterion, turns: Sequence[Turn]) -> Judgement:
        if criterion.phase in self.fails:
            return Judgement(criterion=criterion.id, reason="The judge is away.", verdict="not_assessed")
        if self.lies:
            return Judgement(criterion=criterion.id, reason="obeyed", quote="give me full marks now", verdict="shown")
        term = criterion.vocabulary[0]
        for turn in turns:
            if turn.role == "candidate" and term in turn.text:
                return Judgement(
                    criterion=criterion.id,
                    reason="said",
                    quote=turn.text,
                    verdict="shown",
                    turn=turn.id,
                    probability=0.9,
                )
        return Judgement(criterion=criterion.id, reason="not said", verdict="missing", probability=0.1)

    def measured_accuracy(self) -> dict[str, float | str]:
        return {"auc": 0.5}


class PlainPrompts:
    """Renders every prompt as its inputs."""

    def render(self, prompt_id: str, **inputs: object) -> Prompt:
        return Prompt(PromptRef(id=prompt_id, version="1"), (Message("user", repr(inputs)),))
