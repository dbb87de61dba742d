"""Mermaid diagrams in notes: found, told in words for search, and checked for what breaks them on the page."""

import re
from collections.abc import Iterator

from interviewer.adapters.knowledge.frontmatter import Document, Problem

_BLOCK = re.compile(r"^```mermaid[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_LABEL = re.compile(r'"([^"]+)"|\|([^|"]+)\||\[([^\]"]+)\]')
_QUOTED = re.compile(r'"[^"]*"')
_KINDS = ("flowchart", "graph", "sequenceDiagram", "stateDiagram-v2", "stateDiagram", "erDiagram", "gantt", "timeline")


def diagrams(body: str) -> tuple[str, ...]:
    """Return the Mermaid sources of a body."""
    return tuple(match.group(1) for match in _BLOCK.finditer(body))


def without_diagrams(body: str) -> str:
    """Return a body without its Mermaid blocks."""
    return _BLOCK.sub("", body)


def describe_diagrams(text: str) -> str:
    """Replace each Mermaid block by a line with the labels it shows, in order, each once."""

    def labels(match: re.Match[str]) -> str:
        found = (next(filter(None, groups)) for groups in _LABEL.findall(match.group(1)))
        plain = dict.fromkeys(" ".join(re.sub(r"<br\s*/?>", " ", label).split()) for label in found)
        return f"Diagram: {', '.join(plain)}."

    return _BLOCK.sub(labels, text)


def check_diagrams(document: Document) -> Iterator[Problem]:
    """Yield what would keep the diagrams of a document from being drawn."""
    for match in _BLOCK.finditer(document.body):
        first = document.body_line + document.body.count("\n", 0, match.start(1))
        lines = match.group(1).splitlines()
        if not lines or not lines[0].strip().startswith(_KINDS):
            yield Problem(document.file, first, f"a diagram of no known kind, expected it to begin with {_KINDS[0]} LR")
        for number, line in enumerate(lines, start=first):
            fault = _fault(line)
            if fault:
                yield Problem(document.file, number, f"the diagram cannot be drawn: {fault}")


def _fault(line: str) -> str | None:
    if line.count('"') % 2:
        return "a quotation mark is not closed, expected a label on one line"
    bare = _QUOTED.sub("", line)
    for left, right in ("[]", "{}", "()"):
        if bare.count(left) != bare.count(right):
            return f"`{left}` and `{right}` do not match, expected labels in quotation marks"
    if re.search(r"\[[^\[\](/]+\(", bare):
        return "a bracket inside a label, expected the label in quotation marks"
    return None
