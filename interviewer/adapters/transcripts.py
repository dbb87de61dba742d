"""Transcripts of interviews held elsewhere: JSON or Markdown text to turns."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from interviewer.domain.errors import InputError
from interviewer.services.importing import HeldTurn

_SPEAKER = re.compile(r"^\s*\*\*(Interviewer|Candidate)\s*:?\s*\*\*\s*:?[ \t]*", re.IGNORECASE | re.MULTILINE)
_FENCE = re.compile(r"^\s*(```|~~~)", re.MULTILINE)


_FIELDS = {
    "role": '"interviewer" or "candidate"',
    "text": "a text that is not empty",
    "phase": "the id of a phase, such as data, or left out",
    "move": "a text, or left out",
    "criterion": "a text, or left out",
    "at": "a time with its zone, such as 2026-01-05T09:00:00Z, or left out",
}
"""What is expected of each field, in words."""


class _Turn(BaseModel):
    """One turn of a transcript; `phase` and `at` where the source knows them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Literal["interviewer", "candidate"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    phase: str | None = None
    move: str | None = None
    criterion: str | None = None
    at: AwareDatetime | None = Field(default=None, ge=datetime(1970, 1, 2, tzinfo=UTC))


class _Transcript(BaseModel):
    model_config = ConfigDict(extra="ignore")

    turns: tuple[_Turn, ...] = Field(min_length=1)


def read_transcript(text: str, name: str) -> tuple[HeldTurn, ...]:
    """Read a transcript.

    Args:
        text: JSON `{"turns": [{"role", "text", "phase"?}]}`, or Markdown in which turns begin with
            `**Interviewer:**` or `**Candidate:**`.
        name: what to call it in errors.

    Raises:
        InputError: it is neither, or the candidate says nothing in it.
    """
    turns = _from_json(text, name) if text.lstrip().startswith(("{", "[")) else _from_markdown(text, name)
    if not any(turn.role == "candidate" for turn in turns):
        raise InputError(f"{name} has no turn of the candidate, so there is nothing to grade.")
    return tuple(HeldTurn(**turn.model_dump()) for turn in turns)


def _from_json(text: str, name: str) -> tuple[_Turn, ...]:
    try:
        document = json.loads(text)
        return _Transcript.model_validate(document).turns
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}: this is not valid JSON: {error.msg}.") from error
    except RecursionError as error:
        raise InputError(f"{name}: this JSON is nested too deeply to be a transcript.") from error
    except ValidationError as error:
        raise InputError(_fault(error.errors()[0]["loc"], text, name)) from error
    except ValueError as error:
        raise InputError(f"{name} holds a number that cannot be read.") from error


def _fault(place: Sequence[int | str], text: str, name: str) -> str:
    """Say in a sentence what is wrong at a place of the document, with the line of the turn."""
    match list(place):
        case ["turns", int(index), str(field), *_]:
            return f'{name}:{_line_of(text, index)}: "{field}" of turn {index + 1} must be {_FIELDS[field]}.'
        case ["turns", int(index)]:
            return f'{name}:{_line_of(text, index)}: turn {index + 1} must be an object with "role" and "text".'
    return f'{name}:1: expected {{"turns": [{{"role": ..., "text": ...}}]}} with at least one turn.'


def _line_of(text: str, index: int) -> int:
    """Return the line on which a turn begins; that of the list if it cannot be told."""
    opening = re.search(r'"turns"\s*:\s*\[\s*', text)
    if opening is None:
        return 1
    end, decoder = opening.end(), json.JSONDecoder()
    for _ in range(index):
        comma = re.compile(r"\s*,\s*").match(text, decoder.raw_decode(text, end)[1])
        if comma is None:
            break
        end = comma.end()
    return text.count("\n", 0, end) + 1


def _from_markdown(text: str, name: str) -> tuple[_Turn, ...]:
    marks = [m for m in _SPEAKER.finditer(text) if not _inside_fence(text, m.start())]
    if not marks:
        raise InputError(f"{name} has no line that begins with **Interviewer:** or **Candidate:**.")
    ends = [m.start() for m in marks[1:]] + [len(text)]
    turns = []
    for mark, end in zip(marks, ends, strict=True):
        words = text[mark.end() : end].strip()
        if words:
            turns.append(_Turn.model_validate({"role": mark.group(1).lower(), "text": words}))
    return tuple(turns)


def _inside_fence(text: str, place: int) -> bool:
    """Tell whether a place is in a code block, where a pasted speaker's name is the candidate's text."""
    return len(_FENCE.findall(text[:place])) % 2 == 1
