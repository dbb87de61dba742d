"""Features of any criterion against any answer, where no examples of good and bad answers exist.

What was measured on graded exam answers: recall of the criterion's words, weighted by rarity, is the backbone;
sentence similarity adds a little; both must be blind to words that the question already gave and to sheer length.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from interviewer.adapters.assess.opposites import conflicts
from interviewer.adapters.assess.prepared import Prepared
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import WINDOW
from interviewer.adapters.assess.wording import HEDGES, content_of, count_negations, count_numbers, share_of

LEXICAL: tuple[str, ...] = (
    "recall", "recall_new", "recall_window", "recall_chars", "recall_bigrams", "rarest", "precision",
    "precision_new", "echo", "log_answer_words", "log_criterion_words", "shorter", "negation_differs", "opposites",
    "numbers_missing", "hedging", "empty", "recall_x_precision", "recall_squared", "has_question",
)  # fmt: skip
"""Features that need no embedder, in the order of `PairFeatures.lexical`."""
SEMANTIC: tuple[str, ...] = (
    "cosine", "cosine_window", "cosine_coverage", "cosine_weakest", "cosine_question", "cosine_gain",
    "recall_x_cosine", "cosine_squared",
)  # fmt: skip
"""Features that compare sentence vectors."""
ENTAILED: tuple[str, ...] = (
    "judged", "entails", "entails_long", "entails_asked", "log_criterion_words", "has_question",
)  # fmt: skip
"""Features of the second judgement: log odds of the first, those of the cross-encoder, and what they depend on."""


class PairTexts(NamedTuple):
    """One criterion and one answer, prepared."""

    criterion: Prepared
    answer: Prepared
    question: Prepared | None


class Carrier(NamedTuple):
    """The run of sentences that carries most of a criterion, and how much of it."""

    first: int
    last: int
    strength: float


def lexical_features(pair: PairTexts, rarity: Rarity) -> list[float]:
    """Compare words, character four-grams, word pairs, numbers, negation; see `LEXICAL`."""
    criterion, answer = pair.criterion.content, pair.answer.content
    asked = pair.question.content if pair.question else frozenset[str]()
    new = (criterion - asked) or criterion
    said = answer - asked
    recall = rarity.share(criterion, answer)
    precision = rarity.share(answer, criterion)
    words, wanted = len(pair.answer.all_stems), len(pair.criterion.all_stems)
    missing_numbers = count_numbers(pair.criterion.text) > 0 and not count_numbers(pair.answer.text)
    return [
        recall,
        rarity.share(new, answer),
        carrier(pair.criterion, pair.answer, rarity).strength,
        _gram_recall(_grams(criterion), _grams(answer)),
        _gram_recall(_bigrams(pair.criterion), _bigrams(pair.answer)),
        _rarest(new, answer, rarity),
        precision,
        rarity.share(said, new),
        rarity.share(answer, asked),
        math.log1p(words),
        math.log1p(wanted),
        min(1.0, words / max(1, wanted)),
        float((count_negations(pair.criterion.text) > 0) != (count_negations(pair.answer.text) > 0)),
        float(min(2, conflicts(pair.answer.all_stems, pair.criterion.all_stems))),
        float(missing_numbers),
        share_of(pair.answer.all_stems, HEDGES),
        float(not answer),
        recall * precision,
        recall * recall,
        float(bool(asked)),
    ]


def semantic_features(pair: PairTexts, recall: float) -> list[float]:
    """Compare sentence vectors: whole texts, best window, how far each sentence is covered; see `SEMANTIC`."""
    criterion, answer = pair.criterion, pair.answer
    if criterion.vectors is None or answer.vectors is None or criterion.mean is None or answer.mean is None:
        return [0.0] * len(SEMANTIC)
    whole = float(criterion.mean @ answer.mean)
    spans = [
        (i, j)
        for size in range(1, WINDOW + 1)
        for i in range(len(answer.sentences))
        if (j := i + size) <= len(answer.sentences)
    ]
    best = max(float(criterion.mean @ answer.window(i, j)) for i, j in spans)
    per_sentence = np.max(criterion.vectors @ answer.vectors.T, axis=1)
    coverage = float(criterion.weights @ per_sentence / criterion.weights.sum())
    question = pair.question.mean if pair.question else None
    asked = float(question @ answer.mean) if question is not None else 0.0
    given = float(question @ criterion.mean) if question is not None else 0.0
    return [whole, best, coverage, float(per_sentence.min()), asked, best - given, recall * best, best * best]


def entailed_features(judged: np.ndarray, entails: np.ndarray, features: np.ndarray) -> np.ndarray:
    """Return (pairs, features), see `ENTAILED`.

    Args:
        judged: (pairs,) log odds from words and vectors.
        entails: (pairs,) log odds of the cross-encoder.
        features: (pairs, features) what the first judgement was made from.
    """
    length, asked = (features[:, LEXICAL.index(name)] for name in ("log_criterion_words", "has_question"))
    return np.stack([judged, entails, entails * length, entails * asked, length, asked], axis=1)


def carrier(criterion: Prepared, answer: Prepared, rarity: Rarity) -> Carrier:
    """Find the shortest run of up to three sentences that recalls most of the criterion's words."""
    best = Carrier(0, 0, 0.0)
    for size in range(1, WINDOW + 1):
        for first in range(len(answer.sentences) - size + 1):
            said = frozenset[str]().union(*answer.contents[first : first + size])
            strength = rarity.share(criterion.content, said)
            if strength > best.strength + 0.08 * (size > 1):
                best = Carrier(first, first + size, strength)
    return best


def _rarest(wanted: frozenset[str], said: frozenset[str], rarity: Rarity) -> float:
    """Return which share of the three rarest words of the criterion was said."""
    rare = sorted(wanted, key=lambda stem: (-rarity.of(stem), stem))[:3]
    return sum(stem in said for stem in rare) / len(rare) if rare else 0.0


def _grams(stems: frozenset[str]) -> set[str]:
    return {padded[i : i + 4] for stem in stems if (padded := f"_{stem}_") for i in range(max(1, len(padded) - 3))}


def _bigrams(text: Prepared) -> set[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for stems in text.stems:
        content: Sequence[str] = content_of(stems)
        pairs.update(pairwise(content))
    return pairs


def _gram_recall(wanted: set, said: set) -> float:
    return len(wanted & said) / len(wanted) if wanted else 0.0
