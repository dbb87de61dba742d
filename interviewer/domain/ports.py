"""The doors of the core: what services need of the world, as protocols. Adapters fit them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

from interviewer.domain.events import Event, Finding, Intent, PromptRef, Usage
from interviewer.domain.interview import Turn
from interviewer.domain.problem import Case, Criterion, Hit, Passage, Phase
from interviewer.domain.quantity import Amount, Stated
from interviewer.domain.rubric import Judgement, Score

SchemaT = TypeVar("SchemaT", bound=BaseModel)


class Clock(Protocol):
    """Tells the time, so that tests and simulations can turn it."""

    def now(self) -> datetime:
        """Return the present time, aware, in UTC."""
        ...


@dataclass(frozen=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Prompt:
    """A rendered prompt with its identity."""

    ref: PromptRef
    messages: tuple[Message, ...]


class PromptLibrary(Protocol):
    """Prompts as files with front matter (id, version, inputs), rendered in one place."""

    def render(self, prompt_id: str, **inputs: object) -> Prompt:
        """Fill a prompt; raises ConfigError if it does not exist or an input is missing or unknown."""
        ...


@dataclass(frozen=True)
class Parsed(Generic[SchemaT]):
    """A structured answer with what it cost."""

    value: SchemaT
    usage: Usage


@dataclass(frozen=True)
class Waiting:
    """Nothing is said yet, and why: one sentence for the candidate."""

    reason: str


class ChatModel(Protocol):
    """A language model that speaks (streamed) and answers in a schema."""

    @property
    def name(self) -> str:
        """`provider:model`."""
        ...

    def stream(self, prompt: Prompt) -> AsyncIterator[str | Usage | Waiting]:
        """Stream text pieces, then at most one Usage; a model that others use as well may first say that it waits.

        Raises:
            ModelUnavailable: no connection, 429, 5xx, or a deadline passed, also after retries.
            ModelRefused: the provider will not answer this request.
        """
        ...

    async def parse(self, prompt: Prompt, schema: type[SchemaT]) -> Parsed[SchemaT]:
        """Return an instance of `schema`; one repair call is made inside.

        Raises:
            ModelUnavailable, ModelRefused: as in `stream`.
            ModelOutputInvalid: the answer does not fit the schema, also after the repair call.
        """
        ...


class Reading(NamedTuple):
    """What code made of one message: the payload of a `Heard` event."""

    intent: Intent
    facts: tuple[str, ...]
    orders: bool
    findings: tuple[Finding, ...]
    unanswered: tuple[str, ...] = ()


class Listener(Protocol):
    """Listens to one message in tens of milliseconds, without a model."""

    async def make_ready(self, case: Case) -> None:
        """Prepare what the first message about a problem needs, so that it is not waited for then."""
        ...

    async def hear(
        self, text: str, question: str, case: Case, phase: Phase, open_criteria: Sequence[Criterion]
    ) -> Reading:
        """Tell intent, facts asked for, and which of the open criteria the message seems to show.

        Args:
            text: the candidate's message.
            question: the interviewer's last words, whose repetition earns nothing.
            open_criteria: the criteria not yet shown.
        """
        ...


class Likeness(Protocol):
    """Tells questions that mean the same in other words."""

    async def alike(self, questions: Sequence[str], asked: Sequence[str]) -> frozenset[str]:
        """Return those of some curated questions that ask what one of `asked` asked already."""
        ...

    async def repeats(self, spoken: str, asked: Sequence[str]) -> bool:
        """Tell whether a model's words ask what one of `asked`, curated questions, asked already."""
        ...


class Assessor(Protocol):
    """Judges criteria against a transcript; the judgements are checked by `rubric`."""

    @property
    def name(self) -> str:
        """`offline` or `provider:model`."""
        ...

    async def judge(self, turns: Sequence[Turn], criteria: Sequence[Criterion], case: Case) -> "JudgedBatch":
        """Judge each criterion once against the candidate's turns.

        Raises:
            ModelError: nothing of this batch could be judged.
        """
        ...

    def measured_accuracy(self) -> dict[str, float | str]:
        """What the benchmark measured for this assessor, with its base rate; empty if unmeasured."""
        ...


class JudgedBatch(NamedTuple):
    """One judgement per criterion, in any order, with what it cost and the prompts used."""

    judgements: tuple[Judgement, ...]
    usage: Usage
    prompts: tuple[PromptRef, ...]


class JudgedCommunication(NamedTuple):
    """The eighth dimension; `score` is None where it could not be judged, and `reason` says why."""

    score: Score | None
    reason: str
    usage: Usage
    prompts: tuple[PromptRef, ...] = ()


class CommunicationJudge(Protocol):
    """Judges how a candidate leads, structures, keeps time and revises; only a model can."""

    async def judge_communication(self, turns: Sequence[Turn]) -> JudgedCommunication:
        """Judge it once; raises ModelError if the call failed."""
        ...


class Nearness(Protocol):
    """Tells whether two texts mean much the same."""

    async def nearness(self, said: str, meant: str) -> float:
        """Return the likeness in meaning, 1 for the same and about 0 for texts that have nothing in common.

        Raises:
            KnowledgeError: it cannot be told here.
        """
        ...


class Quantities(Protocol):
    """Reads numbers with units."""

    def read(self, text: str) -> tuple[Stated, ...]:
        """Return the quantities in a text, in order."""
        ...

    def amount(self, text: str) -> Amount:
        """Work out an amount or a computation of an author; raises InputError if it is none."""
        ...


class KnowledgeBase(Protocol):
    """The problems and their notes."""

    def cases(self) -> tuple[Case, ...]:
        """All cases that loaded without a mistake, in order of importance."""
        ...

    def case(self, case_id: str) -> Case:
        """Return a case; raises InputError that lists the cases that exist."""
        ...

    def broken(self) -> tuple[str, ...]:
        """`file:line: problem` of everything that could not be loaded."""
        ...

    def passage(self, file: str, heading: str) -> Passage | None:
        """Return the section under a heading."""
        ...

    async def search(self, question: str, case: str | None, k: int = 5) -> tuple[Hit, ...]:
        """Search the notes of one case and the shared topics (all cases if None), best first.

        Raises:
            KnowledgeError: the index cannot be used.
        """
        ...


class EventStore(Protocol):
    """Durable, append-only lists of events, one list per interview."""

    async def append(self, interview_id: str, expected_seq: int, *events: Event) -> int:
        """Append events after sequence number `expected_seq` (0 for a new interview), all or none.

        Returns:
            The sequence number of the last event appended (the first event has 1).
        Raises:
            Conflict: another writer appended first.
            StoreError: nothing was written; the sentence says what to do.
        """
        ...

    async def load(self, interview_id: str, after_seq: int = 0) -> tuple[Event, ...]:
        """Return the events after a sequence number, oldest first; empty for an unknown id.

        Raises:
            StoreError: the store cannot be read.
        """
        ...
