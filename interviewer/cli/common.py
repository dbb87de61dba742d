"""What the commands share: building the app, running its work, printing JSON, writing reports."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from interviewer.domain.errors import InputError
from interviewer.domain.events import OFFLINE
from interviewer.settings import Settings, load_settings

if TYPE_CHECKING:
    from interviewer.bootstrap import App
    from interviewer.domain.interview import Interview

Result = TypeVar("Result")
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
case_option = click.option("--case", "case_id", required=True, help="Problem, for example ad-click-prediction.")
level_option = click.option("--level", required=True, help="mid, senior or staff.")
minutes_option = click.option("--minutes", default=45, show_default=True, help="Length of the interview.")
out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the report.")


def settings_for(mode: str | None) -> Settings:
    """Read the settings; a --mode of `offline` wins over every model that is configured.

    Raises:
        InputError: there is no such mode.
        ConfigError: a setting is unusable.
    """
    if mode not in (None, OFFLINE):
        raise InputError(f"There is no mode '{mode}' to choose here; '{OFFLINE}' is, or set INTERVIEWER_MODEL.")
    return load_settings(model=mode, assessor_model=mode, grader_model=mode)


def build_app(settings: Settings | None = None, checked: bool = True, **parts: Any) -> "App":
    """Wire the app, naming on standard error what of the knowledge base could not be loaded.

    Args:
        settings: read from the environment if None.
        checked: refuse wrong settings now, not when they are first used.
        parts: what replaces built parts, see `bootstrap.build`.

    Raises:
        ConfigError: a setting is wrong.
    """
    from interviewer.bootstrap import build

    app = build(settings or load_settings(), **parts)
    for problem in app.knowledge.broken():
        say(f"Left out of the knowledge base: {problem}")
    if checked:
        app.check_settings()
    return app


def run(app: "App", work: Coroutine[Any, Any, Result]) -> Result:
    """Run the work of a command to its end, then let go of what the app has opened."""

    async def closing() -> Result:
        result = await work
        await app.close()
        return result

    return asyncio.run(closing())


def say(message: str) -> None:
    """Print a message for the person, on standard error."""
    print(message, file=sys.stderr)


def print_json(document: object) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def check_folder(out: Path | None) -> None:
    """Make the folder of a report, if one is wanted, and see that it can be written to, before the work begins.

    Raises:
        InputError: it cannot.
    """
    if out is None:
        return
    with writing_to(out):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass


@contextmanager
def writing_to(out: Path) -> Iterator[None]:
    """Raise InputError where the folder of a report cannot be written."""
    try:
        yield
    except OSError as error:
        raise InputError(f"The report cannot be written to {out}: {error.strerror}.") from error


def write_report(app: "App", interview: "Interview", out: Path, formats: tuple[str, ...] = ("json", "md")) -> None:
    """Write report.FORMAT files into a folder and say so.

    Raises:
        InputError: the folder cannot be written, or a format does not exist.
    """
    report = app.reports.report(interview)
    with writing_to(out):
        out.mkdir(parents=True, exist_ok=True)
        for name in formats:
            path = out / f"report.{name}"
            path.write_bytes(app.reports.render(report, name))
            say(f"Written: {path}")


def say_stored(interview: "Interview") -> None:
    """Say under which id an interview is stored, so that it can be found again whatever happens next."""
    say(f"Stored as interview {interview.id}.")


def say_unassessed(interview: "Interview") -> None:
    """Say in one sentence what of the last grading failed, if anything did."""
    if not interview.gradings:
        return
    phases = interview.gradings[-1].evaluation.phases
    verdicts = [verdict for phase in phases for verdict in phase.criteria]
    failed = [verdict for verdict in verdicts if verdict.verdict == "not_assessed"]
    if failed:
        judged = sum(verdict.verdict != "not_reached" for verdict in verdicts)
        share = "Nothing" if len(failed) == judged else f"{len(failed)} of {judged} criteria"
        missing = "could be assessed" if len(failed) == judged else "could not be assessed"
        reason = failed[0].reason.removeprefix("Not assessed: ").rstrip(".")
        say(f"{share} {missing} ({reason}); grade it again with: interviewer regrade {interview.id}")
