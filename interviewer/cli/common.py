"""What the commands share: building the app, printing JSON, writing reports."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interviewer.domain.errors import InputError
from interviewer.settings import Settings, load_settings

if TYPE_CHECKING:
    from interviewer.bootstrap import App
    from interviewer.domain.interview import Interview

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
case_option = click.option("--case", "case_id", required=True, help="Problem, for example ad-click-prediction.")
level_option = click.option("--level", required=True, help="mid, senior or staff.")
minutes_option = click.option("--minutes", default=45, show_default=True, help="Length of the interview.")
out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the report.")


def check_mode(mode: str | None) -> str | None:
    """Return the model setting that a --mode stands for; raises InputError for anything else than `offline`."""
    if mode in (None, "offline"):
        return mode
    raise InputError(f"There is no mode '{mode}' to choose here; 'offline' is, or set INTERVIEWER_MODEL.")


def build_app(settings: Settings | None = None, **parts: Any) -> "App":
    """Wire the app, naming on standard error what of the knowledge base could not be loaded."""
    from interviewer.bootstrap import build

    app = build(settings or load_settings(), **parts)
    for problem in app.knowledge.broken():
        say(f"Left out of the knowledge base: {problem}")
    app.check_settings()
    return app


def say(message: str) -> None:
    """Print a message for the person, on standard error."""
    print(message, file=sys.stderr)


def print_json(document: object) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def write_report(
    app: "App", interview: "Interview", out: Path, formats: tuple[str, ...] = ("json", "md")
) -> list[Path]:
    """Write report.FORMAT files into a folder.

    Raises:
        InputError: the folder cannot be written, or a format does not exist.
    """
    report = app.reports.report(interview)
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in formats:
            path = out / f"report.{name}"
            path.write_bytes(app.reports.render(report, name))
            written.append(path)
    except OSError as error:
        raise InputError(f"The report cannot be written to {out}: {error.strerror}.") from error
    return written


def read_text(path: Path | None) -> str:
    """Read a file, or standard input if None; raises InputError if it is not there or not UTF-8 text."""
    try:
        return (path.read_bytes() if path else sys.stdin.buffer.read()).decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path or 'Standard input'} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path or 'Standard input'} is not UTF-8 text.") from error


def parse_json(text: str, name: str) -> Any:
    """Parse JSON; raises InputError, with `name` for the text, also for what no UTF-8 file could hold."""
    try:
        document = json.loads(text)
        json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise InputError(f"{name} is not JSON: {error.msg}.") from error
    except (ValueError, RecursionError) as error:  # lone surrogates, numbers without end, nesting without end
        raise InputError(f"{name} holds text or numbers that cannot be read: {type(error).__name__}.") from error
    return document


def read_jsonl(path: Path | None) -> list[dict[str, Any]]:
    """Read one JSON object a line; raises InputError that names the line."""
    records = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        record = parse_json(line, f"Line {number}")
        if not isinstance(record, dict):
            raise InputError(f"Line {number} is no JSON object.")
        records.append(record)
    return records
