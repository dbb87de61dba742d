"""How fast a local model answers here, beside the runtime alone, and how much of each prompt it has to read.

Run `INTERVIEWER_LOCAL_MODEL=FILE interviewer bench local`. The runtime alone is the same file and the same number of
threads in this process, without HTTP, grammar and our code, and tells its own figures. Times depend on the machine and
on what else runs on it; compare the two sides.
"""

import asyncio
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.local_file import named_file
from interviewer.adapters.models.local.model import LocalModel
from interviewer.adapters.models.local.runtime import CONTEXT, LocalRuntime, threads
from interviewer.adapters.models.local.serve import start
from interviewer.adapters.models.retry import Deadlines
from interviewer.adapters.models.wire import wire_messages
from interviewer.adapters.prompts import FilePrompts
from interviewer.domain.errors import ConfigError
from interviewer.domain.events import Usage
from interviewer.domain.ports import Prompt
from interviewer.services.voices import ANSWER_WORDS
from interviewer.settings import load_settings

TURNS = 12
WORDS = "we would log every click and keep one in twenty of the rest so that training stays cheap"
COLD = 4
"""Turns measured without a cached beginning."""
PATIENT = Deadlines(first_token_s=300, between_tokens_s=300)
SAYS = (
    "Let us turn to the data. How would you build the training set?",
    "What would you watch in the first week after the launch?",
    "Think of what the output of the model is used for.",
)


class Pair(NamedTuple):
    """One turn of ours and of the runtime alone; tokens per second but for the first."""

    first_s: float
    """Seconds to the first words."""
    prompt: float
    generation: float
    runtime_prompt: float
    runtime_generation: float


def run(out: Path | None = None) -> dict[str, Any]:
    """Measure, print, and write to `out` as JSON if given.

    Raises:
        ConfigError: no local model is configured, or it cannot be loaded.
    """
    results = asyncio.run(_measure(named_file(), _prompts(FilePrompts(load_settings().prompts_dir))))
    for name, value in results.items():
        print(f"{name:40} {value}", file=sys.stderr)
    if out:
        out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return results


def _prompts(files: FilePrompts) -> list[Prompt]:
    """Return turns as long as they get: each with another phrase of full length and other curated words."""
    words = WORDS.split()
    phrases = [" ".join(words[(turn + i) % len(words)] for i in range(ANSWER_WORDS)) for turn in range(TURNS)]
    return [files.render("local", answer=phrase, says=SAYS[i % len(SAYS)]) for i, phrase in enumerate(phrases)]


async def _measure(file: Path, prompts: list[Prompt]) -> dict[str, Any]:
    """Measure turn by turn the way that an interview takes, and right after it the runtime alone on the same prompt."""
    runtime = LocalRuntime(file)
    model = LocalModel(runtime, PATIENT)
    began = time.perf_counter()
    try:
        await model.warm(prompts[0])
        loaded_s = time.perf_counter() - began
        if model.state or runtime.served is None:
            raise ConfigError(str(model.state))
        alone = start({"file": str(file), "key": "none", "threads": threads(), "context": CONTEXT})
        cold = [await _both(model, alone, _uncached(prompt, number)) for number, prompt in enumerate(prompts[:COLD])]
        await _both(model, alone, prompts[0])
        warm = [await _both(model, alone, prompt) for prompt in prompts[1:]]
        read, new = _reading(runtime.served.url, runtime.served.key, prompts)
        size = runtime.served.parameters
    finally:
        await model.close()
    return {
        "model": model.name, "parameters": size, "threads": threads(), "loaded_and_warm_s": round(loaded_s, 1),
        "first_words_after_warm_prefix_s": _median([pair.first_s for pair in warm]),
        "prompt_tokens_per_s": _median([pair.prompt for pair in cold]),
        "runtime_prompt_tokens_per_s": _median([pair.runtime_prompt for pair in cold]),
        "prompt_share_of_runtime": _median([pair.prompt / pair.runtime_prompt for pair in cold]),
        "generation_tokens_per_s": _median([pair.generation for pair in warm]),
        "runtime_generation_tokens_per_s": _median([pair.runtime_generation for pair in warm]),
        "generation_share_of_runtime": _median([pair.generation / pair.runtime_generation for pair in warm]),
        "turns": len(prompts) - 1, "tokens_read": read, "tokens_new": new, "read_per_new": round(read / new, 3),
    }  # fmt: skip


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 2)


async def _both(model: LocalModel, alone: Any, prompt: Prompt) -> Pair:
    first_s, rest_s, usage = await _timed(model, prompt)
    body = _body(prompt) | {"max_tokens": max(2, usage.output_tokens), "temperature": 0.0}
    answer = alone.handle_chat_completions(body)
    timings = (answer if isinstance(answer, dict) else json.loads(answer))["timings"]
    return Pair(
        first_s, usage.input_tokens / first_s, (usage.output_tokens - 1) / rest_s,
        timings["prompt_per_second"], timings["predicted_per_second"],
    )  # fmt: skip


async def _timed(model: LocalModel, prompt: Prompt) -> tuple[float, float, Usage]:
    """Return seconds to the first words, seconds from there to the end, and the tokens."""
    began = time.perf_counter()
    first: float | None = None
    usage = Usage()
    async for piece in model.stream(prompt):
        if isinstance(piece, Usage):
            usage = piece
        first = first or time.perf_counter()
    assert first
    return first - began, time.perf_counter() - first, usage


def _uncached(prompt: Prompt, number: int) -> Prompt:
    """Return a prompt that shares no beginning with any other."""
    system, *rest = prompt.messages
    return replace(prompt, messages=(replace(system, content=f"Number {number}. {system.content}"), *rest))


def _reading(url: str, key: str, prompts: list[Prompt]) -> tuple[int, int]:
    """Return how many tokens the runtime read from the second prompt on, and how many were new in them."""
    import httpx2

    read = new = 0
    before: list[int] = []
    with httpx2.Client(
        base_url=url.removesuffix("/v1"), headers={"authorization": f"Bearer {key}"}, timeout=600, trust_env=False
    ) as client:
        for prompt in prompts:
            body = _body(prompt)
            text = client.post("/apply-template", json=body).json()["prompt"]
            tokens = client.post("/tokenize", json={"content": text, "parse_special": True}).json()["tokens"]
            timings = client.post("/v1/chat/completions", json=body | {"max_tokens": 1}).json()["timings"]
            if before:
                read += timings["prompt_n"]
                new += len(tokens) - next(
                    (i for i, (a, b) in enumerate(zip(before, tokens, strict=False)) if a != b), len(before)
                )
            before = tokens
    return read, new


def _body(prompt: Prompt) -> dict[str, Any]:
    return {"messages": wire_messages(prompt)}
