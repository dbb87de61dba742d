"""The windows of an answer: one to three neighbouring sentences, and each question of a sentence that asks several."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interviewer.adapters.assess.notes import is_note
from interviewer.adapters.assess.opposites import side_of_opposites
from interviewer.adapters.assess.order import Order
from interviewer.adapters.assess.phrasing import Phrasing
from interviewer.adapters.assess.prepared import Prepared
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import WINDOW, Span, stems_of, windows, words_of
from interviewer.adapters.assess.wording import (
    ABSOLUTES,
    HEDGES,
    PLANS,
    REASONS,
    content_of,
    count_negations,
    count_numbers,
    share_of,
)

MANNER = (
    "numbers", "negations", "hedges", "reasons", "plans", "absolutes", "mean_rarity", "content_share", "list_like",
    "order", "tiny", "enumeration", "specifics", "phrasing",
)  # fmt: skip
"""The lexical features that depend on the window alone."""
ENOUGH_SPECIFICS = 12
"""Words of topic from which a window gains nothing by saying more."""


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of one answer, with what does not depend on a criterion."""

    spans: tuple[Span, ...]
    vectors: np.ndarray | None
    """(windows, dimensions), rows normalised."""
    contents: tuple[frozenset[str], ...]
    manner: np.ndarray
    """(windows, columns of `MANNER`)."""
    sides: np.ndarray
    """(windows, pairs of opposites) -1, 0, 1."""
    masses: np.ndarray
    """(windows,) summed rarity of content."""
    first: np.ndarray
    """(windows,) place of the first sentence of each in the answer."""
    sizes: np.ndarray
    """(windows,) sentences in each."""
    part: np.ndarray
    """(windows,) whether it is a question within its sentence, not the whole of it."""
    asks: np.ndarray
    """(windows,) share of the window's sentences that are questions."""
    notes: np.ndarray
    """(windows,) whether all the window's sentences are lines of notes."""

    def only(self, kept: Sequence[bool]) -> "Windows":
        """Return some of the windows, as if the others had not been said."""
        index = np.flatnonzero(np.array(kept, dtype=bool))
        return Windows(
            spans=tuple(self.spans[i] for i in index),
            vectors=None if self.vectors is None else self.vectors[index],
            contents=tuple(self.contents[i] for i in index),
            manner=self.manner[index],
            sides=self.sides[index],
            masses=self.masses[index],
            first=self.first[index],
            sizes=self.sizes[index],
            part=self.part[index],
            asks=self.asks[index],
            notes=self.notes[index],
        )

    def holding(self, flags: np.ndarray) -> np.ndarray:
        """Return (windows, columns): whether a window is flagged, or one that lies within it.

        Args:
            flags: (windows, columns) of bool.
        """
        held = flags.copy()
        whole = ~self.part
        for size in range(1, WINDOW + 1):
            begins = np.zeros((int((self.first + self.sizes).max(initial=0)) + 1, flags.shape[1]), dtype=np.int32)
            of_size = self.sizes == size
            np.add.at(begins, self.first[of_size] + 1, flags[of_size])
            counts = begins.cumsum(axis=0)
            fits = np.flatnonzero(whole & (self.sizes >= size))
            held[fits] |= counts[(self.first + self.sizes - size + 1)[fits]] > counts[self.first[fits]]
        return held


def make_windows(answer: Prepared, rarity: Rarity, order: Order, phrasing: Phrasing | None = None) -> Windows:
    """Cut a prepared answer into its windows; the result has no rows for an answer without words.

    Args:
        phrasing: what fills the last column of `MANNER`; None leaves it 0, as while it is being fitted.
    """
    found = windows(answer.text, answer.sentences)
    spans = [*(span for _, _, span in found), *answer.questions]
    stems = [tuple(s for sentence in answer.stems[first:last] for s in sentence) for first, last, _ in found]
    stems += [tuple(stems_of(span.text)) for span in answer.questions]
    contents = tuple(frozenset(content_of(said)) for said in stems)
    masses = np.array([rarity.mass(content) for content in contents], dtype=np.float32)
    manner = [
        [*_manner(span.text, said, mass, order), 0.0 if phrasing is None else phrasing.score(span.text)]
        for span, said, mass in zip(spans, stems, masses, strict=True)
    ]
    vectors = None
    if answer.vectors is not None:
        vectors = np.stack([answer.window(first, last) for first, last, _ in found])
        vectors = vectors if answer.question_vectors is None else np.vstack([vectors, answer.question_vectors])
    single = [1] * len(answer.questions)
    starts = [sentence.start for sentence in answer.sentences]
    within = [bisect_right(starts, question.start) - 1 for question in answer.questions]
    noted = [is_note(answer.text, sentence) for sentence in answer.sentences]
    return Windows(
        spans=tuple(spans),
        vectors=vectors,
        contents=contents,
        manner=np.array(manner, dtype=np.float32).reshape(len(spans), len(MANNER)),
        sides=np.stack([side_of_opposites(said) for said in stems]) if stems else np.zeros((0, 0), np.float32),
        masses=masses,
        first=np.array([*(first for first, _, _ in found), *within], dtype=int),
        sizes=np.array([*(last - first for first, last, _ in found), *single], dtype=int),
        part=np.array([*(False for _ in found), *(True for _ in single)], dtype=bool),
        asks=np.array([*(_asking(answer, first, last) for first, last, _ in found), *single], dtype=np.float32),
        notes=np.array([*(all(noted[first:last]) for first, last, _ in found), *(False for _ in single)], dtype=bool),
    )


def _asking(answer: Prepared, first: int, last: int) -> float:
    return sum(span.text.endswith("?") for span in answer.sentences[first:last]) / (last - first)


def _manner(text: str, stems: tuple[str, ...], mass: float, order: Order) -> list[float]:
    content = content_of(stems)
    words = words_of(text)
    content_share = len(content) / max(1, len(stems))
    return [
        float(min(3, count_numbers(text))),
        float(min(3, count_negations(text))),
        share_of(stems, HEDGES),
        share_of(stems, REASONS),
        share_of(stems, PLANS),
        sum(word in ABSOLUTES for word in words) / max(1, len(words)),
        mass / max(1, len(frozenset(content))),
        content_share,
        max(0.0, content_share - 0.72),
        order.score(words),
        max(0.0, 1.0 - len(words) / 8),
        min(0.5, text.count(",") / max(1, len(words))),
        min(1.0, len(frozenset(content)) / ENOUGH_SPECIFICS),
    ]
