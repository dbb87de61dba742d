"""From an interview to values of components. Everything that is drawn comes from the store."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr
from gradio.blocks import Block

from interviewer.bootstrap import App
from interviewer.domain.events import OFFLINE
from interviewer.domain.interview import Interview, Turn
from interviewer.ui.markup import escape_markdown
from interviewer.ui.parts import Parts
from interviewer.ui.rail import rail_html
from interviewer.ui.report import example_markdown, reading_markdown, report_html

Changes = dict[Block, Any]
"""New values or properties of components; those left out stay as they are."""
Row = dict[str, str]
"""One message as gr.Chatbot takes it."""

GRADING = "Grading your answers, criterion by criterion. You can close the page; the report will be here."
FAULT = "Something of ours broke; it is in the server's log. What you sent is stored: reload the page to go on."
PAUSED = "The clock stands still. Your next message, or Resume, starts it again."


def problem(sentence: str) -> str:
    """Return a notice that a screen reader announces at once; empty for an empty sentence."""
    return f'<p class="problem" role="alert">{escape(sentence)}</p>' if sentence else ""


def note(sentence: str) -> str:
    """Return a quiet notice; empty for an empty sentence."""
    return f'<p class="note" role="status">{escape(sentence)}</p>' if sentence else ""


def spoken(role: str, text: str) -> Row:
    """Return one message, made safe to show."""
    return {"role": role, "content": escape_markdown(text)}


def chat_rows(turns: tuple[Turn, ...]) -> list[Row]:
    """Return the transcript as messages."""
    return [spoken("user" if turn.role == "candidate" else "assistant", turn.text) for turn in turns]


@dataclass(frozen=True)
class Drawing:
    """Draws the three screens: start, room, report."""

    app: App
    parts: Parts

    def start(self, sentence: str = "") -> Changes:
        """Draw the choice of a new interview, with a sentence on what went wrong before."""
        return {**self._screens("start"), self.parts.start_notice: problem(sentence), self.parts.remembered: ""}

    def interview(self, interview: Interview) -> Changes:
        """Draw an interview: the room, or its report once it has ended."""
        changes = {self.parts.remembered: interview.id, self.parts.confirm: gr.update(visible=False)}
        if not interview.ended_by:
            return {**changes, **self._screens("room"), **self.room(interview)}
        changes |= self._screens("report") | {self.parts.transcript: chat_rows(interview.turns)}
        return changes | (self._report(interview) if interview.gradings else self.ungraded(note(GRADING)))

    def room(self, interview: Interview) -> Changes:
        """Draw the running interview; its controls rest while a reply is owed."""
        parts = self.parts
        asked = interview.last_question()
        case = self.app.knowledge.case(interview.started.case)
        said = note(PAUSED) if interview.paused_at else ""
        if asked and asked.fallback:
            voice = "offline, in curated words," if asked.by == OFFLINE else f"by {asked.by}"
            said = note(f"This reply was given {voice}, because the model did not answer: {asked.fallback}")
        return {
            parts.seen: asked.id if asked else None,
            parts.rail: rail_html(interview, case, self.app.clock.now()),
            parts.chat: chat_rows(interview.turns),
            parts.notice: said,
            **self.controls(not interview.owes_reply),
            parts.pause: gr.update(
                value="Resume" if interview.paused_at else "Pause", interactive=not interview.owes_reply
            ),
        }

    def controls(self, free: bool) -> Changes:
        """Make the room's buttons usable, or rest while the interviewer speaks."""
        parts = self.parts
        buttons = (parts.send, parts.hint, parts.skip, parts.pause, parts.end, parts.end_now)
        return {button: gr.update(interactive=free) for button in buttons}

    def fault(self) -> Changes:
        """Say on every screen that something of ours broke."""
        parts, said = self.parts, problem(FAULT)
        notices: Changes = {parts.notice: said, parts.start_notice: said, parts.grading: said}
        return notices | self.controls(True) | {parts.regrade: gr.update(interactive=True)}

    def ungraded(self, sentence: str, again: bool = False) -> Changes:
        """Draw the report screen without a report: it is being made, or could not be made."""
        parts = self.parts
        return {
            parts.grading: sentence,
            parts.report: "",
            parts.example: gr.update(value="", visible=False),
            parts.reading_fold: gr.update(visible=False),
            parts.regrade: gr.update(interactive=again, value="Grade again"),
        }

    def _report(self, interview: Interview) -> Changes:
        parts = self.parts
        report = self.app.reports.report(interview)
        titles = self.app.reports.titles(interview.started.case)
        title = self.app.knowledge.case(interview.started.case).title
        example = example_markdown(report, titles)
        reading = reading_markdown(report, self.app.knowledge)
        return {
            parts.grading: "",
            parts.report: report_html(report, titles, title, len(interview.gradings)),
            parts.example: gr.update(value=example, visible=bool(example)),
            parts.reading_fold: gr.update(visible=bool(reading)),
            parts.reading: reading,
            parts.regrade: gr.update(interactive=True, value="Regrade"),
        }

    def _screens(self, shown: str) -> Changes:
        screens = {"start": self.parts.start_screen, "room": self.parts.room, "report": self.parts.report_screen}
        return {screen: gr.update(visible=name == shown) for name, screen in screens.items()}
