"""The arrows of a Mermaid flowchart or sequence diagram in words: "Feed service → Ranker (candidates)"."""

import re

_LABELLED = re.compile(r"(\w[\w-]*)\s*[\[({>][\[({/\\|]*\s*\"?([^\"\[\](){}|]+?)\"?\s*[|/\\\])}]*[\])}]")
"""A node with a label of its own: `a["Ranker"]`, `b(Store)`, `c{{"Choice"}}`."""
_WRITTEN = re.compile(r"(?:--|-\.|==)\s+\"?([^\"\-=.>|][^\">|]*?)\"?\s+(?:-->|\.->|==>)")
"""A label between the halves of an arrow: `a -- on miss --> b`."""
LONGEST_LINE = 400
"""Characters; a longer line is no arrow that anybody drew."""
_ARROW = re.compile(r"\s*(?:<?--+>?|<?==+>?|<?-\.+->?)[ox]?\s*(?:\|\s*\"?([^|\"]*)\"?\s*\|)?\s*")
_NODES = re.compile(r"^\w[\w-]*(?:\s*&\s*\w[\w-]*)*$")
_MESSAGE = re.compile(r"^\s*(\w[\w ]*?)\s*-?-(?:>>?|x|\))\+?-?\s*(\w[\w ]*?)\s*:\s*(.+?)\s*$")
_PARTICIPANT = re.compile(r"^\s*(?:participant|actor)\s+(\w+)\s+as\s+(.+?)\s*$")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_NO_ARROWS = re.compile(
    r"^\s*(?:flowchart|graph|sequenceDiagram|subgraph|end\b|style|classDef|class|linkStyle|acc\w+|%%)"
)


def arrows_of(source: str) -> list[str]:
    """Return one line for each arrow, in order, with the labels of its ends; empty if there are none to be told."""
    lines = [_LINE_BREAK.sub(", ", line).strip().rstrip(";") for line in source.splitlines()]
    lines = [line for line in lines if len(line) <= LONGEST_LINE]
    if any(line.startswith("sequenceDiagram") for line in lines):
        return _messages(lines)
    names = {node: label.strip() for line in lines for node, label in _LABELLED.findall(line)}
    bare = (_LABELLED.sub(r"\1", _WRITTEN.sub(r"-->|\1|", line)) for line in lines if not _NO_ARROWS.match(line))
    return [arrow for line in bare for arrow in _chain(line, names)]


def _chain(line: str, names: dict[str, str]) -> list[str]:
    parts = _ARROW.split(line)
    ends, labels = parts[0::2], parts[1::2]
    if len(ends) < 2 or not all(_NODES.match(end) for end in ends):
        return []
    told = [" and ".join(names.get(node.strip(), node.strip()) for node in end.split("&")) for end in ends]
    hops = zip(told, told[1:], labels, strict=False)
    return [f"{one} → {other}{f' ({label.strip()})' if label else ''}" for one, other, label in hops]


def _messages(lines: list[str]) -> list[str]:
    names = {match[1]: match[2] for line in lines if (match := _PARTICIPANT.match(line))}
    found = (match for line in lines if (match := _MESSAGE.match(line)))
    return [f"{names.get(m[1], m[1])} → {names.get(m[2], m[2])}: {m[3]}" for m in found]
