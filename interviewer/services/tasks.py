"""Work that outlives the page that started it: replies in progress, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

from interviewer.services.updates import Emit, Update


class Tasks:
    """The running tasks of one process. Nothing here must survive it: the journal does."""

    def __init__(self) -> None:
        self._replies: dict[str, asyncio.Task[None]] = {}
        self._beside: set[asyncio.Task[None]] = set()

    async def relay(self, key: str, work: Callable[[Emit], Awaitable[None]]) -> AsyncIterator[Update]:
        """Run `work` as a task of its own under a key and relay what it emits; closing the relay does not stop it.

        Where a task with this key is running already, wait for its end and relay nothing.
        """
        if key in self._replies:
            await self.finished(key)
            return
        queue: asyncio.Queue[Update | None] = asyncio.Queue()

        async def run() -> None:
            await work(queue.put_nowait)

        task = self._replies[key] = asyncio.create_task(run())

        def over(done: asyncio.Task[None]) -> None:
            del self._replies[key]
            if not done.cancelled():
                done.exception()  # marks it as seen: with the page gone, nobody else will look
            queue.put_nowait(None)

        task.add_done_callback(over)
        while (update := await queue.get()) is not None:
            yield update
        await task

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Run something beside the replies."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def finished(self, key: str) -> None:
        """Wait until no reply is in progress under this key."""
        running = self._replies.get(key)
        if running:
            await asyncio.wait([running])

    async def settle(self) -> None:
        """Wait for everything, before the process ends or a test looks."""
        while pending := [*self._replies.values(), *self._beside]:
            await asyncio.wait(pending)
