"""Detects a statement that says the opposite: rarely, and only against an example written to be wrong."""

import numpy as np

from interviewer.adapters.assess.bank import PhaseBank
from interviewer.adapters.assess.opposites import side_of_opposites
from interviewer.adapters.assess.sentences import stems_of, words_of
from interviewer.adapters.assess.windows import Windows
from interviewer.adapters.assess.wording import ABSOLUTES

NEAR = 0.8
"""Cosine from which a window says the same as a wrong example."""
AHEAD = 0.06
"""By how much the wrong example must be nearer than every good one."""
RELEVANT = 0.4
"""Cosine of the wrong example to what is expected; a lower one is off target, not wrong."""


def contradicts(said: Windows, window: int, bank: PhaseBank, column: int) -> bool:
    """Tell whether a window repeats, in other words, an example that claims the opposite of what is expected."""
    shown, wrong = bank.shown, bank.not_shown
    if said.vectors is None or shown.vectors is None or wrong.vectors is None or bank.expects is None:
        return False
    vector = said.vectors[window]
    good = shown.vectors[shown.owner == column] @ vector
    bad = np.where(wrong.owner == column, wrong.vectors @ vector, -1.0)
    nearest = int(bad.argmax())
    if bad[nearest] < max(NEAR, float(good.max(initial=0.0)) + AHEAD):
        return False
    relevant = float(wrong.vectors[nearest] @ bank.expects[column]) >= RELEVANT
    return relevant and claims_the_opposite(wrong.texts[nearest], bank.opposites[column])


def claims_the_opposite(example: str, sides: np.ndarray) -> bool:
    """Tell whether an example takes the other side of a pair of opposites, or makes two sweeping claims."""
    opposed = bool((side_of_opposites(stems_of(example)) * sides < 0).any())
    sweeping = sum(word in ABSOLUTES for word in words_of(example))
    return opposed or sweeping >= 2
