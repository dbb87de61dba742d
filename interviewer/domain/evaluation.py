"""From checked verdicts to the evaluation: phases, signal, strengths, gaps. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from interviewer.domain.interview import Interview
from interviewer.domain.problem import LEVELS, Case, Criterion, Phase
from interviewer.domain.rubric import (
    Communication,
    Evaluation,
    ExampleAnswer,
    Gap,
    PhaseResult,
    SheetFact,
    Strength,
    Verdict,
)
from interviewer.domain.scoring import band, majority, points, score_phase, signal, standing
from interviewer.domain.targets import target_criteria

Run = Mapping[str, Verdict]
"""One grading run: verdicts by criterion id."""
MAX_STRENGTHS = 5
MAX_GAPS = 8


def gradable(interview: Interview, case: Case) -> tuple[Phase, ...]:
    """Phases that were reached: opened, and not cut off by the end before the candidate could speak."""
    opened = {t.phase for t in interview.turns}
    answered = {t.phase for t in interview.turns if t.role == "candidate"}
    last = interview.phase
    return tuple(p for p in case.phases if p.id in answered or (p.id in opened and p.id != last))


def criteria_to_judge(interview: Interview, phase: Phase, case: Case) -> tuple[Criterion, ...]:
    """Criteria of a reached phase: all levels, without those of curveballs that were not played."""
    played = {t.curveball for t in interview.turns if t.curveball}
    waiting = {c.criterion for c in case.curveballs if c.id not in played}
    return tuple(c for c in phase.criteria if c.id not in waiting)


def agreement(runs: Sequence[Run]) -> float | None:
    """Mean share of repeated verdicts that equal their majority, 0 to 1; None with fewer than two runs."""
    ids = runs[0].keys() if runs else ()
    shares = [majority([run[id_] for run in runs]).agreement for id_ in ids]
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


def evaluate(
    interview: Interview, case: Case, runs: Sequence[Run], communication: Communication, now: datetime
) -> Evaluation:
    """Put an interview's verdicts together.

    Args:
        interview: the graded interview.
        case: its problem.
        runs: one or more gradings; each holds a verdict for every criterion of every reached phase.
        communication: the eighth dimension.
        now: for the minutes used, if the interview has not ended.
    """
    phases = tuple(_phase_result(interview, case, phase, runs, now) for phase in case.phases)
    status, why = standing(phases, agreement(runs))
    verdicts = [v for p in phases if p.status == "graded" for v in p.criteria]
    return Evaluation(
        status=status,
        why=why,
        signal=signal(phases, communication) if status == "graded" else None,
        phases=phases,
        communication=communication,
        strengths=_strengths(verdicts),
        gaps=_gaps(interview, case, verdicts),
        facts=_facts(interview, case),
        example_answer=_example(case, phases),
    )


def _facts(interview: Interview, case: Case) -> tuple[SheetFact, ...]:
    """List the sheet in the order in which it was asked for; nothing if nobody listened for questions."""
    if not any(turn.heard_by for turn in interview.turns):
        return ()
    told = interview.facts_told
    ordered = sorted(case.facts, key=lambda fact: told.get(fact.id, len(interview.turns)))
    return tuple(SheetFact(id=f.id, about=f.about, asked_in=told.get(f.id)) for f in ordered)


def _phase_result(interview: Interview, case: Case, phase: Phase, runs: Sequence[Run], now: datetime) -> PhaseResult:
    total = sum(p.minutes for p in case.phases)
    used = interview.phase_seconds(now).get(phase.id, 0.0) / 60
    budget = phase.minutes / total * interview.started.minutes
    words = sum(len(t.text.split()) for t in interview.turns if t.role == "candidate" and t.phase == phase.id)
    if phase not in gradable(interview, case):
        return PhaseResult(
            phase=phase.id, status="not_reached", score=None, band=None, points=0, possible=0,
            minutes_used=round(used, 2), minutes_budget=round(budget, 2), words=words,
            criteria=tuple(_not_reached(c, "This phase was not reached.") for c in phase.criteria),
        )  # fmt: skip
    judged = criteria_to_judge(interview, phase, case)
    per_run = [[run[c.id] for c in judged] for run in runs]
    settled = [majority([run[c.id] for run in runs]).verdict for c in judged]
    scored = score_phase(settled, interview.started.level)
    held_back = [_not_reached(c, "Its curveball was not played.") for c in phase.criteria if c not in judged]
    return PhaseResult(
        phase=phase.id, status="not_assessed" if scored.score is None else "graded", score=scored.score,
        band=band(per_run, interview.started.level), points=scored.points, possible=scored.possible,
        minutes_used=round(used, 2), minutes_budget=round(budget, 2), words=words, criteria=(*settled, *held_back),
    )  # fmt: skip


def _not_reached(criterion: Criterion, reason: str) -> Verdict:
    return Verdict(
        id=criterion.id, expects=criterion.expects, level=criterion.level, weight=criterion.weight,
        verdict="not_reached", teaches=criterion.teaches, reason=reason,
    )  # fmt: skip


def _strengths(verdicts: Sequence[Verdict]) -> tuple[Strength, ...]:
    shown = [v for v in verdicts if v.verdict == "shown" and v.quote]
    shown.sort(key=lambda v: (-points(v), v.id))
    return tuple(
        Strength(criterion=v.id, quote=v.quote, text=v.expects) for v in shown[:MAX_STRENGTHS] if v.quote is not None
    )


def _gaps(interview: Interview, case: Case, verdicts: Sequence[Verdict]) -> tuple[Gap, ...]:
    """The weightiest criteria that this level expects and that were not shown; if all were, those of higher levels."""
    expected = {c.id for p in case.phases for c in target_criteria(interview, p, case)}
    missed = [v for v in verdicts if v.verdict in ("missing", "wrong", "partial")]
    missed = [v for v in missed if v.id in expected] or missed
    missed.sort(key=lambda v: (v.id not in expected and LEVELS.index(v.level), v.verdict == "partial", -v.weight, v.id))
    return tuple(_gap(interview, case.criterion(v.id)) for v in missed[:MAX_GAPS])


def _gap(interview: Interview, criterion: Criterion) -> Gap:
    ids = [t.id for t in interview.turns if t.phase == criterion.phase]
    practise = (
        f'Read "{criterion.teaches.heading}", close it, and answer aloud in two minutes: {criterion.probes[-1]} '
        f"A full answer {criterion.expects[0].lower()}{criterion.expects[1:]}"
    )
    return Gap(criterion=criterion.id, turns=(ids[0], ids[-1]), teaches=criterion.teaches, practise=practise)


def _example(case: Case, phases: Sequence[PhaseResult]) -> ExampleAnswer | None:
    """A strong answer to the phase with the lowest share of its points."""
    graded = [p for p in phases if p.score is not None and case.phase(p.phase).example_answer]
    if not graded:
        return None
    weakest = min(graded, key=lambda p: p.points / p.possible)
    return ExampleAnswer(phase=weakest.phase, text=case.phase(weakest.phase).example_answer or "")
