"""Prompts as files: YAML front matter, strict sandboxed templates, untrusted text only as JSON.

A prompt file has front matter (`id`, `version`, `description`, `inputs`) and a body of sections, which become
messages in their order:

    ## system                               one system message
    ## user                                 one user message
    ## transcript (assistant: interviewer)  no text: the input `transcript` as one message per turn. Turns of the role
                                            named are assistant messages in plain words, all others are user messages
                                            that hold {"turn", "role", "text"} as JSON.

Whatever a template prints with `{{ ... }}` is JSON-encoded; nothing else can get into a message.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, Template, TemplateError, Undefined, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interviewer.adapters.knowledge.frontmatter import Document, read_document
from interviewer.domain.errors import ConfigError, ContentError
from interviewer.domain.events import PromptRef
from interviewer.domain.ports import Message, Prompt

_HEADING = re.compile(r"^## +(?P<name>.+?) *$", re.MULTILINE)
_TRANSCRIPT = re.compile(r"transcript \(assistant: (interviewer|candidate)\)")
_OPENS_MARKUP = re.compile(r"<(?=[|/!?a-zA-Z_\uff5c])|\[(?=/?[A-Z_]+\])")
"""Where markup or a chat template's control token could begin: `</turns>`, `<|im_end|>`, `[INST]`; not `p < 0.05`."""
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class _Front(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    version: int = Field(ge=1)
    description: str = Field(min_length=1)
    inputs: tuple[str, ...]


class _Section(NamedTuple):
    role: str
    """`system`, `user`, or `transcript`."""
    template: Template | None
    speaker: str = ""
    """In a transcript: whose turns are assistant messages."""


@dataclass(frozen=True)
class _PromptFile:
    file: str
    ref: PromptRef
    inputs: frozenset[str]
    sections: tuple[_Section, ...]


class FilePrompts:
    """A folder of prompt files; implements `ports.PromptLibrary`. Files are read once, when they are first used."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder.

        Args:
            folder: holds `<id>.md` files; nothing is read yet.
        """
        self._folder = folder
        self._files: dict[str, _PromptFile] = {}

    def ids(self) -> tuple[str, ...]:
        """Names of all prompts of the folder, in alphabetical order."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.md")))

    def check(self, ids: Sequence[str]) -> None:
        """Read prompts before they are needed; raises ConfigError for one that is missing or malformed."""
        for prompt_id in ids:
            if prompt_id not in self._files:
                self._load(prompt_id)

    def render(self, prompt_id: str, **inputs: object) -> Prompt:
        """Fill a prompt.

        Args:
            prompt_id: file name without `.md`.
            inputs: exactly what the front matter lists; plain data that JSON can hold.

        Returns:
            Prompt: its `ref.version` is the front matter's version and the first digits of the file's SHA-256.

        Raises:
            ConfigError: the prompt does not exist or is malformed, or an input is missing, unknown or no plain data.
        """
        found = self._files.get(prompt_id) or self._load(prompt_id)
        _check_inputs(found, inputs)
        try:
            return Prompt(found.ref, tuple(_messages(found, inputs)))
        except (TemplateError, TypeError, ValueError) as error:
            raise ConfigError(f"{found.file}: cannot be filled: {error}") from error

    def _load(self, prompt_id: str) -> _PromptFile:
        path = self._folder / f"{prompt_id}.md"
        if prompt_id not in self.ids():
            has = ", ".join(self.ids()) or "none"
            raise ConfigError(f"{path.name}: there is no such prompt; the folder (INTERVIEWER_PROMPTS_DIR) has: {has}")
        try:
            document = read_document(path, path.name)
            loaded = _parse(document, hashlib.sha256(path.read_bytes()).hexdigest())
        except ContentError as error:
            raise ConfigError(str(error)) from error
        self._files[prompt_id] = loaded
        return loaded


def to_json(value: object) -> str:
    """Encode plain data so that no text in it can close a fence, open a tag or forge a turn.

    Args:
        value: dicts, lists, texts, numbers, booleans, None.

    Returns:
        One line of JSON in which `json.loads` finds exactly `value`; anything that could begin markup or a control
        token of a chat template is written as a `\\u` escape, everything else stays readable.

    Raises:
        TypeError: the value is no plain data.
        ValueError: it holds NaN or an infinite number.
    """
    encoded = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(_escape, _OPENS_MARKUP.sub(_escape, encoded))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


class _Encoded(str):
    """Text that is JSON already, so that `{{ x | json }}` is not encoded twice."""


def _finalize(value: object) -> str:
    if isinstance(value, Undefined):
        return str(value)  # StrictUndefined raises here
    return value if isinstance(value, _Encoded) else to_json(value)


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_finalize, trim_blocks=True)
    made.filters["json"] = lambda value: _Encoded(to_json(value))
    return made


def _parse(document: Document, digest: str) -> _PromptFile:
    try:
        front = _Front.model_validate(document.front)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{document.file}: front matter `{place}`: {first['msg']}") from error
    if f"{front.id}.md" != document.file:
        raise ConfigError(f"{document.file}: the front matter says id `{front.id}`; expected the file's name")
    environment = _environment()
    parts = list(_parts(document))
    try:
        used = {n for _, text in parts for n in meta.find_undeclared_variables(environment.parse(text))}
        sections = tuple(_section(document.file, name, text, environment) for name, text in parts)
    except TemplateError as error:
        raise ConfigError(f"{document.file}: the template is malformed: {error}") from error
    used |= {"transcript"} if any(s.role == "transcript" for s in sections) else set()
    if used != set(front.inputs):
        wrong = ", ".join(sorted(used ^ set(front.inputs)))
        raise ConfigError(f"{document.file}: `inputs` and the names used in the body differ in: {wrong}")
    version = f"{front.version}+{digest[:8]}"
    return _PromptFile(document.file, PromptRef(id=front.id, version=version), frozenset(front.inputs), sections)


def _parts(document: Document) -> Iterator[tuple[str, str]]:
    headings = list(_HEADING.finditer(document.body))
    if not headings or document.body[: headings[0].start()].strip():
        raise ConfigError(f"{document.file}: the body must begin with a section, as in `## system`")
    ends = [h.start() for h in headings[1:]] + [len(document.body)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading["name"], document.body[heading.end() : end].strip()


def _section(file: str, name: str, text: str, environment: ImmutableSandboxedEnvironment) -> _Section:
    transcript = _TRANSCRIPT.fullmatch(name)
    if transcript and not text:
        return _Section("transcript", None, transcript[1])
    if name in ("system", "user") and text:
        return _Section(name, environment.from_string(text))
    raise ConfigError(
        f"{file}: section `## {name}`: expected `system` or `user` with text, or an empty `transcript (assistant: ...)`"
    )


def _check_inputs(prompt: _PromptFile, inputs: Mapping[str, object]) -> None:
    missing, unknown = prompt.inputs - inputs.keys(), inputs.keys() - prompt.inputs
    if missing or unknown:
        said = [f"missing: {', '.join(sorted(missing))}"] if missing else []
        said += [f"unknown: {', '.join(sorted(unknown))}"] if unknown else []
        raise ConfigError(f"{prompt.file}: the inputs do not fit ({'; '.join(said)})")


def _messages(prompt: _PromptFile, inputs: Mapping[str, Any]) -> Iterator[Message]:
    for section in prompt.sections:
        if section.template is None:
            yield from _turns(inputs["transcript"], section.speaker)
        else:
            role = "system" if section.role == "system" else "user"
            yield Message(role, section.template.render(inputs))


def _turns(transcript: Sequence[Mapping[str, Any]], speaker: str) -> Iterator[Message]:
    for turn in transcript:
        if set(turn) != {"id", "role", "text"}:
            raise ValueError("each turn of `transcript` needs exactly id, role and text")
        if turn["role"] == speaker:
            yield Message("assistant", _OPENS_MARKUP.sub("\u2039", _UNSAFE.sub(" ", turn["text"])))
        else:
            yield Message("user", to_json({"turn": turn["id"], "role": turn["role"], "text": turn["text"]}))
