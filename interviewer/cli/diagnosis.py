"""The command that looks at the installation: doctor."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from interviewer.cli.common import as_json, build_app, print_json, run
from interviewer.domain.errors import InterviewerError
from interviewer.domain.events import OFFLINE
from interviewer.health import OK, parts_of
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.adapters.models.local.model import LocalModel
    from interviewer.bootstrap import App
    from interviewer.domain.ports import ChatModel

NO_MODEL_STEP = "Set OPENAI_API_KEY, or OPENAI_BASE_URL and INTERVIEWER_MODEL for a server of your own."


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
    app = build_app(checked=False)

    async def examine() -> list[Finding]:
        return [finding async for finding in _examine(app)]

    findings = run(app, examine())
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
    parts = await parts_of(app)
    yield _part("store", parts)
    users = len(settings.users)
    yield Finding("login", True, f"{users} users may log in." if users else "Nobody has to log in.")
    yield Finding("data", True, f"Interviews and index are kept in {settings.data_dir}.")
    yield _examine_prompts(app)
    async for finding in _examine_servers(settings):
        yield finding
    try:
        settings.check_local()
    except InterviewerError as error:
        yield Finding("local", False, str(error), str(error))
    if app.local:
        yield await _examine_local(app.local)
    for finding in await asyncio.gather(*(_examine_model(app, *role) for role in _roles(app))):
        yield finding
    yield _part("index", parts)


def _part(name: str, parts: Mapping[str, str]) -> Finding:
    return Finding(name, parts[name] == OK, parts[name], None if parts[name] == OK else parts[name])


def _examine_prompts(app: "App") -> Finding:
    from interviewer.bootstrap import PROMPTS

    try:
        app.prompts.check(PROMPTS)
    except InterviewerError as error:
        return Finding("prompts", False, str(error), str(error))
    return Finding("prompts", True, f"{len(app.prompts.ids())} prompts in {app.settings.prompts_dir}.")


def _roles(app: "App") -> list[tuple[str, str, str]]:
    """Return part, model and setting of each role; roles that share the voice's model are not asked twice."""
    settings = app.settings
    roles = [
        ("model", settings.voice, "INTERVIEWER_MODEL"),
        ("assessor", settings.assessor, "INTERVIEWER_ASSESSOR_MODEL"),
        ("grader", settings.grader, "INTERVIEWER_GRADER_MODEL"),
    ]
    remote = roles[1:] if settings.speaks_locally else roles
    return [role for number, role in enumerate(remote) if role[1] not in [other for _, other, _ in remote[:number]]]


async def _examine_servers(settings: Settings) -> AsyncIterator[Finding]:
    """Look for model servers on this machine, unless one is configured."""
    from interviewer.adapters.models.servers import find_servers

    if settings.openai_base_url:
        return
    for server in await find_servers():
        says = f"{server.called} or the like answers at {server.url}: {', '.join(server.models[:3])}."
        yield Finding("server", True, says, f"Set {server.line}" if settings.voice == OFFLINE else None)


async def _examine_local(local: "LocalModel") -> Finding:
    """Load the local model and let it speak."""
    from interviewer.notices import about_local

    try:
        await local.load()
        await _first_words(local)
    except InterviewerError as error:
        return Finding("local", False, str(error), str(error))
    return Finding("local", True, about_local(local))


async def _examine_model(app: "App", part: str, name: str, setting: str) -> Finding:
    try:
        model = app.models.get(name, setting)
        if model is None:
            says = "No model: interviews run offline." if part == "model" else "No model: it works offline."
            return Finding(part, True, says, NO_MODEL_STEP if part == "model" else None)
        await _first_words(model)
    except InterviewerError as error:
        said = str(error) if name in str(error) else f"{name}: {error}"
        return Finding(part, False, said, said)
    return Finding(part, True, f"{name} answers.")


async def _first_words(model: "ChatModel") -> None:
    from interviewer.domain.events import PromptRef
    from interviewer.domain.ports import Message, Prompt

    greeting = Prompt(PromptRef(id="doctor", version="1"), (Message("user", "Say ok."),))
    async for piece in model.stream(greeting):
        if isinstance(piece, str):
            return
