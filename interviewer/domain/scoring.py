"""The arithmetic of grades. Every number in a report comes from here; none comes from a model."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from interviewer.domain.errors import ContentError
from interviewer.domain.problem import LEVELS, Level
from interviewer.domain.rubric import (
    COMMUNICATION_SHARE,
    MIN_AGREEMENT,
    MIN_PHASES,
    PROMPT_FACTOR,
    SCORE_BORDERS,
    VERDICT_FACTOR,
    Communication,
    PhaseResult,
    Score,
    Signal,
    Status,
    Verdict,
    VerdictKind,
)

_SEVERITY: tuple[VerdictKind, ...] = ("wrong", "missing", "partial", "shown")
BORDERLINE = (0.35, 0.65)
"""Probabilities between these could as well have gone to the neighbouring verdict."""


@dataclass(frozen=True)
class PhaseScore:
    """Points are in criterion weights; `score` is 1 to 4, or None if nothing was assessed."""

    points: float
    possible: float
    score: Score | None


class Settled(NamedTuple):
    """What repeated gradings of one criterion came to.

    `agreement` is the share of assessed runs that say the same, None if fewer than two were assessed.
    """

    verdict: Verdict
    agreement: float | None


class Standing(NamedTuple):
    """Whether there is enough evidence for a signal, and if not, why in one sentence."""

    status: Status
    why: str | None


def points(verdict: Verdict) -> float:
    """Return what one verdict earns: weight x verdict factor x prompt factor."""
    factor = VERDICT_FACTOR.get(verdict.verdict, 0.0)
    return verdict.weight * factor * PROMPT_FACTOR[verdict.prompted or "unprompted"]


def score_phase(verdicts: Sequence[Verdict], level: Level) -> PhaseScore:
    """Score one phase from its checked verdicts.

    Args:
        verdicts: one per criterion, any order; `not_assessed` and `not_reached` ones are left out.
        level: criteria above it add to the points and never to what is possible.

    Returns:
        PhaseScore: points, possible and score.

    Raises:
        ContentError: a criterion appears twice.
    Source: points per yes/no criterion after HealthBench (Arora et al. 2025).
    """
    twice = [id_ for id_, count in Counter(v.id for v in verdicts).items() if count > 1]
    if twice:
        raise ContentError(twice[0], 0, "the criterion was judged twice; expected one verdict each")
    counted = [v for v in verdicts if v.verdict not in ("not_assessed", "not_reached")]
    possible = float(sum(v.weight for v in counted if LEVELS.index(v.level) <= LEVELS.index(level)))
    earned = round(sum(points(v) for v in counted), 4)
    if possible == 0:
        return PhaseScore(earned, possible, None)
    score = to_score(earned / possible)
    unprompted = any(v.verdict == "shown" and v.prompted == "unprompted" for v in counted)
    return PhaseScore(earned, possible, 3 if score == 4 and not unprompted else score)


def to_score(share: float) -> Score:
    """Map a share of the possible points to 1 (very weak), 2 (weak), 3 (strong), 4 (very strong)."""
    scores: tuple[Score, Score, Score, Score] = (1, 2, 3, 4)
    return scores[sum(share >= border - 1e-9 for border in SCORE_BORDERS)]


def majority(runs: Sequence[Verdict]) -> Settled:
    """Settle repeated verdicts on one criterion: the most frequent one, of equals the lower one."""
    assessed = [v for v in runs if v.verdict != "not_assessed"]
    if not assessed:
        return Settled(runs[0], None)
    counts = Counter(v.verdict for v in assessed)
    winner = max(counts, key=lambda kind: (counts[kind], -_SEVERITY.index(kind)))
    agreement = counts[winner] / len(assessed) if len(assessed) > 1 else None
    return Settled(next(v for v in assessed if v.verdict == winner), agreement)


def band(runs: Sequence[Sequence[Verdict]], level: Level) -> tuple[int, int] | None:
    """Return the lowest and highest score of a phase over repeated or borderline gradings.

    Args:
        runs: the phase's verdicts, one sequence a run; a single run is varied where its probabilities
            are borderline.
    """
    varied = list(runs)
    if len(runs) == 1:
        varied = [runs[0], [_shift(v, -1) for v in runs[0]], [_shift(v, +1) for v in runs[0]]]
    scores = [s for s in (score_phase(v, level).score for v in varied) if s is not None]
    return (min(scores), max(scores)) if scores else None


def _shift(verdict: Verdict, step: int) -> Verdict:
    probability = verdict.probability
    if probability is None or not BORDERLINE[0] <= probability <= BORDERLINE[1]:
        return verdict
    if verdict.verdict not in _SEVERITY:
        return verdict
    place = min(max(_SEVERITY.index(verdict.verdict) + step, 1), len(_SEVERITY) - 1)
    return verdict.model_copy(update={"verdict": _SEVERITY[place]})


def standing(phases: Sequence[PhaseResult], agreement: float | None) -> Standing:
    """Tell whether the graded phases and the agreement of repeated gradings (0 to 1) carry a signal."""
    graded = [p for p in phases if p.score is not None]
    if not graded and any(p.status == "not_assessed" for p in phases):
        return Standing("not_assessed", "No phase could be graded, so nothing was scored. Grade the interview again.")
    if not graded:
        return Standing("not_enough_evidence", "No phase was answered.")
    if len(graded) < MIN_PHASES:
        why = f"Phases that could be graded: {len(graded)}; a signal needs {MIN_PHASES}."
        return Standing("not_enough_evidence", why)
    if agreement is not None and agreement < MIN_AGREEMENT:
        why = f"Repeated gradings agree on only {agreement:.0%} of the verdicts."
        return Standing("not_enough_evidence", why)
    return Standing("graded", None)


def signal(phases: Sequence[PhaseResult], communication: Communication) -> Signal:
    """Return the practice signal for the chosen level, from means and floors.

    A phase at 1 sinks it to `lean_no_hire` or lower; `strong_hire` also needs every phase graded.

    Raises:
        ValueError: no phase has a score.
    """
    scores = [p.score for p in phases if p.score is not None]
    if not scores:
        raise ValueError("no phase has a score")
    mean = sum(scores) / len(scores)
    if communication.score is not None:
        mean = (1 - COMMUNICATION_SHARE) * mean + COMMUNICATION_SHARE * communication.score
    if min(scores) == 1:
        return "lean_no_hire" if mean >= 2.25 else "no_hire"
    if mean >= 3.5 and min(scores) >= 3 and len(scores) == len(phases):
        return "strong_hire"
    for border, name in _SIGNALS.items():
        if mean >= border:
            return name
    return "no_hire"


_SIGNALS: Mapping[float, Signal] = {3.0: "hire", 2.5: "lean_hire", 2.0: "lean_no_hire"}
