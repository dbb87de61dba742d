"""Any criterion against any answer, with an optional question and reference: what other rubrics are graded with."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from interviewer.adapters.assess.calibration import Fitted, Thresholds, load_fitted
from interviewer.adapters.assess.entailment import Entails, Statement, claim_of
from interviewer.adapters.assess.excerpt import excerpt
from interviewer.adapters.assess.intents import spans_of_orders
from interviewer.adapters.assess.pair_features import (
    PairTexts,
    carrier,
    entailed_features,
    lexical_features,
    semantic_features,
)
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity, load_rarity
from interviewer.adapters.knowledge.embedding import Embedder

REFERENCE_SHARE = 0.3
"""Weight of the reference beside the criterion, where a reference differs from it."""
LONGEST_CLAIM = 40
"""Words of a criterion up to which the cross-encoder is asked about it."""
NEVER = 0.02
"""Probability for an answer that says nothing."""


class Pair(NamedTuple):
    """One criterion and one answer, as texts."""

    criterion: str
    answer: str
    question: str | None = None
    reference: str | None = None


def prepare_pairs(pairs: Sequence[Pair], embedder: Embedder | None) -> dict[str, Prepared]:
    """Prepare every text of some pairs once."""
    texts = list(dict.fromkeys(text for pair in pairs for text in pair if text is not None))
    return dict(zip(texts, prepare(texts, embedder), strict=True))


def feature_rows(pairs: Sequence[Pair], texts: Mapping[str, Prepared], rarity: Rarity) -> np.ndarray:
    """Return (pairs, features): lexical ones, then semantic ones if the texts have vectors."""
    semantic = any(text.vectors is not None for text in texts.values())
    rows: list[list[float]] = []
    for pair in pairs:
        question = texts[pair.question] if pair.question else None
        compared = PairTexts(texts[pair.criterion], texts[pair.answer], question)
        row = lexical_features(compared, rarity)
        rows.append([*row, *semantic_features(compared, row[0])] if semantic else row)
    return np.array(rows)


def is_short(pair: Pair) -> bool:
    """Tell whether the cross-encoder is asked: it learned from short claims, and on long ones it makes grades worse."""
    return len(pair.criterion.split()) <= LONGEST_CLAIM


def statement(pair: Pair, texts: Mapping[str, Prepared], rarity: Rarity) -> Statement:
    """Return what the cross-encoder reads: the end of the question with the criterion, and the nearest sentences."""
    return Statement(
        claim_of(pair.criterion, pair.question), excerpt(texts[pair.criterion], texts[pair.answer], rarity)
    )


class PairAssessor:
    """Judges pairs without examples, from words weighted by rarity and from sentence vectors.

    Args:
        embedder: embeds criteria and answers; None works from words alone.
        fitted: coefficients; by default the committed ones that fit the embedder.
        entails: the cross-encoder, asked for a second judgement; None goes without.
    """

    def __init__(self, embedder: Embedder | None, fitted: Fitted | None = None, entails: Entails | None = None) -> None:
        self._embedder = embedder
        self._entails = entails
        self._fitted = fitted or load_fitted("lexical" if embedder is None else "semantic")
        self._rarity = load_rarity()

    def assess(self, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Judge many pairs; all their sentences are embedded in one batch.

        Args:
            items: each with `criterion` and `answer`, and where known `id`, `question` and `reference`.

        Returns:
            One for each item: `id`, `probability`, `verdict`, `quote` (`text`, `start`, `end` in the answer, or None).
        """
        pairs = [Pair(i["criterion"], i["answer"], i.get("question"), i.get("reference")) for i in items]
        prepared = self._prepare(pairs)
        probabilities = self.probabilities(pairs, prepared)
        return [
            self._result(item.get("id"), pair, prepared, float(probability))
            for item, pair, probability in zip(items, pairs, probabilities, strict=True)
        ]

    def probabilities(self, pairs: Sequence[Pair], prepared: Mapping[str, Prepared] | None = None) -> np.ndarray:
        """Return one calibrated probability for each pair."""
        if not pairs:
            return np.zeros(0)
        texts = self._prepare(pairs) if prepared is None else prepared
        probability = self._judged(pairs, texts)
        referenced = [index for index, pair in enumerate(pairs) if pair.reference and pair.reference != pair.criterion]
        if referenced:
            swapped = [pairs[i]._replace(criterion=pairs[i].reference or "") for i in referenced]
            beside = self._judged(swapped, texts)
            probability[referenced] = (1 - REFERENCE_SHARE) * probability[referenced] + REFERENCE_SHARE * beside
        silent = [index for index, pair in enumerate(pairs) if not texts[pair.answer].content]
        probability[silent] = np.minimum(probability[silent], NEVER)
        return probability

    def _judged(self, pairs: Sequence[Pair], texts: Mapping[str, Prepared]) -> np.ndarray:
        features = feature_rows(pairs, texts, self._rarity)
        first, second = self._fitted.pairs, self._fitted.pairs.entailed
        if self._entails is None or second is None:
            return first.probability(features)
        probability = first.probability(features)
        asked = [index for index, pair in enumerate(pairs) if is_short(pair)]
        if asked:
            entails = self._entails.logits([statement(pairs[i], texts, self._rarity) for i in asked])
            judged = first.linear.logits(features[asked])
            probability[asked] = second.probability(entailed_features(judged, entails, features[asked]))
        return probability

    def _thresholds(self, pair: Pair) -> Thresholds:
        second = self._fitted.pairs.entailed
        twice = self._entails is not None and second is not None and is_short(pair)
        return second.thresholds if twice and second else self._fitted.pairs.thresholds

    def _prepare(self, pairs: Sequence[Pair]) -> dict[str, Prepared]:
        return prepare_pairs(pairs, self._embedder)

    def _result(self, id_: Any, pair: Pair, texts: Mapping[str, Prepared], probability: float) -> dict[str, Any]:
        verdict: str = self._thresholds(pair).outcome(probability)
        quote = self._quote(texts[pair.criterion], texts[pair.answer]) if verdict != "missing" else None
        if quote is None:
            verdict = "missing"
        return {"id": id_, "probability": round(probability, 4), "verdict": verdict, "quote": quote}

    def _quote(self, criterion: Prepared, answer: Prepared) -> dict[str, Any] | None:
        ordered = {span.start for span in spans_of_orders(answer.text, answer.sentences)}
        best = carrier(criterion, answer, self._rarity)
        first, last = best.first, best.last
        if not best.strength and criterion.mean is not None and answer.vectors is not None and answer.sentences:
            first = int(np.argmax(answer.vectors @ criterion.mean))
            last = first + 1
        sentences = answer.sentences[first:last]
        if not sentences or any(span.start in ordered for span in sentences):
            return None
        start, end = sentences[0].start, sentences[-1].end
        return {"text": answer.text[start:end], "start": start, "end": end}
