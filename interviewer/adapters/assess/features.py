"""Features of every window of an answer against every criterion of a phase, as one array.

A window is one to three neighbouring sentences. No feature grows with the length of the answer, and none with the
length of the window beyond what it says: credit comes from the one window that carries a criterion.
"""

import numpy as np

from interviewer.adapters.assess.bank import PhaseBank
from interviewer.adapters.assess.nearness import (
    average,
    gap,
    highest,
    nearest,
    others,
    recall,
    soft_nearest,
)
from interviewer.adapters.assess.windows import MANNER, Windows

LEXICAL: tuple[str, ...] = (
    "recall", "precision", "vocabulary", "vocabulary_gap", "words_shown", "words_good", "words_bad", "words_gap",
    "opposites", "words_here", "echo", "asks_instead", "diffuse", *MANNER,
)  # fmt: skip
"""Features that need no embedder, in order."""
SEMANTIC: tuple[str, ...] = (
    "shown_here",
    "expects_here",
    "expects", "expects_gap", "shown", "not_shown", "shown_gap", "good", "bad", "far", "other_vague", "substance",
)  # fmt: skip
"""Features from sentence vectors, in order, after the lexical ones."""
NEAR, AHEAD = 0.6, 0.08
"""Cosine from which an answer repeats an example, and by how much that must be nearer than any on the other side."""
WORDS_AHEAD = 0.15
"""The same for shared words."""
RELEVANT = 0.45
"""Cosine to the expectation or to a good example below which a window is the less relevant the lower."""


def window_features(
    said: Windows, bank: PhaseBank, words: np.ndarray, asked: frozenset[str], substance: np.ndarray | None
) -> np.ndarray:
    """Compare every window with every criterion.

    Args:
        said: windows of one answer, at least one.
        words: (windows, columns of the bank) 0 or 1: which stems each window has.
        asked: content stems of the interviewer's question; they earn nothing.
        substance: (dimensions,) direction in which answers with substance lie, from the fit; None without an embedder.

    Returns:
        (windows, criteria, features): `LEXICAL`, then `SEMANTIC` if there are vectors.
    """
    features = [*_lexical(said, bank, words, asked), *_semantic(said, bank, substance)]
    columns = np.empty((len(said.spans), len(bank.criteria), len(features)), np.result_type(*features))
    for place, feature in enumerate(features):
        columns[:, :, place] = feature
    return columns


def _lexical(said: Windows, bank: PhaseBank, words: np.ndarray, asked: frozenset[str]) -> list[np.ndarray]:
    fresh = 1.0 - bank.encode(asked)
    weights = bank.rarity * fresh
    masses = np.maximum(said.masses, 1e-6)
    vocabulary = recall(words, bank.vocabulary, weights)
    scaled = words * np.sqrt(weights) / np.sqrt(masses)[:, None]
    used = np.flatnonzero(scaled.any(axis=0))  # few of the phase's words are in one answer
    to_shown, to_not_shown, *to_elsewhere = (
        scaled[:, used] @ side.words[:, used].T for side in (bank.shown, bank.not_shown, *bank.elsewhere)
    )
    good = nearest(to_shown, bank.shown, len(bank.criteria))
    bad = nearest(to_not_shown, bank.not_shown, len(bank.criteria))
    opposed = np.maximum(0.0, -(said.sides[:, None, :] * bank.opposites[None, :, :])).sum(axis=-1)
    echo = np.array([len(content & asked) / max(1, len(content)) for content in said.contents], dtype=np.float32)
    return [
        recall(words, bank.expected_words, weights),
        (words * weights) @ bank.key_words.T / masses[:, None],
        vocabulary,
        gap(vocabulary),
        average(to_shown, bank.shown, len(bank.criteria)),
        np.maximum(0.0, good - bad - WORDS_AHEAD),
        np.maximum(0.0, bad - good - WORDS_AHEAD),
        gap(good),
        np.minimum(opposed, 2.0),
        good - highest(to_elsewhere, len(words)),
        echo[:, None],
        said.asks[:, None] * (1.0 - bank.asking)[None, :],
        np.minimum(3.0, (vocabulary > 0.45).sum(axis=1, keepdims=True) - (vocabulary > 0.45)),
        *(said.manner[:, [column]] for column in range(len(MANNER))),
    ]


def _semantic(said: Windows, bank: PhaseBank, substance: np.ndarray | None) -> list[np.ndarray]:
    vectors = said.vectors
    if vectors is None or bank.expects is None or bank.shown.vectors is None or bank.not_shown.vectors is None:
        return []
    count = len(bank.criteria)
    expects = vectors @ bank.expects.T
    to_shown = vectors @ bank.shown.vectors.T
    to_not_shown = vectors @ bank.not_shown.vectors.T
    good = nearest(to_shown, bank.shown, count)
    bad = nearest(to_not_shown, bank.not_shown, count)
    shown = soft_nearest(to_shown, bank.shown, count)
    direction = np.zeros(vectors.shape[1], np.float32) if substance is None else substance
    elsewhere, far_expects = _elsewhere(vectors, bank)
    return [
        shown - elsewhere,
        expects - far_expects,
        expects,
        gap(expects),
        shown,
        soft_nearest(to_not_shown, bank.not_shown, count),
        gap(shown),
        np.maximum(0.0, good - np.maximum(bad, NEAR) - AHEAD),
        np.maximum(0.0, bad - np.maximum(good, NEAR) - AHEAD),
        np.maximum(0.0, RELEVANT - np.maximum(good, expects)),
        others(to_not_shown, bank.not_shown, count),
        (vectors @ direction)[:, None],
    ]


def _elsewhere(vectors: np.ndarray, bank: PhaseBank) -> tuple[np.ndarray, np.ndarray]:
    """Return (windows, 1) each: nearness to good examples, and to what is expected, in the case's other phases."""
    parts = [(part.vectors, part) for part in bank.elsewhere if part.vectors is not None]
    if not parts or bank.elsewhere_expects is None:
        nothing = np.zeros((len(vectors), 1), np.float32)
        return nothing, nothing
    near = [soft_nearest(vectors @ examples.T, part, part.owner[-1] + 1) for examples, part in parts]
    return highest(near, len(vectors)), (vectors @ bank.elsewhere_expects.T).max(axis=1, keepdims=True)
