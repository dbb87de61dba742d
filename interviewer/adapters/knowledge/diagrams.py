"""Mermaid diagrams in notes: found, told in words for search and for screen readers, checked for what breaks them.

The text alternative of a diagram is the paragraph below it, which says in words what it shows.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from interviewer.adapters.knowledge.frontmatter import Document, Problem

_BLOCK = re.compile(r"^```mermaid[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_LABEL = re.compile(r'"([^"]+)"|\|([^|"]+)\||\[([^\]"]+)\]')
_QUOTED = re.compile(r'"[^"]*"')
_PROSE = re.compile(r"\s*([^\W\d_].*?)(?=\n\s*\n|\n#|\n```|\Z)", re.DOTALL)
"""A paragraph that begins with a word: no heading, list, table, formula or code."""
_OWN_WORDS = re.compile(r"^\s*accDescr\s*[:{]", re.MULTILINE)
_KINDS = ("flowchart", "graph", "sequenceDiagram", "stateDiagram-v2", "stateDiagram", "erDiagram", "gantt", "timeline")


class Diagram(NamedTuple):
    """One Mermaid block."""

    source: str
    line: int
    """Line on which the source begins, counted from the first line of its text."""
    words: str | None
    """The paragraph below it, on one line; None if there is none."""

    @property
    def described(self) -> bool:
        """Tell whether people who cannot see it learn what it shows."""
        return self.words is not None or bool(_OWN_WORDS.search(self.source))


def diagrams(text: str, first_line: int = 1) -> tuple[Diagram, ...]:
    """Return the Mermaid blocks of a text.

    Args:
        first_line: number of the text's first line.
    """
    return tuple(
        Diagram(match.group(1), first_line + text.count("\n", 0, match.start(1)), _words_below(text[match.end() :]))
        for match in _BLOCK.finditer(text)
    )


def _words_below(text: str) -> str | None:
    match = _PROSE.match(text)
    return " ".join(match.group(1).split()) if match else None


def with_text_alternatives(text: str, title: str) -> str:
    """Write into each Mermaid block what a screen reader says of it, unless its author did.

    Args:
        title: what the diagrams belong to, for example a heading.
    """

    def told(match: re.Match[str]) -> str:
        words = _words_below(text[match.end() :])
        kind, _, rest = match.group(1).partition("\n")
        if words is None or not kind.strip().startswith(_KINDS) or _OWN_WORDS.search(rest):
            return match.group()
        source = f"{kind}\n  accTitle: Diagram: {title}\n  accDescr: {words}\n{rest}"
        return match.group().replace(match.group(1), source, 1)

    return _BLOCK.sub(told, text)


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
    """Yield what would keep the diagrams of a document from being drawn, or from being understood unseen."""
    for diagram in diagrams(document.body, document.body_line):
        lines = diagram.source.splitlines()
        if not lines or not lines[0].strip().startswith(_KINDS):
            what = f"a diagram of no known kind, expected it to begin with {_KINDS[0]} LR"
            yield Problem(document.file, diagram.line, what)
        if not diagram.described:
            what = "a diagram without a text alternative, expected a sentence below it that says what it shows"
            yield Problem(document.file, diagram.line, what)
        for number, line in enumerate(lines, start=diagram.line):
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
