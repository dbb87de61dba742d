"""One Markdown file with YAML front matter: read with the line of everything, validated with a mend for every fault."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from interviewer.domain.errors import ContentError

ModelT = TypeVar("ModelT", bound=BaseModel)
Location = tuple[str | int, ...]
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_TOO_DEEP = re.compile(r"(?:[\[{]\s*){100}|(?:[-?] +){100}")
"""What would crash the YAML parser, which is recursive in C."""
_SHAPES = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case words joined by hyphens",
    r"^[a-z0-9-]+\.[a-z0-9]+(-[a-z0-9]+)*$": "phase.slug, as in data.delayed-labels",
}


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a knowledge file: what it is and what was expected."""

    file: str
    """Path relative to the knowledge folder."""
    line: int
    """Counted from 1."""
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"

    def error(self) -> ContentError:
        """Return the problem as the exception of the domain."""
        return ContentError(self.file, self.line, self.what)


@dataclass(frozen=True)
class Document:
    """A file as it was read: front matter (empty if it has none), and body."""

    file: str
    front: Mapping[str, Any]
    body: str
    body_line: int
    """Line of the file on which the body begins."""
    node: yaml.Node | None = field(default=None, repr=False)
    """The front matter as YAML nodes, which know their lines."""

    def line(self, *location: str | int) -> int:
        """Return the line of a place in the front matter, or of the nearest enclosing one that exists."""
        node = self.node
        line = 1 if node is None else node.start_mark.line + 2
        for step in location:
            found = _child(node, step)
            if found is None:
                return line
            at, node = found
            line = at + 2
        return line

    def problem(self, what: str, *location: str | int) -> Problem:
        """Name something wrong at a place in the front matter."""
        return Problem(self.file, self.line(*location), what)

    def place(self, location: Sequence[str | int]) -> str:
        """Write a location for people, with the `id` of an entry where it has one, as in `facts[scale].answer`."""
        words, value = "", self.front
        for step in location:
            value = _descend(value, step)
            name = value.get("id", step) if isinstance(step, int) and isinstance(value, Mapping) else step
            words += f"[{name}]" if isinstance(step, int) else f".{name}"
        return words.lstrip(".")


def read_document(path: Path, file: str) -> Document:
    """Read a knowledge file.

    Args:
        path: where it lies.
        file: its name in messages, relative to the knowledge folder.
    Raises:
        ContentError: the file is missing, not UTF-8 text, or its front matter is not a YAML mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as missing:
        raise ContentError(file, 1, "the file is missing") from missing
    except UnicodeDecodeError as binary:
        line = binary.object[: binary.start].count(b"\n") + 1
        raise ContentError(file, line, "not UTF-8 text; save the file as UTF-8") from binary
    except OSError as unreadable:
        raise ContentError(file, 1, f"cannot be read ({unreadable.strerror})") from unreadable
    return parse_document(text, file)


def parse_document(text: str, file: str) -> Document:
    """Part a text into front matter and body; raises ContentError as `read_document` does."""
    opening = _FENCE.match(text)
    if not opening:
        return Document(file, {}, text, 1)
    closing = _FENCE.search(text, opening.end())
    if not closing:
        raise ContentError(file, 1, "the front matter is not closed; expected a second line `---`")
    source = text[opening.end() + 1 : closing.start()]
    node, front = _compose(source, file)
    body = text[closing.end() + 1 :]
    return Document(file, front, body, text.count("\n", 0, closing.end()) + 2, node)


def validate(document: Document, model: type[ModelT], data: Mapping[str, Any]) -> ModelT | tuple[Problem, ...]:
    """Validate the front matter of a document.

    Args:
        data: the front matter, perhaps with some values replaced; locations must stay those of the file.
    Returns:
        The model, or everything that is wrong with the data.
    """
    if not document.front:
        return (document.problem(f"no front matter; expected `---` and the fields {_names(model)}"),)
    try:
        return model.model_validate(data)
    except ValidationError as invalid:
        errors = [e for e in invalid.errors(include_url=False) if not _only_follows(e)]
        return tuple(document.problem(_wording(document, model, e), *_real(e["loc"])) for e in errors)


def _compose(source: str, file: str) -> tuple[yaml.Node | None, dict[str, Any]]:
    if _TOO_DEEP.search(source):
        raise ContentError(file, 2, "not valid YAML: brackets or dashes are nested too deeply")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(source)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise ContentError(file, 2, "the front matter is not a mapping; expected lines `field: value`")
        for key in _doubles(node):
            raise ContentError(file, key.start_mark.line + 2, f"field `{key.value}` stands twice; expected once")
        return node, loader.construct_document(node)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        line = mark.line + 2 if mark else 2
        advice = "; put text that contains `: ` or starts with a special character in quotes"
        raise ContentError(file, line, f"not valid YAML: {broken.problem or broken.context}{advice}") from broken
    except (yaml.YAMLError, ValueError, RecursionError) as broken:
        raise ContentError(file, 2, f"not valid YAML: {' '.join(str(broken).split())}") from broken
    finally:
        loader.dispose()


def _doubles(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the keys that a mapping has twice; YAML itself would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
            yield from _doubles(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _doubles(value)


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next(((k.start_mark.line, v) for k, v in node.value if k.value == step), None)
    return None


def _descend(value: Any, step: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _only_follows(error: Any) -> bool:
    """Tell whether a list counts as too short only because some of its entries are wrong, which is said of them."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _real(location: Location) -> Location:
    return tuple(step for step in location if step != "[key]")


def _names(model: type[BaseModel]) -> str:
    own_first = dict.fromkeys((*model.__annotations__, *model.model_fields))
    return ", ".join(f"`{name}`" for name in own_first)


def _wording(document: Document, model: type[BaseModel], error: Any) -> str:
    """Say what one validation error means and what was expected."""
    place, kind, context = f"`{document.place(error['loc'])}`", error["type"], error.get("ctx", {})
    seen = repr(error["input"])
    seen = seen if len(seen) < 60 else seen[:57] + "..."
    wording = {
        "missing": f"{place} is missing",
        "extra_forbidden": f"unknown field {place}; expected {_siblings(model, error['loc'])}",
        "too_short": f"{place} has {context.get('actual_length')}, expected at least {context.get('min_length')}",
        "literal_error": f"{place} is {seen}, expected {context.get('expected')}",
        "string_too_short": f"{place} is empty, expected text",
        "string_type": f"{place} is {seen}, expected text; put it in quotes",
        "tuple_type": f"{place} is {seen}, expected a list",
    }
    if kind == "string_pattern_mismatch":
        return f"{place} is {seen}, expected {_SHAPES.get(context['pattern'], context['pattern'])}"
    return wording.get(kind, f"{place} is {seen}: {error['msg'][:1].lower()}{error['msg'][1:]}")


def _siblings(model: type[BaseModel], location: Location) -> str:
    """List the fields that may stand where an unknown one stood."""
    for step in location[:-1]:
        if isinstance(step, str) and step in model.model_fields:
            for inner in get_args(model.model_fields[step].annotation):
                if isinstance(inner, type) and issubclass(inner, BaseModel):
                    model = inner
    return _names(model)
