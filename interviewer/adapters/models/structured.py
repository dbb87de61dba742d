"""Structured answers: reading them strictly, and the one repair call when they do not fit."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError

from interviewer.domain.errors import ModelOutputInvalid
from interviewer.domain.events import Usage
from interviewer.domain.ports import Message, Parsed, Prompt, SchemaT

_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_MAX_ECHO = 8_000
"""Characters of a broken answer that are sent back with the repair call."""


@dataclass(frozen=True)
class Answer:
    """A model's answer as text, with what it cost."""

    text: str
    usage: Usage


Ask = Callable[[Prompt], Awaitable[Answer]]


async def parse_with_repair(ask: Ask, prompt: Prompt, schema: type[SchemaT], name: str) -> Parsed[SchemaT]:
    """Ask for a structured answer; if it does not fit, show the model what is wrong and ask once more.

    Args:
        ask: makes one call.
        prompt: what is asked.
        schema: what the answer must fit.
        name: `provider:model`, for the error.

    Raises:
        ModelOutputInvalid: the second answer does not fit either.
    """
    first = await ask(prompt)
    value, problem = read_answer(first.text, schema)
    if value is not None:
        return Parsed(value, first.usage)
    second = await ask(_repair(prompt, first.text, problem))
    value, problem = read_answer(second.text, schema)
    if value is not None:
        return Parsed(value, first.usage + second.usage)
    raise ModelOutputInvalid(f"{name} did not answer in the form asked for, also when asked again: {problem}.")


def read_answer(text: str, schema: type[SchemaT]) -> tuple[SchemaT | None, str]:
    """Read one JSON object out of an answer, without guessing and without completing what was cut off.

    Returns:
        The value and an empty text, or None and what is wrong (field names only, never the candidate's words).
    """
    text = _THOUGHTS.sub("", text).strip()
    if not text:
        return None, "the answer is empty"
    inner = text[text.find("{") : text.rfind("}") + 1]  # a code fence or a sentence around the object is tolerated
    try:
        return schema.model_validate_json(inner or text), ""
    except ValidationError as error:
        return None, _problem(error)


def with_schema(prompt: Prompt, schema: type[BaseModel]) -> Prompt:
    """Add the schema to the prompt in words, for servers that do not take it as an option."""
    said = json.dumps(schema.model_json_schema(), ensure_ascii=False)
    order = f"Answer with exactly one JSON object that fits this JSON schema, and with nothing else: {said}"
    return replace(prompt, messages=(*prompt.messages, Message("user", order)))


def _repair(prompt: Prompt, answer: str, problem: str) -> Prompt:
    order = f"That answer cannot be used: {problem}. Give the whole answer again, as one JSON object, and nothing else."
    echo = (Message("assistant", answer[:_MAX_ECHO]),) if answer.strip() else ()
    return replace(prompt, messages=(*prompt.messages, *echo, Message("user", order)))


def _problem(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    said = [f"{'.'.join(map(str, fault['loc'])) or 'the answer'}: {fault['msg']}" for fault in faults[:5]]
    return "; ".join(said).rstrip(".")
