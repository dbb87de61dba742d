"""How something is put, whatever it is about: words and pairs of words that speak for substance or against it.

Only those that the examples of nearly all problems use are in the list, so it knows ways of speaking and no topics:
"but", "percent", "rather than" on one side, "robust", "best", "always", "no need" on the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.adapters.assess.sentences import words_of


@dataclass(frozen=True, eq=False)
class Phrasing:
    """A logistic regression over words and pairs of words, each counted once."""

    weights: Mapping[str, float]
    intercept: float

    def score(self, text: str) -> float:
        """Return log odds that somebody who talks like this says something concrete and true; 0 for silence."""
        found = [self.weights[gram] for gram in grams_of(words_of(text)) if gram in self.weights]
        return sum(found) / len(found) ** 0.5 + self.intercept if found else 0.0


def grams_of(words: Sequence[str]) -> list[str]:
    """Return the distinct words and pairs of neighbouring words; a number is a 9."""
    plain = ["9" if word[0].isdigit() else word for word in words]
    return list(dict.fromkeys([*plain, *(f"{one} {other}" for one, other in pairwise(plain))]))
