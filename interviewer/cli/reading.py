"""What the commands read: files and standard input, as text, as JSON lines, and as answers of an accepted length."""

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from interviewer.cli.common import say
from interviewer.domain.errors import InputError
from interviewer.services.limits import accept


class Record(NamedTuple):
    """One JSON object of a file with one a line."""

    place: str
    """Where it stands, for the sentence that says what is wrong with it."""
    fields: dict[str, Any]


def read_text(path: Path | None) -> str:
    """Read a file, or standard input if None; raises InputError if it is not there or not UTF-8 text."""
    try:
        return (path.read_bytes() if path else sys.stdin.buffer.read()).decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path or 'Standard input'} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path or 'Standard input'} is not UTF-8 text.") from error


def read_jsonl(path: Path | None) -> list[Record]:
    """Read one JSON object a line; raises InputError that names the line, or says that there is none."""
    records = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            place = f"{path}:{number}" if path else f"Line {number} of standard input"
            records.append(Record(place, _parse_object(line, place)))
    if not records:
        raise InputError(f"{path or 'Standard input'} is empty; expected one JSON object a line.")
    return records


def accepted(text: str, whose: str) -> str:
    """Return what is taken of a text; says how much of it is not (see `services.limits.accept`)."""
    taken = accept(text, whose)
    if taken.notice:
        say(taken.notice)
    return taken.text


def _parse_object(line: str, place: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
        json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: this is not JSON: {error.msg} at column {error.colno}.") from error
    except RecursionError as error:
        raise InputError(f"{place}: this JSON is nested too deeply.") from error
    except UnicodeEncodeError as error:
        raise InputError(f"{place}: this holds half a character (a lone surrogate), which is no text.") from error
    except ValueError as error:
        raise InputError(f"{place}: this holds a number with too many digits.") from error
    if not isinstance(document, dict):
        raise InputError(f'{place}: expected a JSON object, such as {{"id": 1, ...}}.')
    return document
