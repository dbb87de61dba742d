"""Hold an interview: start it, take an answer, press a button, end it."""

import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from interviewer.domain.errors import Conflict, InputError
from interviewer.domain.events import Button, CandidateSpoke, Ended, Event, InterviewerSpoke, Pressed, Started
from interviewer.domain.interview import Interview
from interviewer.domain.ports import Clock, KnowledgeBase
from interviewer.domain.problem import LEVELS, Level
from interviewer.domain.voice import opening, wrap_up
from interviewer.services.journal import Journal
from interviewer.services.limits import accept
from interviewer.services.tasks import Tasks
from interviewer.services.turn import TurnTaker
from interviewer.services.updates import Done, Notice, Update

MINUTES = (10, 120)
"""Shortest and longest interview."""


@dataclass(frozen=True)
class Conductor:
    """Holds interviews. All state is in the journal; replies outlive the page that asked for them."""

    journal: Journal
    knowledge: KnowledgeBase
    turn_taker: TurnTaker
    clock: Clock
    tasks: Tasks
    mode: str
    model: str

    async def start(
        self, case_id: str, level: str, minutes: int, seed: int | None = None, owner: str | None = None
    ) -> Interview:
        """Begin an interview.

        Args:
            case_id: the problem.
            level: `mid`, `senior` or `staff`.
            minutes: its length; the phases' budgets scale with it.
            seed: chooses among equal alternatives; random if None.
            owner: the only user who may read it; None: whoever has the id.

        Raises:
            InputError: the case or level does not exist, or the length is out of range.
            StoreError: it could not be stored.
        """
        case = self.knowledge.case(case_id)
        now = self.clock.now()
        started = Started(
            at=now, case=case.id, level=check_level(level), minutes=check_minutes(minutes), mode=self.mode,
            model=self.model, seed=secrets.randbelow(1_000) if seed is None else seed, owner=owner,
        )  # fmt: skip
        move = opening(case)
        spoke = InterviewerSpoke(at=now, text=move.says, move=move.kind, phase=move.phase, question=move.question)
        interview = await self.journal.create(secrets.token_hex(16), started, spoke)
        self.tasks.spawn(self.turn_taker.make_ready(case))
        return interview

    async def take_over(self, events: Sequence[Event]) -> Interview:
        """Store an interview that was held elsewhere; raises StoreError if it could not be stored."""
        return await self.journal.create(secrets.token_hex(16), *events)

    async def reply(self, interview_id: str, text: str, answering: int | None = None) -> AsyncIterator[Update]:
        """Store an answer, then stream the interviewer's reply; the last update is `Done`.

        Args:
            interview_id: the interview.
            text: the candidate's words; what is beyond `limits.MAX_CHARACTERS` is refused, with a notice.
            answering: id of the interviewer's turn that the caller saw; None if it cannot tell.

        Raises:
            InputError: the answer is empty, or the interview is over; nothing was stored.
            Conflict: that turn was answered already, in another tab for instance; nothing was stored.
            StoreError: the answer could not be stored.
        """
        words = text.strip()
        if not words:
            raise InputError("The answer is empty; please write something first.")
        taken = accept(words, "yours")
        said = CandidateSpoke(at=self.clock.now(), text=taken.text)
        interview = await self.journal.update(interview_id, lambda now: _in_turn(now, answering, said))
        if taken.notice:
            yield Notice(taken.notice)
        async for update in self._speak(interview):
            yield update

    async def press(self, interview_id: str, button: Button) -> AsyncIterator[Update]:
        """Press a button: hint and skip are answered by a move, pause and resume by the clock alone.

        Raises:
            InputError: the interview is over.
            Conflict: the interviewer is still speaking.
        """
        pressed = Pressed(at=self.clock.now(), button=button)
        interview = await self.journal.update(interview_id, lambda now: _in_turn(now, None, pressed))
        async for update in self._speak(interview):
            yield update

    async def resume(self, interview_id: str) -> AsyncIterator[Update]:
        """Finish a reply that is still owed, after a reload or a restart; the last update is `Done`."""
        async for update in self._speak(await self.journal.load(interview_id)):
            yield update

    async def end(self, interview_id: str) -> Interview:
        """End the interview at the candidate's wish; ending twice changes nothing."""
        await self.tasks.finished(interview_id)
        return await self.journal.update(interview_id, self._ending)

    async def _speak(self, interview: Interview) -> AsyncIterator[Update]:
        if interview.owes_reply:
            done = False
            async for update in self.tasks.relay(interview.id, lambda emit: self.turn_taker.take(interview, emit)):
                done = isinstance(update, Done)
                yield update
            if done:
                return
        yield Done(await self.journal.load(interview.id))

    def _ending(self, interview: Interview) -> list[Event]:
        if interview.ended_by:
            return []
        now = self.clock.now()
        move = wrap_up(self.knowledge.case(interview.started.case).phase(interview.phase), "candidate")
        spoke = InterviewerSpoke(at=now, text=move.says, move=move.kind, phase=move.phase)
        return [spoke, Ended(at=now, by="candidate")]


def check_level(level: str) -> Level:
    """Return the level; raises InputError that lists the levels that exist."""
    for known in LEVELS:
        if known == level:
            return known
    raise InputError(f"There is no level '{level}'; choose one of: {', '.join(LEVELS)}.")


def check_minutes(minutes: int) -> int:
    """Return the length in minutes; raises InputError if it is out of range."""
    if MINUTES[0] <= minutes <= MINUTES[1]:
        return minutes
    raise InputError(f"An interview lasts {MINUTES[0]} to {MINUTES[1]} minutes, not {minutes}.")


def _in_turn(interview: Interview, answering: int | None, event: CandidateSpoke | Pressed) -> list[Event]:
    if interview.ended_by:
        raise InputError("This interview is over; nothing was stored. Read its report or start a new one.")
    asked = interview.last_question()
    if interview.owes_reply or (answering is not None and asked and asked.id != answering):
        raise Conflict("This question was answered already, in another tab perhaps; nothing was stored.")
    return [event]
