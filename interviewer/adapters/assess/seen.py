"""One answer beside one phase: which of its windows carries a criterion best, and which words are quoted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from interviewer.adapters.assess.bank import PhaseBank
from interviewer.adapters.assess.calibration import NO_WINDOW, CriterionModel
from interviewer.adapters.assess.sentences import Span
from interviewer.adapters.assess.windows import Windows

AS_GOOD = 0.25
"""Log odds within which the shorter of two windows is quoted."""


class Near(NamedTuple):
    """Words that come near a criterion."""

    logit: float
    span: Span


@dataclass(frozen=True, eq=False)
class Seen:
    """The windows of an answer, and what they make of each criterion of a phase."""

    said: Windows
    bank: PhaseBank
    model: CriterionModel
    features: np.ndarray
    linear: np.ndarray
    """(windows, criteria) log odds of the linear model."""
    stated: np.ndarray
    """(windows, criteria) whether a window is a statement."""
    allowed: np.ndarray
    """(windows, criteria) whether a window may carry a criterion."""
    off: float
    """Log odds taken off everything."""

    def best(self, column: int) -> int:
        """Return the window that carries a criterion best: of those nearly as good, the shortest."""
        logits = np.where(self.allowed[:, column], self.linear[:, column], NO_WINDOW)
        near: list[int] = np.flatnonzero(logits >= float(logits.max()) - AS_GOOD).tolist()
        return min(near, key=lambda index: (self._length(index), index))

    def nearest(self, column: int) -> tuple[Near, ...]:
        """Return the two single sentences and the one longer window that come nearest to a criterion."""
        near: list[Near] = []
        carrying = self.allowed[:, column]
        read = carrying if carrying.any() else self.stated[:, column]
        for kind, count in ((self.said.sizes == 1, 2), (self.said.sizes > 1, 1)):
            some = np.flatnonzero(kind & read)
            best = some[np.argsort(-self.linear[some, column], kind="stable")[:count]]
            near += [Near(float(self.linear[i, column]), self.said.spans[i]) for i in best]
        return tuple(near)

    def logits(self, windows: Sequence[int], column: int, bonus: float) -> np.ndarray:
        """Return the log odds that each of some windows shows a criterion."""
        judged = self.model.judged(self.features[windows, column], self.linear[windows, column])
        return judged + bonus - self.off

    def calibrated(self, logits: np.ndarray | float) -> np.ndarray:
        """Return the probabilities that belong to log odds."""
        return self.model.probability(np.asarray(logits), len(self.said.spans))

    def quoted(self, window: int, column: int, bonus: float) -> Span:
        """Return the shortest part of a window that carries the criterion by itself: the whole if none does."""
        whole = self.said.spans[window]
        inside = [i for i, s in enumerate(self.said.spans) if whole.start <= s.start and s.end <= whole.end]
        inside = [i for i in inside if self.allowed[i, column]]
        outcomes = [
            self.model.thresholds.outcome(float(p)) for p in self.calibrated(self.logits(inside, column, bonus))
        ]
        wanted = outcomes[inside.index(window)]
        carrying = [i for i, outcome in zip(inside, outcomes, strict=True) if outcome == wanted]
        return self.said.spans[min(carrying, key=self._length)]

    def _length(self, window: int) -> int:
        return self.said.spans[window].end - self.said.spans[window].start
