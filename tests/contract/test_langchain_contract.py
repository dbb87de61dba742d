"""What any chat model promises, held by the scripted one and by LangChain against a real server."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from interviewer.adapters.models.langchain import LangChainModel
from interviewer.adapters.models.retry import Deadlines
from interviewer.adapters.models.scripted import ScriptedModel
from interviewer.domain.errors import ModelOutputInvalid, ModelRefused, ModelUnavailable
from interviewer.domain.events import PromptRef, Usage
from interviewer.domain.ports import ChatModel, Message, Prompt
from tests.support.openai_server import OpenAIServer

PROMPT = Prompt(PromptRef(id="test", version="1"), (Message("system", "Be brief."), Message("user", "Hello?")))


class Grade(BaseModel):
    """A small schema."""

    model_config = ConfigDict(extra="forbid")

    reason: str
    verdict: Literal["shown", "missing"]


GOOD = {"reason": "It was said.", "verdict": "shown"}


@dataclass
class Subject:
    """A model under test, and how to make it say something or fail."""

    model: ChatModel
    says: Callable[[str], None]
    answers: Callable[..., None]
    """Structured answers, one per call; the last one is repeated."""
    refuses: Callable[[], None]
    breaks: Callable[[], None]


def _scripted() -> Subject:
    streamed: list[str | Exception] = []
    parsed: list[Any] = []

    def answer(_: Prompt, __: type) -> Any:
        return parsed.pop(0) if len(parsed) > 1 else parsed[0]

    def fail(error: Exception) -> None:
        streamed.append(error)
        parsed.append(error)

    def reply(_: Prompt) -> str:
        said = streamed.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    model = ScriptedModel(reply, answer)
    return Subject(
        model,
        streamed.append,
        lambda *data: parsed.extend(data),
        lambda: fail(ModelRefused("no")),
        lambda: fail(ModelUnavailable("down")),
    )


def _langchain(server: OpenAIServer) -> Subject:
    queue: list[str] = []

    def reply(_: dict[str, Any]) -> str:
        return queue.pop(0) if len(queue) > 1 else queue[0]

    server.reply = reply
    deadlines = Deadlines(first_token_s=10, between_tokens_s=10, total_s=20, backoff_s=0.001)
    model = LangChainModel("openai:scripted", server.url, SecretStr("sk-test-0123456789"), deadlines)
    return Subject(
        model,
        queue.append,
        lambda *data: queue.extend(json.dumps(d) for d in data),
        lambda: server.fail("status", times=-1, status=401),
        lambda: server.fail("status", times=-1, status=503),
    )


@pytest.fixture(params=["scripted", "langchain"])
def subject(request: pytest.FixtureRequest) -> Subject:
    return _scripted() if request.param == "scripted" else _langchain(request.getfixturevalue("openai_server"))


async def _heard(model: ChatModel) -> list[str | Usage]:
    return [piece async for piece in model.stream(PROMPT) if isinstance(piece, (str, Usage))]


async def test_streams_text_in_pieces_then_usage_once(subject: Subject) -> None:
    subject.says("What would you log, and how long would you keep it?")
    pieces = await _heard(subject.model)
    texts = [piece for piece in pieces if isinstance(piece, str)]
    assert "".join(texts).strip() == "What would you log, and how long would you keep it?"
    assert len(texts) > 5
    usage = [piece for piece in pieces if isinstance(piece, Usage)]
    assert len(usage) == 1
    assert pieces[-1] is usage[0]
    assert usage[0].input_tokens > 0
    assert usage[0].output_tokens > 0


async def test_parses_into_the_schema_with_usage(subject: Subject) -> None:
    subject.answers(GOOD)
    parsed = await subject.model.parse(PROMPT, Grade)
    assert parsed.value == Grade(reason="It was said.", verdict="shown")
    assert parsed.usage.output_tokens > 0


@pytest.mark.parametrize(
    "bad",
    [{"reason": "x"}, {**GOOD, "verdict": "brilliant"}, {**GOOD, "score": 5}, {"reason": None, "verdict": "shown"}],
)
async def test_repairs_an_answer_that_does_not_fit(subject: Subject, bad: dict[str, Any]) -> None:
    subject.answers(bad, GOOD)
    parsed = await subject.model.parse(PROMPT, Grade)
    assert parsed.value.verdict == "shown"


async def test_gives_up_after_one_repair(subject: Subject) -> None:
    subject.answers({"reason": "x"}, {**GOOD, "verdict": "great"}, GOOD)
    with pytest.raises(ModelOutputInvalid, match="verdict"):
        await subject.model.parse(PROMPT, Grade)


async def test_an_empty_reply_is_no_reply(subject: Subject) -> None:
    subject.says("")
    with pytest.raises(ModelUnavailable, match="empty"):
        await _heard(subject.model)


async def test_a_refusal_is_told_from_an_outage(subject: Subject) -> None:
    subject.refuses()
    with pytest.raises(ModelRefused):
        await subject.model.parse(PROMPT, Grade)
    with pytest.raises(ModelRefused):
        await _heard(subject.model)


async def test_an_outage_is_unavailable(subject: Subject) -> None:
    subject.breaks()
    with pytest.raises(ModelUnavailable):
        await _heard(subject.model)
    with pytest.raises(ModelUnavailable):
        await subject.model.parse(PROMPT, Grade)


async def test_a_script_that_is_over_says_so() -> None:
    model = ScriptedModel(["one", ModelRefused("no")])
    assert (await _heard(model))[0] == "one"
    with pytest.raises(ModelRefused):
        await _heard(model)
    with pytest.raises(ModelUnavailable, match="no more replies"):
        await _heard(model)
    with pytest.raises(ModelUnavailable, match="no structured answers"):
        await model.parse(PROMPT, Grade)
