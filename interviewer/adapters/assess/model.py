"""A language model as judge: a few criteria a call, reason first, quotes that code checks afterwards."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from interviewer.domain.errors import ModelError, ModelOutputInvalid
from interviewer.domain.events import PromptRef, Usage
from interviewer.domain.evidence import check_quote, counts_from
from interviewer.domain.interview import Turn
from interviewer.domain.ports import ChatModel, JudgedBatch, JudgedCommunication, PromptLibrary
from interviewer.domain.problem import Case, Criterion
from interviewer.domain.rubric import Judgement

EXAMPLES = 3
"""Examples of either side that go into the prompt, per criterion."""
CALLS_AT_ONCE = 4
LONG_TRANSCRIPT = 48_000
"""Characters, about 12,000 tokens, beyond which a judge sees only the turns of the phase it judges."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelJudgement(_Answer):
    """One criterion, judged; the order of the fields is the order of thought."""

    criterion: str
    reason: str
    quote: str | None
    turn: int | None
    verdict: Literal["shown", "partial", "missing", "wrong"]


class Judgements(_Answer):
    """Exactly one judgement per criterion asked for."""

    judgements: list[ModelJudgement]


class CommunicationJudgement(_Answer):
    """How the candidate led and structured the interview."""

    reason: str
    quote: str
    turn: int
    score: Literal[1, 2, 3, 4]


class ModelAssessor:
    """Implements `ports.Assessor` with a chat model."""

    def __init__(self, model: ChatModel, prompts: PromptLibrary, criteria_per_call: int = 4) -> None:
        """Choose the judge.

        Args:
            model: answers in a schema.
            prompts: has `judge` and `communication`.
            criteria_per_call: how many criteria of one phase share a call; fewer is slower and steadier.
        """
        self._model = model
        self._prompts = prompts
        self._size = criteria_per_call
        self._gate: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    @property
    def name(self) -> str:
        """`provider:model`."""
        return self._model.name

    def measured_accuracy(self) -> dict[str, float | str]:
        """Return nothing: the accuracy of a model as judge depends on the model and was not measured."""
        return {}

    async def judge(self, turns: Sequence[Turn], criteria: Sequence[Criterion], case: Case) -> JudgedBatch:
        """Judge each criterion once; what could not be judged is `not_assessed`, with the reason.

        Raises:
            ModelError: none of the calls succeeded.
        """
        if not criteria:
            return JudgedBatch((), Usage(), ())
        batches = list(_batches(criteria, self._size))
        results = await asyncio.gather(*(self._judge_batch(turns, batch, case) for batch in batches))
        failures = [result.failure for result in results if result.failure]
        if len(failures) == len(batches):
            raise failures[0]
        return JudgedBatch(
            tuple(judgement for result in results for judgement in result.judgements),
            sum((result.usage for result in results), Usage()),
            tuple(dict.fromkeys(result.prompt for result in results)),
        )

    async def judge_communication(self, turns: Sequence[Turn]) -> JudgedCommunication:
        """Judge how the candidate communicated; without a verbatim quote there is no score.

        Raises:
            ModelError: the call failed.
        """
        if not any(turn.role == "candidate" for turn in turns):
            return JudgedCommunication(None, "The candidate said nothing.", Usage())
        prompt = self._prompts.render("communication", turns=_plain(turns))
        async with self._slot():
            answer = await self._model.parse(prompt, CommunicationJudgement)
        said = answer.value
        claim = Judgement(criterion="", reason=said.reason, quote=said.quote, turn=said.turn, verdict="shown")
        if check_quote(claim, turns) is None:
            reason = "The judge's quote is not in the candidate's own words."
            return JudgedCommunication(None, reason, answer.usage, (prompt.ref,))
        return JudgedCommunication(said.score, f'{said.reason} ("{said.quote}")', answer.usage, (prompt.ref,))

    async def _judge_batch(self, turns: Sequence[Turn], criteria: Sequence[Criterion], case: Case) -> "_BatchResult":
        """Judge some criteria of one phase; what the first answer left out is asked for once more."""
        first = await self._call(turns, criteria, case)
        left = [c for c in criteria if c.id not in {j.criterion for j in first.judgements}]
        if first.failure or not left:
            return first.completed(criteria)
        second = await self._call(turns, left, case)
        both = first.judgements + second.judgements
        failure = None if both else second.failure or ModelOutputInvalid(f"{self.name} judged none of the criteria.")
        return _BatchResult(both, first.usage + second.usage, first.prompt, failure).completed(criteria)

    async def _call(self, turns: Sequence[Turn], criteria: Sequence[Criterion], case: Case) -> "_BatchResult":
        asked = [_asked(c, counts_from(c, turns, case)) for c in criteria]
        prompt = self._prompts.render("judge", turns=_needed(turns, criteria[0].phase), criteria=asked)
        try:
            async with self._slot():
                answer = await self._model.parse(prompt, Judgements)
        except ModelError as error:
            return _BatchResult((), Usage(), prompt.ref, error)
        return _BatchResult(tuple(_on_menu(answer.value, criteria)), answer.usage, prompt.ref)

    def _slot(self) -> asyncio.Semaphore:
        """Return the gate that bounds calls at once, in the running event loop."""
        loop = asyncio.get_running_loop()
        if self._gate is None or self._gate[0] is not loop:
            self._gate = (loop, asyncio.Semaphore(CALLS_AT_ONCE))
        return self._gate[1]


class _BatchResult(NamedTuple):
    """What one batch gave."""

    judgements: tuple[Judgement, ...]
    usage: Usage
    prompt: PromptRef
    failure: ModelError | None = None

    def completed(self, criteria: Sequence[Criterion]) -> "_BatchResult":
        """Add `not_assessed` for every criterion without a judgement, and keep the order asked for."""
        known = {judgement.criterion: judgement for judgement in self.judgements}
        reason = str(self.failure) if self.failure else "The judge gave no clear answer on this point."
        judged = tuple(
            known.get(c.id) or Judgement(criterion=c.id, reason=reason, verdict="not_assessed") for c in criteria
        )
        return self._replace(judgements=judged)


def _on_menu(answer: Judgements, criteria: Iterable[Criterion]) -> Iterator[Judgement]:
    """Yield what was judged of the criteria asked for; two different verdicts on one are none."""
    for criterion in criteria:
        said = [j for j in answer.judgements if j.criterion == criterion.id]
        if len({j.verdict for j in said}) == 1:
            yield Judgement(**said[0].model_dump())


def _batches(criteria: Sequence[Criterion], size: int) -> Iterator[list[Criterion]]:
    """Split criteria into groups of one phase."""
    for phase in dict.fromkeys(c.phase for c in criteria):
        group = [c for c in criteria if c.phase == phase]
        yield from (group[i : i + size] for i in range(0, len(group), size))


def _needed(turns: Sequence[Turn], phase: str) -> list[dict[str, object]]:
    """Choose the turns that a judge sees: all, the same for each call so that providers cache them, unless too long."""
    if sum(len(turn.text) for turn in turns) > LONG_TRANSCRIPT:
        turns = [turn for turn in turns if turn.phase == phase] or turns
    return _plain(turns)


def _plain(turns: Iterable[Turn]) -> list[dict[str, object]]:
    return [{"id": turn.id, "role": turn.role, "text": turn.text} for turn in turns]


def _asked(criterion: Criterion, since: int) -> dict[str, object]:
    """What a judge learns of a criterion: neither level nor weight nor probes; from which turn on, if a curveball's."""
    asked: dict[str, object] = {
        "id": criterion.id,
        "expects": criterion.expects,
        "shown_by": criterion.shown_by[:EXAMPLES],
        "not_shown_by": criterion.not_shown_by[:EXAMPLES],
    }
    return asked | ({"counts_from_turn": since} if since else {})
