"""The words and numbers of grading: judgements, verdicts, the evaluation, and every factor and border.

A judge (a model or the offline assessor) returns a Judgement per criterion; `domain.evidence` checks its
quote and makes it a Verdict; `domain.scoring` does the arithmetic with the numbers that stand here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from interviewer.domain.problem import Level, Section

Judged = Literal["shown", "partial", "missing", "wrong", "not_assessed"]
VerdictKind = Literal["shown", "partial", "missing", "wrong", "not_reached", "not_assessed"]
Prompted = Literal["unprompted", "probe", "hint"]
Status = Literal["graded", "not_enough_evidence", "not_assessed"]
PhaseStatus = Literal["graded", "not_reached", "not_assessed"]
Signal = Literal["strong_hire", "hire", "lean_hire", "lean_no_hire", "no_hire"]
Score = Literal[1, 2, 3, 4]

VERDICT_FACTOR: Mapping[str, float] = MappingProxyType({"shown": 1.0, "partial": 0.5, "missing": 0.0, "wrong": 0.0})
"""Share of a criterion's weight that a verdict earns."""
PROMPT_FACTOR: Mapping[Prompted, float] = MappingProxyType({"unprompted": 1.0, "probe": 0.85, "hint": 0.6})
"""Share of it that is left after a probe or a hint on that criterion."""
SCORE_BORDERS: tuple[float, float, float] = (0.25, 0.55, 0.85)
"""Shares of the possible points below which a phase scores 1, 2, 3; above the last it scores 4."""
MIN_PHASES = 4
"""Phases that must be graded before a signal is given."""
MIN_AGREEMENT = 0.6
"""Agreement of repeated gradings below which verdicts count as flipping."""
COMMUNICATION_SHARE = 0.05
"""Weight of communication in the mean, where a model judged it."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Judgement(_Frozen):
    """What one judge said of one criterion in one run, not yet believed."""

    criterion: str
    reason: str
    quote: str | None = None
    """The candidate's words that carry it, claimed to be verbatim."""
    verdict: Judged
    probability: float | None = Field(default=None, ge=0, le=1)
    turn: int | None = None
    """Turn the quote was taken from, if the judge knows."""


class Quote(_Frozen):
    """Words of the candidate: `turns[turn].text[start:end] == text`."""

    turn: int
    start: int
    end: int
    text: str


class Verdict(_Frozen):
    """A checked judgement, as the report prints it."""

    id: str
    expects: str
    level: Level
    weight: int
    verdict: VerdictKind
    prompted: Prompted | None = None
    probability: float | None = None
    quote: Quote | None = None
    teaches: Section
    reason: str


class PhaseResult(_Frozen):
    """One phase of the evaluation. Points are in criterion weights."""

    phase: str
    status: PhaseStatus
    score: Score | None
    band: tuple[int, int] | None
    """Lowest and highest score over repeated or borderline gradings."""
    points: float
    possible: float
    minutes_used: float
    minutes_budget: float
    criteria: tuple[Verdict, ...]
    words: int | None = None
    """How many words the candidate said in it; None in gradings made before this was counted."""


class Communication(_Frozen):
    """How the candidate leads and structures; judged only by a model."""

    status: Literal["graded", "not_assessed"]
    score: Score | None = None
    reason: str


class Strength(_Frozen):
    """A criterion that was shown, with the candidate's own words."""

    criterion: str
    quote: Quote
    text: str


class Gap(_Frozen):
    """A criterion that was not shown: where, what teaches it, what to practise."""

    criterion: str
    turns: tuple[int, int]
    teaches: Section
    practise: str


class Estimate(_Frozen):
    """A number of the candidate held against the fact sheet. It changes no score."""

    turn: int
    text: str
    """The sentence, word for word; of what was never used, the fact as the interviewer told it."""
    stated: str
    """The number as it was said; empty for what was never used."""
    expected: str
    verdict: str
    """`right`, `rough`, `off` or `never_used` (`domain.estimates`)."""


class SheetFact(_Frozen):
    """A fact of the sheet: what it is about, and who asked for it when."""

    id: str
    about: str
    asked_in: int | None
    """Turn of the candidate that first asked for it; None if nobody did."""


class OpenQuestion(_Frozen):
    """A question that the sheet does not cover, so it was left to the candidate; and the notes that speak of it."""

    question: str
    """In the candidate's words."""
    asked_in: int
    """Turn of the candidate that first asked it."""
    read: Section | None
    """The section that search finds nearest to it; None where none is near, or search has no index yet."""


class ExampleAnswer(_Frozen):
    """A strong answer to the weakest phase."""

    phase: str
    text: str


class Evaluation(_Frozen):
    """The graded interview. `status` says whether there was anything to grade."""

    status: Status
    why: str | None = None
    """One sentence where the status is not `graded`."""
    signal: Signal | None
    phases: tuple[PhaseResult, ...]
    communication: Communication
    strengths: tuple[Strength, ...] = ()
    gaps: tuple[Gap, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    facts: tuple[SheetFact, ...] = ()
    """The hidden sheet, what was asked for first; empty for interviews that were held elsewhere."""
    open_questions: tuple[OpenQuestion, ...] = ()
    """What was asked and is on no sheet, in the order in which it was asked."""
    example_answer: ExampleAnswer | None = None


class Grading(_Frozen):
    """How the evaluation was made."""

    mode: str
    model: str
    runs: int
    agreement: float | None
    """Share of repeated verdicts that equal the majority's; None with one run."""
    quotes_rejected: int
    prompts: dict[str, str] = Field(default_factory=dict)
    """Prompt id to version."""
    measured_accuracy: dict[str, float | str] = Field(default_factory=dict)
    """What `interviewer bench grading` measured for this kind of assessor, with its base rate."""
    usage: dict[str, int] = Field(default_factory=dict)
    """Tokens used by this grading."""
