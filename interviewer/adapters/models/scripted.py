"""A deterministic chat model for tests and demonstrations: says what it was told to say."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from pydantic import BaseModel

from interviewer.adapters.models.structured import Answer, parse_with_repair
from interviewer.domain.errors import ModelUnavailable
from interviewer.domain.events import Usage
from interviewer.domain.ports import Parsed, Prompt, SchemaT

Replies = Iterable[str | Exception] | Callable[[Prompt], str]
Structured = Callable[[Prompt, type[BaseModel]], dict[str, Any] | Exception]


class ScriptedModel:
    """Implements `ports.ChatModel` without a model; counts words as tokens."""

    def __init__(self, replies: Replies = (), parsed: Structured | None = None, name: str = "scripted:demo") -> None:
        """Write the script.

        Args:
            replies: what `stream` says, call by call (an exception is raised in its turn), or a function of the prompt.
            parsed: what `parse` answers, as plain data that is validated, or the exception to raise; None if the
                model is never asked for structure.
            name: `provider:model` to go by.
        """
        self._replies = replies if callable(replies) else iter(replies)
        self._parsed = parsed
        self._name = name

    @property
    def name(self) -> str:
        """`provider:model`."""
        return self._name

    async def stream(self, prompt: Prompt) -> AsyncIterator[str | Usage]:
        """Stream the next reply word by word, then its usage.

        Raises:
            ModelUnavailable: the script has no more replies, or the reply is empty.
            Exception: whatever the script says at this point.
        """
        reply = self._next(prompt)
        if isinstance(reply, Exception):
            raise reply
        if not reply.strip():
            raise ModelUnavailable(f"{self._name} sent an empty reply.")
        for word in re.findall(r"\s*\S+\s*", reply):
            yield word
        yield Usage(input_tokens=_words(prompt), output_tokens=len(reply.split()))

    async def parse(self, prompt: Prompt, schema: type[SchemaT]) -> Parsed[SchemaT]:
        """Return the scripted data as an instance of `schema`; asks once more if it does not fit.

        Raises:
            ModelUnavailable: the script has nothing structured.
            ModelOutputInvalid: the data does not fit, also when asked again.
            Exception: whatever the script says at this point.
        """
        return await parse_with_repair(lambda asked: self._answer(asked, schema), prompt, schema, self._name)

    async def _answer(self, prompt: Prompt, schema: type[BaseModel]) -> Answer:
        if self._parsed is None:
            raise ModelUnavailable(f"{self._name} has no structured answers in its script.")
        data = self._parsed(prompt, schema)
        if isinstance(data, Exception):
            raise data
        text = json.dumps(data)
        return Answer(text, Usage(input_tokens=_words(prompt), output_tokens=len(text.split())))

    def _next(self, prompt: Prompt) -> str | Exception:
        if callable(self._replies):
            return self._replies(prompt)
        exhausted = ModelUnavailable(f"{self._name} has no more replies in its script.")
        return next(self._replies, exhausted)


def _words(prompt: Prompt) -> int:
    return sum(len(message.content.split()) for message in prompt.messages)
