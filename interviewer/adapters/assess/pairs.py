"""Any criterion against any answer, with an optional question and reference: what other rubrics are graded with."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from interviewer.adapters.assess.calibration import Fitted, load_fitted
from interviewer.adapters.assess.intents import spans_of_orders
from interviewer.adapters.assess.pair_features import PairTexts, carrier, lexical_features, semantic_features
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity, load_rarity
from interviewer.adapters.knowledge.embedding import Embedder

REFERENCE_SHARE = 0.3
"""Weight of the reference beside the criterion, where a reference differs from it."""
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


class PairAssessor:
    """Judges pairs without examples, from words weighted by rarity and from sentence vectors.

    Args:
        embedder: embeds criteria and answers; None works from words alone.
        fitted: coefficients; by default the committed ones that fit the embedder.
    """

    def __init__(self, embedder: Embedder | None, fitted: Fitted | None = None) -> None:
        self._embedder = embedder
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
            self._result(item.get("id"), prepared[pair.criterion], prepared[pair.answer], float(probability))
            for item, pair, probability in zip(items, pairs, probabilities, strict=True)
        ]

    def probabilities(self, pairs: Sequence[Pair], prepared: Mapping[str, Prepared] | None = None) -> np.ndarray:
        """Return one calibrated probability for each pair."""
        if not pairs:
            return np.zeros(0)
        texts = self._prepare(pairs) if prepared is None else prepared
        probability = self._fitted.pairs.probability(feature_rows(pairs, texts, self._rarity))
        referenced = [index for index, pair in enumerate(pairs) if pair.reference and pair.reference != pair.criterion]
        if referenced:
            swapped = [pairs[i]._replace(criterion=pairs[i].reference or "") for i in referenced]
            beside = self._fitted.pairs.probability(feature_rows(swapped, texts, self._rarity))
            probability[referenced] = (1 - REFERENCE_SHARE) * probability[referenced] + REFERENCE_SHARE * beside
        silent = [index for index, pair in enumerate(pairs) if not texts[pair.answer].content]
        probability[silent] = np.minimum(probability[silent], NEVER)
        return probability

    def _prepare(self, pairs: Sequence[Pair]) -> dict[str, Prepared]:
        return prepare_pairs(pairs, self._embedder)

    def _result(self, id_: Any, criterion: Prepared, answer: Prepared, probability: float) -> dict[str, Any]:
        verdict = self._fitted.pairs.thresholds.outcome(probability)
        quote = self._quote(criterion, answer) if verdict != "missing" else None
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
