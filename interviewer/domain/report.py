"""The report: one interview with one grading, in the stable form that is written as JSON, Markdown and PDF.

Field names and shapes are a promise (`schema_version` 1). Fields beyond it are only ever added.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer, model_validator

from interviewer.domain.events import OFFLINE, PERSON, EndedBy, Graded, MoveKind
from interviewer.domain.interview import Interview, Role, Turn
from interviewer.domain.problem import Level
from interviewer.domain.rubric import Communication, Evaluation, Grading, Quote

REPORT_VERSION = 1
NOT_GRADED = "The interview has not been graded; nothing was scored. Grade it to get an evaluation."


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


UtcTime = Annotated[AwareDatetime, PlainSerializer(_utc, return_type=str, when_used="json")]
"""A moment; in JSON ISO 8601 in UTC with a trailing Z."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InterviewInfo(_Part):
    """What was held, by whom, and how it ended."""

    id: str
    case: str
    level: Level
    mode: str
    model: str
    started_at: UtcTime
    minutes: int
    """Planned length."""
    ended_by: EndedBy | None
    minutes_used: float
    """Running time until the end, or until now if it goes on; pauses do not count."""
    orders_noted: int
    """Messages that tried to command the interviewer or the grader; they change no score."""
    turns_worded: int = 0
    """Interviewer's turns in the words of a model; all others are curated words."""
    turns_replaced: int = 0
    """Interviewer's turns in curated words because a model failed or broke a rule."""


class ReportTurn(_Part):
    """One message of the transcript; `id` is its index in `turns`."""

    id: int
    role: Role
    phase: str
    move: MoveKind | None
    text: str
    at: UtcTime
    criterion: str | None
    by: str | None
    """Whose words an interviewer's turn is: `offline` or `provider:model`."""
    fallback: str | None
    """Why the model did not word this turn, if it should have."""
    heard_by: tuple[str, ...] = ()
    """Who listened to a candidate's turn for the follow-up: `offline`, and a model where one judged it."""


class Report(_Part):
    """Everything about one interview and one grading of it; validated so that every quote is real."""

    schema_version: Literal[1] = REPORT_VERSION
    generated_at: UtcTime
    interview: InterviewInfo
    turns: tuple[ReportTurn, ...]
    evaluation: Evaluation
    grading: Grading

    def quotes(self) -> Iterator[Quote]:
        """Yield every quote of the evaluation, those of criteria first."""
        for phase in self.evaluation.phases:
            yield from (verdict.quote for verdict in phase.criteria if verdict.quote)
        yield from (strength.quote for strength in self.evaluation.strengths)

    @model_validator(mode="after")
    def _turns_are_numbered(self) -> Self:
        if any(turn.id != index for index, turn in enumerate(self.turns)):
            raise ValueError("a turn's id is its index in turns")
        return self

    @model_validator(mode="after")
    def _quotes_are_the_candidates_words(self) -> Self:
        for quote in self.quotes():
            _check(quote, self.turns)
        return self


def build_report(interview: Interview, graded: Graded | None, now: datetime) -> Report:
    """Join an interview and one grading of it.

    Args:
        interview: the interview, ended or not.
        graded: the grading to report; None gives an evaluation that says `not_assessed` and scores nothing.
        now: when the report is made, aware.

    Raises:
        ValueError: a quote of the grading is not the candidate's words; our bug.
    """
    started = interview.started
    return Report(
        generated_at=now,
        interview=InterviewInfo(
            id=interview.id, case=started.case, level=started.level, mode=started.mode, model=started.model,
            started_at=started.at, minutes=started.minutes, ended_by=interview.ended_by,
            minutes_used=round(interview.elapsed_s(now) / 60, 2), orders_noted=interview.orders_noted,
            turns_worded=sum(_is_worded(turn) for turn in interview.turns),
            turns_replaced=sum(bool(turn.fallback) and not _is_worded(turn) for turn in interview.turns),
        ),
        turns=tuple(_turn(turn) for turn in interview.turns),
        evaluation=graded.evaluation if graded else _ungraded(),
        grading=graded.grading if graded else _no_grading(),
    )  # fmt: skip


def _is_worded(turn: Turn) -> bool:
    return turn.role == "interviewer" and turn.by not in (None, OFFLINE, PERSON)


def _turn(turn: Turn) -> ReportTurn:
    return ReportTurn(
        id=turn.id, role=turn.role, phase=turn.phase, move=turn.move, text=turn.text, at=turn.at,
        criterion=turn.criterion, by=turn.by, fallback=turn.fallback, heard_by=turn.heard_by,
    )  # fmt: skip


def _ungraded() -> Evaluation:
    communication = Communication(status="not_assessed", reason=NOT_GRADED)
    return Evaluation(status="not_assessed", why=NOT_GRADED, signal=None, phases=(), communication=communication)


def _no_grading() -> Grading:
    return Grading(mode="none", model="none", runs=0, agreement=None, quotes_rejected=0)


def _check(quote: Quote, turns: tuple[ReportTurn, ...]) -> None:
    if not 0 <= quote.turn < len(turns) or turns[quote.turn].role != "candidate":
        raise ValueError(f"a quote is of turn {quote.turn}, which is no turn of the candidate")
    if not 0 <= quote.start < quote.end or turns[quote.turn].text[quote.start : quote.end] != quote.text:
        raise ValueError(f"a quote is not in turn {quote.turn} at {quote.start} to {quote.end}")
