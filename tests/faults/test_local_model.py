"""A local model: loaded in the background, one request at a time, restarted once, and honest about what is wrong."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from interviewer.adapters.models.local import checks
from interviewer.adapters.models.local.model import GRAMMAR, LocalModel
from interviewer.adapters.models.local.runtime import REST_S, LocalRuntime
from interviewer.adapters.models.retry import Deadlines
from interviewer.domain.errors import ModelRefused, ModelStalled, ModelUnavailable
from interviewer.domain.events import PromptRef, Usage
from interviewer.domain.ports import Message, Prompt, Waiting
from tests.support.local_runtime import LARGE, dying, gguf, serving
from tests.support.openai_server import OpenAIServer

PROMPT = Prompt(PromptRef(id="test", version="1"), (Message("user", "Say it in other words."),))
QUICK = Deadlines(first_token_s=5, between_tokens_s=5, retries=0)
Make = Callable[..., LocalModel]


@pytest.fixture
async def make(openai_server: OpenAIServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    monkeypatch.setattr(checks, "find_spec", lambda _: True)
    openai_server.reply = lambda _: "What would you measure first?"
    made: list[LocalModel] = []

    def one(command: tuple[str, ...] = (), file: Path | None = None, **more: Any) -> LocalModel:
        now = more.pop("now", lambda: 0.0)
        runtime = LocalRuntime(file or gguf(tmp_path), command or serving(openai_server.url), now)
        made.append(LocalModel(runtime, more.pop("deadlines", QUICK), **more))
        return made[-1]

    yield one
    for model in made:
        await model.close()


async def ask(model: LocalModel) -> str:
    return "".join([piece async for piece in model.stream(PROMPT) if isinstance(piece, str)]).strip()


def process(model: LocalModel) -> asyncio.subprocess.Process:
    running = model._runtime._process
    assert running
    return running


async def test_it_speaks_under_its_grammar_with_a_key_of_its_own(make: Make, openai_server: OpenAIServer):
    model = make()
    await model.warm(PROMPT)
    assert model.parameters == LARGE
    assert model.state is None
    openai_server.requests.clear()
    assert await ask(model) == "What would you measure first?"
    assert openai_server.requests[0]["grammar"] == GRAMMAR
    assert len(openai_server.authorizations[-1]) > len("Bearer ") + 20


async def test_its_name_says_the_file_and_not_where_it_lies(make: Make, tmp_path: Path):
    assert make().name == "local:tiny.gguf"


async def test_while_it_is_loaded_nobody_waits_for_it(make: Make):
    model = make()
    with pytest.raises(ModelUnavailable, match=r"local:tiny\.gguf is still being loaded"):
        await ask(model)
    await model.warm(PROMPT)
    assert await ask(model)


async def test_a_model_that_dies_is_loaded_again_once_and_then_left_alone(make: Make, openai_server: OpenAIServer):
    seconds = [0.0]
    model = make(now=lambda: seconds[0])
    await model.warm(PROMPT)

    async def die() -> None:
        os.kill(process(model).pid, signal.SIGKILL)
        openai_server.fail("cut", after=0)
        with pytest.raises(ModelUnavailable, match="killed"):
            await ask(model)
        openai_server.heal()

    await die()
    await model.warm(PROMPT)
    assert model.state is None
    model._runtime._deaths = 1  # as if it had answered nothing since
    await die()
    with pytest.raises(ModelUnavailable, match="cannot be used: its process was killed"):
        await ask(model)
    seconds[0] = REST_S
    with pytest.raises(ModelUnavailable, match="loaded"):
        await ask(model)
    await model.warm(PROMPT)
    assert await ask(model)


async def test_a_failure_of_a_living_process_is_told_in_the_models_name(make: Make, openai_server: OpenAIServer):
    model = make()
    await model.warm(PROMPT)
    openai_server.fail("status", status=500)
    with pytest.raises(ModelUnavailable, match=r"local:tiny\.gguf"):
        await ask(model)
    assert await ask(model)


async def test_a_stall_ends_at_its_deadline_and_frees_the_queue(make: Make, openai_server: OpenAIServer):
    model = make(deadlines=Deadlines(first_token_s=3, retries=0))
    await model.warm(PROMPT)
    openai_server.fail("stall", after=0)
    with pytest.raises(ModelStalled, match=r"local:tiny\.gguf did not answer in time"):
        await ask(model)
    openai_server.heal()
    assert await ask(model)


async def test_replies_are_spoken_in_the_order_they_were_asked_for_with_a_notice(
    make: Make, openai_server: OpenAIServer
):
    model = make()
    await model.warm(PROMPT)
    openai_server.first_token_s = 0.05
    order: list[int] = []
    notices: dict[int, str] = {}

    async def one(number: int) -> None:
        async for piece in model.stream(PROMPT):
            if isinstance(piece, Waiting):
                notices[number] = piece.reason
            if isinstance(piece, Usage):
                order.append(number)

    await asyncio.gather(*(one(number) for number in range(4)))
    assert order == [0, 1, 2, 3]
    assert sorted(notices) == [1, 2, 3]
    assert "3 other replies" in notices[3]


async def test_who_waits_too_long_is_told_that_it_is_busy(make: Make, openai_server: OpenAIServer):
    model = make(queue_s=0.05)
    await model.warm(PROMPT)
    openai_server.first_token_s = 1.0
    first = asyncio.create_task(ask(model))
    await asyncio.sleep(0.1)
    with pytest.raises(ModelUnavailable, match="busy with other interviews"):
        await ask(model)
    assert await first


async def test_its_process_ends_with_it(make: Make):
    model = make()
    await model.warm(PROMPT)
    running = process(model)
    await model.close()
    assert running.returncode == 0


async def test_it_judges_nothing(make: Make):
    with pytest.raises(ModelRefused, match="judges nothing"):
        await make().parse(PROMPT, PromptRef)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("os.kill(os.getpid(), signal.SIGILL)", "AVX2"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed, perhaps because memory ran out"),
        ("sys.exit(\"E error loading model: unknown model architecture: 'xlama'\")", "models of the kind 'xlama'"),
        ("sys.exit('error loading model: model is corrupted or incomplete')", "cut off or damaged"),
        ("sys.exit('ggml: failed to allocate buffer')", "too little memory"),
        ("sys.exit('error loading model: no vocabulary')", "could not load it: no vocabulary"),
        ("sys.exit(3)", "ended with code 3"),
        ("print('no json')", "ended with code 0"),
    ],
)
async def test_a_process_that_ends_while_loading_says_why(make: Make, code: str, says: str):
    model = make(dying(code))
    await model.warm(PROMPT)
    assert says in str(model.state)
    with pytest.raises(ModelUnavailable, match="cannot be used"):
        await ask(model)


async def test_a_file_that_is_no_model_is_told_without_starting_anything(make: Make, tmp_path: Path):
    (tmp_path / "notes.gguf").write_text("not a model")
    model = make(file=tmp_path / "notes.gguf")
    await model.warm(PROMPT)
    assert "no GGUF model" in str(model.state)
    assert model._runtime._process is None


async def test_a_file_that_is_not_there_is_told(make: Make, tmp_path: Path):
    model = make(file=tmp_path / "gone.gguf")
    await model.warm(PROMPT)
    assert "cannot be read" in str(model.state)
    assert str(tmp_path) not in str(model.state)


def test_too_little_memory_is_told_before_loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "find_spec", lambda _: True)
    monkeypatch.setattr(checks, "free_memory", lambda: 100e6)
    assert "memory" in str(checks.problem_with(gguf(tmp_path)))
    monkeypatch.setattr(checks, "free_memory", lambda: None)
    assert checks.problem_with(gguf(tmp_path)) is None


def test_a_missing_runtime_is_told_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "find_spec", lambda _: None)
    assert checks.INSTALL in str(checks.problem_with(gguf(tmp_path)))
