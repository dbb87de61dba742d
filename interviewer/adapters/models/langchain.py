"""Any provider that LangChain knows, with one retry layer, deadlines, and errors in our own words."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, SecretStr

from interviewer.adapters.models.provider import OPENAI, Provider
from interviewer.adapters.models.retry import Deadlines, retrying
from interviewer.adapters.models.structured import Answer, parse_with_repair, with_schema
from interviewer.adapters.models.vendor_errors import cause_of, rejects_format, translate
from interviewer.adapters.models.wire import ReplyStream, answer_of, cut_answer, wire_messages
from interviewer.domain.errors import InterviewerError
from interviewer.domain.events import Usage
from interviewer.domain.ports import Parsed, Prompt, SchemaT

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_STYLES = ("json_schema", "json_mode", "plain")
"""Ways to ask for structure, best first."""


class LangChainModel:
    """A chat model reached through LangChain; implements `ports.ChatModel`.

    The constructor imports and opens nothing: `warm` or the first call imports. One instance keeps one pool of
    connections, for the event loop that it is used in.
    """

    def __init__(
        self,
        name: str,
        base_url: str | None = None,
        api_key: SecretStr | None = None,
        deadlines: Deadlines | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Configure a model.

        Args:
            name: `provider:model`, with the providers of LangChain's `init_chat_model`.
            base_url: address of an OpenAI-compatible server, up to and with `/v1`; None for the provider's own.
            api_key: None for servers without keys, and for providers whose SDK finds its own.
            deadlines: None for the defaults.
            options: passed on to the integration, as in `{"reasoning_effort": "low"}`.

        Raises:
            ConfigError: the name is not `provider:model`, or a key is needed and not given.
        """
        self._deadlines = deadlines or Deadlines()
        self._provider = Provider(name, base_url, api_key, self._deadlines, options or {})
        self._style = 0
        self._asks_usage = True

    def __repr__(self) -> str:
        return f"LangChainModel({self.name!r})"

    @property
    def name(self) -> str:
        """`provider:model`."""
        return self._provider.name

    async def warm(self) -> None:
        """Import the integration and build the client in a thread; opens no connection.

        Raises:
            ConfigError: the provider is unknown, its package is not installed, or it cannot be set up.
        """
        await asyncio.to_thread(self._provider.warm)

    def check(self) -> None:
        """Do what `warm` does, in this thread."""
        self._provider.warm()

    async def close(self) -> None:
        """Close the pool of connections; the next call opens a new one."""
        await self._provider.close()

    async def stream(self, prompt: Prompt) -> AsyncIterator[str | Usage]:
        """Stream text pieces, then the usage if the server tells it.

        Raises:
            ModelUnavailable: no connection, 429, 5xx, a deadline, an empty or a cut stream.
            ModelRefused: the provider will not answer this request.
            ConfigError: as `warm`, if that was not called before.
        """
        with self._translating():
            reply, text = await self._first_text(prompt)
        try:
            while text is not None:
                yield text
                with self._translating():
                    text = await reply.next_text(self._deadlines.between_tokens_s)
            reply.check_complete(self.name, strict=self._provider.kind == OPENAI)
            if reply.usage:
                yield reply.usage
        finally:
            await reply.close()

    async def parse(self, prompt: Prompt, schema: type[SchemaT]) -> Parsed[SchemaT]:
        """Return an instance of `schema`; one repair call is made inside.

        Raises:
            ModelUnavailable, ModelRefused, ConfigError: as in `stream`.
            ModelOutputInvalid: the answer does not fit the schema, also after the repair call.
        """
        with self._translating():
            async with asyncio.timeout(self._deadlines.total_s):
                return await parse_with_repair(lambda asked: self._ask(asked, schema), prompt, schema, self.name)

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except InterviewerError:
            raise
        except Exception as error:
            secret = self._provider.secret
            raise translate(error, self.name, secret) from cause_of(error, secret)

    async def _first_text(self, prompt: Prompt) -> tuple[ReplyStream, str | None]:
        """Open a stream and wait for its first text: the part that may be tried again."""
        messages = wire_messages(prompt)
        async with asyncio.timeout(self._deadlines.first_token_s):
            client = await self._provider.connect()
            try:
                return await retrying(lambda: self._open(client, messages), self._deadlines)
            except Exception as error:
                if not (self._asks_usage and "stream_options" in str(error) and rejects_format(error)):
                    raise
            self._asks_usage = False  # an older server, which does not count tokens of a stream
            return await retrying(lambda: self._open(client, messages), self._deadlines)

    async def _open(self, client: "BaseChatModel", messages: list[dict[str, str]]) -> tuple[ReplyStream, str | None]:
        counting: dict[str, Any] = {"stream_usage": self._asks_usage} if self._provider.kind == OPENAI else {}
        reply = ReplyStream(client.astream(messages, **counting))
        try:
            return reply, await reply.next_text(None)
        except BaseException:
            await reply.close()
            raise

    async def _ask(self, prompt: Prompt, schema: type[BaseModel]) -> Answer:
        """Make one structured call, in the best style that the server takes."""
        client = await self._provider.connect()
        failure: Exception | None = None
        for style in range(self._style, len(_STYLES)):
            try:
                answer = await retrying(
                    lambda style=style: _structured(client, prompt, schema, _STYLES[style], self.name), self._deadlines
                )
            except Exception as error:
                declined = rejects_format(error)
                failure = failure if failure and declined else error  # the first refusal says most
                if not declined:
                    break
            else:
                self._style = style
                return answer
        assert failure is not None
        raise failure


async def _structured(
    client: "BaseChatModel", prompt: Prompt, schema: type[BaseModel], style: str, name: str
) -> Answer:
    """Ask once; the vendor's own parsing is left aside, because it completes what was cut off."""
    try:
        if style == "json_schema":
            described = schema.model_json_schema()
            bound = client.with_structured_output(described, method=style, strict=True, include_raw=True)
            result: Any = await bound.ainvoke(wire_messages(prompt))
            return answer_of(result["raw"], name)
        messages = wire_messages(with_schema(prompt, schema))
        if style == "json_mode":
            unparsed: Any = client.with_structured_output
            result = await unparsed(None, method=style, include_raw=True).ainvoke(messages)
            return answer_of(result["raw"], name)
        return answer_of(await client.ainvoke(messages), name)
    except Exception as error:
        cut = cut_answer(error)
        if cut is None:
            raise
        return cut
