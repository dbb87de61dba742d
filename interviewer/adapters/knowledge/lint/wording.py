"""Words as the rules compare them: stems, runs of equal words, overlap."""

from collections.abc import Sequence
from functools import lru_cache

from interviewer.adapters.assess.sentences import stem, stems_of, words_of
from interviewer.adapters.assess.wording import content_of

_CADENCES = frozenset({"hourly", "daily", "nightly", "weekly", "fortnightly", "monthly", "quarterly", "yearly"})
"""How often something is done: `weekly` is a term of the trade and `in three weeks` does not say it."""
_FORMULAS = frozenset(map(stem, ("asks", "says", "states", "assumes", "assumption")))
"""With these `expects` begins; that a probe has one too tells nothing."""


@lru_cache(maxsize=65_536)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text in order; cadences stay whole."""
    return tuple(word if word in _CADENCES else stem(word) for word in words_of(text))


@lru_cache(maxsize=65_536)
def content_stems(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning."""
    return frozenset(content_of(stems_of(text))) - _FORMULAS


def says(text: str, term: str) -> bool:
    """Tell whether a text says a term in any form: plural, inflected, hyphenated or in one word."""
    wanted, said = "".join(stems(term)), stems(text)
    for start in range(len(said)):
        joined = ""
        for word in said[start:]:
            joined += word
            if joined == wanted:
                return True
            if not wanted.startswith(joined):
                break
    return False


def longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest run of words that stands in both."""
    best, row = 0, [0] * (len(other) + 1)
    for word in one:
        previous = row
        row = [0] * (len(other) + 1)
        for j, against in enumerate(other):
            if word == against:
                row[j + 1] = previous[j] + 1
                best = max(best, row[j + 1])
    return best
