"""A provider that fails: tried again where that helps, told in one sentence, never with the key."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from interviewer.adapters.assess.model import Judgements
from interviewer.adapters.models.langchain import LangChainModel
from interviewer.adapters.models.retry import Deadlines
from interviewer.domain.errors import ModelOutputInvalid, ModelRefused, ModelStalled, ModelUnavailable
from interviewer.domain.events import PromptRef
from interviewer.domain.ports import Message, Prompt
from tests.support.openai_server import OpenAIServer

PROMPT = Prompt(PromptRef(id="test", version="1"), (Message("system", "Be brief."), Message("user", "Hello?")))
KEY = "sk-test-0123456789"
JUDGED = '{"judgements": [{"criterion": "a.b", "reason": "r", "quote": null, "turn": null, "verdict": "missing"}]}'
SHORT = Deadlines(first_token_s=0.6, between_tokens_s=0.4, total_s=0.8, backoff_s=0.001)
PATIENT = Deadlines(first_token_s=30, between_tokens_s=30, total_s=30, backoff_s=0.001)


@pytest.fixture
async def model(openai_server: OpenAIServer) -> AsyncIterator[LangChainModel]:
    openai_server.reply = lambda _: JUDGED
    made = LangChainModel("openai:scripted", openai_server.url, SecretStr(KEY), PATIENT)
    await made.warm()
    yield made
    await made.close()


@pytest.fixture
async def hasty(openai_server: OpenAIServer) -> AsyncIterator[LangChainModel]:
    openai_server.reply = lambda _: JUDGED
    made = LangChainModel("openai:scripted", openai_server.url, SecretStr(KEY), SHORT)
    await made.warm()
    yield made
    await made.close()


async def _call(model: LangChainModel, how: str) -> list[Any]:
    if how == "stream":
        return [piece async for piece in model.stream(PROMPT)]
    return [await model.parse(PROMPT, Judgements)]


async def _listen(model: LangChainModel, heard: list[Any]) -> None:
    async for piece in model.stream(PROMPT):
        heard.append(piece)  # noqa: PERF401 (what was heard before a failure must be kept)


HOW = pytest.mark.parametrize("how", ["stream", "parse"])


@HOW
@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
async def test_a_passing_fault_is_tried_again_twice(
    openai_server: OpenAIServer, model: LangChainModel, how: str, status: int
) -> None:
    openai_server.fail("status", times=2, status=status)
    assert await _call(model, how)
    assert len(openai_server.requests) == 3


@HOW
@pytest.mark.parametrize("status", [429, 500])
async def test_a_lasting_fault_is_given_up(
    openai_server: OpenAIServer, model: LangChainModel, how: str, status: int
) -> None:
    openai_server.fail("status", times=-1, status=status)
    with pytest.raises(ModelUnavailable, match=str(status)):
        await _call(model, how)
    assert len(openai_server.requests) == 3


@HOW
@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (401, None, "check OPENAI_API_KEY"),
        (403, None, "INTERVIEWER_MODEL"),
        (404, None, "INTERVIEWER_MODEL"),
        (413, None, "declined the request"),
        (429, "insufficient_quota", "billing"),
        (400, "content_filter", "content policy"),
    ],
)
async def test_what_would_fail_again_is_refused_at_once_without_the_key(
    openai_server: OpenAIServer, model: LangChainModel, how: str, status: int, code: str | None, advice: str
) -> None:
    openai_server.fail("status", times=-1, status=status, code=code)
    with pytest.raises(ModelRefused, match=advice) as caught:
        await _call(model, how)
    assert len(openai_server.requests) == 1
    assert KEY not in "".join(traceback.format_exception(caught.value))


async def test_an_echoed_key_is_redacted(openai_server: OpenAIServer, model: LangChainModel) -> None:
    openai_server.fail("status", times=-1, status=400)
    with pytest.raises(ModelRefused, match="scripted failure") as caught:
        await _call(model, "stream")
    assert KEY not in "".join(traceback.format_exception(caught.value))


@HOW
async def test_a_short_wait_asked_for_is_kept(openai_server: OpenAIServer, model: LangChainModel, how: str) -> None:
    openai_server.fail("status", status=429, headers={"retry-after": "0.3"})
    clock = asyncio.get_running_loop()
    began = clock.time()
    assert await _call(model, how)
    assert clock.time() - began >= 0.3


@HOW
async def test_a_long_wait_is_not_waited(openai_server: OpenAIServer, model: LangChainModel, how: str) -> None:
    openai_server.fail("status", times=-1, status=429, headers={"retry-after": "120"})
    with pytest.raises(ModelUnavailable):
        await _call(model, how)
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize("kind", ["cut", "no_end"])
async def test_a_stream_cut_after_text_is_not_tried_again(
    openai_server: OpenAIServer, model: LangChainModel, kind: Any
) -> None:
    openai_server.fail(kind, after=2)
    heard: list[Any] = []
    with pytest.raises(ModelUnavailable, match="cut"):
        await _listen(model, heard)
    assert len(heard) == 2
    assert len(openai_server.requests) == 1


async def test_a_stream_cut_before_text_is_tried_again(openai_server: OpenAIServer, model: LangChainModel) -> None:
    openai_server.fail("cut", after=0)
    assert await _call(model, "stream")
    assert len(openai_server.requests) == 2


async def test_a_cut_structured_answer_is_tried_again(openai_server: OpenAIServer, model: LangChainModel) -> None:
    openai_server.fail("cut")
    assert await _call(model, "parse")
    assert len(openai_server.requests) == 2


@pytest.mark.parametrize(("how", "after"), [("stream", 0), ("stream", 2), ("parse", 0)])
async def test_a_stall_ends_at_its_deadline(
    openai_server: OpenAIServer, hasty: LangChainModel, how: str, after: int
) -> None:
    openai_server.fail("stall", times=-1, after=after)
    with pytest.raises(ModelStalled, match="in time"):
        await asyncio.wait_for(_call(hasty, how), 20)
    openai_server.heal()
    assert await _call(hasty, how)


async def test_a_slow_stream_is_no_stall(openai_server: OpenAIServer, hasty: LangChainModel) -> None:
    openai_server.reply = lambda _: "one two three four five six seven eight"
    openai_server.token_s = 0.12  # 0.84 s in all, longer than any single deadline
    assert len([p for p in await _call(hasty, "stream") if isinstance(p, str)]) == 8


async def test_an_empty_stream_is_unavailable(openai_server: OpenAIServer, model: LangChainModel) -> None:
    openai_server.fail("empty")
    with pytest.raises(ModelUnavailable, match="empty"):
        await _call(model, "stream")


async def test_a_reply_at_the_limit_of_tokens_is_no_whole_reply(
    openai_server: OpenAIServer, model: LangChainModel
) -> None:
    openai_server.reply = lambda _: "one two three four"
    openai_server.fail("length")
    with pytest.raises(ModelUnavailable, match="limit of tokens"):
        await _call(model, "stream")


@pytest.mark.parametrize("kind", ["empty", "not_json", "wrong_schema", "truncated", "length"])
async def test_broken_structure_is_repaired_once(openai_server: OpenAIServer, model: LangChainModel, kind: Any) -> None:
    openai_server.fail(kind)
    (parsed,) = await _call(model, "parse")
    assert parsed.value.judgements[0].verdict == "missing"
    repair = openai_server.requests[1]["messages"][-1]["content"]
    assert "cannot be used" in repair
    assert parsed.usage.output_tokens >= len(JUDGED.split())


@pytest.mark.parametrize("kind", ["empty", "not_json", "wrong_schema", "truncated", "length"])
async def test_structure_broken_twice_is_invalid(openai_server: OpenAIServer, model: LangChainModel, kind: Any) -> None:
    openai_server.fail(kind, times=-1)
    with pytest.raises(ModelOutputInvalid):
        await _call(model, "parse")
    assert len(openai_server.requests) == 2


async def test_a_refusal_in_the_answer_is_a_refusal(openai_server: OpenAIServer, model: LangChainModel) -> None:
    openai_server.fail("refusal")
    with pytest.raises(ModelRefused, match="policy"):
        await _call(model, "parse")


@HOW
async def test_nobody_listening_is_unavailable(how: str) -> None:
    with OpenAIServer() as gone:
        url = gone.url
    with pytest.raises(ModelUnavailable, match="OPENAI_BASE_URL"):
        await _call(LangChainModel("openai:scripted", url, deadlines=PATIENT), how)


async def test_a_reader_who_leaves_frees_the_connection(openai_server: OpenAIServer, model: LangChainModel) -> None:
    openai_server.reply = lambda _: "one two three four"
    stream = model.stream(PROMPT)
    assert await anext(stream) == "one "
    await stream.aclose()  # type: ignore[attr-defined]
    assert await _call(model, "stream")
