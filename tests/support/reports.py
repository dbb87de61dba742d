"""A small graded interview with everything a report can show, and room for any words of the candidate."""

from datetime import timedelta

from interviewer.domain.events import CandidateSpoke, Ended, Event, Graded, Heard, InterviewerSpoke, MoveKind
from interviewer.domain.interview import Interview, fold
from interviewer.domain.problem import Level, Section
from interviewer.domain.report import Report, build_report
from interviewer.domain.rubric import (
    Communication,
    Estimate,
    Evaluation,
    ExampleAnswer,
    Gap,
    Grading,
    OpenQuestion,
    PhaseResult,
    Prompted,
    Quote,
    SheetFact,
    Strength,
    Verdict,
    VerdictKind,
)
from tests.support.spoken import AT, started

TITLES = {
    "clarify": "Clarify requirements",
    "frame": "Frame as an ML task",
    "data": "Data and features",
    "model": "Model and training",
    "evaluate": "Evaluation",
    "serve": "Serving",
    "monitor": "Monitoring and iteration",
}
PLAIN = "I would keep every click and sample the rest at five percent, then correct the calibration of the scores."
NOW = AT + timedelta(hours=2)


def held(*answers: str, orders: bool = False) -> Interview:
    """An interview that was held to its end, one answer a phase in turn, then further ones in the last phase."""
    phases = [*TITLES][: max(1, len(answers))]
    events: list[Event] = [started()]
    for index, answer in enumerate(answers):
        phase = phases[min(index, len(phases) - 1)]
        at = AT + timedelta(minutes=5 * index)
        move: MoveKind = "open" if index == 0 else "advance"
        events.append(InterviewerSpoke(at=at, text=f"Question {index}: tell me more.", move=move, phase=phase))
        events.append(CandidateSpoke(at=at + timedelta(minutes=4, seconds=10), text=answer))
        if orders and index == 0:
            events.append(Heard(at=at + timedelta(minutes=4, seconds=11), turn=1, by="offline", orders=True))
    events.append(Ended(at=AT + timedelta(minutes=45), by="finished"))
    return fold("0123456789abcdef", events)


def verdict(
    id_: str,
    kind: VerdictKind = "shown",
    prompted: Prompted | None = "unprompted",
    quote: Quote | None = None,
    weight: int = 2,
    level: Level = "mid",
) -> Verdict:
    """One criterion's verdict."""
    section = Section(file="cases/ad-click-prediction/3-data.md", heading="Negative downsampling")
    return Verdict(
        id=id_, expects=f"Says what {id_} is about and why it matters here.", level=level, weight=weight, verdict=kind,
        prompted=prompted, probability=0.8, quote=quote, teaches=section, reason=f"Because of {id_}.",
    )  # fmt: skip


def quote_of(interview: Interview, turn: int, start: int = 0, end: int = 40) -> Quote:
    """Words of a turn."""
    text = interview.turns[turn].text[start:end]
    return Quote(turn=turn, start=start, end=start + len(text), text=text)


def _phase(phase: str, index: int, score: int | None, *criteria: Verdict) -> PhaseResult:
    status = "graded" if score else "not_assessed" if phase == "serve" else "not_reached"
    return PhaseResult.model_validate({
        "phase": phase, "status": status, "score": score, "band": (max(1, score - 1), score) if score else None,
        "points": 2.7 if score else 0, "possible": 6 if score else 0,
        "words": 120 + index if score else None, "minutes_used": 4.16 + index if score else 0, "minutes_budget": 5 + index % 3, "criteria": criteria,
    })  # fmt: skip


def grading_of(interview: Interview) -> Graded:
    """A grading with every kind of verdict; its quotes are from the candidate's turns 1 and 3, if there are."""
    first = quote_of(interview, 1)
    second = quote_of(interview, 3 if len(interview.turns) > 3 else 1)
    later = verdict("clarify.scale", "partial", "probe", second)
    phases = (
        _phase("clarify", 0, 3, verdict("clarify.goal", quote=first), later),
        _phase("frame", 1, 2, verdict("frame.metric", "shown", "hint", second), verdict("frame.need", "wrong", None)),
        _phase("data", 2, 1, verdict("data.negatives", "missing", None, weight=3)),
        _phase("model", 3, 4, verdict("model.staff", "shown", "unprompted", first, level="staff")),
        _phase("evaluate", 4, 2, verdict("evaluate.split", "partial", "unprompted", first)),
        _phase("serve", 5, None, verdict("serve.cache", "not_assessed", None)),
        _phase("monitor", 6, None, verdict("monitor.drift", "not_reached", None)),
    )  # fmt: skip
    teaches = Section(file="topics/negative-sampling.md", heading="Why drop most of them")
    evaluation = Evaluation(
        status="graded",
        signal="lean_hire",
        phases=phases,
        communication=Communication(status="not_assessed", reason="Only a model judges communication."),
        strengths=(Strength(criterion="clarify.goal", quote=first, text="You asked for the goal first."),),
        gaps=(Gap(criterion="data.negatives", turns=(4, 5), teaches=teaches, practise="Write the sampling plan."),),
        facts=(
            SheetFact(id="scale", about="daily users", asked_in=1),
            SheetFact(id="latency", about="latency budget", asked_in=None),
        ),
        open_questions=(
            OpenQuestion(question="Is there a rule book?", asked_in=1, read=teaches),
            OpenQuestion(question="Who paints the doors?", asked_in=3, read=None),
        ),
        estimates=(Estimate(turn=1, text="about 1 KB each", stated="1 KB", expected="2 KB", verdict="right"),),
        example_answer=ExampleAnswer(phase="data", text="# Sampling\n\n- Keep all clicks.\n- Drop most others."),
    )
    grading = Grading(
        mode="offline", model="offline", runs=3, agreement=0.91, quotes_rejected=2, prompts={"grade": "3"},
        measured_accuracy={"balanced_accuracy": 0.884, "base_rate": 0.41, "examples": "1,204 held out"},
        usage={"input_tokens": 12345, "output_tokens": 678},
    )  # fmt: skip
    return Graded(at=NOW, evaluation=evaluation, grading=grading)


def sample_report(*answers: str, orders: bool = False) -> Report:
    """A graded report of an interview with these answers; five plain ones by default."""
    interview = held(*(answers or (PLAIN,) * 5), orders=orders)
    return build_report(interview, grading_of(interview), NOW)
