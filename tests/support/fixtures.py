"""Fixtures that many tests share; `tests/conftest.py` imports them."""

from collections.abc import Iterator

import pytest

from tests.support.openai_server import OpenAIServer


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A scripted provider on loopback, without faults."""
    with OpenAIServer() as server:
        yield server
