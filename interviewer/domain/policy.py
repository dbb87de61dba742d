"""Which move comes next: a pure function, and the only decider. A model may word a move, never choose it."""

from dataclasses import replace
from datetime import datetime

from interviewer.domain import voice
from interviewer.domain.curveballs import due_curveball
from interviewer.domain.errors import TransitionError
from interviewer.domain.events import Doubt, Heard
from interviewer.domain.interview import Interview
from interviewer.domain.moves import Move
from interviewer.domain.pacing import NUDGE_AT, deadline_s, due_nudges, phase_share, time_left
from interviewer.domain.problem import Case, Criterion, Phase
from interviewer.domain.situation import Limits, Situation
from interviewer.domain.targets import (
    coverage,
    harder_criteria,
    next_question,
    open_criteria,
    outcome,
    runs_ahead,
    said_something,
    target_criteria,
)


def next_move(
    interview: Interview,
    case: Case,
    now: datetime,
    limits: Limits = Limits(),
    worn: frozenset[str] = frozenset(),
) -> Move:
    """Decide the interviewer's next move.

    Args:
        interview: the state; the last message must have been listened to.
        case: the problem of this interview.
        now: the present time, for the clock of the interview and of its phases.
        limits: how far to go before moving on.
        worn: probes that would repeat an earlier question by meaning, where an embedding could tell; words always do.

    Returns:
        Move: exactly one move, with its curated words.

    Raises:
        TransitionError: it is not the interviewer's turn, or the last message was not listened to.
    """
    if not interview.owes_reply:
        raise TransitionError("it is the candidate's turn")
    if not interview.turns:
        return voice.opening(case)
    s = Situation(interview, case, case.phase(interview.phase), now, limits, worn)
    return _finished(s, _decide(s))


def _decide(s: Situation) -> Move:
    if s.interview.pressed == "skip":
        return _leave(s, hurried=True)
    if s.interview.elapsed_s(s.now) >= s.interview.started.minutes * 60:
        return voice.wrap_up(s.phase, "time")
    if s.interview.pressed == "hint":
        return _help(s)
    return _react(s)


def _finished(s: Situation, move: Move) -> Move:
    """Settle how a move is spoken: with the time that is left, once a phase and once for the whole, and by whom."""
    leaving = move.phase != s.phase.id
    nudges = () if move.ends else due_nudges(s.interview, s.case, s.now, leaving)
    heard = s.interview.heard
    if heard and heard.orders:  # what tries to give orders is not answered in a model's words
        move = replace(move, verbatim=True)
    said = time_left(s.interview, s.case, s.now, nudges)
    return replace(move, lead=" ".join(filter(None, (move.lead, said))), nudges=nudges) if said else move


def _react(s: Situation) -> Move:
    heard = s.interview.heard
    if heard is None:
        raise TransitionError("the last message was not listened to")
    turns_here = sum(t.role == "candidate" and t.phase == s.phase.id for t in s.interview.turns)
    time_gone = s.interview.elapsed_s(s.now) >= deadline_s(s.interview, s.case, s.phase.id)
    over = time_gone or turns_here >= s.limits.turns_per_phase
    if heard.intent == "question":
        return _answer(s, heard, over, time_gone)
    if over:
        return _leave(s, hurried=time_gone)
    if heard.intent == "asks_again":
        return voice.again(s.phase, s.interview)
    if heard.intent in ("asks_for_answer", "off_topic", "orders"):
        if s.made("redirect") >= s.limits.redirects_per_phase:
            return _leave(s)
        return voice.redirect(s.phase, heard.intent, s.interview)
    return _help(s) if heard.intent == "stuck" else _deepen(s)


def _deepen(s: Situation) -> Move:
    """React to an answer: change a constraint, ask something harder, ask on, or leave what is covered."""
    due = due_curveball(s.interview, s.case, s.now)
    if due:
        return voice.curveball(s.phase, due)
    doubt = _new_doubt(s)
    if doubt:
        return voice.walk_through(s.phase, doubt)
    share = s.share()
    if share >= s.limits.covered:
        return _stretch(s) or _leave(s)
    if s.made("probe") and (share >= s.limits.strong or runs_ahead(s.interview, s.phase, s.case)):
        return _leave(s)
    return _follow_up(s)


def _new_doubt(s: Situation) -> Doubt | None:
    """Return an estimate of the last answer that is off and was not asked about, while such questions are left."""
    asked = [t.estimate for t in s.interview.turns if t.estimate]
    heard = s.interview.heard
    if heard is None or len(asked) >= s.limits.walk_throughs:
        return None
    return next((d for d in heard.doubts if d.estimate not in asked), None)


def _answer(s: Situation, heard: Heard, over: bool, hurried: bool) -> Move:
    """Answer a question; when the phase is over, the second one in a row is answered on the way to the next phase."""
    asked = s.interview.last_question()
    if over and asked and asked.move == "answer":
        return _leave(s, hurried, voice.told(s.case, heard, s.interview))
    return voice.answer(s.case, s.phase, heard, s.interview)


def _stretch(s: Situation) -> Move | None:
    """Ask who has covered a phase about one criterion above their level, instead of probing; it can only add."""
    if s.made("probe") or s.made("curveball") or phase_share(s.interview, s.case, s.now) >= NUDGE_AT:
        return None
    for criterion in harder_criteria(s.interview, s.phase, s.case):
        question = next_question(criterion, s.interview, s.worn)
        if question:
            return voice.probe(s.phase, criterion, s.interview, question)
    return None


def _follow_up(s: Situation) -> Move:
    """Stay with what was asked last, from open to narrow to a nudge; then take up what would tell most."""
    subject = s.subject()
    waiting = open_criteria(s.interview, s.phase, s.case)
    for criterion in sorted(waiting, key=lambda c: c != subject):
        step = _next_step(s, criterion)
        if step:
            return step
    return _leave(s)


def _next_step(s: Situation, criterion: Criterion) -> Move | None:
    """Return the next probe on a criterion, or the nudge after the probes; None if all was tried."""
    if s.asked(criterion, "hint"):
        return None
    probed = s.asked(criterion, "probe")
    question = next_question(criterion, s.interview, s.worn)
    allowed = probed < s.limits.probes_per_criterion and s.made("probe") < s.limits.probes_per_phase
    if question and allowed:
        return voice.probe(s.phase, criterion, s.interview, question)
    return voice.hint(s.phase, criterion) if probed and _can_hint(s, criterion) else None


def _help(s: Situation) -> Move:
    """Answer "I don't know" or the hint button: one nudge at what is being asked, then on.

    On means: to another question of the phase, or to the next phase if nothing was answered in this one.
    """
    asked = s.interview.last_question()
    subject = s.subject()
    pressed = s.interview.pressed == "hint"
    if pressed or asked is None or asked.move != "hint":
        for criterion in _in_question(s, subject):
            if not s.asked(criterion, "hint") and (pressed or _can_hint(s, criterion)):
                return voice.hint(s.phase, criterion)
        if pressed:
            return voice.no_more_hints(s.phase)
    return _follow_up_elsewhere(s, subject) if said_something(s.interview, s.phase) else _leave(s)


def _in_question(s: Situation, subject: Criterion | None) -> list[Criterion]:
    """Criteria still to be shown: first what was asked last, also where it is above the candidate's level."""
    waiting = open_criteria(s.interview, s.phase, s.case)
    if subject in s.phase.criteria and outcome(s.interview, subject) != "shown":
        return [subject, *(c for c in waiting if c != subject)]
    return waiting


def _follow_up_elsewhere(s: Situation, subject: Criterion | None) -> Move:
    for criterion in open_criteria(s.interview, s.phase, s.case):
        if criterion == subject or s.asked(criterion, "probe") or s.asked(criterion, "hint"):
            continue
        step = _next_step(s, criterion)
        if step:
            return step
    return _leave(s)


def _can_hint(s: Situation, criterion: Criterion) -> bool:
    return not s.asked(criterion, "hint") and s.made("hint") < s.limits.hints_per_phase


def _leave(s: Situation, hurried: bool = False, told: str = "") -> Move:
    """Leave the phase: by its curveball if one is due, to the next phase, or to the end."""
    due = None if hurried else due_curveball(s.interview, s.case, s.now, leaving=True)
    if due:
        return voice.curveball(s.phase, due, told)
    order = [p.id for p in s.case.phases]
    place = order.index(s.phase.id)
    if place + 1 == len(order):
        return voice.wrap_up(s.phase, "finished", told)
    return _open_phase(s, s.case.phases[place + 1], told)


def _open_phase(s: Situation, phase: Phase, told: str) -> Move:
    """Open a phase by its question, or, where the candidate has said much of it already, by what is left of it."""
    if coverage(s.interview, target_criteria(s.interview, phase, s.case)) >= s.limits.begun:
        left = (*open_criteria(s.interview, phase, s.case), *harder_criteria(s.interview, phase, s.case))
        for criterion in left:
            question = next_question(criterion, s.interview, s.worn)
            if question:
                return voice.resume(phase, criterion, s.interview, question, told)
    return voice.advance(phase, s.interview, told)
