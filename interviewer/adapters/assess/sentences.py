"""Cuts an answer into sentences and short windows, as exact spans of the text, and words into stems."""

import re
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

LONGEST_SENTENCE = 45
"""Words; spoken answers without full stops are cut at commas, or else at this many words."""
WINDOW = 3
"""Sentences in the longest window that may carry a criterion."""

WRAPPED_LINE = 60
"""Characters from which a line that ends without punctuation is taken for a wrapped one, not for an item of a list."""

_END = re.compile(r"(?<=[.!?…;])[\"')\]]*\s+|\s*\n\s*")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|Dr|Mr|Ms|No|Fig|al|ca)|\b[A-Z])\.$", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[,:])\s+|\s+(?=(?:and|but|because|so|then|which|while|whereas)\s)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_EDGE = " \t\r\n-*•>#"
_STEMMING = threading.Lock()
"""The stemmer keeps the word it works on in itself: two threads at once would get wrong stems, or none."""


class Span(NamedTuple):
    """A piece of a text: `source[start:end] == text`."""

    start: int
    end: int
    text: str


def split_sentences(text: str) -> list[Span]:
    """Cut a text into sentences; list items and lines count as sentences.

    Returns:
        Spans in order, trimmed of white space and list markers, none of them empty.
    """
    spans: list[Span] = []
    for start, end in _cut(text, 0, len(text), _END):
        words = len(text[start:end].split())
        pieces = _by_clause(text, start, end) if words > LONGEST_SENTENCE else [(start, end)]
        spans.extend(span for piece in pieces if (span := _trim(text, *piece)))
    return spans


def windows(text: str, sentences: Sequence[Span], longest: int = WINDOW) -> list[tuple[int, int, Span]]:
    """Return every run of 1 to `longest` neighbouring sentences as (first, last + 1, span)."""
    found: list[tuple[int, int, Span]] = []
    for size in range(1, longest + 1):
        for first in range(len(sentences) - size + 1):
            start, end = sentences[first].start, sentences[first + size - 1].end
            found.append((first, first + size, Span(start, end, text[start:end])))
    return found


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, numbers too."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def stems_of(text: str) -> list[str]:
    """Return the stems of the words of a text, in order, function words included."""
    return [stem(word) for word in words_of(text)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the English Snowball stem of one lower-case word, a genitive 's dropped."""
    with _STEMMING:
        return _stemmer().stemWord(word.removesuffix("'s"))


@cache
def _stemmer():
    return snowballstemmer.stemmer("english")


def _cut(text: str, start: int, end: int, at: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces, begin = [], start
    for match in at.finditer(text, start, end):
        if _goes_on(text, begin, match):
            continue
        pieces.append((begin, match.start()))
        begin = match.end()
    return [*pieces, (begin, end)]


def _goes_on(text: str, begin: int, match: re.Match[str]) -> bool:
    """Tell whether a sentence goes on behind a possible end: after an abbreviation or a wrapped line."""
    if "\n" not in match.group():
        return bool(_ABBREVIATION.search(text, begin, match.start()))
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    item = match.end() < len(text) and text[match.end()] in "-*•>#|"
    ended = line.rstrip()[-1:] in ".!?…;:"
    return match.group().count("\n") == 1 and len(line) >= WRAPPED_LINE and not item and not ended


def _by_clause(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Join clauses again as long as they stay short, and cut by count what has no clauses."""
    joined: list[tuple[int, int]] = []
    for clause in _cut(text, start, end, _CLAUSE):
        for begin, stop in _by_count(text, *clause):
            fits = joined and len(text[joined[-1][0] : stop].split()) <= LONGEST_SENTENCE // 2
            if fits:
                joined[-1] = (joined[-1][0], stop)
            else:
                joined.append((begin, stop))
    return joined


def _by_count(text: str, start: int, end: int) -> list[tuple[int, int]]:
    starts = [match.start() for match in re.finditer(r"\S+", text[start:end])][::LONGEST_SENTENCE]
    edges = [start + offset for offset in starts] + [end]
    return list(pairwise(edges))


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    piece = text[start:end]
    return Span(start, end, piece) if any(c.isalnum() for c in piece) else None
