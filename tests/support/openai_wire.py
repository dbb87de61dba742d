"""The bodies of the OpenAI protocol, whole, streamed, and broken in the ways that servers break them."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from starlette.responses import JSONResponse, Response

FaultKind = Literal[
    "status", "cut", "stall", "no_end", "empty", "not_json", "wrong_schema", "truncated", "length", "refusal"
]


@dataclass
class Fault:
    """Something that goes wrong in the next `times` requests."""

    kind: FaultKind
    times: int = 1
    status: int = 500
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    after: int = 3
    """Pieces that are sent before a cut or a stall; 0: nothing, not even headers."""
    only: Literal["stream", "whole"] | None = None


def pieces(text: str, tokens: int | None) -> list[str]:
    """Cut a text into words with the space after them, or into a number of nearly equal pieces."""
    if tokens is None:
        return [f"{word} " for word in text.split(" ")] if text else []
    text = text.ljust(tokens, ".")
    edges = [round(i * len(text) / tokens) for i in range(tokens + 1)]
    return [text[a:b] for a, b in pairwise(edges)]


def broken(text: str, fault: Fault | None) -> str:
    match fault.kind if fault else None:
        case "empty" | "refusal":
            return ""
        case "not_json":
            return "I would say that the candidate did rather well."
        case "wrong_schema":
            return '{"grade": "excellent", "score": 11}'
        case "truncated" | "length":
            return text[: len(text) // 2]
        case _:
            return text


def usage(request: dict[str, Any], text: str) -> dict[str, int]:
    read, written = sum(len(m["content"].split()) for m in request["messages"]), len(text.split())
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _frame(request: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-scripted", "object": kind, "created": 1_790_000_000, "model": request["model"]}


def event(
    request: dict[str, Any],
    delta: dict[str, Any] | None,
    finish: str | None = None,
    usage: dict[str, int] | None = None,
) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    chunk = _frame(request, "chat.completion.chunk") | {"choices": choices, "usage": usage}
    return f"data: {json.dumps(chunk)}\n\n"


def whole(request: dict[str, Any], text: str, fault: Fault | None) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if fault and fault.kind == "refusal":
        message |= {"content": None, "refusal": "I cannot help with that."}
    finish = "length" if fault and fault.kind == "length" else "stop"
    choices = [{"index": 0, "message": message, "finish_reason": finish}]
    return _frame(request, "chat.completion") | {"choices": choices, "usage": usage(request, text)}


def error(status: int, message: str, code: str | None = None, headers: dict[str, str] | None = None) -> Response:
    body = {"error": {"message": message, "type": "scripted", "code": code, "param": None}}
    return JSONResponse(body, status_code=status, headers=headers)


async def cut_body() -> AsyncIterator[str]:
    yield '{"id": "chatcmpl-'
    raise ConnectionError("scripted cut")
