"""Numerals in running text: `120k`, `4 billion`, `3e9`, `twenty-five`; number words are read by text2num."""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

SCALES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12, "trillion": 1e12, "hundred": 1e2,
}  # fmt: skip
_LETTERS = frozenset("kmbt")
"""Scales that must touch their number: `5 m` is no five million."""
_WORD_SCALES = frozenset(word for word in SCALES if len(word) > 3)
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\d.]*\d)|[^\W\d_]+|[^\w\s]")
_NO_NUMBER_BEFORE = re.compile(r"(?:[\w.:@#^]|[A-Za-z]-)$")
"""What makes a numeral part of a name or a time: `p99`, `ResNet-50`, `recall@10`, `22:00`."""


class Token(NamedTuple):
    """A word, a numeral or a sign of a text."""

    start: int
    end: int
    text: str


class Numeral(NamedTuple):
    """A number as tokens `first` to `after - 1`."""

    bare: float
    """As written before a scale: 5 of `5 million`."""
    scale: float
    first: int
    after: int

    @property
    def value(self) -> float:
        """The number."""
        return self.bare * self.scale


def tokens_of(text: str) -> list[Token]:
    """Cut a text into tokens."""
    return [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]


def numerals(text: str, tokens: Sequence[Token]) -> Iterator[Numeral]:
    """Yield the numbers of a text in order; parts of names, ordinals and clock times are none."""
    at = 0
    while at < len(tokens):
        found = _digits(text, tokens, at) or _words(tokens, at)
        if found:
            yield found
        at = found.after if found else at + 1


def _digits(text: str, tokens: Sequence[Token], at: int) -> Numeral | None:
    token = tokens[at]
    if not token.text[0].isdecimal() or _NO_NUMBER_BEFORE.search(text[: token.start]):
        return None
    value, after = float(token.text.replace(",", "")), at + 1
    if not math.isfinite(value):
        return None
    follows = tokens[after] if after < len(tokens) else None
    if follows and follows.start == token.end:
        low = follows.text.casefold()
        if low in ("st", "nd", "rd", "th", ":", "x", "-") and not _is_range(tokens, after):
            return None
        if low in _LETTERS or low in ("mn", "bn"):
            return Numeral(value, SCALES[low], at, after + 1)
    return _scaled(value, tokens, at, after)


def _is_range(tokens: Sequence[Token], dash: int) -> bool:
    return tokens[dash].text == "-" and dash + 1 < len(tokens) and tokens[dash + 1].text[0].isdecimal()


def _words(tokens: Sequence[Token], at: int) -> Numeral | None:
    """Read the longest run of number words; `a million` and `half a million` too."""
    low = tokens[at].text.casefold()
    following = [t.text.casefold() for t in tokens[at + 1 : at + 3]]
    if low == "half" and following[:1] == ["a"] and following[1:] and following[1] in _WORD_SCALES:
        return _scaled(0.5, tokens, at, at + 2)
    if low == "a" and following and following[0] in _WORD_SCALES:
        return _scaled(1.0, tokens, at, at + 1)
    after, value = at, None
    words: list[str] = []
    while after < len(tokens) and (tokens[after].text.isalpha() or tokens[after].text == "-"):
        words.append(tokens[after].text.casefold())
        longer = None if words[-1] == "-" else number_of(" ".join(w for w in words if w != "-"))
        if longer is None and words[-1] != "-":
            break
        value, after = (value if longer is None else longer), after + 1
    while after > at and tokens[after - 1].text == "-":
        after -= 1
    return None if value is None else _scaled(value, tokens, at, after)


def _scaled(value: float, tokens: Sequence[Token], first: int, after: int) -> Numeral:
    scale = 1.0
    while after < len(tokens) and tokens[after].text.casefold() in _WORD_SCALES:
        scale, after = scale * SCALES[tokens[after].text.casefold()], after + 1
    return Numeral(value, scale, first, after)


@lru_cache(maxsize=4096)
def number_of(words: str) -> float | None:
    """Return the number that English words stand for; None if they are no number."""
    from text_to_num import text2num

    try:
        return float(text2num(words, "en"))
    except ValueError:
        return None
