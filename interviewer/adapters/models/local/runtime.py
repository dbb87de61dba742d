"""The life of a local model's process: started in the background, restarted once if it dies, given back at the end."""

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interviewer.adapters.models.local.checks import ending, problem_with

CONTEXT = 4096
"""Tokens; a prompt for a local model has some 600, a reply 100."""
REST_S = 300.0
"""How long a model that died twice in a row is left alone."""
COMMAND = (sys.executable, str(Path(__file__).with_name("serve.py")))
_LOG_BYTES = 8_000
_ENDING_S = 5.0
_DYING_S = 0.5
"""How long a broken connection is given to turn out to be a dead process."""


@dataclass(frozen=True)
class Served:
    """A model that is ready."""

    url: str
    key: str
    parameters: int
    """Of the model, as the file's metadata have it."""


class LocalRuntime:
    """Holds at most one process; `served` is None until the model is loaded, and `problem` says why."""

    def __init__(self, file: Path, command: tuple[str, ...] = COMMAND, now: Callable[[], float] = time.monotonic):
        """Remember the file; nothing is started.

        Args:
            file: a GGUF model.
            command: speaks the protocol of `serve.py`.
            now: seconds on a clock that only goes forward.
        """
        self.file = file
        self.served: Served | None = None
        self.problem: str | None = None
        """Why it cannot be used, or was not at the last try; None once it is loaded."""
        self._command, self._now = command, now
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._log = b""
        self._deaths = 0
        self._rest_until = 0.0

    @property
    def loading(self) -> bool:
        """Tell whether the model is being loaded."""
        return self._starting is not None and not self._starting.done()

    def start(self) -> Awaitable[None]:
        """Begin to load the model unless that was done, or it rests; the result ends with the loading."""
        self._notice_death()
        idle = self._starting is None or self._starting.done()
        if self._starting is None or (idle and not self.served and self._now() >= self._rest_until):
            self._starting = asyncio.create_task(self._start())
        return asyncio.shield(self._starting)

    async def died(self) -> str | None:
        """Return why the process has just ended, None if it lives; one that died is loaded again in the background."""
        if self._process is None or self.served is None:
            return self.problem
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _DYING_S)
        self._notice_death()
        if self.served:
            return None
        self.start()
        return self.problem

    def worked(self) -> None:
        """Note a good answer: the next death is a first one again."""
        self._deaths = 0

    async def close(self) -> None:
        """End the process, which gives its memory back."""
        if self._starting:
            self._starting.cancel()
            with suppress(asyncio.CancelledError):
                await self._starting
        process, self._process, self.served, self._starting = self._process, None, None, None
        if process and process.returncode is None:
            await _end(process)

    async def _start(self) -> None:
        wrong = await asyncio.to_thread(problem_with, self.file)
        if wrong:
            self.problem = wrong
            self._rest()
            return
        try:
            self.served = await self._launch()
            self.problem = None
        except (OSError, ValueError, KeyError):
            code = await self._process.wait() if self._process else None
            await asyncio.sleep(0)  # lets the log be read to its end
            self.problem = ending(code, self._log.decode(errors="replace"))
            self._rest()

    async def _launch(self) -> Served:
        pipe = asyncio.subprocess.PIPE
        self._log = b""
        quiet = {"OMP_WAIT_POLICY": "passive", **os.environ}
        process = await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe, stderr=pipe, env=quiet)
        self._process = process
        assert process.stdin
        assert process.stdout
        assert process.stderr
        reading = asyncio.create_task(self._read_log(process.stderr))
        key = secrets.token_hex(16)
        asked = {"file": str(self.file), "key": key, "threads": threads(), "context": CONTEXT}
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        try:
            told: dict[str, Any] = json.loads(await process.stdout.readline())
        except ValueError:
            await reading
            raise
        return Served(told["url"], key, told["parameters"])

    async def _read_log(self, stream: asyncio.StreamReader) -> None:
        while piece := await stream.read(4096):
            self._log = (self._log + piece)[-_LOG_BYTES:]

    def _notice_death(self) -> None:
        """Where the process has ended by itself: load again once, then leave the model alone for a while."""
        if self.served is None or self._process is None or self._process.returncode is None:
            return
        self.problem = ending(self._process.returncode, self._log.decode(errors="replace"))
        self.served = None
        self._deaths += 1
        if self._deaths > 1:
            self._rest()

    def _rest(self) -> None:
        self._rest_until = self._now() + REST_S


def threads() -> int:
    """Return the processors to write with: all but one, on which the page and the other parts go on.

    Threads wait for each other at every step: with a thread on each of two processors and something else running,
    a model of 1.5B wrote 1 token a second; with one thread, 5. Reading a prompt suffers little, and takes them all.
    """
    return max(1, (os.cpu_count() or 1) - 1)


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _ENDING_S)
    except TimeoutError:
        process.kill()
        await process.wait()
