"""Find the phases of a transcript that does not name them: the best path through the phases, never backwards."""

import asyncio
from collections.abc import Sequence

import numpy as np

from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.errors import InputError
from interviewer.domain.problem import Case, Phase
from interviewer.services.importing import Exchange

NEAREST = 6
"""Anchors of a phase that a text is compared with: its nearest ones."""
QUESTION_WEIGHT = 0.25
"""Weight of the interviewer's words beside the answer: many only say "go on"."""


class PhasePlacer:
    """Places exchanges by embedding; implements `services.importing.Placer`."""

    def __init__(self, embedder: Embedder | None, content_embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._content = content_embedder

    async def place(self, exchanges: Sequence[Exchange], fixed: Sequence[str | None], case: Case) -> list[str]:
        """Return a phase id for each exchange; `fixed` ones keep theirs, the others never go backwards."""
        if all(fixed):
            return [phase for phase in fixed if phase]
        if self._embedder is None or self._content is None:
            raise InputError("Without the embedding model the phases cannot be told: name the phase of every turn.")
        return await asyncio.to_thread(self._place, exchanges, fixed, case, self._embedder, self._content)

    def _place(
        self, exchanges: Sequence[Exchange], fixed: Sequence[str | None], case: Case, said: Embedder, content: Embedder
    ) -> list[str]:
        anchors = [content.embed(_anchors(phase)) for phase in case.phases]
        asked = _likeness(said.embed([e.question.text for e in exchanges]), anchors)
        answered = _likeness(said.embed([e.answer.text or e.question.text for e in exchanges]), anchors)
        likeness = _standardised(answered + QUESTION_WEIGHT * asked)
        ids = [phase.id for phase in case.phases]
        for row, phase in enumerate(fixed):
            if phase:
                likeness[row] = -1e6
                likeness[row, ids.index(phase)] = 1e6
        return [ids[column] for column in _best_path(likeness)]


def _likeness(vectors: np.ndarray, anchors_of_phases: Sequence[np.ndarray]) -> np.ndarray:
    """Return the mean cosine to the nearest anchors, one row a text and one column a phase."""
    columns = [np.sort(vectors @ anchors.T, axis=1)[:, -NEAREST:].mean(axis=1) for anchors in anchors_of_phases]
    return np.stack(columns, axis=1)


def _standardised(table: np.ndarray) -> np.ndarray:
    """Give every row the same weight: mean 0, deviation 1."""
    return (table - table.mean(axis=1, keepdims=True)) / (table.std(axis=1, keepdims=True) + 1e-9)


def _anchors(phase: Phase) -> list[str]:
    examples = [example for criterion in phase.criteria for example in criterion.shown_by[:2]]
    return [phase.question, f"{phase.title}: {phase.about}", *(c.expects for c in phase.criteria), *examples]


def _best_path(likeness: np.ndarray) -> list[int]:
    """Return the column for each row, never decreasing, with the highest sum (Viterbi without going back)."""
    rows, columns = likeness.shape
    best = np.full((rows, columns), -np.inf)
    origin = np.zeros((rows, columns), dtype=int)
    best[0] = likeness[0]
    for row in range(1, rows):
        for column in range(columns):
            origin[row, column] = int(np.argmax(best[row - 1, : column + 1]))
            best[row, column] = best[row - 1, origin[row, column]] + likeness[row, column]
    path = [int(np.argmax(best[-1]))]
    for row in range(rows - 1, 0, -1):
        path.append(int(origin[row, path[-1]]))
    return path[::-1]
