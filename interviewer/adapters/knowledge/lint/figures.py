"""Figures in a text as value and what they count: `5 million live ads` is 5,000,000 of `ad`."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from interviewer.adapters.assess.sentences import stem

_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORDS = {
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "two": 2, "three": 3, "half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1,
}  # fmt: skip
_UNITS = {"ms": "millisecond", "%": "percent", "s": "second", "gb": "gigabyte", "tb": "terabyte", "kb": "kilobyte"}
_FILLERS = frozenset({"a", "an", "the", "of", "at", "in", "on", "and", "or", "more", "other", "new", "live", "per"})
_PERCENT = stem("percent")
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?::\d\d|st|nd|rd|th)?|[^\W\d_]+|%")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_REACH = 4
"""Words after a figure in which what it counts is looked for."""


class Figure(NamedTuple):
    """One figure."""

    value: float
    unit: str
    """Stem of the word that it counts; of `40 percent of people` it is `percent peopl`."""
    words: str
    """As it is written."""
    sentence: str
    """Where it stands, with the words around it."""


def figures(text: str) -> Iterator[Figure]:
    """Yield the figures of a text; times, ordinals, and 1 to 3 without a scale are none."""
    for sentence in _SENTENCE.split(text):
        tokens = _TOKEN.findall(sentence.casefold().replace("-", " "))
        at = 0
        while at < len(tokens):
            value, after = _value(tokens, at)
            if value is not None and (value > 3 or value == 0 or value % 1):
                yield Figure(value, _unit(tokens[after:]), " ".join(tokens[at:after]), sentence)
            at = after


def _value(tokens: Sequence[str], at: int) -> tuple[float | None, int]:
    """Read a figure at a position; returns it and the position behind it."""
    token = tokens[at]
    value = _WORDS.get(token)
    if token[0].isdigit():
        value = float(token.replace(",", "")) if token[-1].isdigit() and ":" not in token else None
    at += 1
    if value is None:
        return None, at
    ones = _WORDS.get(tokens[at], 0) if at < len(tokens) else 0
    if value in range(20, 100, 10) and ones in range(1, 10):
        value, at = value + ones, at + 1
    if value < 1 and tokens[at : at + 1] == ["a"] and tokens[at + 1 : at + 2] and tokens[at + 1] in _SCALES:
        at += 1
    while at < len(tokens) and tokens[at] in _SCALES:
        value, at = value * _SCALES[tokens[at]], at + 1
    return value, at


def _unit(following: Sequence[str]) -> str:
    words = [stem(_UNITS.get(t, t)) for t in following[: _REACH + 1] if t not in _FILLERS and not t[0].isdigit()]
    if words and words[0] == _PERCENT and "of" in following[1:2] and len(words) > 1:
        return " ".join(words[:2])
    return words[0] if words else ""
