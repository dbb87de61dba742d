"""What holds for the whole suite: no vendor telemetry, no settings of the machine, no network but loopback."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.fixtures import openai_server

__all__ = ["openai_server"]

TESTS = Path(__file__).parent

settings.register_profile("suite", deadline=None)  # machines differ; no test asserts a time
settings.load_profile("suite")

for _name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", *(n for n in os.environ if n.startswith("INTERVIEWER_"))):
    if _name != "INTERVIEWER_SKIP_UI":
        os.environ.pop(_name, None)
os.environ |= {
    "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false",
}  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run folder by folder, in a chance order within each.

    By the alphabet what takes longest begins and what is quick ends, so that no worker is left alone with a long test.
    The page is last: Playwright keeps an event loop open, beside which no other may start.
    """
    folders = {item: item.path.relative_to(TESTS).parts[0] for item in items}
    items.sort(key=lambda item: (folders[item] == "ui", folders[item]))


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse connections that leave the machine, so that no test can depend on one."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


BUILT = ("index", "embeddings.sqlite")
"""What is kept of the data folder from run to run: both go by content, so a change is seen."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Throw away what an earlier run stored, before any worker starts."""
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        for path in _data(session.config).iterdir():
            if not path.name.startswith(BUILT):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _data(config: pytest.Config) -> Path:
    assert config.cache
    return config.cache.mkdir("data")


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    """A data folder that all workers share, and all runs its index and vectors, so that they are built once."""
    return _data(pytestconfig)


@pytest.fixture(autouse=True, scope="session")
def shared_vectors(shared_data: Path) -> None:
    """Let all workers keep the vectors of the knowledge base in one cache."""
    os.environ["TESTS_VECTORS"] = str(shared_data / "embeddings.sqlite")


@pytest.fixture(scope="session")
def small_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped knowledge base with two of its problems, so that tests of the whole stay quick as it grows."""
    shipped = Path(__file__).parent.parent / "knowledge"
    folder = tmp_path_factory.mktemp("knowledge")
    for part in ("framework", "topics", "cases/ad-click-prediction", "cases/ecommerce-search"):
        shutil.copytree(shipped / part, folder / part)
    return folder
