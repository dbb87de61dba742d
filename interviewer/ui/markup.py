"""Make somebody's Markdown safe to show: their tags are text, their code and diagrams stay what they are."""

import re

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n`]*)$")
_CODE_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def escape_markdown(text: str) -> str:
    """Return Markdown in which no HTML tag and no picture from elsewhere is left.

    Tags and pictures become visible text (`List<int>` shows as typed). Code keeps its characters, because the renderer
    escapes code itself; a Mermaid block is escaped as HTML, because the renderer reads it back from HTML.
    The renderer's sanitiser still stands behind this.

    Args:
        text: what a person or a model wrote.
    """
    done: list[str] = []
    prose: list[str] = []
    fence, language = "", ""

    def flush() -> None:
        if prose:
            done.append(_escape_prose("\n".join(prose)))
            prose.clear()

    for line in text.split("\n"):
        opened = _FENCE.match(line)
        if fence:
            closing = line.strip()
            done.append(_escape(line) if language == "mermaid" else line)
            if closing and closing == closing[0] * len(closing) and closing.startswith(fence):
                fence = ""
        elif opened:
            flush()
            fence, language = opened[1], opened[2].strip().lower()
            done.append(line)
        else:
            prose.append(line)
    flush()
    return "\n".join(done)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _escape_prose(text: str) -> str:
    parts: list[str] = []
    end = 0
    for span in _CODE_SPAN.finditer(text):
        parts += [_plain(text[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    return text.replace("<", "&lt;").replace("![", "!\\[")
