"""The components of the page by name, as handlers and layout share them."""

from dataclasses import dataclass, fields

import gradio as gr
from gradio.blocks import Block


@dataclass(frozen=True)
class Parts:
    """Everything on the page that an event reads or writes."""

    remembered: gr.BrowserState
    """Id of this browser's interview, nothing else; the address bar shows it too."""
    seen: gr.State
    """Id of the interviewer's turn that this tab shows last."""
    draft: gr.BrowserState
    """What is typed and not sent yet, so that a reload does not lose it."""

    start_screen: gr.Column
    start_notice: gr.HTML
    case: gr.Radio
    level: gr.Radio
    minutes: gr.Radio
    start: gr.Button

    room: gr.Row
    rail: gr.HTML
    chat: gr.Chatbot
    notice: gr.HTML
    answer: gr.Textbox
    send: gr.Button
    notes: gr.Textbox
    send_notes: gr.Checkbox
    hint: gr.Button
    skip: gr.Button
    pause: gr.Button
    end: gr.Button
    confirm: gr.Column
    end_now: gr.Button
    keep_going: gr.Button

    report_screen: gr.Column
    grading: gr.HTML
    report: gr.HTML
    example: gr.Markdown
    reading_fold: gr.Accordion
    reading: gr.Markdown
    transcript: gr.Chatbot
    regrade: gr.Button
    again: gr.Button

    def all(self) -> list[Block]:
        """Return every component, as outputs of an event."""
        return [getattr(self, field.name) for field in fields(self)]

    def typed(self) -> frozenset[Block]:
        """Return what a person fills in while the interview goes on, and the draft that is kept of it."""
        return frozenset((self.answer, self.notes, self.send_notes, self.draft))
