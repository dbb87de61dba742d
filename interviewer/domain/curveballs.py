"""When a constraint changes in mid-interview, and which: one curveball an interview, chosen by the seed. Pure."""

from datetime import datetime

from interviewer.domain.interview import Interview
from interviewer.domain.pacing import phase_share
from interviewer.domain.problem import Case, Curveball

LATE_PHASES = ("model", "serve", "monitor")
"""Phases in which a curveball may still be played when the phase that it names was left in a hurry."""
PRESSING = 0.5
"""Share of a phase's time after which its curveball does not wait for the end of the phase."""


def due_curveball(interview: Interview, case: Case, now: datetime, leaving: bool = False) -> Curveball | None:
    """Return the curveball to play now.

    It is played when its phase would be left; earlier if half of the phase's time is gone, or if no later phase could
    make up for it. One whose phase was skipped or left in a hurry is made up for in a later phase: by that phase's own
    curveball, or else as it is.

    Args:
        interview: the state, after an answer.
        case: the problem.
        now: the present time.
        leaving: the phase would be left now.
    """
    if any(t.curveball for t in interview.turns):
        return None
    chosen = _chosen(interview, case)
    here = _here(interview, case, chosen)
    if here is None:
        return None
    last = interview.phase == case.phases[-1].id
    pressing = last or phase_share(interview, case, now) >= PRESSING
    return here if leaving or pressing else None


def _chosen(interview: Interview, case: Case) -> Curveball:
    """Return the curveball that the seed chooses, among those that the level expects where there are any."""
    order = [p.id for p in case.phases]
    fair = [c for c in case.curveballs if case.criterion(c.criterion).expected_from(interview.started.level)]
    ranked = sorted(fair or case.curveballs, key=lambda c: order.index(c.phase))
    return ranked[interview.started.seed % len(ranked)]


def _here(interview: Interview, case: Case, chosen: Curveball) -> Curveball | None:
    """Return what can be played in the present phase: the chosen one, or what makes up for it."""
    order = [p.id for p in case.phases]
    if chosen.phase == interview.phase:
        return chosen
    if order.index(chosen.phase) > order.index(interview.phase):
        return None
    level = interview.started.level
    own = [
        c for c in case.curveballs if c.phase == interview.phase and case.criterion(c.criterion).expected_from(level)
    ]
    return own[0] if own else chosen if interview.phase in LATE_PHASES else None
