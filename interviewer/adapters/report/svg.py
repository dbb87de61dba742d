"""SVG elements for charts: a few shapes with classes, two palettes, and text that knows its width."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

from interviewer.adapters.report.escaping import fold

WIDTH = 520
TITLE, LABEL, SMALL, TINY = 18, 15, 13, 12
"""Sizes of text in user units; on the page a chart may be drawn at nine tenths of its size."""
FONT = "DejaVu Sans, Verdana, sans-serif"
_LIGHT: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "chart-paper": {"fill": "#ffffff"},
    "chart-ink": {"fill": "#1f2937"},
    "chart-soft": {"fill": "#5b6472"},
    "chart-grid": {"fill": "none", "stroke": "#d1d5db", "stroke-width": "1"},
    "chart-axis": {"fill": "none", "stroke": "#6b7280", "stroke-width": "1"},
    "chart-area": {"fill": "#2563eb", "fill-opacity": "0.15"},
    "chart-line": {"fill": "none", "stroke": "#2563eb", "stroke-width": "2"},
    "chart-band": {"fill": "none", "stroke": "#2563eb", "stroke-width": "8", "stroke-opacity": "0.3"},
    "chart-dot": {"fill": "#2563eb"},
    "chart-bar": {"fill": "#2563eb"},
    "chart-over": {"fill": "#c2410c"},
    "chart-plan": {"fill": "#e5e7eb"},
    "chart-mark": {"fill": "none", "stroke": "#1f2937", "stroke-width": "2"},
})  # fmt: skip
"""Presentation of each class as attributes, which every renderer understands."""
_DARK: Mapping[str, str] = MappingProxyType({
    "chart-paper": "fill:#111827",
    "chart-ink": "fill:#f3f4f6",
    "chart-soft": "fill:#a3abb8",
    "chart-grid": "stroke:#374151",
    "chart-axis": "stroke:#9ca3af",
    "chart-area": "fill:#60a5fa",
    "chart-line": "stroke:#60a5fa",
    "chart-band": "stroke:#60a5fa",
    "chart-dot": "fill:#60a5fa",
    "chart-bar": "fill:#60a5fa",
    "chart-over": "fill:#fb923c",
    "chart-plan": "fill:#374151",
    "chart-mark": "stroke:#f3f4f6",
})  # fmt: skip
_INVALID = re.compile("[\ufffe\uffff]")


def svg(name: str, height: float, title: str, description: str, parts: Sequence[str]) -> str:
    """Join parts into one document with a title and a description for those who do not see it.

    Args:
        name: short name, unique among the charts of a page.
        height: in user units; the width is always `WIDTH`.
        title: printed on top as well.
        description: what the chart shows, in words and numbers.
        parts: elements in the order in which they are painted.
    """
    dark = "".join(f".dark .{name_}{{{css}}}" for name_, css in _DARK.items())
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" ',
        f'aria-labelledby="chart-{name}-title chart-{name}-desc" font-family="{FONT}" style="max-width:100%">',
        f'<title id="chart-{name}-title">{_safe(title)}</title>',
        f'<desc id="chart-{name}-desc">{_safe(description)}</desc>',
        f"<style>{dark}</style>",
        rect(0, 0, WIDTH, height, "chart-paper"),
        text(16, 28, title, "chart-ink", TITLE, weight="bold"),
        *parts,
        "</svg>",
    ])  # fmt: skip


def rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    """Draw a rectangle from its upper left corner."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0, width):.1f}" height="{height:.1f}" {_look(kind)}/>'


def circle(x: float, y: float, radius: float, kind: str) -> str:
    """Draw a circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {_look(kind)}/>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Draw a straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {_look(kind)}/>'


def path(points: Sequence[tuple[float, float]], kind: str, closed: bool = False) -> str:
    """Draw a line through points."""
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{steps}{"Z" if closed else ""}" {_look(kind)}/>'


def text(
    x: float, y: float, said: str, kind: str, size: float = LABEL, anchor: str = "start", weight: str = "normal"
) -> str:
    """Write one line of text; `y` is its base line, `size` in user units."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}px" font-weight="{weight}" text-anchor="{anchor}" '
        f"{_look(kind)}>{_safe(said)}</text>"
    )


def wrap(said: str, columns: int, lines: int) -> list[str]:
    """Break a label into lines of at most `columns` columns; what does not fit ends in an ellipsis.

    A wide (East Asian) character takes two columns.
    """
    rows = [""]
    for word in fold(said).split():
        for piece in _pieces(word, columns):
            longer = f"{rows[-1]} {piece}".strip()
            if columns_of(longer) <= columns:
                rows[-1] = longer
            else:
                rows.append(piece)
    rows = [row for row in rows if row] or [""]
    if len(rows) <= lines:
        return rows
    return [*rows[: lines - 1], _pieces(rows[lines - 1], columns - 1)[0] + "…"]


def columns_of(said: str) -> int:
    """Return how many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in said)


def _pieces(word: str, columns: int) -> list[str]:
    pieces = [""]
    for character in word:
        if columns_of(pieces[-1] + character) > columns:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _look(kind: str) -> str:
    return f'class="{kind}" ' + " ".join(f'{name}="{value}"' for name, value in _LIGHT[kind].items())


def _safe(said: str) -> str:
    return escape(_INVALID.sub("\ufffd", fold(said)))
