"""A model that stalled is left alone for a while, so that not every turn waits for a whole deadline.

One that cannot be reached is left alone for a moment, so that the many calls of a grading do not each find that out
with retries of their own. Other quick failures (429, 5xx) are not counted: the next turn tries again.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from interviewer.adapters.models.langchain import LangChainModel
from interviewer.domain.errors import ModelStalled, ModelUnavailable, ModelUnreachable
from interviewer.domain.events import Usage
from interviewer.domain.ports import Parsed, Prompt, SchemaT, Waiting

FIRST_REST_S = 60.0
LONGEST_REST_S = 300.0
"""A rest doubles from the first to the longest, stall after stall; one good answer ends it."""
MOMENT_S = 5.0
"""Long enough for all calls of a grading to pass; shorter than a person takes to answer."""


@dataclass
class _Rest:
    """The rest of one kind of call: a slow judge does not silence a voice that streams well."""

    now: Callable[[], float]
    until: float = 0.0
    stalls: int = 0
    why: str = ""
    trying: bool = False
    """One call has been let through to see whether the model answers again."""

    @contextmanager
    def between(self, name: str) -> Iterator[None]:
        """Make a call, unless the model rests.

        Raises:
            ModelUnavailable: it rests, or another call is finding out whether it answers again.
            ModelError: what the call raises; a stall with the rest that follows.
        """
        left = self.until - self.now()
        if left > 0 or self.trying:
            soon = f"in {max(1, round(left))} seconds" if left > 0 else "at this moment"
            raise ModelUnavailable(f"{name} {self.why} and is left alone; it is tried again {soon}.")
        trial = self.trying = self.stalls > 0
        try:
            yield
        except ModelStalled as stall:
            if self.now() >= self.until:  # calls that stall side by side are one stall
                self.until = self.now() + min(FIRST_REST_S * 2**self.stalls, LONGEST_REST_S)
                self.stalls += 1
                self.why = "did not answer in time"
            raise ModelStalled(f"{stall} It is left alone for {self.until - self.now():.0f} seconds.") from stall
        except ModelUnreachable:
            if self.now() >= self.until:
                self.until, self.why = self.now() + MOMENT_S, "could not be reached"
            raise
        else:
            self.stalls = 0
        finally:
            self.trying = self.trying and not trial


class RestingModel:
    """Implements `ports.ChatModel` around another one; streams and structured answers rest apart."""

    def __init__(self, model: LangChainModel, now: Callable[[], float] = time.monotonic) -> None:
        """Wrap a model.

        Args:
            model: does the work.
            now: seconds on a clock that only goes forward.
        """
        self._model = model
        self._streams, self._answers = _Rest(now), _Rest(now)

    @property
    def name(self) -> str:
        """`provider:model`."""
        return self._model.name

    async def warm(self) -> None:
        """Load what the first call needs; raises ConfigError as `LangChainModel.warm`."""
        await self._model.warm()

    def check(self) -> None:
        """Do what `warm` does, in this thread."""
        self._model.check()

    async def close(self) -> None:
        """Close the connections."""
        await self._model.close()

    async def stream(self, prompt: Prompt) -> AsyncIterator[str | Usage | Waiting]:
        """Stream as `ports.ChatModel.stream`; raises ModelUnavailable at once while the model rests."""
        with self._streams.between(self.name):
            async for piece in self._model.stream(prompt):
                yield piece

    async def parse(self, prompt: Prompt, schema: type[SchemaT]) -> Parsed[SchemaT]:
        """Answer as `ports.ChatModel.parse`; raises ModelUnavailable at once while the model rests."""
        with self._answers.between(self.name):
            return await self._model.parse(prompt, schema)
