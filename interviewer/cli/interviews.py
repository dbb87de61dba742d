"""Commands that hold interviews: serve, chat, simulate."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interviewer.cli.common import (
    as_json,
    build_app,
    case_option,
    check_folder,
    level_option,
    minutes_option,
    out_option,
    print_json,
    run,
    say,
    say_stored,
    say_unassessed,
    settings_for,
    write_report,
    writing_to,
)
from interviewer.cli.reading import accepted, read_jsonl
from interviewer.domain.errors import InputError
from interviewer.settings import load_settings
from interviewer.ui.listening import listen

if TYPE_CHECKING:
    from interviewer.bootstrap import App
    from interviewer.domain.interview import Interview
    from interviewer.services.candidates.candidate import Candidate


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the page."""
    settings = load_settings(host=host, port=port)
    listener = listen(settings.host, settings.port)
    app = build_app(settings)
    from interviewer.ui.server import serve as serve_page

    serve_page(app, listener)


@click.command()
@click.option("--case", "case_id", help="Problem; needed unless --resume is given.")
@click.option("--level", default="senior", show_default=True, help="mid, senior or staff.")
@minutes_option
@click.option("--mode", help="offline: without a model even if one is configured.")
@click.option("--resume", "resume_id", help="Id of an interview to go on with.")
@out_option
def chat(
    case_id: str | None, level: str, minutes: int, mode: str | None, resume_id: str | None, out: Path | None
) -> None:
    """Hold an interview in the terminal."""
    if not case_id and not resume_id:
        raise InputError("Give --case for a new interview, or --resume with the id of an earlier one.")
    check_folder(out)
    app = build_app(settings_for(mode))
    from interviewer.cli.terminal import hold

    interview = run(app, hold(app, case_id, level, minutes, resume_id))
    say_unassessed(interview)
    if out and interview.gradings:
        write_report(app, interview, out)


@click.command()
@case_option
@level_option
@minutes_option
@click.option("--persona", "persona_name", default="medium", show_default=True, help="How the candidate answers.")
@click.option("--candidate-model", help="provider:model that plays the persona; by default it speaks in examples.")
@click.option("--seed", default=0, show_default=True)
@click.option("--script", type=click.Path(path_type=Path, dir_okay=False), help='JSONL of the candidate\'s {"text"}.')
@click.option("--mode", help="offline: without a model even if one is configured.")
@out_option
@as_json
def simulate(
    case_id: str, level: str, minutes: int, persona_name: str, candidate_model: str | None, seed: int,
    script: Path | None, mode: str | None, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Hold and grade a whole interview without a person."""
    from interviewer.services.candidates.candidate import Script
    from interviewer.services.candidates.cast import FLATTERED, persona
    from interviewer.services.candidates.simulation import simulate as hold
    from interviewer.services.clock import SteppingClock

    candidate: Candidate = Script.of(_messages(script)) if script else persona(persona_name, seed)
    clock = SteppingClock()
    check_folder(out)
    app = build_app(settings_for(mode), clock=clock)
    if candidate_model and not script:
        candidate = _modelled(app, candidate_model, persona_name, seed)

    async def graded() -> "Interview":
        await app.load_local()
        held = await hold(app.conductor, clock, candidate, case_id, level, minutes, seed)
        say_stored(held.interview)
        return await app.grader.grade(held.interview.id)

    interview = run(app, graded())
    left = sum(1 for _ in candidate.messages) if isinstance(candidate, Script) else 0
    if left:
        say(f"The interview ended before the script: {left} messages were not used.")
    if not script and not candidate_model:
        say(FLATTERED)
    say_unassessed(interview)
    if out:
        write_report(app, interview, out)
        with writing_to(out):
            _write_transcript(interview, out)
    _print_result(app, interview, as_json)


def _modelled(app: "App", model_name: str, persona_name: str, seed: int) -> "Candidate":
    """Return a persona that is played by a model.

    Raises:
        ConfigError: the model cannot be used, or its prompt is missing.
    """
    from interviewer.services.candidates.modelled import PROMPT, Modelled

    model = app.models.get(model_name, "--candidate-model")
    if model is None:
        raise InputError("A candidate that is played by a model needs one: --candidate-model provider:model.")
    app.models.check()
    app.prompts.check((PROMPT,))
    return Modelled(model, app.prompts, persona_name, seed)


def _messages(script: Path) -> list[str]:
    messages = []
    for place, fields in read_jsonl(script):
        if not isinstance(fields.get("text"), str) or not fields["text"].strip():
            raise InputError(f'{place}: a message needs "text" that is not empty.')
        messages.append(accepted(fields["text"], f"the message at {place}"))
    return messages


def _write_transcript(interview: "Interview", out: Path) -> None:
    lines = (
        json.dumps({"role": t.role, "phase": t.phase, "text": t.text}, ensure_ascii=False) for t in interview.turns
    )
    (out / "transcript.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _print_result(app: "App", interview: "Interview", as_json: bool) -> None:
    report = app.reports.report(interview)
    if as_json:
        print_json(report.model_dump(mode="json"))
        return
    for turn in interview.turns:
        print(f"\n[{turn.phase}] {turn.role}{f' ({turn.move})' if turn.move else ''}: {turn.text}")
    print(f"\nInterview {interview.id}: {report.evaluation.signal or report.evaluation.status}")
    for phase in report.evaluation.phases:
        print(f"  {phase.phase:10} {phase.score or '-'}  {phase.points:g}/{phase.possible:g} points")
