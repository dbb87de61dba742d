"""A local model as a chat model: one request at a time in the order they came, words held in form by a grammar."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from pathlib import Path

from pydantic import SecretStr

from interviewer.adapters.models.langchain import LangChainModel
from interviewer.adapters.models.local.runtime import LocalRuntime, Served
from interviewer.adapters.models.retry import Deadlines
from interviewer.domain.errors import ModelError, ModelRefused, ModelStalled, ModelUnavailable
from interviewer.domain.events import LOCAL, Usage
from interviewer.domain.ports import Parsed, Prompt, SchemaT, Waiting

MAX_WORDS = 60
GRAMMAR = f"""root ::= word (" " word){{0,{MAX_WORDS - 1}}} "?"?
word ::= [^?\\n\\t *#<>`]{{1,30}}"""
"""One line of plain words, with a question mark at the very end or none."""
OPTIONS = {"temperature": 0.0, "max_tokens": 160, "extra_body": {"grammar": GRAMMAR}}
QUEUE_S = 20.0
"""How long a reply waits for others before it is spoken in curated words."""


class LocalModel:
    """Implements `ports.ChatModel` over a `LocalRuntime`; it words and never judges."""

    def __init__(self, runtime: LocalRuntime, deadlines: Deadlines | None = None, queue_s: float = QUEUE_S) -> None:
        """Remember the runtime; nothing is started.

        Args:
            runtime: holds the model's process.
            deadlines: None for the defaults.
            queue_s: seconds that a request may wait for its turn.
        """
        self._runtime = runtime
        self._deadlines = deadlines or Deadlines()
        self._queue_s = queue_s
        self._turn = asyncio.Lock()  # wakes waiters in the order they came; an interview has one request at most
        self._waiting = 0
        self._client: tuple[Served, LangChainModel] | None = None

    @property
    def name(self) -> str:
        """`local:` and the file's name, without its folder."""
        return f"{LOCAL}:{self._runtime.file.name}"

    @property
    def parameters(self) -> int | None:
        """How large the model is; None until it is loaded."""
        return self._runtime.served.parameters if self._runtime.served else None

    @property
    def state(self) -> str | None:
        """What keeps the model from speaking at present, in one sentence; None if nothing does."""
        if self._runtime.served:
            return None
        if not self._runtime.problem:
            return f"{self.name} is still being loaded."
        if self._runtime.loading:
            return f"{self.name} is being loaded again: {self._runtime.problem}"
        return f"{self.name} cannot be used: {self._runtime.problem}"

    @property
    def failure(self) -> str | None:
        """Why the model was tried and cannot be used, in one sentence; None if it is there, or on its way."""
        return self.state if self._runtime.problem and not self._runtime.loading else None

    def check(self) -> None:
        """A local model that cannot be used is no reason not to start: `state` and every turn say so."""

    async def load(self) -> None:
        """Load the model; wait until it is loaded, or has turned out to be unusable."""
        await self._runtime.start()

    async def warm(self, prompt: Prompt) -> None:
        """Load the model; wait until it has read a prompt that begins as all do, or has turned out to be unusable."""
        await self.load()
        if self._runtime.served:
            with suppress(ModelError):  # the first turn meets the same error, and says so
                async with aclosing(self.stream(prompt)) as words:
                    await anext(words)

    async def close(self) -> None:
        """End the model's process, which gives its memory back."""
        await self._forget()
        await self._runtime.close()

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str | Usage | Waiting]:
        """Stream one line of at most `MAX_WORDS` words; raises as `ports.ChatModel.stream`, at once while loading."""
        self._runtime.start()
        if ahead := self._waiting + self._turn.locked():
            yield Waiting(f"The local model speaks for {ahead} other {'reply' if ahead == 1 else 'replies'} first.")
        await self._queue()
        try:
            client = await self._connect()
            async for piece in client.stream(prompt):
                yield piece
            self._runtime.worked()
        except ModelStalled as stall:
            raise ModelStalled(f"{self.name} did not answer in time.") from stall
        except ModelUnavailable as failure:
            raise ModelUnavailable(await self._told(failure)) from failure
        except ModelRefused as refusal:
            raise ModelRefused(f"{self.name} declined the request: {refusal}") from refusal
        finally:
            self._turn.release()

    async def parse(self, prompt: Prompt, schema: type[SchemaT]) -> Parsed[SchemaT]:
        """Refuse: a small model is never asked to judge.

        Raises:
            ModelRefused: always.
        """
        raise ModelRefused(f"{self.name} words moves only; it judges nothing.")

    async def _queue(self) -> None:
        if self.state:
            raise ModelUnavailable(self.state)
        self._waiting += 1
        try:
            await asyncio.wait_for(self._turn.acquire(), self._queue_s)
        except TimeoutError:
            raise ModelUnavailable(f"{self.name} is busy with other interviews.") from None
        finally:
            self._waiting -= 1

    async def _connect(self) -> LangChainModel:
        served = self._runtime.served
        if served is None:  # it died while this request waited
            raise ModelUnavailable(str(self.state))
        if self._client is None or self._client[0] != served:
            await self._forget()
            made = LangChainModel("openai:local", served.url, SecretStr(served.key), self._deadlines, OPTIONS)
            self._client = (served, made)
        return self._client[1]

    async def _forget(self) -> None:
        client, self._client = self._client, None
        if client:
            await client[1].close()

    async def _told(self, failure: ModelUnavailable) -> str:
        died = await self._runtime.died()
        if died:
            return f"{self.name}: {died}"
        return str(failure).replace("openai:local", self.name)


def local_model(file: Path, first_token_s: float | None) -> LocalModel:
    """Make the model of a file; nothing is read or started."""
    deadlines = Deadlines(first_token_s=first_token_s) if first_token_s else Deadlines()
    return LocalModel(LocalRuntime(file.expanduser()), deadlines)
