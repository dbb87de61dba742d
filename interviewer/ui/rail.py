"""The left rail: phases, the clock and how much of each phase has come up, never a score."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from interviewer.domain.events import OFFLINE
from interviewer.domain.interview import Interview
from interviewer.domain.pacing import budgets_s, deadline_s
from interviewer.domain.problem import Case, Phase
from interviewer.domain.targets import coverage, target_criteria
from interviewer.ui.render import render_html

State = Literal["done", "current", "coming"]
_SPOKEN: dict[State, str] = {"done": "done", "current": "in progress", "coming": "to come"}


@dataclass(frozen=True)
class Stop:
    """One phase on the rail."""

    number: int
    title: str
    state: State
    minutes: int
    """Used if the phase is done, else what it has as things stand: time saved or overspent before is counted in."""
    covered: int
    """Percent of what this level is asked for that has come up, in steps of five."""

    @property
    def spoken_state(self) -> str:
        """The state in words, for screen readers."""
        return _SPOKEN[self.state]


@dataclass(frozen=True)
class Clock:
    """What the browser counts down from, in seconds."""

    left_s: int
    phase_left_s: int
    running: bool


def stops(interview: Interview, case: Case, now: datetime) -> tuple[Stop, ...]:
    """Return the phases in order with their state, time and coverage."""
    order = [p.id for p in case.phases]
    place = order.index(interview.phase) if interview.phase else 0
    over = interview.ended_by is not None
    budgets = budgets_s(interview, case, now)
    return tuple(
        Stop(
            number=number + 1,
            title=phase.title,
            state="coming" if number > place else "done" if number < place or over else "current",
            minutes=max(1, round(budgets[phase.id] / 60)),
            covered=_covered(interview, case, phase) if number <= place else 0,
        )
        for number, phase in enumerate(case.phases)
    )


def clock(interview: Interview, case: Case, now: datetime) -> Clock:
    """Return the time left overall and for the phase in progress."""
    elapsed = interview.elapsed_s(now)
    return Clock(
        left_s=round(max(0.0, interview.started.minutes * 60 - elapsed)),
        phase_left_s=round(max(0.0, deadline_s(interview, case, interview.phase) - elapsed)),
        running=interview.paused_at is None and interview.ended_by is None,
    )


def rail_html(interview: Interview, case: Case, now: datetime) -> str:
    """Draw the rail of an interview."""
    return render_html(
        "rail.html.j2",
        case=case,
        level=interview.started.level,
        stops=stops(interview, case, now),
        clock=clock(interview, case, now),
        paused=interview.paused_at is not None,
        over=interview.ended_by is not None,
        voice=_voice(interview),
    )


def _covered(interview: Interview, case: Case, phase: Phase) -> int:
    return round(coverage(interview, target_criteria(interview, phase, case)) * 20) * 5


def _voice(interview: Interview) -> str:
    """Return whose words the last turn of the interviewer was."""
    asked = interview.last_question()
    return "curated words" if asked is None or asked.by in (None, OFFLINE) else str(asked.by)
