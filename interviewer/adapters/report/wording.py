"""Words and arithmetic lines that all forms of the report share."""

from collections.abc import Mapping
from types import MappingProxyType

from interviewer.adapters.report.speakers import voice_of, voices
from interviewer.domain.events import OFFLINE
from interviewer.domain.problem import LEVELS, Level
from interviewer.domain.report import Report, ReportTurn
from interviewer.domain.rubric import PROMPT_FACTOR, SCORE_BORDERS, VERDICT_FACTOR, Gap, PhaseResult, Verdict

PRACTICE = "A practice signal, not a verdict on a person."
SIGNALS: Mapping[str, str] = MappingProxyType({
    "strong_hire": "Strong hire",
    "hire": "Hire",
    "lean_hire": "Lean hire",
    "lean_no_hire": "Lean no hire",
    "no_hire": "No hire",
})  # fmt: skip
STATUSES: Mapping[str, str] = MappingProxyType({
    "graded": "Graded",
    "not_enough_evidence": "Not enough evidence for a signal",
    "not_assessed": "Not assessed",
    "not_reached": "Not reached",
})  # fmt: skip
SCORES: Mapping[int, str] = MappingProxyType({1: "very weak", 2: "weak", 3: "strong", 4: "very strong"})
PROMPTED: Mapping[str, str] = MappingProxyType({
    "unprompted": "unprompted",
    "probe": "after a probe",
    "hint": "after a hint",
})  # fmt: skip
ENDINGS: Mapping[str, str] = MappingProxyType({
    "candidate": "ended by the candidate",
    "time": "ended when the time was over",
    "finished": "held to the end",
})  # fmt: skip

PHASE_HEADER = ("Phase", "Score", "Band", "Points", "Minutes used / planned", "Words")


def headline(report: Report) -> str:
    """Return the result in a few words, such as "Lean hire for the senior level"."""
    evaluation = report.evaluation
    if evaluation.status == "graded" and evaluation.signal:
        return f"{SIGNALS[evaluation.signal]} for the {report.interview.level} level"
    return STATUSES[evaluation.status]


def facts(report: Report) -> str:
    """Return level, length, date and ending in one line."""
    about = report.interview
    ending = ENDINGS[about.ended_by] if about.ended_by else "not ended"
    return " · ".join([
        f"{about.level.capitalize()} level",
        f"{about.minutes_used:.0f} of {about.minutes} minutes",
        f"{about.started_at:%d %B %Y, %H:%M} {about.started_at.tzname() or 'UTC'}",
        ending,
    ])  # fmt: skip


def how_graded(report: Report) -> list[str]:
    """Return what a reader must know to weigh the grades: one sentence each."""
    grading = report.grading
    if not grading.runs:
        return ["Nobody has graded this interview."]
    times = {1: "", 2: " twice"}.get(grading.runs, f" {grading.runs} times")
    by = "without a language model, by comparing your words with good and poor answers"
    said = [f"Your answers were graded{times} {by if grading.mode == OFFLINE else f'by {grading.model}'}."]
    if grading.agreement is not None:
        said.append(f"The gradings agree with each other on {grading.agreement:.0%} of the verdicts.")
    said.append(_rejected(grading.quotes_rejected))
    said.append(_trust(grading.measured_accuracy))
    if grading.prompts:
        versions = ", ".join(f"{name} {version}" for name, version in grading.prompts.items())
        said.append(f"What the model was told is kept in versions: {versions}.")
    if any(grading.usage.values()):
        read, written = (grading.usage.get(f"{way}_tokens", 0) for way in ("input", "output"))
        said.append(f"It read {read:,} tokens and wrote {written:,}.")
    said.append(voices(report))
    if report.interview.orders_noted:
        count = report.interview.orders_noted
        said.append(f"{plural(count, 'message')} tried to give orders to the interviewer; that changed no score.")
    return said


def scale() -> str:
    """Return how points become scores, in one sentence."""
    low, middle, high = (f"{border:.0%}" for border in SCORE_BORDERS)
    return (
        f"Score 1 (very weak) is below {low} of the possible points, 2 (weak) below {middle}, 3 (strong) below {high}, "
        "4 (very strong) above that with at least one criterion shown unprompted. Criteria above the level only add."
    )


def score_of(phase: PhaseResult) -> str:
    """Return a phase's score in words, such as "3, strong"; its status if it has none."""
    if phase.score is None:
        return STATUSES[phase.status].lower() if phase.status != "graded" else "not assessed"
    return f"{phase.score}, {SCORES[phase.score]}"


def points_of(phase: PhaseResult) -> str:
    """Return a phase's points as arithmetic, such as "5.35 of 9 = 59 %"."""
    if phase.score is None or not phase.possible:
        return "–"
    return f"{number(phase.points)} of {number(phase.possible)} = {phase.points / phase.possible:.0%}"


def band_of(phase: PhaseResult) -> str:
    """Return the lowest and highest score over gradings, such as "2 to 3"."""
    if phase.score is None or phase.band is None:
        return "–"
    low, high = phase.band
    return str(low) if low == high else f"{low} to {high}"


def phase_row(phase: PhaseResult, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Return a phase's line of the table under `PHASE_HEADER`."""
    title = titles.get(phase.phase, phase.phase)
    return title, score_of(phase), band_of(phase), points_of(phase), minutes_of(phase), words_of(phase)


def minutes_of(phase: PhaseResult) -> str:
    """Return minutes used and planned, such as "4.2 / 5"."""
    return f"{number(round(phase.minutes_used, 1))} / {number(round(phase.minutes_budget, 1))}"


def words_of(phase: PhaseResult) -> str:
    """Return how many words the candidate said in a phase."""
    return "–" if phase.words is None else f"{phase.words:,}"


def verdict_of(verdict: Verdict) -> str:
    """Return a verdict with its prompting, such as "partial, after a probe"."""
    said = verdict.verdict.replace("_", " ")
    return f"{said}, {PROMPTED[verdict.prompted]}" if verdict.prompted and earns(verdict) else said


def earns(verdict: Verdict) -> bool:
    """Tell whether a verdict brings points."""
    return VERDICT_FACTOR.get(verdict.verdict, 0.0) > 0


def wants_learning(verdict: Verdict) -> bool:
    """Tell whether the reader should be told what teaches a criterion."""
    return verdict.verdict in ("missing", "wrong", "partial", "not_reached")


def arithmetic(verdict: Verdict, level: Level) -> str:
    """Return what a criterion earned as weight x verdict factor x prompt factor."""
    if verdict.verdict not in VERDICT_FACTOR:
        return f"weight {verdict.weight}, left out of the score"
    share, left = VERDICT_FACTOR[verdict.verdict], PROMPT_FACTOR[verdict.prompted or "unprompted"]
    steps = f"weight {verdict.weight} × {number(share)}"
    if share:
        steps += f" × {number(left)}"
    above = LEVELS.index(verdict.level) > LEVELS.index(level)
    end = f"a bonus: expected from {verdict.level}" if above else f"of {verdict.weight}"
    return f"{steps} = {number(verdict.weight * share * left)} {f'({end})' if above else end}"


def expectations(report: Report) -> dict[str, str]:
    """Return what each criterion of the evaluation expects, by its id."""
    return {verdict.id: verdict.expects for phase in report.evaluation.phases for verdict in phase.criteria}


def turns_of(gap: Gap) -> str:
    """Return where a criterion was missing, such as "turns 3 to 7"."""
    first, last = gap.turns
    return f"turn {first}" if first == last else f"turns {first} to {last}"


def said_by(turn: ReportTurn, report: Report, titles: Mapping[str, str]) -> str:
    """Return who spoke, in which phase, when and why, such as "Turn 4, interviewer: Data, 7:12, probe"."""
    parts = [titles.get(turn.phase, turn.phase), clock(turn, report)]
    if turn.move:
        parts.append(turn.move.replace("_", " "))
    parts.append(voice_of(turn))
    return f"Turn {turn.id}, {turn.role}: {', '.join(part for part in parts if part)}"


def clock(turn: ReportTurn, report: Report) -> str:
    """Return when a turn was, as minutes and seconds since the start."""
    seconds = max(0, int((turn.at - report.interview.started_at).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"


def number(value: float | str) -> str:
    """Return a number without needless zeros; a string as it is."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def plural(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def above_level(report: Report) -> str:
    """Return a sentence where all that is left to practise is above the level; empty otherwise."""
    level = report.interview.level
    levels = {verdict.id: verdict.level for phase in report.evaluation.phases for verdict in phase.criteria}
    asked = [levels.get(gap.criterion, level) for gap in report.evaluation.gaps]
    if not asked or any(LEVELS.index(one) <= LEVELS.index(level) for one in asked):
        return ""
    return f"You showed all that was looked for at {level} level; this is what is expected above it."


def _trust(measured: Mapping[str, float | str]) -> str:
    """Return how often this way of grading was right when it was tested, beside what guessing gives."""
    if not measured:
        return "How often this way of grading is right has not been measured."
    rest = dict(measured)
    right, base, tested = (rest.pop(key, None) for key in ("balanced_accuracy", "base_rate", "what"))
    count = rest.pop("n", None)
    details = (
        [f"{count:,.0f} {tested or 'answers'}"] if isinstance(count, float | int) else [str(tested)] if tested else []
    )
    details += [f"{base:.0%} of the tested answers were good"] if isinstance(base, float | int) else []
    details += [f"{key.replace('_', ' ')} {number(value)}" for key, value in rest.items()]
    said = "This way of grading was tested"
    if isinstance(right, float | int):
        said = (
            f"When this way of grading was tested, it told good from poor in {right:.0%} of cases; guessing gives 50%"
        )
    return f"{said} ({'; '.join(details)})." if details else f"{said}."


def _rejected(count: int) -> str:
    if not count:
        return "Every quote was found word for word in the transcript."
    verb = "was" if count == 1 else "were"
    return f"{plural(count, 'quote')} {verb} rejected, being not the candidate's words: no credit was given for that."
