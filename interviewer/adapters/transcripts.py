"""Transcripts of interviews held elsewhere: JSON or Markdown text to turns."""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from interviewer.domain.errors import InputError
from interviewer.services.importing import HeldTurn

_SPEAKER = re.compile(r"^\s*\*\*(Interviewer|Candidate)\s*:?\s*\*\*\s*:?[ \t]*", re.IGNORECASE | re.MULTILINE)
_FENCE = re.compile(r"^\s*(```|~~~)", re.MULTILINE)


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
        raise InputError(f"{name}:{error.lineno}: not valid JSON: {error.msg}.") from error
    except RecursionError as error:
        raise InputError(f"{name} is nested too deeply to be a transcript.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        raise InputError(
            f'{name}: {place}: {first["msg"]}; expected {{"turns": [{{"role", "text", "phase"?}}]}} '
            "with role interviewer or candidate."
        ) from error
    except ValueError as error:
        raise InputError(f"{name} holds a number that cannot be read.") from error


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
