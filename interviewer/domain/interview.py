"""An interview as the fold of its events: pure, incremental, and the only state there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from interviewer.domain.errors import TransitionError
from interviewer.domain.events import (
    OFFLINE,
    Button,
    CandidateSpoke,
    Ended,
    EndedBy,
    Event,
    Finding,
    Graded,
    Heard,
    InterviewerSpoke,
    MoveKind,
    Nudge,
    Pressed,
    Started,
)

Role = Literal["interviewer", "candidate"]
ASKING: tuple[MoveKind, ...] = ("open", "probe", "hint", "curveball", "advance")
"""Moves whose words wait for an answer."""
_RANK = {"missing": 0, "wrong": 1, "partial": 2, "shown": 3}


@dataclass(frozen=True)
class Turn:
    """One message of the transcript; `id` is its index."""

    id: int
    role: Role
    phase: str
    text: str
    at: datetime
    move: MoveKind | None = None
    criterion: str | None = None
    curveball: str | None = None
    estimate: str | None = None
    question: str | None = None
    """The curated question that was asked, whatever words it was asked in."""
    nudges: tuple[Nudge, ...] = ()
    by: str | None = None
    """Whose words an interviewer's turn is."""
    fallback: str | None = None
    heard_by: tuple[str, ...] = ()
    """Who listened to a candidate's turn: `offline`, and a model where one judged it."""


@dataclass(frozen=True)
class PhaseClock:
    """When a phase was entered, as seconds of running time since the start."""

    phase: str
    entered_s: float


@dataclass(frozen=True)
class Interview:
    """The state after some events. Made by `fold` or `apply`, never changed."""

    id: str
    started: Started
    seq: int = 0
    """Sequence number of the last event."""
    turns: tuple[Turn, ...] = ()
    clocks: tuple[PhaseClock, ...] = ()
    coverage: Mapping[str, Finding] = field(default_factory=lambda: MappingProxyType({}))
    """Best finding so far per criterion id."""
    heard: Heard | None = None
    """What code made of the last message; None until it was listened to."""
    pressed: Button | None = None
    """The button that still waits for a reply."""
    said: frozenset[str] = frozenset()
    """Everything the interviewer has said, normalised, so that nothing is said twice."""
    facts_told: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Id of every fact that was told, with the turn of the candidate that first asked for it."""
    left_open: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Every question that no fact answered, in the candidate's words, with the turn in which it was first asked."""
    orders_noted: int = 0
    """How many messages tried to command the interviewer."""
    paused_at: datetime | None = None
    paused: timedelta = timedelta(0)
    ended_by: EndedBy | None = None
    ended_at: datetime | None = None
    gradings: tuple[Graded, ...] = ()

    @property
    def phase(self) -> str:
        """Id of the phase in progress, empty before the opening."""
        return self.clocks[-1].phase if self.clocks else ""

    @property
    def owes_reply(self) -> bool:
        """Tell whether the interviewer has to speak next."""
        if self.ended_by:
            return False
        return not self.turns or self.turns[-1].role == "candidate" or self.pressed in ("hint", "skip")

    def elapsed_s(self, now: datetime) -> float:
        """Seconds of running time since the start; pauses and time after the end do not count."""
        now = min(filter(None, (now, self.ended_at, self.paused_at)))
        return max(0.0, (now - self.started.at - self.paused).total_seconds())

    def phase_seconds(self, now: datetime) -> dict[str, float]:
        """Running seconds spent in each phase that was opened."""
        ends = [c.entered_s for c in self.clocks[1:]] + [self.elapsed_s(now)]
        spent: dict[str, float] = {}
        for clock, end in zip(self.clocks, ends, strict=True):
            spent[clock.phase] = spent.get(clock.phase, 0.0) + max(0.0, end - clock.entered_s)
        return spent

    def questions(self) -> tuple[str, ...]:
        """All that was asked so far: curated questions, or the whole turn where there is none."""
        return tuple(t.question or t.text for t in self.turns if t.role == "interviewer" and t.move in ASKING)

    def last_question(self) -> Turn | None:
        """The interviewer's last turn, if there is one."""
        return next((t for t in reversed(self.turns) if t.role == "interviewer"), None)


def normalise(text: str) -> str:
    """Fold case, white space and punctuation, to recognise a sentence that was said before."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def fold(interview_id: str, events: Iterable[Event]) -> Interview:
    """Replay events from the first one.

    Raises:
        TransitionError: the list is empty, does not begin with `Started`, or an event cannot follow.
    """
    iterator = iter(events)
    first = next(iterator, None)
    if not isinstance(first, Started):
        raise TransitionError("an interview begins with a Started event")
    interview = Interview(id=interview_id, started=first, seq=1)
    for event in iterator:
        interview = apply(interview, event)
    return interview


def apply(interview: Interview, event: Event) -> Interview:
    """Return the state after one more event.

    Raises:
        TransitionError: the event cannot follow this state.
    """
    if interview.ended_by and not isinstance(event, Graded | Heard):
        raise TransitionError(f"{event.kind} after the end of the interview")
    interview = replace(interview, seq=interview.seq + 1)
    match event:
        case CandidateSpoke():
            return _candidate_spoke(interview, event)
        case InterviewerSpoke():
            return _interviewer_spoke(interview, event)
        case Heard():
            return _heard(interview, event)
        case Pressed():
            return _pressed(interview, event)
        case Ended():
            return replace(interview, ended_by=event.by, ended_at=event.at)
        case Graded():
            return replace(interview, gradings=(*interview.gradings, event))
        case Started():
            raise TransitionError("an interview starts once")


def _candidate_spoke(interview: Interview, event: CandidateSpoke) -> Interview:
    if interview.owes_reply:
        raise TransitionError("the candidate spoke before the interviewer replied")
    interview = _unpause(interview, event.at)
    turn = Turn(len(interview.turns), "candidate", interview.phase, event.text, event.at)
    return replace(interview, turns=(*interview.turns, turn), heard=None)


def _interviewer_spoke(interview: Interview, event: InterviewerSpoke) -> Interview:
    turn = Turn(
        id=len(interview.turns), role="interviewer", phase=event.phase, text=event.text, at=event.at,
        move=event.move, criterion=event.criterion, curveball=event.curveball, estimate=event.estimate,
        question=event.question, nudges=event.nudges, by=event.by, fallback=event.fallback,
    )  # fmt: skip
    clocks = interview.clocks
    if event.phase != interview.phase:
        clocks = (*clocks, PhaseClock(event.phase, interview.elapsed_s(event.at)))
    told, left_open = dict(interview.facts_told), dict(interview.left_open)
    heard = interview.heard
    if event.move in ("answer", "advance") and heard and heard.intent == "question":
        told = dict.fromkeys(heard.facts, heard.turn) | told
        left_open |= {question: heard.turn for question in heard.unanswered if question not in left_open}
    return replace(
        interview, turns=(*interview.turns, turn), clocks=clocks, pressed=None, facts_told=MappingProxyType(told),
        left_open=MappingProxyType(left_open), said=interview.said | {normalise(event.text)},
    )  # fmt: skip


def _heard(interview: Interview, event: Heard) -> Interview:
    if not 0 <= event.turn < len(interview.turns) or interview.turns[event.turn].role != "candidate":
        raise TransitionError(f"turn {event.turn} is no turn of the candidate")
    coverage = dict(interview.coverage)
    for finding in event.findings:
        known = coverage.get(finding.criterion)
        # A model judges the whole transcript, so its word stands; code judges one message and only adds.
        if event.by != OFFLINE or known is None or _RANK[finding.outcome] > _RANK[known.outcome]:
            coverage[finding.criterion] = finding
    latest = event.turn == len(interview.turns) - 1 and interview.heard is None
    turns = list(interview.turns)
    turns[event.turn] = replace(turns[event.turn], heard_by=(*turns[event.turn].heard_by, event.by))
    return replace(
        interview,
        turns=tuple(turns),
        coverage=MappingProxyType(coverage),
        heard=event if latest else interview.heard,
        orders_noted=interview.orders_noted + event.orders,
    )


def _pressed(interview: Interview, event: Pressed) -> Interview:
    if event.button == "pause":
        return interview if interview.paused_at else replace(interview, paused_at=event.at)
    interview = _unpause(interview, event.at)
    if event.button == "resume":
        return interview
    if interview.owes_reply:
        raise TransitionError(f"{event.button} was pressed before the interviewer replied")
    return replace(interview, pressed=event.button)


def _unpause(interview: Interview, at: datetime) -> Interview:
    if interview.paused_at is None:
        return interview
    stood_still = max(timedelta(0), at - interview.paused_at)  # a clock that was set back pauses nothing
    return replace(interview, paused=interview.paused + stood_still, paused_at=None)
