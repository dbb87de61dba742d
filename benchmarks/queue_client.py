"""A client of the page that speaks Gradio's queue protocol itself: HTTP and server-sent events, nothing drawn."""

import json
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from tests.support.scripted_roles import BRIDGE

PREFIX = "/gradio_api/queue"
PATIENCE_S = 60.0
"""Seconds after which an answer counts as lost."""


class Replied(NamedTuple):
    """One answer's way over the page."""

    first_text_s: float
    """From sending the answer to the first words of the reply."""
    whole_s: float
    """To the end of the reply."""
    worded: bool
    """A model worded the reply; else it was said word for word, with nothing to wait for."""
    over: bool
    """The interview has ended."""


class QueueError(Exception):
    """The server refused, broke off, or did not answer."""


@dataclass(frozen=True)
class Layout:
    """Where on the page things are; read from its configuration."""

    start: int
    """Number of the function behind the start button."""
    send: int
    chat: int
    """Place of the chat among the outputs."""
    here: int
    """Place of the interview's id."""
    notice: int
    report: int


@dataclass
class Visitor:
    """One browser tab."""

    client: httpx.AsyncClient
    layout: Layout
    session: str = field(default_factory=lambda: secrets.token_hex(8))
    interview: str = ""
    rows: int = 0
    """Messages on the page."""

    async def start(self, case: str, level: str, minutes: int) -> None:
        """Begin an interview; raises QueueError if it does not begin."""
        values = await self._last(self.layout.start, [case, level, minutes])
        self.interview, self.rows = str(values[self.layout.here]), len(_plain(values[self.layout.chat]) or [])
        if not self.interview or not self.rows:
            raise QueueError("the interview did not begin")

    async def answer(self, text: str) -> Replied:
        """Send an answer and read the reply to its end.

        Raises:
            QueueError: it was refused, or the reply did not come.
        """
        began = time.perf_counter()
        first = 0.0
        values: list[Any] = []
        async for values in self._call(self.layout.send, [self.interview, None, text, "", False]):
            rows = _plain(values[self.layout.chat]) or []
            if not first and len(rows) > self.rows + 1 and rows[-1].get("role") == "assistant":
                first = time.perf_counter() - began
        rows = _plain(values[self.layout.chat]) or [] if values else []
        notice = _plain(values[self.layout.notice]) if values else ""
        if not first:
            raise QueueError(f"no reply: {notice or 'the stream ended'}")
        self.rows = len(rows)
        over = isinstance(values[self.layout.report], dict) and bool(values[self.layout.report].get("visible"))
        return Replied(first, time.perf_counter() - began, BRIDGE in json.dumps(rows[-1]), over)

    async def _last(self, function: int, data: Sequence[Any]) -> list[Any]:
        values = [outputs async for outputs in self._call(function, data)]
        if not values:
            raise QueueError("the server answered nothing")
        return values[-1]

    async def _call(self, function: int, data: Sequence[Any]) -> AsyncIterator[list[Any]]:
        """Join the queue and yield the outputs, whole, after each of the server's messages."""
        body = {
            "data": list(data),
            "fn_index": function,
            "session_hash": self.session,
            "event_data": None,
            "trigger_id": None,
        }
        joined = await self.client.post(f"{PREFIX}/join", json=body)
        if joined.status_code != 200:
            raise QueueError(f"the queue answered {joined.status_code}: {joined.text[:200]}")
        values: list[Any] = []
        async for message in self._messages():
            if message["msg"] == "process_generating":
                values = _merged(values, message["output"]["data"])
                yield values
            elif message["msg"] == "process_completed":
                if not message["success"]:
                    raise QueueError(f"the event failed: {message['output']}")
            elif message["msg"] == "unexpected_error":
                raise QueueError(message["message"])
            elif message["msg"] == "close_stream":
                return

    async def _messages(self) -> AsyncIterator[dict[str, Any]]:
        address = f"{PREFIX}/data"
        async with self.client.stream("GET", address, params={"session_hash": self.session}) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line[6:])


async def read_layout(client: httpx.AsyncClient) -> Layout:
    """Find the functions and outputs by the ids of their elements."""
    config = (await client.get("/config")).json()
    ids = {c["props"].get("elem_id"): c["id"] for c in config["components"] if c["props"].get("elem_id")}
    start = _function(config, ids["start-button"])
    send = _function(config, ids["send"])
    outputs = send["outputs"]
    remembered = send["inputs"][0]
    return Layout(
        start["id"], send["id"], outputs.index(ids["chat"]), outputs.index(remembered), outputs.index(ids["notice"]),
        outputs.index(ids["report-screen"]),
    )  # fmt: skip


def _function(config: dict[str, Any], component: int) -> dict[str, Any]:
    return next(d for d in config["dependencies"] if [component, "click"] in d["targets"])


def _merged(values: list[Any], data: list[Any]) -> list[Any]:
    """Return the outputs after a message: the first holds them whole, later ones what has changed."""
    return data if not values else [_edited(value, edits) for value, edits in zip(values, data, strict=True)]


def _edited(value: Any, edits: list[Any]) -> Any:
    for action, path, new in edits:
        value = _edit(value, action, path, new)
    return value


def _edit(value: Any, action: str, path: list[Any], new: Any) -> Any:
    if not path:
        return value + new if action == "append" else new
    key, *rest = path
    if rest or action == "append":
        value[key] = _edit(value[key], action, rest, new)
    elif action == "delete":
        del value[key]
    elif action == "add" and isinstance(value, list):
        value.insert(key, new)
    else:
        value[key] = new
    return value


def _plain(value: Any) -> Any:
    """Return a component's value, whether it was sent bare or as an update of more."""
    return value.get("value") if isinstance(value, dict) and value.get("__type__") == "update" else value
