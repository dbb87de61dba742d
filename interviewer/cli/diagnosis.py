"""Commands that look at the installation: doctor, bench."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interviewer.cli.common import as_json, build_app, print_json
from interviewer.domain.errors import InputError, InterviewerError
from interviewer.settings import PACKAGE

if TYPE_CHECKING:
    from interviewer.bootstrap import App
    from interviewer.domain.ports import ChatModel

BENCHMARKS = ("grading", "retrieval", "latency")


@dataclass(frozen=True)
class Finding:
    """What was found about one part; `step` is what would mend or improve it."""

    part: str
    ok: bool
    says: str
    step: str | None = None


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Tell what is configured, reachable and missing, and the one step that would improve it most."""
    app = build_app()

    async def examine() -> list[Finding]:
        return [finding async for finding in _examine(app)]

    findings = asyncio.run(examine())
    if as_json:
        print_json([asdict(finding) for finding in findings])
        return
    for finding in findings:
        print(f"{'ok ' if finding.ok else '-- '} {finding.part:10} {finding.says}")
    step = next((f.step for f in findings if f.step and not f.ok), next((f.step for f in findings if f.step), None))
    print(f"\nNext step: {step}" if step else "\nNothing to do.")


async def _examine(app: "App") -> AsyncIterator[Finding]:
    settings = app.settings
    broken = app.knowledge.broken()
    loaded = f"{len(app.knowledge.cases())} problems in {settings.knowledge_dir}; {len(broken)} mistakes."
    yield Finding(
        "knowledge", not broken, loaded,
        "Run `interviewer check` and mend what it names." if broken else None,
    )  # fmt: skip
    for part, state in (await app.ready()).items():
        yield Finding(part, state == "ok", state, None if state == "ok" else state)
    yield Finding("data", True, f"Interviews and index are kept in {settings.data_dir}.")
    yield await _examine_model(app)


async def _examine_model(app: "App") -> Finding:
    name = app.settings.voice
    try:
        model = app.voice_model
        if model is None:
            return Finding(
                "model", True, "No model: interviews run offline.",
                "Set OPENAI_API_KEY, or OPENAI_BASE_URL and INTERVIEWER_MODEL for a server of your own.",
            )  # fmt: skip
        await _first_words(model)
    except InterviewerError as error:
        return Finding("model", False, f"{name}: {error}", str(error))
    return Finding("model", True, f"{name} answers.")


async def _first_words(model: "ChatModel") -> None:
    from interviewer.domain.events import PromptRef
    from interviewer.domain.ports import Message, Prompt

    greeting = Prompt(PromptRef(id="doctor", version="1"), (Message("user", "Say ok."),))
    async for _piece in model.stream(greeting):
        return


@click.command()
@click.argument("name")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with labelled data (grading).")
@click.option("--out", type=click.Path(path_type=Path), help="File for the results as JSON.")
@as_json
def bench(name: str, data: Path | None, out: Path | None, as_json: bool) -> None:
    """Measure the interviewer itself; the benchmarks are part of the checkout."""
    if name not in BENCHMARKS:
        raise InputError(f"There is no benchmark '{name}'; choose one of: {', '.join(BENCHMARKS)}.")
    checkout = PACKAGE.parent
    if not (checkout / "benchmarks").is_dir():
        raise InputError("The benchmarks are not part of the installed package; run this in a checkout.")
    sys.path.insert(0, str(checkout))
    results = import_module(f"benchmarks.{name}").run(**({"data": data} if data else {}), out=out)
    if as_json:
        print_json(results)
