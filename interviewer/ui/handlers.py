"""Events of the page: each calls one use case and draws what it tells. Nothing is decided here.

The page keeps an interview's id and the id of the turn it shows; what was said is read from the store, never
from the browser.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypedDict

import gradio as gr

from interviewer.bootstrap import App
from interviewer.domain.errors import Conflict, InterviewerError
from interviewer.domain.events import Button
from interviewer.domain.interview import Interview
from interviewer.services.updates import Done, Emit, Update
from interviewer.ui.draw import GRADING, Changes, Drawing, chat_rows, note, problem, spoken
from interviewer.ui.login import current_user
from interviewer.ui.pace import Speaking, Thinking, paced
from interviewer.ui.parts import Parts

NOTES_HEADING = "Notes:"


class Draft(TypedDict):
    """What is typed and not sent yet; the browser keeps it."""

    id: str
    answer: str
    notes: str


@dataclass(frozen=True)
class Typed:
    """What stands in the boxes when an answer is sent."""

    answer: str
    notes: str
    send_notes: bool

    @property
    def words(self) -> str:
        """The answer, with the notes below it if they go along."""
        notes = self.notes.strip() if self.send_notes else ""
        return f"{self.answer.strip()}\n\n{NOTES_HEADING}\n{notes}".strip() if notes else self.answer


@dataclass(frozen=True)
class Handlers:
    """The events. Every method is one use case and yields changes of components."""

    app: App
    parts: Parts
    draw: Drawing

    async def load(self, interview_id: str, draft: Draft | None) -> AsyncIterator[Changes]:
        """Draw the page anew: after a reload, in a second tab, after a restart of the server."""
        if not interview_id:
            yield self.draw.start()
            return
        try:
            interview = await self._load(interview_id)
            changes = self.draw.interview(interview)
        except InterviewerError as error:
            yield self.draw.start(str(error))
            return
        if draft and draft.get("id") == interview_id:
            changes |= {self.parts.answer: draft["answer"], self.parts.notes: draft["notes"]}
        yield changes
        async for later in self._go_on(interview):
            yield later

    async def start(self, case: str | None, level: str, minutes: int) -> AsyncIterator[Changes]:
        """Begin an interview."""
        try:
            interview = await self.app.conductor.start(case or "", level, minutes, owner=current_user())
        except InterviewerError as error:
            yield {self.parts.start_notice: problem(str(error))}
            return
        yield {**self.draw.interview(interview), self.parts.answer: "", self.parts.notes: ""}

    async def submit(
        self, interview_id: str, seen: int | None, answer: str, notes: str, send_notes: bool
    ) -> AsyncIterator[Changes]:
        """Send an answer. Where it was not stored, it stays in its box and the page says why."""
        typed = Typed(answer, notes, send_notes)
        updates = self.app.conductor.reply(interview_id, typed.words, seen)
        async for changes in self._converse(interview_id, updates, typed):
            yield changes

    async def press(self, interview_id: str, button: Button) -> AsyncIterator[Changes]:
        """Ask for a hint, or skip the phase."""
        async for changes in self._converse(interview_id, self.app.conductor.press(interview_id, button)):
            yield changes

    async def pause(self, interview_id: str) -> AsyncIterator[Changes]:
        """Stop the clock, or start it again."""
        try:
            interview = await self._load(interview_id)
        except InterviewerError as error:
            yield self._refused(error)
            return
        button: Button = "resume" if interview.paused_at else "pause"
        async for changes in self.press(interview_id, button):
            yield changes

    async def end(self, interview_id: str) -> AsyncIterator[Changes]:
        """End the interview and grade it."""
        try:
            await self._load(interview_id)
            interview = await self.app.conductor.end(interview_id)
        except InterviewerError as error:
            yield self._refused(error)
            return
        yield self.draw.interview(interview)
        async for changes in self._go_on(interview):
            yield changes

    async def regrade(self, interview_id: str) -> AsyncIterator[Changes]:
        """Grade an interview that has ended, again or for the first time."""
        yield {self.parts.grading: note(GRADING), self.parts.regrade: gr.update(interactive=False)}

        async def work(emit: Emit) -> None:
            emit(Done(await self.app.grader.grade(interview_id)))

        try:
            await self._load(interview_id)
            async for _ in self.app.tasks.relay(f"grading:{interview_id}", work):
                pass
            interview = await self._load(interview_id)
            sentence = "" if interview.gradings else problem("The grading did not finish; please try again.")
            yield self.draw.interview(interview) if interview.gradings else self.draw.ungraded(sentence, again=True)
        except InterviewerError as error:
            yield {self.parts.grading: problem(str(error)), self.parts.regrade: gr.update(interactive=True)}

    def again(self) -> Changes:
        """Go back to the choice of an interview."""
        return self.draw.start()

    async def _converse(
        self, interview_id: str, updates: AsyncIterator[Update], typed: Typed | None = None
    ) -> AsyncIterator[Changes]:
        """Draw a reply while it is spoken, or why it was not asked for."""
        try:
            before = await self._load(interview_id)
            async for changes in self._speak(before, updates, typed):
                yield changes
        except Conflict as error:
            interview = await self._load(interview_id)
            yield self.draw.interview(interview) | self._refused(error, typed)
            async for changes in self._go_on(interview):
                yield changes
        except InterviewerError as error:
            yield self._refused(error, typed)

    async def _speak(
        self, before: Interview, updates: AsyncIterator[Update], typed: Typed | None = None
    ) -> AsyncIterator[Changes]:
        parts = self.parts
        rows = chat_rows(before.turns)
        if typed:
            rows.append(spoken("user", typed.words))
        taken: Changes = self.draw.controls(False) | {parts.notice: ""}
        if typed:
            draft = Draft(id=before.id, answer="", notes=typed.notes)
            taken |= {parts.answer: "", parts.draft: draft, parts.send_notes: False}
        told = ""
        async for frame in paced(updates):
            if isinstance(frame, Thinking):
                yield {**taken, parts.chat: rows}
            elif isinstance(frame, Speaking):
                yield {**taken, parts.chat: [*rows, spoken("assistant", frame.text)]}
            elif isinstance(frame, Done):
                yield {**taken, **self.draw.interview(frame.interview), **({parts.notice: told} if told else {})}
                async for changes in self._go_on(frame.interview):
                    yield changes
            elif frame.passing:
                yield {**taken, parts.chat: rows, parts.notice: note(frame.text)}
            else:
                told = problem(frame.text)
                continue
            taken = {}

    async def _load(self, interview_id: str) -> Interview:
        """Return an interview that whoever is at the page may see."""
        return await self.app.journal.load_for(current_user(), interview_id)

    async def _go_on(self, interview: Interview) -> AsyncIterator[Changes]:
        """Do what is still owed: a reply that was cut off, or the grading of an interview that has ended."""
        if interview.ended_by and not interview.gradings:
            async for changes in self.regrade(interview.id):
                yield changes
        elif interview.owes_reply:
            async for changes in self._converse(interview.id, self.app.conductor.resume(interview.id)):
                yield changes

    def _refused(self, error: InterviewerError, typed: Typed | None = None) -> Changes:
        """Say what is wrong and give back what was typed."""
        changes: Changes = {self.parts.notice: problem(str(error)), **self.draw.controls(True)}
        if typed:
            changes |= {self.parts.answer: typed.answer, self.parts.send_notes: typed.send_notes}
        return changes
