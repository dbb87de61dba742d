"""Pages of a PDF report: fonts, headings, paragraphs, tables and charts on fpdf2.

The two DejaVu fonts beside this file cover Latin, Greek, Cyrillic and many signs. What they do not cover
(Chinese, most emoji) is printed as a visible mark, and `lost` tells how much that is.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from interviewer.adapters.report.blocks import Block, Code, Table, Words
from interviewer.adapters.report.escaping import MARK, clean
from interviewer.adapters.report.svg import FONT

_FONTS = Path(__file__).with_name("fonts")
_FAMILY = "report"
_SILENT = {"\u200c", "\u200d", "\ufe0e", "\ufe0f"}
"""Joiners and variants of emoji: nothing to draw by themselves."""
_CHART_WIDTH = 125.0
_LIST_STEP, _DEEPEST = 4.0, 6
_EMPTY_LINES = re.compile(r"\n(\s*\n){2,}")
_VIEW_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_SPOKEN = re.compile(r"<(title|desc)\b.*?</\1>")
"""What a chart says to screen readers; fpdf2 has no use for it."""
_INK, _SOFT, _ACCENT, _RULE = (31, 41, 55), (91, 100, 114), (29, 78, 216), (209, 213, 219)


class Sheet(FPDF):
    """A document of A4 pages that any text can be written on; sizes are in millimetres, fonts in points."""

    def __init__(self, title: str) -> None:
        """Open a document with its first page.

        Args:
            title: name of the document, printed at the foot of each page.
        """
        super().__init__(format="A4")
        self.set_margins(18, 16, 18)
        self.set_auto_page_break(True, margin=18)
        self.add_font(_FAMILY, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(_FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
        faces = [font for font in self.fonts.values() if isinstance(font, TTFFont)]
        self._known = frozenset.intersection(*(frozenset(face.cmap) for face in faces))
        self._title = self.drawable(title)
        self.set_title(self._title)
        self.set_lang("en")
        self.add_page()

    def footer(self) -> None:
        """Print title and page number; called by fpdf2."""
        self.set_y(-12)
        self._pen(7.5, _SOFT)
        self.cell(0, 5, self._title, align="L", new_x=XPos.LMARGIN)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def lost(self, text: str) -> int:
        """Count the characters of a text that these fonts cannot draw."""
        return sum(c not in _SILENT and c != "\n" and ord(c) not in self._known for c in clean(text))

    def drawable(self, text: str) -> str:
        """Return the text with a mark in the place of what cannot be drawn."""
        kept = (c for c in clean(text) if c not in _SILENT)
        return "".join(c if c == "\n" or ord(c) in self._known else MARK for c in kept)

    def keep(self, height: float) -> None:
        """Begin a new page if less than this height is left, so that what belongs together stays so."""
        if self.will_page_break(height):
            self.add_page()

    def heading(self, text: str, level: int = 2) -> None:
        """Print a heading, 1 the largest, and an entry in the outline; it stays with what follows."""
        self.keep(30)
        self.ln((0, 5, 3)[level - 1])
        self.start_section(self.drawable(text)[:200] or MARK, level=level - 1)
        self._block(text, (17, 13, 10.5)[level - 1], _INK, bold=True)
        self.ln(1)

    def paragraph(
        self, text: str, size: float = 9.5, bold: bool = False, soft: bool = False, indent: float = 0
    ) -> None:
        """Print a paragraph; its line breaks are kept.

        Args:
            text: anything at all.
            size: of the font.
            bold: heavy type.
            soft: grey type, for what is less important.
            indent: from the left margin.
        """
        self._block(text, size, _SOFT if soft else _INK, bold, indent)

    def blocks(self, blocks: Sequence[Block], size: float = 9, indent: float = 0, ruled: bool = False) -> None:
        """Print what was written as Markdown.

        Args:
            blocks: of `blocks.blocks_of`.
            size: of the font.
            indent: from the left margin.
            ruled: with a coloured rule beside it, as somebody's words.
        """
        self.keep(size * 0.5)
        before = (self.page, self.get_y())
        inner = indent + (3 if ruled else 0)
        for block in blocks:
            match block:
                case Words(text, level, strong):
                    self._block(text, size, _INK, strong, inner + _LIST_STEP * min(level, _DEEPEST))
                    self.ln(0 if level else 1)
                case Code(text):
                    self._block(text, size - 1, _SOFT, indent=inner + _LIST_STEP)
                    self.ln(1)
                case Table(header, rows):
                    self.grid(header, rows, [1] * len(header), inner)
        if ruled:
            self._rule_beside(before, (self.page, self.get_y()), self.l_margin + indent)

    def quote(self, text: str, size: float = 9, indent: float = 4) -> None:
        """Print somebody's words with a coloured rule beside them, over as many pages as they take."""
        self.keep(size * 0.5)
        before = (self.page, self.get_y())
        self._block(text, size, _INK, indent=indent + 3)
        after = (self.page, self.get_y())
        self._rule_beside(before, after, self.l_margin + indent)

    def grid(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], indent: float = 0
    ) -> None:
        """Print a table; the header is repeated on each page.

        Args:
            header: one title a column.
            rows: one text a column each.
            widths: of the columns, in proportion.
            indent: from the left margin.
        """
        self._pen(8.5, _INK)
        self.set_draw_color(*_RULE)
        margin = self.l_margin
        self.set_left_margin(margin + indent)
        look = FontFace(emphasis="BOLD", fill_color=(243, 244, 246))
        with self.table(
            col_widths=tuple(widths), headings_style=look, line_height=5, padding=1, align="L", text_align="L"
        ) as grid:
            for line in (header, *rows):
                grid.row([self.drawable(text) for text in line])
        self.set_left_margin(margin)
        self.ln(2)

    def chart(self, svg: str) -> None:
        """Print a chart of `charts`, on a new page if it does not fit on this one."""
        match = _VIEW_BOX.search(svg)
        assert match, "a chart has a viewBox"
        height = _CHART_WIDTH * int(match[2]) / int(match[1])
        self.keep(height)
        drawing = self.drawable(_SPOKEN.sub("", svg)).replace(FONT, _FAMILY)
        self.image(BytesIO(drawing.encode()), w=_CHART_WIDTH, h=height)
        self.ln(2)

    def finished(self) -> bytes:
        """Close the document and return it."""
        return bytes(self.output())

    def _pen(self, size: float, colour: tuple[int, int, int], bold: bool = False) -> None:
        self.set_font(_FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)

    def _block(
        self, text: str, size: float, colour: tuple[int, int, int], bold: bool = False, indent: float = 0
    ) -> None:
        self._pen(size, colour, bold)
        self.set_x(self.l_margin + indent)
        shown = _EMPTY_LINES.sub("\n\n", self.drawable(text))
        self.multi_cell(0, size * 0.5, shown, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _rule_beside(self, before: tuple[int, float], after: tuple[int, float], x: float) -> None:
        here, y = self.page, self.get_y()
        self.set_draw_color(*_ACCENT)
        self.set_line_width(0.5)
        for page in range(before[0], after[0] + 1):
            self.page = page
            top = before[1] if page == before[0] else self.t_margin
            bottom = after[1] if page == after[0] else self.page_break_trigger
            self.line(x, top, x, bottom)
        self.set_line_width(0.2)
        self.page = here
        self.set_y(y)
