"""The rhythm of a streamed reply: the first piece at once, then one update of the page every 120 ms."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from interviewer.services.updates import Done, Notice, Piece, Restart, Update

EVERY_S = 0.12
"""Seconds between two updates of the page; each costs 2 to 5 ms of CPU."""


@dataclass(frozen=True)
class Speaking:
    """The reply so far, whole."""

    text: str


@dataclass(frozen=True)
class Thinking:
    """Nothing came for a moment: the answer is taken, the reply is on its way."""


Frame = Thinking | Speaking | Notice | Done
"""What the page draws."""


async def paced(updates: AsyncIterator[Update], every_s: float = EVERY_S) -> AsyncIterator[Frame]:
    """Turn the updates of a reply into frames worth drawing.

    Args:
        updates: of one reply, as the conductor yields them.
        every_s: least time between two frames of text.

    Raises:
        InterviewerError: what `updates` raises, unchanged.
    """
    text, drawn, silent = "", "", True
    loop = asyncio.get_running_loop()
    due = 0.0
    async with aclosing(_ticking(updates, every_s / 2)) as ticks:
        async for update in ticks:
            if isinstance(update, Piece):
                text += update.text
            elif isinstance(update, Restart):
                text = ""
            elif update is not None:
                yield update
            elif silent:
                yield Thinking()
            silent = False
            if text != drawn and text and loop.time() >= due:
                drawn, due = text, loop.time() + every_s
                yield Speaking(text)


async def _ticking(updates: AsyncIterator[Update], every_s: float) -> AsyncGenerator[Update | None]:
    """Relay updates, and None whenever nothing came for a while, so that a stalled stream is drawn to its end."""
    pending: asyncio.Task[Update | None] | None = None
    try:
        while True:
            pending = pending or asyncio.create_task(_next(updates))
            await asyncio.wait([pending], timeout=every_s)
            if not pending.done():
                yield None
                continue
            update = pending.result()
            if update is None:
                return
            pending = None
            yield update
    finally:
        if pending:
            pending.cancel()
            await asyncio.wait([pending])


async def _next(updates: AsyncIterator[Update]) -> Update | None:
    return await anext(updates, None)
