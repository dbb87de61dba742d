"""Between our prompts and LangChain's messages: merged roles in, text, usage and the reason of the end out."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from interviewer.adapters.models.structured import Answer
from interviewer.domain.errors import ModelRefused, ModelUnavailable
from interviewer.domain.events import Usage
from interviewer.domain.ports import Prompt

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

_END_KEYS = ("finish_reason", "stop_reason", "done_reason", "status")
_CUT_BY_LIMIT = {"length", "max_tokens", "incomplete", "MAX_TOKENS"}
_CUT_BY_POLICY = {"content_filter", "refusal", "SAFETY"}


def wire_messages(prompt: Prompt) -> list[dict[str, str]]:
    """Return the messages as dicts, neighbours of one role joined by a blank line.

    Chat templates of many local models refuse two messages of one role in a row. Each part of ours is JSON or
    curated text, so that joined parts stay apart, and the joined text keeps the prefix that providers cache.
    """
    merged: list[dict[str, str]] = []
    for message in prompt.messages:
        if merged and merged[-1]["role"] == message.role:
            merged[-1]["content"] += "\n\n" + message.content
        else:
            merged.append({"role": message.role, "content": message.content})
    return merged


class ReplyStream:
    """One open stream: hands out its text piece by piece, keeps usage and the reason of its end."""

    def __init__(self, chunks: AsyncIterator[Any]) -> None:
        """Wrap what `BaseChatModel.astream` returned."""
        self._chunks = chunks
        self._usage = (0, 0)
        self._end: str | None = None
        self._spoke = False

    @property
    def usage(self) -> Usage | None:
        """What the reply cost, if the server told it."""
        return Usage(input_tokens=self._usage[0], output_tokens=self._usage[1]) if any(self._usage) else None

    async def next_text(self, within_s: float | None) -> str | None:
        """Return the next piece of text, or None at the end; raises TimeoutError, or what the vendor raises."""
        async with asyncio.timeout(within_s):
            async for chunk in self._chunks:
                self._note(chunk)
                if text := str(chunk.text):
                    self._spoke = True
                    return text
        return None

    def check_complete(self, name: str, strict: bool) -> None:
        """Make sure that the reply ended as a whole one.

        Args:
            name: `provider:model`, for the sentence.
            strict: a stream that just stops, without saying why, counts as cut.

        Raises:
            ModelUnavailable: it is empty, was cut, or hit a limit of tokens.
            ModelRefused: the provider's policy stopped it.
        """
        if self._end in _CUT_BY_POLICY:
            raise ModelRefused(f"{name}: the provider's content policy declined the text.")
        if not self._spoke:
            raise ModelUnavailable(f"{name} sent an empty reply.")
        if self._end in _CUT_BY_LIMIT:
            raise ModelUnavailable(f"{name} stopped in the middle of its reply, at its limit of tokens.")
        if strict and self._end is None:
            raise ModelUnavailable(f"The connection to {name} was cut in the middle of its reply.")

    async def close(self) -> None:
        """Let go of the connection."""
        close = getattr(self._chunks, "aclose", None)
        if close is not None:
            await close()

    def _note(self, chunk: Any) -> None:
        told = usage_of(chunk)  # some servers repeat a running total, some split it over chunks: the maximum fits both
        self._usage = (max(self._usage[0], told.input_tokens), max(self._usage[1], told.output_tokens))
        for key in _END_KEYS:
            self._end = chunk.response_metadata.get(key) or self._end


def usage_of(message: "AIMessage") -> Usage:
    """Return the tokens that a message reports, zero if it does not."""
    told: Any = message.usage_metadata or {}
    return Usage(input_tokens=told.get("input_tokens") or 0, output_tokens=told.get("output_tokens") or 0)


def answer_of(message: "AIMessage", name: str) -> Answer:
    """Read a structured answer's text, from the content or from the arguments of a forced tool call.

    Raises:
        ModelRefused: the provider's policy declined the request.
    """
    if message.additional_kwargs.get("refusal"):
        raise ModelRefused(f"{name}: the provider's content policy declined the text.")
    if message.tool_calls:
        return Answer(json.dumps(message.tool_calls[0]["args"]), usage_of(message))
    return Answer(str(message.text), usage_of(message))


def cut_answer(error: Exception) -> Answer | None:
    """Return the answer that hit its limit of tokens, which the SDK hands over inside an error; None if it does not."""
    completion: Any = getattr(error, "completion", None)  # openai.LengthFinishReasonError
    if completion is None:
        return None
    told = completion.usage
    usage = Usage(input_tokens=told.prompt_tokens, output_tokens=told.completion_tokens) if told else Usage()
    return Answer(completion.choices[0].message.content or "", usage)
