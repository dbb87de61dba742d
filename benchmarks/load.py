"""Many interviews at once over the page: errors, and what we add to the time to the first words of a reply.

Run `interviewer bench load` on a quiet machine: 100 interviews with 15 seconds of thinking between answers, then 200
with 20; `--interviews 10 --thinking-s 2 --turns 3` is a quick look. Page, scripted model and visitors
share the machine, and the model also judges each answer beside the reply, as it does in production.
"""

import asyncio
import json
import os
import platform
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.queue_client import PATIENCE_S, Layout, QueueError, Replied, Visitor, read_layout
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.settings import load_settings

ROOT = Path(__file__).parents[1]
FIRST_TOKEN_MS, TOKEN_MS, TOKENS = 300, 10, 60
SIZES = ((100, 15.0), (200, 20.0))
"""Interviews in progress, and seconds of thinking between two answers of each."""
TURNS = 6
ANSWERS = (
    "I would start with a simple model on the features we have and look at its errors first.",
    "It depends on the scale, so I would measure before I decide, and keep the first version small.",
    "I'd split by time, train on four weeks, and compare with what runs today on the following day.",
    "We should cache what does not change within the hour and compute the rest per request.",
)


def run(
    out: Path | None = None, interviews: int | None = None, thinking_s: float | None = None, turns: int = TURNS
) -> dict[str, Any]:
    """Hold the interviews, print the figures, and write them to `out` as JSON if given.

    Args:
        out: file to write.
        interviews: how many at once; by default both sizes of `SIZES`, one after the other.
        thinking_s: seconds between the end of a reply and the next answer; 15 by default.
        turns: answers in each interview.
    """
    sizes = SIZES if interviews is None else ((interviews, thinking_s or SIZES[0][1]),)
    results: dict[str, Any] = {"machine": machine(), "model": f"{FIRST_TOKEN_MS} ms to the first of {TOKENS} tokens, "
                               f"{TOKEN_MS} ms each", "turns": turns, "sizes": []}  # fmt: skip
    for count, thinking in sizes:
        with tempfile.TemporaryDirectory() as folder, scripted_model() as model, page(Path(folder), model) as address:
            figures = asyncio.run(_visit(address, count, thinking, turns))
        results["sizes"].append({"interviews": count, "thinking_s": thinking, **figures})
        print(json.dumps(results["sizes"][-1]), file=sys.stderr)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return results


def machine() -> dict[str, Any]:
    """Say on what the figures were measured, and how busy it was before."""
    busy = [round(load, 2) for load in os.getloadavg()]
    return {
        "cores": os.cpu_count(),
        "load_before": busy,
        "python": platform.python_version(),
        "system": platform.system(),
    }


async def _visit(address: str, count: int, thinking_s: float, turns: int) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=2 * count + 10, max_keepalive_connections=count + 10)
    timeout = httpx.Timeout(PATIENCE_S)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=timeout, trust_env=False) as client:
        layout = await read_layout(client)
        cases = [case.id for case in load_knowledge(ROOT / "knowledge").cases]
        began = time.perf_counter()
        held = await asyncio.gather(
            *(_interview(client, layout, cases[n % len(cases)], n, count, thinking_s, turns) for n in range(count))
        )
        seconds = time.perf_counter() - began
    replies = [reply for replies, _ in held for reply in replies]
    errors = Counter(error for _, error in held if error)
    return {"seconds": round(seconds, 1), "replies": len(replies), "errors": errors.total(),
            "error_kinds": dict(errors.most_common(5)), **_figures(replies)}  # fmt: skip


async def _interview(
    client: httpx.AsyncClient, layout: Layout, case: str, number: int, count: int, thinking_s: float, turns: int
) -> tuple[list[Replied], str | None]:
    """Hold one interview; the first error ends it. Visitors come evenly spread over the first pause."""
    visitor, dice = Visitor(client, layout), random.Random(number)
    replies: list[Replied] = []
    await asyncio.sleep(thinking_s * number / count)
    try:
        async with asyncio.timeout(turns * (thinking_s + PATIENCE_S)):
            await visitor.start(case, "senior", 45)
            for _ in range(turns):
                await asyncio.sleep(thinking_s * dice.uniform(0.8, 1.2))
                async with asyncio.timeout(PATIENCE_S):
                    replies.append(await visitor.answer(dice.choice(ANSWERS)))
                if replies[-1].over:
                    break
    except (QueueError, httpx.HTTPError, TimeoutError) as error:
        return replies, f"{type(error).__name__}: {error}"[:200]
    return replies, None


def _figures(replies: Sequence[Replied]) -> dict[str, Any]:
    """Sum up what we add to the first text: what the model takes for its first token is taken off, nothing else."""
    worded = [1000 * r.first_text_s - FIRST_TOKEN_MS for r in replies if r.worded]
    said = [1000 * r.first_text_s for r in replies if not r.worded]
    spoken_ms = FIRST_TOKEN_MS + TOKEN_MS * (TOKENS - 1)
    return {
        "added_to_first_text_ms": spread(worded),
        "first_text_without_a_model_ms": spread(said),
        "added_to_the_whole_reply_ms": spread([1000 * r.whole_s - spoken_ms for r in replies if r.worded]),
    }


def spread(values: Sequence[float]) -> dict[str, float | int | None]:
    """Return median, 95th percentile, largest and count."""
    ordered = sorted(values)
    if not ordered:
        return {"p50": None, "p95": None, "max": None, "n": 0}
    places = {"p50": ordered[len(ordered) // 2], "p95": ordered[int(0.95 * (len(ordered) - 1))], "max": ordered[-1]}
    return {**{name: round(value, 1) for name, value in places.items()}, "n": len(ordered)}


@contextmanager
def scripted_model() -> Iterator[str]:
    """Run the scripted provider in a process of its own; yields its base URL."""
    command = [sys.executable, "-m", "tests.support.openai_server", "--first-token-ms", str(FIRST_TOKEN_MS),
               "--token-ms", str(TOKEN_MS), "--tokens", str(TOKENS)]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def page(folder: Path, model_url: str) -> Iterator[str]:
    """Serve the page in a process of its own until it is ready; yields its address.

    The store is new; index and embeddings are those of the data folder, as they would be after the first day.
    """
    port = _free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("INTERVIEWER_", "OPENAI_"))}
    settings = {
        "INTERVIEWER_DATA_DIR": str(load_settings().data_dir),
        "INTERVIEWER_DATABASE_URL": f"sqlite:///{folder / 'interviews.sqlite'}",
        "INTERVIEWER_MODEL": "openai:scripted", "OPENAI_BASE_URL": model_url, "OPENAI_API_KEY": "none",
    }  # fmt: skip
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port)]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=inherited | settings, stdout=log, stderr=log)
        try:
            _await_ready(f"http://127.0.0.1:{port}", process, folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _await_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the index and the embeddings are there; the first time takes a minute or two."""
    for _ in range(1800):
        if process.poll() is not None:
            raise RuntimeError(f"the page stopped: {log.read_text()[-500:]}")
        try:
            if httpx.get(f"{address}/readyz", timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise RuntimeError("the page did not get ready in fifteen minutes")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
