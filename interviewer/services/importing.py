"""Make an interview of a transcript that was held elsewhere, so that it is graded like any other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Protocol, get_args

from interviewer.domain.errors import InputError
from interviewer.domain.events import PERSON, CandidateSpoke, Ended, Event, InterviewerSpoke, MoveKind, Started
from interviewer.domain.interview import Role
from interviewer.domain.problem import Case
from interviewer.services.conductor import check_level

UNKNOWN_WORDS = "(The interviewer's words are not in the transcript.)"
MINUTES = 45


@dataclass(frozen=True)
class HeldTurn:
    """One turn of an interview held elsewhere."""

    role: Role
    text: str
    phase: str | None = None
    move: str | None = None
    criterion: str | None = None
    at: datetime | None = None


class Exchange(NamedTuple):
    """A question and what was answered."""

    question: HeldTurn
    answer: HeldTurn


class Placer(Protocol):
    """Finds the phase of turns that do not name theirs."""

    async def place(self, exchanges: Sequence[Exchange], fixed: Sequence[str | None], case: Case) -> list[str]:
        """Return a phase id for each exchange; `fixed` ones keep theirs."""
        ...


async def as_events(turns: Sequence[HeldTurn], case: Case, level: str, now: datetime, placer: Placer) -> list[Event]:
    """Make the events of an interview that has ended.

    Args:
        turns: what was said; a speaker's turns in a row are joined.
        case: the problem it was about.
        level: the candidate's level.
        now: the time of turns that have none; without times no minutes are reported as used.
        placer: finds phases that are not named.

    Raises:
        InputError: the level or a phase does not exist.
    """
    exchanges = _exchanges(joined(turns), case)
    phases = await placer.place(exchanges, [_named(e) for e in exchanges], case)
    start = turns[0].at or now
    started = Started(at=start, case=case.id, level=check_level(level), minutes=MINUTES, mode="imported", model=PERSON)
    events: list[Event] = [started]
    before = ""
    for (question, answer), phase in zip(exchanges, phases, strict=True):
        events.append(_spoke(question, phase, before, case, start))
        if answer.text:
            events.append(CandidateSpoke(at=answer.at or start, text=answer.text))
        before = phase
    return [*events, Ended(at=turns[-1].at or start, by="finished")]


def joined(turns: Sequence[HeldTurn]) -> list[HeldTurn]:
    """Join a speaker's turns in a row to one turn."""
    rows: list[HeldTurn] = []
    for turn in turns:
        if rows and rows[-1].role == turn.role:
            rows[-1] = replace(rows[-1], text=f"{rows[-1].text}\n\n{turn.text}")
        else:
            rows.append(turn)
    return rows


def _exchanges(turns: Sequence[HeldTurn], case: Case) -> list[Exchange]:
    """Pair every question with its answer; an answer before any question gets a placeholder."""
    rows = list(turns)
    if rows[0].role == "candidate":
        rows.insert(0, HeldTurn("interviewer", UNKNOWN_WORDS, phase=rows[0].phase))
    if rows[-1].role == "interviewer":
        rows.append(HeldTurn("candidate", "", phase=rows[-1].phase))
    known = [phase.id for phase in case.phases]
    for turn in rows:
        if turn.phase is not None and turn.phase not in known:
            raise InputError(f"There is no phase '{turn.phase}'; the phases are: {', '.join(known)}.")
    return [Exchange(*pair) for pair in zip(rows[0::2], rows[1::2], strict=True)]


def _named(exchange: Exchange) -> str | None:
    return exchange.answer.phase or exchange.question.phase


def _spoke(turn: HeldTurn, phase: str, before: str, case: Case, start: datetime) -> InterviewerSpoke:
    """Keep move and criterion where the transcript is one of ours; otherwise tell only a change of phase."""
    criteria = {c.id for p in case.phases for c in p.criteria}
    moves: dict[str, MoveKind] = {move: move for move in get_args(MoveKind)}
    guess: MoveKind = "open" if not before else "advance" if phase != before else "probe"
    return InterviewerSpoke(
        at=turn.at or start, text=turn.text, move=moves.get(turn.move or "", guess), phase=phase,
        criterion=turn.criterion if turn.criterion in criteria else None, by=PERSON,
    )  # fmt: skip
