"""Text that other people wrote, made harmless: what it says stays readable, what it could do is gone."""

import re
import textwrap
import unicodedata

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character cannot be shown."""
_KEPT = {"\n", "\u200c", "\u200d"}
"""Line ends, and the joiners that emoji and some scripts need."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~$&@{}])")
_AUTOLINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))")
_ACTIVE = re.compile(r"([<>\[\]&@\\])")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*[^\s#*].*)$")
_HASHES = re.compile(r"(#+)(?=\s|$)")
_UNDERLINE = re.compile(r"^\s*(=+|-+)\s*$")
_FENCE = re.compile(r"^(`{3,}|~{3,})(?=[^`]*$)")
_COLUMNS = 100


def clean(text: str) -> str:
    """Unify line ends, widen tabs, and replace control and direction characters by a mark."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "".join(MARK if c not in _KEPT and _harmful(c) else c for c in text)


def fold(text: str) -> str:
    """Return the text on one line, cleaned, with single spaces."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Return the text on one line so that Markdown shows it literally: no heading, link, HTML, or formula."""
    text = _MARKDOWN.sub(r"\\\1", fold(text))
    text = _AUTOLINK.sub(lambda match: "\\" + match[0], text)
    return _LINE_START.sub(_escape_line_start, text)


def code(text: str) -> str:
    """Return a short name as a code span."""
    return f"`{fold(text).replace('`', '')}`"


def fence(text: str) -> str:
    """Return the text as a fenced block that nothing in it can close; long lines are wrapped, but no table."""
    lines = [part for line in clean(text).split("\n") for part in _wrap(line)]
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return "\n".join([ticks + "text", *lines, ticks])


def quote_block(text: str) -> str:
    """Return the text as a block quote, shown literally, line by line."""
    lines = [escape(line) for line in clean(text).split("\n")]
    return "\n".join(f"> {line}  " if line else ">" for line in lines)


def authored_block(text: str) -> str:
    """Return Markdown of the knowledge base as a block quote: lists, emphasis and fences work, HTML and links do not.

    A heading becomes a bold line, so that it does not mix with the report's own.
    """
    rows, closing = [], None
    for line in clean(text).split("\n"):
        if closing is not None:
            closing = None if re.fullmatch(closing, line) else closing
        elif opening := _FENCE.match(line):
            closing = f"{re.escape(opening[1][0])}{{{len(opening[1])},}} *"
        else:
            line = _tamed(line)
        rows.append(f"> {line}".rstrip())
    return "\n".join(rows)


def _tamed(line: str) -> str:
    line = _AUTOLINK.sub(lambda match: "\\" + match[0], _ACTIVE.sub(r"\\\1", line))
    heading = _HEADING.match(line)
    if heading:
        return f"**{heading[1].strip(' #*')}**"
    line = _HASHES.sub(r"\\\1", line)
    return f"\\{line.lstrip()}" if _UNDERLINE.match(line) else line


def _escape_line_start(match: re.Match[str]) -> str:
    number = match[2].isdigit()
    return f"{match[1]}{match[2]}\\" if number else f"{match[1]}\\{match[2]}"


def _wrap(line: str) -> list[str]:
    if len(line) <= _COLUMNS or line.lstrip().startswith("|"):
        return [line]
    return textwrap.wrap(line, _COLUMNS, replace_whitespace=False, drop_whitespace=True) or [""]


def _harmful(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
