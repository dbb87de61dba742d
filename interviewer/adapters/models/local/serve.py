"""The child process that holds a local model: llama.cpp's own OpenAI server on a free loopback port.

It reads one line of JSON on standard input, answers with one line of JSON, and ends when its standard input closes:
when the parent closes it, or dies in whatever way. Only this process imports the runtime.
"""

import json
import os
import sys
import urllib.request
from importlib import import_module
from typing import Any


def main() -> None:
    """Load the model, say where it is served and how large it is, and stay until the parent lets go."""
    asked = json.loads(sys.stdin.readline())
    server = start(asked)  # kept alive by this name
    url = f"{server.listening_address}/v1"
    print(json.dumps({"url": url, "parameters": _parameters(url, asked["key"])}), flush=True)
    sys.stdin.read()
    os._exit(0)  # requests in progress are of no use to anybody any more


def start(asked: dict[str, Any]) -> Any:
    """Start the runtime's server.

    Args:
        asked: `file`, `key`, `threads` to write with, and `context` in tokens.

    Raises:
        RuntimeError: the file cannot be loaded; the reason stands on standard error.
    """
    runtime: Any = import_module("xllamacpp")  # compiled, without declarations
    chosen = runtime.CommonParams()
    chosen.model.path = asked["file"]
    chosen.api_keys = [asked["key"]]
    chosen.offline, chosen.ui, chosen.verbosity = True, False, 1
    chosen.n_ctx, chosen.n_parallel, chosen.cache_ram_mib = asked["context"], 1, 0
    chosen.cpuparams.n_threads, chosen.cpuparams_batch.n_threads = asked["threads"], os.cpu_count() or 1
    for cpu in (chosen.cpuparams, chosen.cpuparams_batch):
        cpu.poll = 0  # threads that spin while they wait starve whatever else runs here, and themselves
    return runtime.Server(chosen)


def _parameters(url: str, key: str) -> int:
    request = urllib.request.Request(f"{url}/models", headers={"authorization": f"Bearer {key}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return int(json.load(answer)["data"][0]["meta"]["n_params"])


if __name__ == "__main__":
    main()
