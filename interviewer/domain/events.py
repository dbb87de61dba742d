"""What can happen in an interview. An interview is its list of events and nothing else.

Every event crosses a border (it is stored), so all are validated, frozen pydantic models.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from interviewer.domain.problem import Level, Section
from interviewer.domain.rubric import Evaluation, Grading

SCHEMA_VERSION = 1
OFFLINE = "offline"
"""Name of everything that works without a model: the mode, the curated voice, the offline assessor."""
LOCAL = "local"
"""The mode, and the provider's name, of a model that this process runs itself."""

PERSON = "person"
"""Who spoke for the interviewer in an interview that was held elsewhere."""

MoveKind = Literal["open", "answer", "probe", "hint", "curveball", "advance", "redirect", "wrap_up"]
"""The seven moves of product.md, and `open`: the first thing that is said."""
Intent = Literal["answer", "question", "stuck", "off_topic", "asks_again", "asks_for_answer", "orders"]
"""What the candidate's last message does, as far as code can tell."""
Button = Literal["hint", "skip", "pause", "resume"]
Nudge = Literal["phase", "end"]
"""What time is mentioned for: this phase's is nearly gone, or the interview's is."""
Outcome = Literal["shown", "partial", "missing", "wrong"]
EndedBy = Literal["candidate", "time", "finished"]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime


class Finding(BaseModel):
    """What listening (not grading) made of one criterion in one answer; steers probes only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: str
    outcome: Outcome
    probability: float | None = Field(default=None, ge=0, le=1)
    quote: str | None = None
    """The words that carry it, verbatim from the answer."""


class Doubt(BaseModel):
    """An estimate in the candidate's turn that is off, by more than the factor of `domain.estimates`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    estimate: str
    """Id of the case's derived quantity."""
    quote: str
    """The sentence or the number, verbatim from the answer."""


class PromptRef(BaseModel):
    """Which prompt, in which version, made a reply."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str


class Usage(BaseModel):
    """Tokens of one or more model calls."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


class Started(_Event):
    """The interview begins."""

    kind: Literal["started"] = "started"
    case: str
    level: Level
    minutes: int = Field(ge=1, le=240)
    mode: str
    """`openai`, `local` or `offline`."""
    model: str
    """`provider:model` of the interviewer's voice."""
    seed: int = 0
    """Chooses among equal alternatives (curveball, transitions), so that a replay is exact."""
    owner: str | None = None
    """Who may read it when the page asks for a login; None: whoever has the id."""


class CandidateSpoke(_Event):
    """The candidate said something; stored before anything else happens."""

    kind: Literal["candidate_spoke"] = "candidate_spoke"
    text: str = Field(min_length=1)


class Heard(_Event):
    """What was made of a candidate's turn: by code at once, by a model a little later."""

    kind: Literal["heard"] = "heard"
    turn: int
    """Id of the candidate's turn."""
    by: str
    """`offline` or the model that judged."""
    intent: Intent = "answer"
    facts: tuple[str, ...] = ()
    """Ids of the facts that were asked for."""
    unanswered: tuple[str, ...] = ()
    """Clarifying questions that no fact answers, in the candidate's words."""
    orders: bool = False
    """The message tried to command the interviewer or the grader."""
    findings: tuple[Finding, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Pressed(_Event):
    """The candidate pressed a button instead of speaking."""

    kind: Literal["pressed"] = "pressed"
    button: Button


class InterviewerSpoke(_Event):
    """The interviewer made a move; stored when its text is complete."""

    kind: Literal["interviewer_spoke"] = "interviewer_spoke"
    text: str = Field(min_length=1)
    move: MoveKind
    phase: str
    """The phase this move belongs to; an `advance` belongs to the phase it opens."""
    criterion: str | None = None
    curveball: str | None = None
    estimate: str | None = None
    """Id of the derived quantity whose number the candidate is asked to go through."""
    question: str | None = None
    """The curated question of this turn, whatever words it was asked in; None if it asks none of its own."""
    nudges: tuple[Nudge, ...] = ()
    """Which time this turn mentioned."""
    by: str = OFFLINE
    """`offline` (curated words) or `provider:model`."""
    prompt: PromptRef | None = None
    usage: Usage | None = None
    passages: tuple[Section, ...] = ()
    """Sections of the knowledge base behind this move; kept for feedback, not shown to the voice."""
    fallback: str | None = None
    """Why the model did not word this move, if it should have."""


class Ended(_Event):
    """No more turns follow."""

    kind: Literal["ended"] = "ended"
    by: EndedBy


class Graded(_Event):
    """One grading; a later one stands beside it, nothing is overwritten."""

    kind: Literal["graded"] = "graded"
    evaluation: Evaluation
    grading: Grading


Event = Annotated[
    Started | CandidateSpoke | Heard | Pressed | InterviewerSpoke | Ended | Graded,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Validates one stored payload; raises pydantic.ValidationError."""
