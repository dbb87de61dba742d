"""A Markdown body as sections, and sections as passages that fit an embedding."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

from interviewer.adapters.knowledge.diagrams import describe_diagrams
from interviewer.domain.problem import Passage

CHUNKING = "sections-1"
"""Version of how texts are cut; an index built with another one is built anew."""
PASSAGE_WORDS = 160
"""Longer sections are split: MiniLM reads 256 tokens, and a word of technical English takes about 1.4."""
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z`\"'$(*])")


@dataclass(frozen=True)
class SectionText:
    """What stands under one heading. A text before the first heading has level 0 and an empty heading."""

    heading: str
    """As written, without the hashes."""
    slug: str
    """As GitHub writes the link, unique in its file."""
    level: int
    line: int
    """Line of the heading in the file, from 1."""
    above: tuple[str, ...]
    """Headings above, outermost first."""
    blocks: tuple[str, ...]
    """Paragraphs, lists, tables and code under this very heading, in order."""
    text: str
    """Everything under the heading, sections below it too."""


def slug_of(heading: str) -> str:
    """Write a heading as GitHub writes its link: lower case, punctuation dropped, spaces to hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def parse_sections(body: str, first_line: int = 1) -> tuple[SectionText, ...]:
    """Part a Markdown body at its headings; a `#` in code, quotes or lists is no heading.

    Args:
        first_line: line of the file on which the body begins.
    """
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    tokens = parser.parse(body)
    lines = body.split("\n")
    marks = [(0, 0, 0, "")]
    for token, inline in itertools.pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            marks.append((token.map[0], token.map[1], int(token.tag[1]), inline.content.strip()))
    spans = [t.map for t in tokens if t.level == 0 and t.map and t.nesting >= 0 and t.type != "heading_open"]
    return tuple(_sections(marks, spans, lines, first_line))


def _sections(
    marks: Sequence[tuple[int, int, int, str]], spans: Sequence[list[int]], lines: Sequence[str], first_line: int
) -> Iterator[SectionText]:
    above: list[tuple[int, str]] = []
    slugs: dict[str, int] = {}
    for i, (at, begin, level, heading) in enumerate(marks):
        end = marks[i + 1][0] if i + 1 < len(marks) else len(lines)
        last = next((m[0] for m in marks[i + 1 :] if m[2] <= level), len(lines)) if level else end
        above = [a for a in above if a[0] < level]
        blocks = tuple(_joined(lines[a:b]) for a, b in spans if begin <= a < end)
        slug = slug_of(heading)
        times = slugs.get(slug, 0)
        slugs[slug] = times + 1
        if heading or blocks:
            unique = f"{slug}-{times}" if times else slug
            above_names = tuple(name for _, name in above)
            text = _joined(lines[begin:last])
            yield SectionText(heading, unique, level, first_line + at, above_names, blocks, text)
        if level:
            above.append((level, heading))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()


def split_blocks(blocks: Sequence[str], limit: int = PASSAGE_WORDS) -> tuple[str, ...]:
    """Join the blocks of a section to texts of at most `limit` words each; single sentences may be longer."""
    pieces = [piece for block in blocks for piece in _pieces(describe_diagrams(block), limit)]
    texts: list[str] = []
    words = 0
    for piece in pieces:
        size = len(piece.split())
        if texts and words + size <= limit:
            texts[-1] += f"\n\n{piece}"
            words += size
        else:
            texts.append(piece)
            words = size
    return tuple(texts)


def _pieces(block: str, limit: int) -> list[str]:
    """Cut a block that is too long at its lines (lists, tables) or its sentences."""
    if len(block.split()) <= limit:
        return [block]
    parts, joint = (block.splitlines(), "\n") if "\n" in block else (_SENTENCE.split(block), " ")
    if len(parts) == 1:
        return [block]
    pieces = [parts[0]]
    for part in parts[1:]:
        if len(pieces[-1].split()) + len(part.split()) <= limit:
            pieces[-1] += joint + part
        else:
            pieces.append(part)
    return pieces


def searchable_text(passage: Passage) -> str:
    """Return what is embedded and indexed of a passage: the headings above it, its own, and its text."""
    above = [name for name in passage.path if name != passage.heading]
    return f"{' / '.join((*above, passage.heading))}\n{passage.text}"
