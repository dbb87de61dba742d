"""The layout of the page, and which event calls which handler."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import gradio as gr

from interviewer.bootstrap import App
from interviewer.domain.problem import LEVELS, Case, Level
from interviewer.notices import notices_of
from interviewer.ui.draw import Drawing, note
from interviewer.ui.frames import Page
from interviewer.ui.guard import guarded
from interviewer.ui.handlers import Handlers
from interviewer.ui.parts import Parts
from interviewer.ui.render import render_html
from interviewer.ui.theme import LATEX, NOTES_LATEX

TITLE = "ML system design interviewer"
LENGTHS = (20, 30, 45, 60)
"""Minutes to choose from."""
STORAGE_KEY = "ml-design-interviewer"
NOT_SECRET = "the-id-is-no-secret-from-its-own-browser"
"""Gradio wants one, fixed, to read the browser's storage after a restart; it hides nothing."""
NOTICES = 3
"""Sentences above the choice of a problem; more are folded away."""
HOW_TO_WRITE = (
    "Enter makes a new line, Ctrl+Enter or Shift+Enter sends. Markdown, tables, code and ```mermaid diagrams are drawn."
)
CONCURRENT = 64
"""Replies that may be streaming at a time."""
_LEVELS: dict[Level, str] = {
    "mid": "Mid\nA working design, end to end, with a sound metric and a baseline.",
    "senior": "Senior\nTrade-offs argued, numbers estimated, failure and drift planned for.",
    "staff": "Staff\nLeads the hour, questions the problem, sees costs beyond the model.",
}
_ASKED_ID = "(id, draft) => [new URLSearchParams(location.search).get('interview') || id, draft]"
_SHOW_ID = """(id) => { if (id) { const url = new URL(location.href);
  url.searchParams.set('interview', id);
  history.replaceState(null, '', url); } }"""
_HIDE_ID = "() => { history.replaceState(null, '', location.pathname); }"
_KEEP_DRAFT = "(id, answer, notes) => ({id, answer, notes})"


def build_page(app: App) -> gr.Blocks:
    """Lay out the page and connect its events; nothing is called yet."""
    with Page(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(f'<header class="masthead"><h1>{TITLE}</h1></header>', elem_id="masthead")
        parts = Parts(
            remembered=gr.BrowserState("", storage_key=STORAGE_KEY, secret=NOT_SECRET),
            seen=gr.State(None),
            draft=gr.BrowserState(
                {"id": "", "answer": "", "notes": ""}, storage_key=f"{STORAGE_KEY}-draft", secret=NOT_SECRET
            ),
            **_start_screen(app),
            **_room(),
            **_report_screen(),
        )
        draw = Drawing(app, parts)
        _connect(page, Handlers(app, parts, draw), parts, partial(guarded, draw=draw))
    return page


def _start_screen(app: App) -> dict[str, Any]:
    cases = app.knowledge.cases()
    with gr.Column(visible=False, elem_id="start") as screen:
        notices = gr.HTML(_notices(app), elem_id="notices")
        if app.local:  # what it says of itself changes while it is loaded
            gr.on(None, lambda: _notices(app), None, notices, queue=False, api_visibility="private")
        case = gr.Radio(_choices(cases), label="Problem", value=cases[0].id if cases else None, elem_id="case")
        level = gr.Radio([(_LEVELS[name], name) for name in LEVELS], label="Level", value="senior", elem_id="level")
        minutes = gr.Radio(
            [(f"{length} min", length) for length in LENGTHS], label="Length", value=45, elem_id="minutes"
        )
        notice = gr.HTML(elem_id="start-notice")
        start = gr.Button("Start the interview", variant="primary", elem_id="start-button")
    return {
        "start_screen": screen, "start_notice": notice, "start": start,
        "case": case, "level": level, "minutes": minutes,
    }  # fmt: skip


def _choices(cases: Sequence[Case]) -> list[tuple[str, str]]:
    return [(f"{case.title} · {case.difficulty}\n{case.summary}", case.id) for case in cases]


def _room() -> dict[str, Any]:
    with gr.Row(visible=False, elem_id="room") as room:
        with gr.Column(scale=0, min_width=260, elem_id="rail-column"):
            rail = gr.HTML(elem_id="rail", apply_default_css=False)
        with gr.Column(elem_id="talk"):
            chat = _chatbot("chat", "Interview")
            notice = gr.HTML(elem_id="notice")
            composer = _composer()
    return {"room": room, "rail": rail, "chat": chat, "notice": notice, **composer}


def _chatbot(elem_id: str, label: str) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id=elem_id, label=label, show_label=False, buttons=[], feedback_options=None, allow_tags=False,
        latex_delimiters=LATEX, group_consecutive_messages=False, height=None, layout="bubble", container=False,
    )  # fmt: skip


def _composer() -> dict[str, Any]:
    answer = gr.Textbox(
        label="Your answer", lines=4, max_lines=14, elem_id="answer", autofocus=True,
        placeholder=HOW_TO_WRITE,
    )  # fmt: skip
    with gr.Row(elem_id="controls"):
        send = gr.Button("Send", variant="primary", elem_id="send", scale=0, min_width=104)
        hint = gr.Button("Hint", elem_id="hint", size="md", scale=0, min_width=72)
        skip = gr.Button("Skip phase", elem_id="skip", size="md", scale=0, min_width=72)
        pause = gr.Button("Pause", elem_id="pause", size="md", scale=0, min_width=72)
        end = gr.Button("End", elem_id="end", size="md", scale=0, min_width=72)
    with gr.Column(visible=False, elem_id="confirm") as confirm:
        gr.HTML(
            note("End the interview now? What you said so far is graded; phases you have not reached are left out.")
        )
        with gr.Row(elem_id="confirm-buttons"):
            end_now = gr.Button("End and grade", variant="stop", elem_id="end-now", size="md", scale=0, min_width=140)
            keep_going = gr.Button("Keep going", elem_id="keep-going", size="md", scale=0, min_width=120)
    with gr.Accordion("Notepad", open=False, elem_id="notepad"):
        notes = gr.Textbox(
            label="Your own design notes", lines=6, max_lines=20, elem_id="notes",
            placeholder="Numbers, boxes and arrows, open questions. Kept in this browser until you send them.",
        )  # fmt: skip
        send_notes = gr.Checkbox(label="Send my notes along with the next answer", elem_id="send-notes")
    return {
        "answer": answer, "send": send, "notes": notes, "send_notes": send_notes, "hint": hint, "skip": skip,
        "pause": pause, "end": end, "confirm": confirm, "end_now": end_now, "keep_going": keep_going,
    }  # fmt: skip


def _report_screen() -> dict[str, Any]:
    with gr.Column(visible=False, elem_id="report-screen") as screen:
        grading = gr.HTML(elem_id="grading")
        report = gr.HTML(elem_id="report", apply_default_css=False)
        example = gr.Markdown(visible=False, elem_id="example", latex_delimiters=NOTES_LATEX)
        with gr.Accordion("Notes to read", open=False, visible=False, elem_id="reading-fold") as reading_fold:
            reading = gr.Markdown(elem_id="reading", latex_delimiters=NOTES_LATEX)
        with gr.Accordion("Transcript", open=False, elem_id="transcript-fold"):
            transcript = _chatbot("transcript", "Transcript")
        with gr.Row(elem_id="report-buttons"):
            again = gr.Button("New interview", variant="primary", elem_id="again", scale=0, min_width=160)
            regrade = gr.Button("Regrade", elem_id="regrade", scale=0, min_width=120)
    return {
        "report_screen": screen, "grading": grading, "report": report, "example": example,
        "reading_fold": reading_fold, "reading": reading, "transcript": transcript, "again": again, "regrade": regrade,
    }  # fmt: skip


def _connect(page: gr.Blocks, handlers: Handlers, parts: Parts, safe: Callable[..., Any]) -> None:
    """Connect the events that reach the server; each has room for many people at a time."""
    reaching: dict[str, Any] = {
        "outputs": parts.all(), "show_progress": "hidden", "concurrency_limit": CONCURRENT,
        "concurrency_id": "turn", "api_visibility": "private",
    }  # fmt: skip
    here = parts.remembered
    page.load(safe(handlers.load), [here, parts.draft], js=_ASKED_ID, **reaching)
    parts.start.click(safe(handlers.start), [parts.case, parts.level, parts.minutes], **reaching)
    said = [here, parts.seen, parts.answer, parts.notes, parts.send_notes]
    gr.on([parts.send.click, parts.answer.submit], safe(handlers.submit), said, **reaching)
    parts.hint.click(safe(partial(handlers.press, button="hint")), here, **reaching)
    parts.skip.click(safe(partial(handlers.press, button="skip")), here, **reaching)
    parts.pause.click(safe(handlers.pause), here, **reaching)
    parts.end_now.click(safe(handlers.end), here, **reaching)
    parts.regrade.click(safe(handlers.regrade), here, **reaching)
    parts.again.click(handlers.again, None, js=_HIDE_ID, **reaching)
    _connect_in_browser(parts)


def _connect_in_browser(parts: Parts) -> None:
    """Connect what happens in the browser alone: the address, the draft, the question before the end."""
    here = parts.remembered
    quiet: dict[str, Any] = {"api_visibility": "private"}
    here.change(None, here, None, js=_SHOW_ID, **quiet)
    for box in (parts.answer, parts.notes):
        box.change(None, [here, parts.answer, parts.notes], parts.draft, js=_KEEP_DRAFT, **quiet)
    parts.end.click(lambda: gr.update(visible=True), None, parts.confirm, queue=False, **quiet)
    parts.keep_going.click(lambda: gr.update(visible=False), None, parts.confirm, queue=False, **quiet)


def _notices(app: App) -> str:
    return render_html("notices.html.j2", notices=notices_of(app), shown=NOTICES)
