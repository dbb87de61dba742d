"""A second look at the words that come nearest to a criterion, by the cross-encoder.

Grading looks twice at every criterion, listening at those of which the first look is unsure.
What the first look found, and how surely the encoder says that the words say what is expected, make one probability.
`benchmarks/second_fit.py` writes the coefficients, fitted on judgements of encoders that had not seen the problem.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from interviewer.adapters.assess.calibration import Linear, Thresholds, crowd, linear, sigmoid
from interviewer.adapters.assess.entailment import Entails, Statement
from interviewer.adapters.assess.scorer import CriterionScore
from interviewer.adapters.assess.seen import Near
from interviewer.domain.problem import Criterion

READ = 3
"""Pieces of an interview that are read again for one criterion."""
LOWEST = -6.0
"""Log odds of the first look below which it makes no difference how low they are."""
BELOW = 0.95
"""Share of the lower threshold that is the most for a criterion that no words may carry."""
AS_SURE = 1.0
"""Log odds of the encoder within which the shorter piece is quoted."""
FEATURES = ("judged", "silent", "entailed", "entailed_mean", "crowd")
"""Log odds of the first look, whether no words might carry it, highest and mean of the encoder, log of the windows."""


class Found(NamedTuple):
    """What one turn shows of a criterion, by the first look."""

    score: CriterionScore
    turn: int


class SecondModel(NamedTuple):
    """Coefficients of the second look."""

    linear: Linear
    thresholds: Thresholds
    measured: Mapping[str, float | str]


class _Piece(NamedTuple):
    near: Near
    turn: int


class SecondLook:
    """Judges criteria again.

    Args:
        entails: the cross-encoder.
        model: coefficients; by default the committed ones.
    """

    def __init__(self, entails: Entails, model: SecondModel | None = None) -> None:
        self._entails = entails
        self._model = model or load_second()

    @property
    def thresholds(self) -> Thresholds:
        """From which probabilities words count as shown and as partly shown."""
        return self._model.thresholds

    @property
    def measured(self) -> Mapping[str, float | str]:
        """What the benchmark measured on problems left out of all fits."""
        return self._model.measured

    def make_ready(self) -> None:
        """Load the cross-encoder; raises KnowledgeError if its file cannot be read."""
        self._entails.logits([])

    def revise(self, criteria: Sequence[Criterion], found: Sequence[Sequence[Found]]) -> list[Found]:
        """Judge each criterion once more.

        Args:
            criteria: what is expected.
            found: for each criterion what the turns show, the best first; at least one.

        Returns:
            The judgement of each criterion, with the words that carry it best.
        """
        if not criteria:
            return []
        pieces = [pieces_to_read(some) for some in found]
        statements = [
            Statement(c.expects, piece.near.span.text)
            for c, some in zip(criteria, pieces, strict=True)
            for piece in some
        ]
        logits = self._entails.logits(statements) if statements else np.zeros(0)
        places = np.cumsum([len(some) for some in pieces])[:-1]
        parts = np.split(logits, places)
        return [self._one(*each) for each in zip(found, pieces, parts, strict=True)]

    def _one(self, found: Sequence[Found], pieces: Sequence[_Piece], entailed: np.ndarray) -> Found:
        first = found[0]
        if not pieces:
            return first
        read = {piece.turn for piece in pieces}
        best = max((self._turn(one, pieces, entailed) for one in found if one.turn in read), key=_probability)
        wrong = first.score.outcome == "wrong" and best.score.outcome != "shown"
        if wrong or (first.score.told and best.score.outcome == "missing"):
            return first
        return Found(replace(best.score, span=first.score.span), first.turn) if first.score.told else best

    def _turn(self, one: Found, pieces: Sequence[_Piece], entailed: np.ndarray) -> Found:
        """Judge what one turn shows, by the pieces of that turn alone."""
        own = np.array([piece.turn == one.turn for piece in pieces])
        probability = float(self.probability(features(one.score, entailed[own])[None])[0])
        if is_silent(one.score):  # where no words may carry it, it earns nothing, however sure the encoder is
            probability *= BELOW * self.thresholds.partial
        quoted = _quoted([piece for piece, mine in zip(pieces, own, strict=True) if mine], entailed[own])
        outcome = self.thresholds.outcome(probability)
        return Found(replace(one.score, probability=probability, outcome=outcome, span=quoted.near.span), one.turn)

    def probability(self, rows: np.ndarray) -> np.ndarray:
        """Return probabilities for (criteria, FEATURES)."""
        return sigmoid(self._model.linear.logits(rows))


def pieces_to_read(found: Sequence[Found]) -> list[_Piece]:
    """Return the pieces of all turns that come nearest to a criterion, first of turns whose words may carry it."""
    pieces = [(is_silent(one.score), _Piece(near, one.turn)) for one in found for near in one.score.nearest]
    return [piece for _, piece in sorted(pieces, key=lambda one: (one[0], -one[1].near.logit))[:READ]]


def _probability(one: Found) -> float:
    return one.score.probability


def is_silent(first: CriterionScore) -> bool:
    """Tell whether the first look found no words that might carry a criterion."""
    return first.logit <= LOWEST


def features(first: CriterionScore, entailed: np.ndarray) -> np.ndarray:
    """Return (FEATURES,) of one criterion, from the first look and the encoder's log odds of the pieces."""
    return np.array([max(LOWEST, first.logit), is_silent(first), entailed.max(), entailed.mean(), crowd(first.windows)])


def _quoted(pieces: Sequence[_Piece], entailed: np.ndarray) -> _Piece:
    sure = [piece for piece, logit in zip(pieces, entailed, strict=True) if logit >= entailed.max() - AS_SURE]
    return min(sure, key=lambda piece: len(piece.near.span.text))


@cache
def load_second() -> SecondModel:
    """Read the committed coefficients."""
    data: Any = json.loads(files("interviewer.adapters.assess").joinpath("second.json").read_text(encoding="utf-8"))
    return SecondModel(linear(data["linear"]), Thresholds(**data["thresholds"]), data["measured"])
