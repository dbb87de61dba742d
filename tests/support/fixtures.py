"""Fixtures that many tests share; `tests/conftest.py` imports them."""

from collections.abc import Iterator

import pytest

from tests.support.openai_server import OpenAIServer

_SERVER = pytest.StashKey[OpenAIServer]()


@pytest.fixture
def openai_server(request: pytest.FixtureRequest) -> Iterator[OpenAIServer]:
    """A scripted provider on loopback, without faults and without memories of other tests; one serves the whole run."""
    stash = request.config.stash
    if _SERVER not in stash:
        stash[_SERVER] = OpenAIServer().start()
        request.config.add_cleanup(stash[_SERVER].stop)
    server = stash[_SERVER]
    server.reset()
    yield server
    server.reset()
