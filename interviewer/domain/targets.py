"""Which criteria an interview aims at, how much of them has come up, and which one to ask about next. Pure."""

from collections.abc import Iterable

from interviewer.domain.interview import Interview
from interviewer.domain.likeness import repeats
from interviewer.domain.phrase import touches
from interviewer.domain.problem import LEVELS, Case, Criterion, Phase

_CREDIT = {"shown": 1.0, "partial": 0.5}
TOUCHED = 1.0
"""What it is worth, in weight, that the last answer uses a term of the criterion: the question follows from it."""
HALF_SHOWN = 0.5
"""What it is worth that a criterion was half shown: the rest is near."""
AHEAD = 2
"""Criteria of later phases that an answer must touch to count as running ahead."""


def target_criteria(interview: Interview, phase: Phase, case: Case) -> tuple[Criterion, ...]:
    """Criteria of a phase that this level expects and that can be shown now (a curveball's only once it was played)."""
    waiting = _unplayed(interview, case)
    return tuple(c for c in phase.criteria if c.expected_from(interview.started.level) and c.id not in waiting)


def coverage(interview: Interview, criteria: tuple[Criterion, ...]) -> float:
    """Share of the criteria's weight that seems to be shown so far, 0 to 1; for progress, never a score."""
    total = sum(c.weight for c in criteria)
    seen = sum(c.weight * _CREDIT.get(outcome(interview, c), 0.0) for c in criteria)
    return seen / total if total else 1.0


def open_criteria(interview: Interview, phase: Phase, case: Case) -> list[Criterion]:
    """Criteria still to be shown, the one whose answer would tell most first."""
    return _ranked(interview, target_criteria(interview, phase, case))


def harder_criteria(interview: Interview, phase: Phase, case: Case) -> list[Criterion]:
    """Criteria still to be shown of the level above the candidate's, or of the one above that; they can only add."""
    own = LEVELS.index(interview.started.level)
    waiting = _unplayed(interview, case)
    above = [c for c in phase.criteria if LEVELS.index(c.level) > own and c.id not in waiting]
    ranked = _ranked(interview, above)
    return sorted(ranked, key=lambda c: LEVELS.index(c.level))


def outcome(interview: Interview, criterion: Criterion) -> str:
    """Return what listening made of a criterion so far: `shown`, `partial`, `missing` or `wrong`.

    One with a fact that was told is shown: it was asked for, and nobody asks for the same thing to be asked again.
    """
    if any(fact in interview.facts_told for fact in criterion.facts):
        return "shown"
    finding = interview.coverage.get(criterion.id)
    return finding.outcome if finding else "missing"


def said_something(interview: Interview, phase: Phase) -> bool:
    """Tell whether anything of a phase seems to be shown, if only in part."""
    return any(outcome(interview, c) in _CREDIT for c in phase.criteria)


def runs_ahead(interview: Interview, phase: Phase, case: Case) -> bool:
    """Tell whether the last answer is about later phases and says nothing to this one: the design has begun."""
    heard = interview.heard
    credited = {f.criterion for f in heard.findings if f.outcome in _CREDIT} if heard else set[str]()
    if heard is None or any(c.id in credited for c in phase.criteria):
        return False
    answer = interview.turns[-1].text
    here = sum(touches(c, answer) for c in phase.criteria)
    coming = [c for p in case.phases[case.phases.index(phase) + 1 :] for c in p.criteria]
    later = sum(c.id in credited or touches(c, answer) for c in coming)
    return later >= AHEAD and later > 2 * here


def next_question(criterion: Criterion, interview: Interview, worn: frozenset[str]) -> str | None:
    """Return the criterion's next probe, from open to narrow, that repeats nothing that was asked.

    Args:
        criterion: whose probe it is.
        interview: with all questions asked so far.
        worn: questions that would repeat an earlier one by meaning, in the judgement of an embedding.
    """
    asked = interview.questions()
    return next((p for p in criterion.probes if p not in worn and not repeats(p, asked)), None)


def _ranked(interview: Interview, criteria: Iterable[Criterion]) -> list[Criterion]:
    answer = next((t.text for t in reversed(interview.turns) if t.role == "candidate"), "")

    def telling(criterion: Criterion) -> tuple[float, int, str]:
        half = outcome(interview, criterion) == "partial"
        value = criterion.weight + TOUCHED * touches(criterion, answer) + HALF_SHOWN * half
        return -value, LEVELS.index(criterion.level), criterion.id

    return sorted((c for c in criteria if outcome(interview, c) != "shown"), key=telling)


def _unplayed(interview: Interview, case: Case) -> frozenset[str]:
    played = {t.curveball for t in interview.turns if t.curveball}
    return frozenset(c.criterion for c in case.curveballs if c.id not in played)
