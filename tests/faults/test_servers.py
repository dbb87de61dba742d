"""Model servers on this machine are found, and nothing else is taken for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from interviewer.adapters.models.servers import find_servers
from tests.support.openai_server import OpenAIServer


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """A web server that says the same to everybody; yields its port."""

    class Says(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Says)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


async def test_a_server_is_found_with_the_line_to_set(openai_server: OpenAIServer):
    port = urlsplit(openai_server.url).port or 0
    (found,) = await find_servers({port: "Ollama"})
    assert (found.called, found.models) == ("Ollama", ("scripted",))
    assert found.line == f"OPENAI_BASE_URL=http://127.0.0.1:{port}/v1 INTERVIEWER_MODEL=openai:scripted"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"not here"),
        (200, b"<html>hello</html>"),
        (200, b"[1, 2]"),
        (200, b'{"data": []}'),
        (401, b'{"error": "who are you?"}'),
    ],
)
async def test_what_lists_no_models_is_no_model_server(status: int, body: bytes):
    with answering(status, body) as port:
        assert await find_servers({port: "vLLM"}) == ()
    assert await find_servers({port: "vLLM"}) == ()
