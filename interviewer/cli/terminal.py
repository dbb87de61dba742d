"""The interview in a terminal."""

import asyncio
import re
import sys
from typing import TYPE_CHECKING

from interviewer.domain.errors import Conflict, InputError
from interviewer.notices import notices_of
from interviewer.services.updates import Done, Notice, Piece, Restart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from interviewer.bootstrap import App
    from interviewer.domain.interview import Interview
    from interviewer.services.updates import Update

COMMANDS = ("/hint", "/skip", "/pause", "/end")
HELP = f"Write your answer and send it with an empty line. {', '.join(COMMANDS)} do what they say."
_COMMAND = re.compile(r"/[a-zA-Z?]*\s*$")


async def hold(app: "App", case_id: str | None, level: str, minutes: int, resume_id: str | None) -> "Interview":
    """Hold an interview until it ends, then grade it and print the outcome."""
    if resume_id:
        interview = await app.journal.load(resume_id)
        for turn in interview.turns:
            print(f"\n{turn.role.capitalize()}: {turn.text}")
        interview = await _draw(app.conductor.resume(resume_id), silent=not interview.owes_reply)
    else:
        interview = await app.conductor.start(case_id or "", level, minutes)
        print(f"Interview {interview.id}. {HELP}")
        for notice in notices_of(app):
            print(f"[{notice}]")
        print(f"\nInterviewer: {interview.turns[0].text}")
    while not interview.ended_by:
        interview = await _turn(app, interview)
    if not interview.gradings:
        print("\nGrading ...", file=sys.stderr)
        interview = await app.grader.grade(interview.id)
    report = app.reports.report(interview)
    print(app.reports.render(report, "md").decode())
    return interview


async def _turn(app: "App", interview: "Interview") -> "Interview":
    words = await asyncio.to_thread(_read_answer)
    asked = interview.last_question()
    try:
        match words:
            case None | "/end":
                return await app.conductor.end(interview.id)
            case "/hint" | "/skip" | "/pause":
                button = {"/hint": "hint", "/skip": "skip", "/pause": "pause"}[words]
                return await _draw(app.conductor.press(interview.id, button))  # type: ignore[arg-type]
            case unknown if _COMMAND.match(unknown):
                print(f"[There is no command {unknown}; the commands are {', '.join(COMMANDS)}. Nothing was stored.]")
                return interview
            case _:
                return await _draw(app.conductor.reply(interview.id, words, asked.id if asked else None))
    except (InputError, Conflict) as error:
        print(f"[{error}]")
        return await app.journal.load(interview.id)


async def _draw(updates: "AsyncIterator[Update]", silent: bool = False) -> "Interview":
    interview = None
    spoke = False
    async for update in updates:
        match update:
            case Piece(text):
                print(text if spoke else f"\nInterviewer: {text}", end="", flush=True)
                spoke = True
            case Restart(reason):
                print(f"\n[{reason}]")
                spoke = False
            case Notice(text):
                print(f"[{text}]")
            case Done(state):
                interview = state
    if interview is None:
        raise AssertionError("a reply ends with Done")
    print("" if spoke or silent else "[The clock stands still; your next answer starts it again.]")
    return interview


def _read_answer() -> str | None:
    """Read lines up to an empty one; None at the end of the input."""
    print("\nYou: ", end="", flush=True)
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip() and lines:
            break
        if line.strip():
            lines.append(line.rstrip("\n"))
        if lines and _COMMAND.match(lines[0]):
            break
    return "\n".join(lines).strip() or None
