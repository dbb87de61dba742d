"""The clock of an interview: each phase's deadline, what is left for the later ones, when time is mentioned. Pure."""

from collections.abc import Sequence
from datetime import datetime

from interviewer.domain.events import Nudge
from interviewer.domain.interview import Interview
from interviewer.domain.problem import Case, Phase

NUDGE_AT = 0.8
"""Share of a phase's time after which the time that is left is mentioned."""
END_SHARE = 0.1
"""Share of the interview that is left when its end is mentioned."""
_COUNTS = ("", "one minute", "two minutes", "three minutes", "four minutes", "five minutes", "six minutes")


def deadline_s(interview: Interview, case: Case, phase_id: str) -> float:
    """Return when a phase's time is gone, in seconds of running time since the start.

    Time saved by earlier phases is at the disposal of this one, and what it leaves goes on to the next. Time that
    earlier phases overspent is taken from this one and all later ones, each in proportion to its budget.
    """
    total = interview.started.minutes * 60
    place = [p.id for p in case.phases].index(phase_id)
    all_minutes = _minutes(case.phases)
    planned = _minutes(case.phases[: place + 1]) / all_minutes * total
    entered = next((c.entered_s for c in reversed(interview.clocks) if c.phase == phase_id), None)
    if entered is None:
        return planned
    left = max(0.0, total - entered)
    return max(planned, entered + left * case.phases[place].minutes / _minutes(case.phases[place:]))


def budgets_s(interview: Interview, case: Case, now: datetime) -> dict[str, float]:
    """Return the seconds of each phase as things stand: used by those done, granted to the present and coming ones."""
    spent = interview.phase_seconds(now)
    place = [p.id for p in case.phases].index(interview.phase)
    elapsed = interview.elapsed_s(now)
    deadline = deadline_s(interview, case, interview.phase)
    entered = interview.clocks[-1].entered_s
    coming = case.phases[place + 1 :]
    left = max(0.0, interview.started.minutes * 60 - max(elapsed, deadline))
    budgets = {p.id: spent.get(p.id, 0.0) for p in case.phases[:place]}
    budgets[interview.phase] = max(deadline, elapsed) - entered
    return budgets | {p.id: left * p.minutes / _minutes(coming) for p in coming}


def phase_share(interview: Interview, case: Case, now: datetime) -> float:
    """Return the share of the present phase's time that is gone; 1 or more once its deadline has passed."""
    entered = interview.clocks[-1].entered_s
    granted = deadline_s(interview, case, interview.phase) - entered
    return (interview.elapsed_s(now) - entered) / granted if granted > 0 else 1.0


def due_nudges(interview: Interview, case: Case, now: datetime, leaving: bool = False) -> tuple[Nudge, ...]:
    """Return which mentions of time are due: of this phase's unless it is being left, of the interview's."""
    due: list[Nudge] = []
    told = any("phase" in t.nudges for t in interview.turns if t.phase == interview.phase)
    if not leaving and not told and phase_share(interview, case, now) >= NUDGE_AT:
        due.append("phase")
    total = interview.started.minutes * 60
    ending = total - interview.elapsed_s(now) <= END_SHARE * total
    if ending and not any("end" in t.nudges for t in interview.turns):
        due.append("end")
    return tuple(due)


def time_left(interview: Interview, case: Case, now: datetime, nudges: Sequence[Nudge]) -> str:
    """Word the mentions of time that are due in one sentence; empty if none is."""
    elapsed = interview.elapsed_s(now)
    if "end" in nudges:
        return f"We have {_spoken(interview.started.minutes * 60 - elapsed)} left in all."
    if "phase" in nudges:
        return f"We have {_spoken(deadline_s(interview, case, interview.phase) - elapsed)} left for this part."
    return ""


def _minutes(phases: Sequence[Phase]) -> int:
    return sum(p.minutes for p in phases)


def _spoken(seconds: float) -> str:
    minutes = round(seconds / 60)
    if seconds < 45:
        return "less than a minute"
    return f"about {_COUNTS[minutes] if minutes < len(_COUNTS) else f'{minutes} minutes'}"
