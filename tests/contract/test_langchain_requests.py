"""What goes over the wire to an OpenAI-compatible server, and what does not."""

import asyncio
import subprocess
import sys

import pytest
from pydantic import SecretStr

from interviewer.adapters.assess.model import CommunicationJudgement, Judgements
from interviewer.adapters.models.langchain import LangChainModel
from interviewer.adapters.models.provider import Provider
from interviewer.adapters.models.retry import Deadlines
from interviewer.adapters.models.wire import wire_messages
from interviewer.domain.errors import ConfigError, ModelRefused
from interviewer.domain.events import PromptRef, Usage
from interviewer.domain.ports import Message, Prompt
from tests.support.openai_server import OpenAIServer

PROMPT = Prompt(PromptRef(id="test", version="1"), (Message("system", "Be brief."), Message("user", "Hello?")))
KEY = "sk-test-0123456789"
JUDGED = '{"judgements": [{"criterion": "a.b", "reason": "r", "quote": null, "turn": null, "verdict": "missing"}]}'


def _model(server: OpenAIServer) -> LangChainModel:
    return LangChainModel("openai:scripted", server.url, SecretStr(KEY), Deadlines(backoff_s=0.001))


async def _text(model: LangChainModel) -> str:
    return "".join([p async for p in model.stream(PROMPT) if isinstance(p, str)])


async def test_structure_is_asked_for_strictly(openai_server: OpenAIServer) -> None:
    openai_server.reply = lambda _: JUDGED
    await _model(openai_server).parse(PROMPT, Judgements)
    asked = openai_server.requests[0]["response_format"]
    assert asked["type"] == "json_schema"
    assert asked["json_schema"]["strict"] is True
    nested = asked["json_schema"]["schema"]["$defs"]["ModelJudgement"]
    assert nested["additionalProperties"] is False
    assert nested["required"] == ["criterion", "reason", "quote", "turn", "verdict"]


@pytest.mark.parametrize("schema", [Judgements, CommunicationJudgement])
def test_schemas_are_strict(schema: type[Judgements]) -> None:
    described = schema.model_json_schema()
    for part in (described, *described.get("$defs", {}).values()):
        assert part["additionalProperties"] is False
        assert set(part["required"]) == set(part["properties"])


@pytest.mark.parametrize(("formats", "kinds"), [({"json_object"}, ["json_schema", "json_object"]), (set(), 3)])
async def test_steps_down_to_what_a_server_takes_and_remembers_it(
    openai_server: OpenAIServer, formats: set[str], kinds: list[str] | int
) -> None:
    openai_server.formats = formats
    openai_server.reply = lambda _: f"```json\n{JUDGED}\n```"
    model = _model(openai_server)
    assert (await model.parse(PROMPT, Judgements)).value.judgements[0].verdict == "missing"
    first = [r.get("response_format", {}).get("type") for r in openai_server.requests]
    assert first == (kinds if isinstance(kinds, list) else ["json_schema", "json_object", None])
    assert '"additionalProperties"' in openai_server.requests[-1]["messages"][-1]["content"]
    await model.parse(PROMPT, Judgements)
    assert len(openai_server.requests) == len(first) + 1


async def test_a_bad_request_is_not_taken_for_a_missing_feature(openai_server: OpenAIServer) -> None:
    openai_server.fail("status", times=-1, status=400, code="context_length_exceeded")
    with pytest.raises(ModelRefused, match="longer than this model can read"):
        await _model(openai_server).parse(PROMPT, Judgements)
    assert len(openai_server.requests) == 1


async def test_usage_is_asked_for_but_not_needed(openai_server: OpenAIServer) -> None:
    model = _model(openai_server)
    assert any(isinstance(p, Usage) for p in [p async for p in model.stream(PROMPT)])
    openai_server.takes_stream_options = False
    older = _model(openai_server)
    pieces = [p async for p in older.stream(PROMPT)]
    assert pieces
    assert not any(isinstance(p, Usage) for p in pieces)
    await _text(older)
    assert "stream_options" not in openai_server.requests[-1]


async def test_one_connection_serves_many_turns(openai_server: OpenAIServer) -> None:
    model = _model(openai_server)
    openai_server.reply = lambda _: JUDGED
    for _ in range(3):
        await _text(model)
        await model.parse(PROMPT, Judgements)
    assert len(openai_server.connections) == 1
    await model.close()
    assert await _text(model)


def test_works_in_one_event_loop_after_another(openai_server: OpenAIServer) -> None:
    model = _model(openai_server)
    assert asyncio.run(_text(model)) == asyncio.run(_text(model)) != ""


async def test_the_key_is_sent_and_shown_nowhere_else(openai_server: OpenAIServer) -> None:
    model = _model(openai_server)
    await _text(model)
    assert openai_server.authorizations == [f"Bearer {KEY}"]
    assert KEY not in repr(model)
    keyless = LangChainModel("openai:scripted", openai_server.url)
    await _text(keyless)
    assert KEY not in openai_server.authorizations[-1]


def test_neighbouring_messages_of_one_role_are_joined() -> None:
    parts = [("system", "s"), ("user", "a"), ("user", "b"), ("assistant", "c"), ("user", "d")]
    prompt = Prompt(PRO_REF, tuple(Message(role, text) for role, text in parts))  # type: ignore[arg-type]
    assert [m["role"] for m in wire_messages(prompt)] == ["system", "user", "assistant", "user"]
    assert wire_messages(prompt)[1]["content"] == "a\n\nb"


PRO_REF = PromptRef(id="test", version="1")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gpt-5-mini", "expected provider:model"),
        ("openai:gpt-5-mini", "OPENAI_API_KEY"),
        ("openai:", "expected provider:model"),
    ],
)
def test_settings_are_checked_at_once(name: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        LangChainModel(name)


@pytest.mark.parametrize(
    ("name", "expected"), [("mistralai:large", "pip install langchain-mistralai"), ("nobody:x", "no provider 'nobody'")]
)
async def test_a_missing_integration_names_its_package(name: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        await LangChainModel(name, api_key=SecretStr(KEY)).warm()


async def test_warming_opens_nothing(openai_server: OpenAIServer) -> None:
    await _model(openai_server).warm()
    assert not openai_server.connections


def test_loopback_is_reached_without_the_proxy(openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert asyncio.run(_text(_model(openai_server)))


def test_importing_the_adapter_imports_no_vendor() -> None:
    code = (
        "import sys, interviewer.adapters.models.langchain, interviewer.adapters.models.scripted;"
        "bad = {'langchain', 'langchain_core', 'langchain_openai', 'openai', 'httpx2'} & set(sys.modules);"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_provider_needs_no_key_for_others() -> None:
    assert Provider("ollama:qwen3", None, None, Deadlines(), {}).kind == "ollama"
