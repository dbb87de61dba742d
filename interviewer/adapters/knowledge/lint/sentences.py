"""Sentences that two problems share, word for word or nearly: each problem must be itself.

Likeness is exact set arithmetic (Jaccard) on pairs of neighbouring words. Only sentences that share one of their rarest
pairs can reach the limit, so only those are compared (prefix filtering: Chaudhuri, Ganti and Kaushik 2006).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from interviewer.adapters.assess.sentences import words_of
from interviewer.adapters.knowledge.frontmatter import Document, Location, Problem
from interviewer.adapters.knowledge.markdown import Folder

ALIKE = 0.5
"""Jaccard likeness from which two sentences are one.

Of 2,000 sentences of the knowledge base in which random words were replaced, it finds all with one word changed, 88
percent with two and 63 with three. Of all pairs that it found in 16 problems (some 30) every one was one sentence with
words changed; between 0.4 and 0.5 pairs begin to share only a turn of speech.
"""
RUN = 2
"""Words in a run."""
LEAST_WORDS = 8
"""Shorter sentences are turns of speech."""
_SPOKEN = ("opening", "question", "expects", "probes", "hint", "shown_by", "not_shown_by", "answer", "says")
_END = re.compile(r"(?<=[.!?])[\"')*]*\s+(?=[\"'(*`A-Z0-9])|\n\s*\n|\n(?=\s*(?:[-*|#>]|\d+\. ))")
_NO_PROSE = re.compile(r"^```.*?^```|\$\$.*?\$\$|^#[^\n]*", re.MULTILINE | re.DOTALL)
"""Code, diagrams, formulas and headings."""
_CITATION = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)|\*[^*\n]{15,}\*|\"[^\"\n]{15,}\"")
"""Papers by title and year: two problems may cite the same one."""


class _Sentence(NamedTuple):
    file: str
    line: int
    text: str
    runs: frozenset[tuple[str, ...]]

    @property
    def problem(self) -> str:
        """The case it belongs to, or the shared file."""
        return "/".join(self.file.split("/")[:2])


def repeated_sentences(files: Folder) -> Iterator[Problem]:
    """Yield sentences that stand in two problems, or in a problem and a shared file, at the second place."""
    sentences = [s for document in files.documents.values() for s in _sentences(document)]
    counts = Counter(run for sentence in sentences for run in sentence.runs)
    rare: dict[tuple[str, ...], list[int]] = {}
    for i, sentence in enumerate(sentences):
        order = sorted(sentence.runs, key=lambda run: (counts[run], run))
        prefix = order[: len(order) - math.ceil(ALIKE * len(order)) + 1]
        near = {j for run in prefix for j in rare.get(run, ())}
        first = next((sentences[j] for j in sorted(near) if _alike(sentences[j], sentence)), None)
        if first:
            what = f'"{_short(sentence.text)}" is nearly the same in {first.file}:{first.line} ("{_short(first.text)}")'
            yield Problem(sentence.file, sentence.line, f"{what}, expected a sentence of this problem's own")
        for run in prefix:
            rare.setdefault(run, []).append(i)


def _alike(one: _Sentence, other: _Sentence) -> bool:
    shared = len(one.runs & other.runs)
    return one.problem != other.problem and shared >= ALIKE * (len(one.runs) + len(other.runs) - shared)


def _sentences(document: Document) -> Iterator[_Sentence]:
    for place, text in _texts(document.front, ()):
        for sentence in _END.split(text):
            yield from _comparable(document.file, document.line(*place), sentence)
    body = _NO_PROSE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), document.body)
    start = 0
    for end in (*(match.end() for match in _END.finditer(body)), len(body)):
        piece = body[start:end]
        line = document.body_line + body.count("\n", 0, start + len(piece) - len(piece.lstrip()))
        yield from _comparable(document.file, line, piece)
        start = end


def _texts(value: Any, place: Location) -> Iterator[tuple[Location, str]]:
    """Yield the sentences of a front matter that people hear or read, with their places."""
    if isinstance(value, str):
        if any(step in _SPOKEN for step in place):
            yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*place, str(key)))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _texts(inner, (*place, i))


def _comparable(file: str, line: int, text: str) -> Iterator[_Sentence]:
    words = words_of(_CITATION.sub(" ", text))
    if len(words) >= LEAST_WORDS:
        runs = frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
        yield _Sentence(file, line, " ".join(text.split()), runs)


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:87] + "..."
