"""What we add to the model: first token in the conductor against the bare SDK, whole offline turns, offline grading.

Run `interviewer bench latency`. The model is a scripted OpenAI-compatible server on loopback in a process of its own,
so the figures are ours and not a provider's. Figures depend on the machine; compare the differences.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from interviewer.bootstrap import App, build
from interviewer.domain.interview import Interview
from interviewer.services.candidates.cast import persona
from interviewer.services.updates import Done, Piece
from interviewer.settings import Settings, load_settings

CASE, LEVEL, MODEL = "ad-click-prediction", "senior", "openai:scripted"
FIRST_TOKEN_MS = 20
TURNS = 30


def run(out: Path | None = None) -> dict[str, Any]:
    """Measure everything, print it, and write it to `out` as JSON if given; times in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, _server() as url:
        results = asyncio.run(_measure(Path(folder), url))
    results["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    for name, value in results.items():
        print(f"{name:32} {value}", file=sys.stderr)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return results


async def _measure(folder: Path, url: str) -> dict[str, Any]:
    bare = await _bare_sdk(url)
    with_model = build(_settings(folder, MODEL, url), judge=None)
    conductor, _ = await _interview(with_model, "medium")
    offline = build(_settings(folder, "offline", url))
    turns, interview = await _interview(offline, "medium")
    began = time.perf_counter()
    graded = await offline.grader.assess(interview)
    grading = time.perf_counter() - began
    for app in (with_model, offline):
        await app.close()
    return {
        "first_token_bare_sdk_ms": _spread(bare),
        "first_token_conductor_ms": _spread(conductor),
        "first_token_added_median_ms": round(1000 * (statistics.median(conductor) - statistics.median(bare)), 1),
        "offline_turn_ms": _spread(turns),
        "offline_grading_s": round(grading, 3),
        "offline_grading_turns": len(interview.turns),
        "offline_grading_criteria": sum(len(p.criteria) for p in graded.evaluation.phases),
    }


async def _bare_sdk(url: str) -> list[float]:
    from openai import AsyncOpenAI

    client = AsyncOpenAI(base_url=url, api_key="none")
    seconds = []
    for _ in range(TURNS + 3):
        began = time.perf_counter()
        stream = await client.chat.completions.create(
            model="scripted", messages=[{"role": "user", "content": "Say something."}], stream=True
        )
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                seconds.append(time.perf_counter() - began)
                break
        await stream.close()
    return seconds[3:]


async def _interview(app: App, who: str) -> tuple[list[float], Interview]:
    """Hold interviews until enough turns were timed; returns seconds to the first words, and the longest interview."""
    await asyncio.to_thread(app.knowledge.ensure_index)
    case = app.knowledge.case(CASE)
    seconds: list[float] = []
    longest: Interview | None = None
    for seed in range(20):
        candidate = persona(who, seed)
        interview = await app.conductor.start(CASE, LEVEL, 120, seed)
        while not interview.ended_by and len(seconds) < TURNS + 3:
            message = await candidate.says(interview, case)
            began = time.perf_counter()
            waiting = True
            async for update in app.conductor.reply(interview.id, message.text if message else "Nothing."):
                if waiting and isinstance(update, Piece):
                    seconds.append(time.perf_counter() - began)
                    waiting = False
                if isinstance(update, Done):
                    interview = update.interview
            await app.tasks.settle()
        interview = await app.conductor.end(interview.id)
        longest = max(filter(None, (longest, interview)), key=lambda i: len(i.turns))
        if len(seconds) >= TURNS + 3 and len(longest.turns) >= 40:
            break
    assert longest is not None
    return seconds[3:], longest


def _settings(folder: Path, model: str, url: str) -> Settings:
    return load_settings(model=model, data_dir=folder).model_copy(
        update={"openai_api_key": SecretStr("none"), "openai_base_url": url}
    )


@contextmanager
def _server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.support.openai_server", "--first-token-ms", str(FIRST_TOKEN_MS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
    try:
        assert process.stdout
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait()


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(1000 * s for s in seconds)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "n": len(ordered),
    }
