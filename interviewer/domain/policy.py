"""Which move comes next: a pure function, and the only decider. A model may word a move, never choose it."""

from dataclasses import dataclass
from datetime import datetime

from interviewer.domain import voice
from interviewer.domain.errors import TransitionError
from interviewer.domain.events import Heard
from interviewer.domain.interview import Interview
from interviewer.domain.moves import Move
from interviewer.domain.problem import LEVELS, Case, Criterion, Phase

_CREDIT = {"shown": 1.0, "partial": 0.5}


@dataclass(frozen=True)
class Limits:
    """How far the interviewer goes before moving on."""

    probes_per_phase: int = 3
    hints_per_phase: int = 2
    redirects_per_phase: int = 3
    turns_per_phase: int = 12
    """Candidate's messages in one phase; keeps an interview finite without a clock."""
    covered: float = 0.8
    """Share of the expected weight at which a phase counts as well covered."""


@dataclass(frozen=True)
class _Situation:
    interview: Interview
    case: Case
    phase: Phase
    now: datetime
    limits: Limits

    def made(self, kind: str) -> int:
        return sum(t.move == kind and t.phase == self.phase.id for t in self.interview.turns)

    def asked(self, criterion: Criterion, kind: str) -> bool:
        return any(t.move == kind and t.criterion == criterion.id for t in self.interview.turns)


def next_move(interview: Interview, case: Case, now: datetime, limits: Limits = Limits()) -> Move:
    """Decide the interviewer's next move.

    Args:
        interview: the state; the last message must have been listened to.
        case: the problem of this interview.
        now: the present time, for the clock of the interview and of its phases.

    Returns:
        Move: exactly one move, with its curated words.

    Raises:
        TransitionError: it is not the interviewer's turn, or the last message was not listened to.
    """
    if not interview.owes_reply:
        raise TransitionError("it is the candidate's turn")
    if not interview.turns:
        return voice.opening(case)
    situation = _Situation(interview, case, case.phase(interview.phase), now, limits)
    if interview.pressed == "skip":
        return _leave(situation, hurried=True)
    if interview.elapsed_s(now) >= interview.started.minutes * 60:
        return voice.wrap_up(situation.phase, "time")
    if interview.pressed == "hint":
        return _help(situation)
    return _react(situation)


def deadline_s(interview: Interview, case: Case, phase_id: str) -> float:
    """Seconds after the start at which a phase's time is gone; time saved earlier carries over."""
    total = sum(p.minutes for p in case.phases)
    until = 0.0
    for phase in case.phases:
        until += phase.minutes
        if phase.id == phase_id:
            break
    return until / total * interview.started.minutes * 60


def target_criteria(interview: Interview, phase: Phase, case: Case) -> tuple[Criterion, ...]:
    """Criteria of a phase that this level expects and that can be shown now (a curveball's only once it was played)."""
    played = {t.curveball for t in interview.turns if t.curveball}
    curveballs = {c.criterion: c.id for c in case.curveballs}
    return tuple(
        c
        for c in phase.criteria
        if c.expected_from(interview.started.level) and (c.id not in curveballs or curveballs[c.id] in played)
    )


def coverage(interview: Interview, criteria: tuple[Criterion, ...]) -> float:
    """Share of the criteria's weight that seems to be shown so far, 0 to 1; for progress, never a score."""
    total = sum(c.weight for c in criteria)
    seen = sum(c.weight * _CREDIT.get(_outcome(interview, c), 0.0) for c in criteria)
    return seen / total if total else 1.0


def _react(s: _Situation) -> Move:
    heard = s.interview.heard
    if heard is None:
        raise TransitionError("the last message was not listened to")
    turns_here = sum(t.role == "candidate" and t.phase == s.phase.id for t in s.interview.turns)
    time_gone = s.interview.elapsed_s(s.now) >= deadline_s(s.interview, s.case, s.phase.id)
    over = time_gone or turns_here >= s.limits.turns_per_phase
    if heard.intent == "question":
        return _answer(s, heard, over)
    if over:
        return _leave(s, hurried=time_gone)
    if heard.intent == "asks_again":
        return voice.again(s.phase, s.interview)
    if heard.intent in ("asks_for_answer", "off_topic", "orders"):
        if s.made("redirect") >= s.limits.redirects_per_phase:
            return _leave(s)
        return voice.redirect(s.phase, heard.intent, s.interview)
    if heard.intent == "stuck":
        return _help(s)
    if coverage(s.interview, target_criteria(s.interview, s.phase, s.case)) >= s.limits.covered:
        return _leave(s)
    return _follow_up(s)


def _answer(s: _Situation, heard: Heard, over: bool) -> Move:
    """Answer a question; when the phase is over, the second one in a row is answered on the way to the next phase."""
    asked = s.interview.last_question()
    if over and asked and asked.move == "answer":
        return _leave(s, hurried=True, told=voice.told(s.case, heard))
    return voice.answer(s.case, s.phase, heard)


def _follow_up(s: _Situation) -> Move:
    """Probe the criterion that would tell most; nudge where its probe was already asked once."""
    for criterion in _open(s):
        if not s.asked(criterion, "probe") and s.made("probe") < s.limits.probes_per_phase:
            return voice.probe(s.phase, criterion, s.interview)
        if s.asked(criterion, "probe") and _can_hint(s, criterion):
            return voice.hint(s.phase, criterion)
    return _leave(s)


def _help(s: _Situation) -> Move:
    """Answer "I don't know" or the hint button: one nudge at what is being asked, then on.

    On means: to another question of the phase, or to the next phase if nothing was answered in this one.
    """
    asked = s.interview.last_question()
    subject = asked.criterion if asked else None
    pressed = s.interview.pressed == "hint"
    if pressed or asked is None or asked.move != "hint":
        for criterion in sorted(_open(s), key=lambda c: c.id != subject):
            if not s.asked(criterion, "hint") and (pressed or _can_hint(s, criterion)):
                return voice.hint(s.phase, criterion)
        if pressed:
            return voice.no_more_hints(s.phase)
    return _follow_up_elsewhere(s, subject) if _said_something(s) else _leave(s)


def _said_something(s: _Situation) -> bool:
    """Tell whether anything in this phase seems to be shown, if only in part."""
    return any(_outcome(s.interview, c) in _CREDIT for c in s.phase.criteria)


def _follow_up_elsewhere(s: _Situation, subject: str | None) -> Move:
    for criterion in _open(s):
        if criterion.id == subject or s.asked(criterion, "probe"):
            continue
        if s.made("probe") < s.limits.probes_per_phase:
            return voice.probe(s.phase, criterion, s.interview)
    return _leave(s)


def _can_hint(s: _Situation, criterion: Criterion) -> bool:
    return not s.asked(criterion, "hint") and s.made("hint") < s.limits.hints_per_phase


def _leave(s: _Situation, hurried: bool = False, told: str = "") -> Move:
    """Leave the phase: by its curveball if one is due, to the next phase, or to the end."""
    played = any(t.curveball for t in s.interview.turns)
    if not played and not hurried:
        due = _curveball(s)
        if due:
            return due
    order = [p.id for p in s.case.phases]
    place = order.index(s.phase.id)
    if place + 1 == len(order):
        return voice.wrap_up(s.phase, "finished")
    return voice.advance(s.case.phases[place + 1], s.interview, told)


def _curveball(s: _Situation) -> Move | None:
    """Play the curveball the seed chose, or a later one if its phase was left in a hurry."""
    order = [p.id for p in s.case.phases]
    fair = [c for c in s.case.curveballs if s.case.criterion(c.criterion).expected_from(s.interview.started.level)]
    ranked = sorted(fair or s.case.curveballs, key=lambda c: order.index(c.phase))
    chosen = ranked[s.interview.started.seed % len(ranked)]
    here = [c for c in ranked if c.phase == s.phase.id]
    if not here or order.index(chosen.phase) > order.index(s.phase.id):
        return None
    return voice.curveball(s.phase, chosen if chosen in here else here[0])


def _open(s: _Situation) -> list[Criterion]:
    """Criteria still to be shown: the weightiest first, half shown before missing, basics before the rest."""
    criteria = target_criteria(s.interview, s.phase, s.case)
    waiting = [c for c in criteria if _outcome(s.interview, c) != "shown"]
    return sorted(
        waiting, key=lambda c: (-c.weight, _outcome(s.interview, c) != "partial", LEVELS.index(c.level), c.id)
    )


def _outcome(interview: Interview, criterion: Criterion) -> str:
    finding = interview.coverage.get(criterion.id)
    return finding.outcome if finding else "missing"
