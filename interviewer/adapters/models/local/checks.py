"""What can be wrong with a local model, found before it is loaded or read out of the way its process ended."""

import os
import re
import signal
from importlib.util import find_spec
from pathlib import Path

RUNTIME = "xllamacpp"
INSTALL = "pip install 'ml-design-interviewer[local]'"
MAGIC = b"GGUF"
SHARE, BASE_BYTES = 1.2, 256 * 2**20
"""Memory that a file needs: its size with a fifth for context and buffers, and a base. Measured for 4,096 tokens of
context: 0.28 GB for 135M parameters, 1.97 GB for 1.5B."""
_MOST_DETAIL = 200
_CAUSE = re.compile(r"error loading model: (.+)")
_ARCHITECTURE = re.compile(r"unknown model architecture: '([^']*)'")


def problem_with(file: Path) -> str | None:
    """Return in one sentence why a file cannot be loaded here, or None if nothing speaks against trying."""
    if find_spec(RUNTIME) is None:
        return f"the runtime is not installed; run {INSTALL}."
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            magic = opened.read(len(MAGIC))
    except OSError as error:
        return f"the file cannot be read ({error.strerror}); check INTERVIEWER_LOCAL_MODEL."
    if magic != MAGIC:
        return "the file is no GGUF model; download one that ends in .gguf, or download it again."
    needed, free = size * SHARE + BASE_BYTES, free_memory()
    if free is not None and needed > free:
        return f"it needs {gigabytes(needed)} of memory and {gigabytes(free)} are free; take a smaller file."
    return None


def ending(code: int | None, log: str) -> str:
    """Return in one sentence why the model's process ended.

    Args:
        code: its exit code; minus the signal's number where one ended it.
        log: the last lines of its standard error.
    """
    if code == -signal.SIGILL:
        return "this processor lacks instructions that the runtime needs (AVX2); use a model server instead."
    if code == -getattr(signal, "SIGKILL", 9):
        return "its process was killed, perhaps because memory ran out."
    architecture = _ARCHITECTURE.search(log)
    if architecture:
        return f"the runtime does not know models of the kind '{architecture[1]}'; take another file."
    if "incomplete" in log:
        return "the file is cut off or damaged; download it again."
    if "failed to allocate" in log or "bad_alloc" in log:
        return "there is too little memory for it; take a smaller file."
    cause = _CAUSE.search(log)
    if cause:
        return f"the runtime could not load it: {cause[1].strip()}."
    last = (log.strip().splitlines() or [""])[-1][:_MOST_DETAIL]
    return f"its process ended with code {code}{f' ({last})' if last else ''}."


def free_memory() -> float | None:
    """Return the bytes that may still be taken, within the limits of a container; None where nobody tells."""
    known = [limit for limit in (_machine_free(), _container_free()) if limit is not None]
    return min(known, default=None)


def gigabytes(count: float) -> str:
    """Return a number of bytes as people say it."""
    return f"{count / 2**30:.1f} GB"


def _machine_free() -> float | None:
    try:
        meminfo = Path("/proc/meminfo").read_text(encoding="ascii")
        return int(re.findall(r"MemAvailable:\s+(\d+) kB", meminfo)[0]) * 1024
    except (OSError, IndexError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _container_free() -> float | None:
    folder = Path("/sys/fs/cgroup")
    try:
        limit, used = ((folder / name).read_text(encoding="ascii") for name in ("memory.max", "memory.current"))
        return int(limit) - int(used)
    except (OSError, ValueError):  # no container, or no limit: "max"
        return None
