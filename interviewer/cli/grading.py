"""Commands that grade: grade, regrade, assess."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interviewer.cli.common import (
    as_json,
    build_app,
    case_option,
    check_folder,
    level_option,
    out_option,
    print_json,
    run,
    say_stored,
    say_unassessed,
    settings_for,
    write_report,
)
from interviewer.cli.reading import accepted, read_jsonl, read_text
from interviewer.domain.errors import InputError
from interviewer.domain.events import OFFLINE

if TYPE_CHECKING:
    from interviewer.bootstrap import App
    from interviewer.domain.interview import Interview


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@case_option
@level_option
@click.option("--formats", default="md,json", show_default=True, help="Of md, json, pdf.")
@click.option("--mode", help="offline: without a model even if one is configured.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the report.")
@as_json
def grade(
    file: Path, case_id: str, level: str, formats: str, mode: str | None, out: Path, as_json: bool
) -> None:  # fmt: skip
    """Grade the transcript of an interview that was held elsewhere."""
    from interviewer.adapters.transcripts import read_transcript
    from interviewer.services.importing import as_events, joined

    wanted = _check_formats(formats)
    check_folder(out)
    held = joined(read_transcript(read_text(file), str(file)))
    turns = [replace(turn, text=accepted(turn.text, f"turn {n} of {file}")) for n, turn in enumerate(held, 1)]
    app = build_app(settings_for(mode))
    case = app.knowledge.case(case_id)

    async def graded() -> "Interview":
        events = await as_events(turns, case, level, app.clock.now(), app.placer)
        interview = await app.conductor.take_over(events)
        say_stored(interview)
        return await app.grader.grade(interview.id)

    _finish(app, run(app, graded()), out, wanted, as_json)


@click.command()
@click.argument("interview_id", metavar="ID")
@click.option("--formats", default="md,json", show_default=True, help="Of md, json, pdf.")
@out_option
@as_json
def regrade(interview_id: str, formats: str, out: Path | None, as_json: bool) -> None:
    """Grade a stored interview again; the earlier grading stays."""
    wanted = _check_formats(formats)
    check_folder(out)
    app = build_app()
    _finish(app, run(app, app.grader.grade(interview_id)), out, wanted, as_json)


@click.command()
@click.option("--case", "case_id", help="Problem.")
@click.option("--phase", help="Phase of the problem.")
@click.option("--level", help="mid, senior or staff.")
@click.option("--jsonl", is_flag=True, help="Many: one JSON object a line on standard input.")
@click.option("--pairs", is_flag=True, help="Any criterion against any answer, one JSON object a line.")
@as_json
def assess(case_id: str | None, phase: str | None, level: str | None, jsonl: bool, pairs: bool, as_json: bool) -> None:
    """Assess an answer on standard input without a model; prints JSON."""
    if jsonl and pairs:
        raise InputError("Give --jsonl or --pairs, not both.")
    app = build_app(settings_for(OFFLINE))
    from interviewer.cli import assessing

    if pairs:
        assessing.print_pairs(app, read_jsonl(None))
    elif jsonl:
        assessing.print_many(app, read_jsonl(None))
    else:
        if not case_id or not phase or not level:
            raise InputError("Give --case, --phase and --level, or --jsonl, or --pairs.")
        asked = {"case": case_id, "phase": phase, "level": level, "answer": ""}
        assessing.check_fields(app, asked)  # before waiting for an answer
        answer = read_text(None)
        if not answer.strip():
            raise InputError("Standard input is empty; write or pipe the answer that is to be assessed.")
        assessing.print_one(app, asked | {"answer": answer})


def _check_formats(formats: str) -> tuple[str, ...]:
    from interviewer.adapters.report.reports import FORMATS

    wanted = tuple(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    for name in wanted:
        if name not in FORMATS:
            raise InputError(f"There is no report format '{name}'; choose of: {', '.join(FORMATS)}.")
    return tuple(dict.fromkeys((*wanted, "json", "md")))


def _finish(app: "App", interview: "Interview", out: Path | None, formats: tuple[str, ...], as_json: bool) -> None:
    report = app.reports.report(interview)
    say_unassessed(interview)
    if out:
        write_report(app, interview, out, formats)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        evaluation = report.evaluation
        print(f"Interview {interview.id}: {evaluation.signal or evaluation.status}")
