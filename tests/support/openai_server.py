"""A real HTTP server on loopback that speaks the OpenAI protocol, plays its roles from a script, and fails on demand.

In a test use the fixture `openai_server`; as a program (for load tests) run `python -m tests.support.openai_server`.
"""

import argparse
import asyncio
import socket
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.openai_wire import Fault, FaultKind, broken, cut_body, error, event, pieces, usage, whole
from tests.support.scripted_roles import play


class OpenAIServer:
    """Serves /v1/chat/completions and /v1/models until the `with` block ends."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.reset()

    def reset(self) -> None:
        """Play the usual roles without faults and delays, and forget what was asked."""
        self.reply: Callable[[dict[str, Any]], str] = play
        """What is said to a request."""
        self.first_token_s = 0.0
        self.token_s = 0.0
        self.tokens: int | None = None
        """Pieces a streamed reply is cut into; None: one a word."""
        self.formats = {"json_schema", "json_object"}
        """Kinds of `response_format` that this server takes."""
        self.takes_stream_options = True
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.connections: set[tuple[str, int]] = set()
        """Client addresses seen."""
        self._faults: deque[Fault] = deque()

    @property
    def url(self) -> str:
        """Base URL, as in OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def fail(self, kind: FaultKind, times: int = 1, **more: Any) -> None:
        """Queue a fault; see `Fault`."""
        self._faults.append(Fault(kind, times, **more))

    def heal(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    def start(self, port: int = 0) -> Self:
        """Listen on loopback; port 0 takes a free one."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        routes = [
            Route("/v1/chat/completions", self._complete, methods=["POST"]),
            Route("/v1/models", self._models),
        ]
        app = Starlette(routes=routes)
        config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the scripted server did not start"
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        """Stop listening and drop what is still open."""
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _models(self, _: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": "scripted", "object": "model", "owned_by": "tests"}]})

    async def _complete(self, http: Request) -> Response:
        request = await http.json()
        self.requests.append(request)
        self.authorizations.append(http.headers.get("authorization", ""))
        if http.client:
            self.connections.add((http.client.host, http.client.port))
        fault = self._next_fault(request)
        if fault and fault.kind == "status":
            said = f"scripted failure for {http.headers.get('authorization', '')}"
            return error(fault.status, said, fault.code, fault.headers)
        asked = request.get("response_format", {}).get("type")
        if asked and asked not in self.formats:
            return error(400, f"response_format of type {asked} is not supported")
        if "stream_options" in request and not self.takes_stream_options:
            return error(400, "unknown parameter: stream_options")
        text = broken(self.reply(request), fault)
        if request.get("stream"):
            return StreamingResponse(self._events(request, text, fault), media_type="text/event-stream")
        if fault and fault.kind == "stall":
            await asyncio.sleep(3600)
        if fault and fault.kind == "cut":
            return StreamingResponse(cut_body(), media_type="application/json")
        await asyncio.sleep(self.first_token_s)
        return JSONResponse(whole(request, text, fault))

    def _next_fault(self, request: dict[str, Any]) -> Fault | None:
        kind = "stream" if request.get("stream") else "whole"
        fault = next((f for f in self._faults if f.only in (None, kind)), None)
        if fault:
            fault.times -= 1
            if fault.times == 0:
                self._faults.remove(fault)
        return fault

    async def _events(self, request: dict[str, Any], text: str, fault: Fault | None) -> AsyncIterator[str]:
        kind = fault.kind if fault else None
        if kind == "stall" and fault and fault.after == 0:
            await asyncio.sleep(3600)
        await asyncio.sleep(self.first_token_s)
        yield event(request, {"role": "assistant", "content": ""})
        for index, piece in enumerate(pieces(text, self.tokens)):
            if fault and index == fault.after:
                if kind == "cut":
                    raise ConnectionError("scripted cut")
                if kind == "stall":
                    await asyncio.sleep(3600)
                if kind == "no_end":
                    return
            if index and self.token_s:
                await asyncio.sleep(self.token_s)
            yield event(request, {"content": piece})
        if kind == "refusal":
            yield event(request, {"refusal": "I cannot help with that."})
        yield event(request, {}, "length" if kind == "length" else "stop")
        if request.get("stream_options", {}).get("include_usage"):
            yield event(request, None, usage=usage(request, text))
        yield "data: [DONE]\n\n"


def main() -> None:
    """Serve until interrupted; prints the base URL on the first line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--first-token-ms", type=float, default=0)
    parser.add_argument("--token-ms", type=float, default=0)
    parser.add_argument("--tokens", type=int)
    chosen = parser.parse_args()
    server = OpenAIServer()
    server.first_token_s, server.token_s = chosen.first_token_ms / 1000, chosen.token_ms / 1000
    server.tokens = chosen.tokens
    server.start(chosen.port)
    print(server.url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
