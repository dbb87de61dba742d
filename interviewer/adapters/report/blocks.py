"""Markdown as a few kinds of blocks for a printed page: tables are set as tables, diagrams are told in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from interviewer.adapters.report.arrows import arrows_of

MOST_COLUMNS = 8
LONGEST_CELL = 300
"""Characters. A table with more columns or longer cells is printed row by row."""
_SHOWN_AS_TYPED = ("reference", "link", "image", "autolink")
"""On paper nothing can be followed, so that an address must not hide behind other words."""


@dataclass(frozen=True)
class Words:
    """A paragraph, a heading or an item of a list."""

    text: str
    level: int = 0
    """How deep in lists; 0 outside."""
    strong: bool = False
    """A heading."""


@dataclass(frozen=True)
class Code:
    """Lines that keep their breaks and their spaces."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Words | Code | Table


def blocks_of(text: str, reflow: bool) -> list[Block]:
    """Read Markdown.

    Args:
        text: anything at all; what is no Markdown is a paragraph.
        reflow: an author wrote it: lines of a paragraph are joined and emphasis is dropped; else both stay as typed.
    """
    shown = [*_SHOWN_AS_TYPED, *(() if reflow else ("emphasis",))]
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").disable(shown).parse(text)
    return list(_blocks(tokens, " " if reflow else "\n"))


def _blocks(tokens: Sequence[Token], soft: str) -> Iterator[Block]:
    lists: list[int | None] = []
    mark, strong = "", False
    table: list[Token] | None = None
    for token in tokens:
        match token.type:
            case "table_open":
                table = []
            case "table_close":
                yield from _table(table or [])
                table = None
            case _ if table is not None:
                table.append(token)
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                mark = "• " if lists[-1] is None else f"{lists[-1]}. "
                lists[-1] = None if lists[-1] is None else lists[-1] + 1
            case "heading_open" | "heading_close":
                strong = token.type == "heading_open"
            case "inline":
                yield Words(mark + _plain(token, soft), len(lists), strong)
                mark = ""
            case "fence" if token.info.strip().lower().startswith("mermaid"):
                yield from _diagram(token.content)
            case "hr":
                yield Words(token.markup)
            case "fence" | "code_block":
                yield Code(token.content.rstrip("\n"))


def _table(tokens: Sequence[Token]) -> Iterator[Block]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain(token, " "))
    header, *body = (tuple(row) for row in rows)
    if len(header) <= MOST_COLUMNS and all(len(cell) <= LONGEST_CELL for row in rows for cell in row):
        yield Table(header, tuple(body))
        return
    for row in body:
        yield Words("; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(header, row, strict=True)))


def _diagram(source: str) -> Iterator[Block]:
    arrows = arrows_of(source)
    if not arrows:
        yield Code(source.rstrip("\n"))
        return
    yield Words("Diagram:", strong=True)
    for arrow in arrows:
        yield Words(f"• {arrow}", 1)


def _plain(token: Token, soft: str) -> str:
    parts: list[str] = []
    for child in token.children or ():
        match child.type:
            case "softbreak":
                parts.append(soft)
            case "hardbreak":
                parts.append("\n")
            case _:
                parts.append(child.content)
    return "".join(parts)
