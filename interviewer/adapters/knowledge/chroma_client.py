"""The door to Chroma: its clients, without telemetry, and its errors as ours.

Chroma is imported with its first client: to load it takes most of a second, which grading alone need not wait for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from interviewer.domain.errors import KnowledgeError

_PORT = 8000
"""Chroma's own default."""


def connect(url: str) -> Any:
    """Return a client of a Chroma server; raises what Chroma raises."""
    import chromadb
    from chromadb.config import Settings

    at = urlsplit(url)
    secure = at.scheme == "https"
    port = at.port or (443 if secure else _PORT)
    return chromadb.HttpClient(at.hostname or "localhost", port, secure, settings=Settings(anonymized_telemetry=False))


def open_folder(path: Path) -> Any:
    """Return a client of a database in a folder, which is made if it is missing; raises what Chroma raises."""
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(path), Settings(anonymized_telemetry=False))


def host_of(url: str) -> str:
    """Name the server without what may be secret in its address."""
    at = urlsplit(url)
    return f"{at.hostname}:{at.port}" if at.port else str(at.hostname)


class Broken(KnowledgeError):
    """Chroma failed, or holds something else than was put in."""


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Raise whatever Chroma raises as KnowledgeError; its engine in Rust also panics, which is no `Exception`."""
    try:
        yield
    except KnowledgeError:
        raise
    except BaseException as trouble:
        if not isinstance(trouble, Exception) and type(trouble).__name__ != "PanicException":
            raise
        reason = " ".join(str(trouble).split())[:200] or type(trouble).__name__
        raise Broken(f"the search index could not be {action}: {reason}") from trouble
