"""Tells sentences from shuffled words: how much likelier neighbouring words are together than by chance.

Function words stand for themselves, all others for their ending; so the small table knows word order, not topics.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from interviewer.adapters.assess.sentences import stem
from interviewer.adapters.assess.wording import FUNCTION_WORDS

_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ness", "ity", "able", "al", "ive", "er", "s")
_SMOOTHING = 0.5
_BORDER = "|"


@dataclass(frozen=True)
class Order:
    """Counts of classes and of neighbouring classes in ordinary text."""

    singles: Mapping[str, int]
    pairs: Mapping[str, int]
    """Counts of "first second"."""
    total: int

    def score(self, words: Sequence[str]) -> float:
        """Return the mean log ratio of seen to expected pairs: near 0 for shuffled words, above 0.3 for sentences."""
        classes = (_BORDER, *map(word_class, words), _BORDER)
        ratios = [self._ratio(one, other) for one, other in pairwise(classes)]
        return sum(ratios) / len(ratios)

    def _ratio(self, one: str, other: str) -> float:
        expected = self.singles.get(one, 1) * self.singles.get(other, 1) / self.total
        return math.log((self.pairs.get(f"{one} {other}", 0) + _SMOOTHING) / (expected + _SMOOTHING))


@lru_cache(maxsize=65_536)
def word_class(word: str) -> str:
    """Return a function word itself, `9` for a number, else the ending of the word."""
    if word[0].isdigit():
        return "9"
    if stem(word) in FUNCTION_WORDS:
        return word
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) > len(e) + 2), "")
    return f"~{ending}"


def count_order(sentences: Sequence[Sequence[str]]) -> Order:
    """Count classes and pairs over sentences, each a sequence of lower-case words."""
    singles: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for words in sentences:
        classes = (_BORDER, *map(word_class, words), _BORDER)
        for one in classes:
            singles[one] = singles.get(one, 0) + 1
        for one, other in pairwise(classes):
            pairs[f"{one} {other}"] = pairs.get(f"{one} {other}", 0) + 1
    return Order(singles, pairs, sum(singles.values()))


@cache
def load_order() -> Order:
    """Read the committed counts (made by benchmarks/fit_assessor.py)."""
    data = json.loads(files("interviewer.adapters.assess").joinpath("order.json").read_text(encoding="utf-8"))
    return Order(data["singles"], data["pairs"], int(data["total"]))
