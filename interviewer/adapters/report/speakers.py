"""Whose words were spoken, who listened and who graded, in words that all forms of the report share."""

from interviewer.domain.events import OFFLINE, PERSON
from interviewer.domain.report import Report, ReportTurn


def voices(report: Report) -> str:
    """Return in whose words the interviewer spoke, over the whole interview."""
    about = report.interview
    spoken = sum(turn.role == "interviewer" for turn in report.turns)
    names = list(dict.fromkeys(turn.by for turn in report.turns if turn.by not in (None, OFFLINE, PERSON)))
    if any(turn.by == PERSON for turn in report.turns):
        said = "The interview was held by a person."
    elif not names:
        said = "The interviewer spoke in curated words."
    else:
        said = f"Of the interviewer's {spoken} turns, {about.turns_worded} were worded by {', '.join(names)}."
    if about.turns_replaced:
        said += f" Replaced by curated words: {about.turns_replaced}; the transcript says why."
    return said


def voice_of(turn: ReportTurn) -> str:
    """Return whose words a turn of the interviewer is, and who listened to one of the candidate."""
    if turn.role == "candidate":
        judges = [name for name in turn.heard_by if name != OFFLINE]
        return f"also heard by {', '.join(judges)}" if judges else ""
    if turn.by == PERSON:
        return ""
    said = "curated words" if turn.by in (None, OFFLINE) else f"in words of {turn.by}"
    return f"{said}, because: {turn.fallback}" if turn.fallback else said


def grader(report: Report) -> str:
    """Return who graded, in a few words."""
    grading = report.grading
    if not grading.runs:
        return "nobody yet"
    return "the offline assessor" if grading.mode == OFFLINE else grading.model
