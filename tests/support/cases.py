"""A small complete problem as domain objects, and interviews on it; no files, no vendors."""

from datetime import UTC, datetime, timedelta

from interviewer.domain.events import CandidateSpoke, Ended, Finding, Heard, Intent, InterviewerSpoke, MoveKind, Started
from interviewer.domain.interview import Interview, apply, fold
from interviewer.domain.moves import Move
from interviewer.domain.problem import Case, Criterion, Curveball, Fact, Level, Phase, Section

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MINUTES = {"clarify": 5, "frame": 5, "data": 10, "model": 10, "evaluate": 6, "serve": 5, "monitor": 4}


def criterion(phase: str, slug: str, level: Level = "mid", weight: int = 2) -> Criterion:
    topic = f"{phase} {slug}"
    return Criterion(
        id=f"{phase}.{slug}",
        expects=f"Says why {topic} matters and how it is done.",
        level=level,
        weight=weight,
        vocabulary=(f"{slug}term", f"{slug} technique"),
        probes=(f"What would go wrong with the {topic} part?", f"Which number tells you about the {topic} part?"),
        hint=f"Think of what happens to the {topic} part later.",
        shown_by=tuple(f"I would use the {slug}term since it keeps the {topic} right, version {i}." for i in range(3)),
        not_shown_by=tuple(f"The {topic} is always important, in general, version {i}." for i in range(3)),
        teaches=Section(file=f"cases/tiny/{phase}.md", heading=topic.title()),
    )


def phase(name: str) -> Phase:
    return Phase(
        id=name, title=name.title(), minutes=MINUTES[name], about=f"everything about {name}",
        transitions=(f"Let us turn to {name}.", f"Next comes {name}."), generic_hint=f"Start {name} simply.",
        question=f"How would you go about {name}?",
        criteria=(
            criterion(name, "alpha", "mid", 3), criterion(name, "beta", "mid", 2), criterion(name, "gamma", "senior", 2),
            criterion(name, "delta", "staff", 1),
            criterion(name, "twist", "mid") if name in ("model", "serve") else criterion(name, "omega", "staff"),
        ),
        example_answer=f"A strong answer to {name}.",
    )  # fmt: skip


def tiny_case() -> Case:
    return Case(
        id="tiny", title="Tiny problem", summary="A problem for tests.", difficulty="easy", tags=("test",),
        opening="We want something smart. Where would you start?",
        facts=tuple(Fact(id=f"fact-{i}", about=f"matter {i}", answer=f"It is {i * 10} units.") for i in range(8)),
        curveballs=(
            Curveball(id="slow", phase="model", says="Latency halves. What changes?", criterion="model.twist"),
            Curveball(id="late", phase="serve", says="Labels come late. What now?", criterion="serve.twist"),
        ),
        phases=tuple(phase(name) for name in MINUTES),
    )  # fmt: skip


def started(level: Level = "senior", minutes: int = 45, seed: int = 0) -> Started:
    return Started(at=START, case="tiny", level=level, minutes=minutes, mode="offline", model="offline", seed=seed)


def asked(
    text: str = "Where would you start?", at: datetime = START, move: MoveKind = "open", phase: str = "clarify",
    criterion: str | None = None, curveball: str | None = None,
) -> InterviewerSpoke:  # fmt: skip
    return InterviewerSpoke(at=at, text=text, move=move, phase=phase, criterion=criterion, curveball=curveball)


def spoke(text: str = "My answer.", after_s: float = 30) -> CandidateSpoke:
    return CandidateSpoke(at=START + timedelta(seconds=after_s), text=text)


def heard(turn: int, *shown: str, intent: Intent = "answer", outcome: str = "shown", by: str = "offline") -> Heard:
    findings = tuple(Finding.model_validate({"criterion": c, "outcome": outcome}) for c in shown)
    return Heard(at=START, turn=turn, by=by, intent=intent, findings=findings)


def opened(*events: object, **kwargs: object) -> Interview:
    """An interview that has been opened, then saw `events`."""
    return fold("i", [started(**kwargs), asked(), *events])  # type: ignore[arg-type, list-item]


def made(interview: Interview, move: Move, at: datetime) -> Interview:
    """The interview after the interviewer made a move in its curated words."""
    words = InterviewerSpoke(
        at=at, text=move.text, move=move.kind, phase=move.phase, criterion=move.criterion, curveball=move.curveball,
        question=move.question, nudges=move.nudges,
    )  # fmt: skip
    interview = apply(interview, words)
    return apply(interview, Ended(at=at, by=move.ends)) if move.ends else interview
