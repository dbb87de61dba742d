"""Tells from a whole answer whether it answers this phase at all, or is a good answer to something else."""

import numpy as np

from interviewer.adapters.assess.bank import PhaseBank
from interviewer.adapters.assess.windows import Windows

ON_TOPIC = 0.25
"""Cosine to what is expected somewhere in the case from which a sentence is about the problem at all."""
ENOUGH = 5
"""Different sentences on the problem that it takes to tell."""
TOLERATED, PER_COSINE = 0.05, 60.0
"""By how much sentences may on average be nearer to other phases, and log odds off for each unit beyond it.

Measured on the example answers of 16 cases: 98 % lie within it; 95 % of the answers to another phase of the same case
are beyond 0.08, three quarters of those to another problem beyond 0.07.
"""
BEST = 3
NEAR_ENOUGH, PER_COSINE_FAR = 0.42, 11.0
"""Mean cosine of the best sentences to what this phase expects, and log odds off for each unit below it.

Measured as above: 99 % of the example answers are above, 95 % of the answers to another problem below 0.40.
"""
MOST = 3.75
"""Log odds taken off at most."""


def off_target(said: Windows, bank: PhaseBank) -> float:
    """Return the log odds to take off every criterion because the answer as a whole is about something else.

    Short answers are left alone: it takes several different sentences to tell.
    """
    if said.vectors is None or bank.expects is None or bank.elsewhere_expects is None:
        return 0.0
    first = {span.text: index for index, span in reversed(list(enumerate(said.spans))) if said.sizes[index] == 1}
    vectors = said.vectors[sorted(first.values())]
    here = (vectors @ bank.expects.T).max(axis=1)
    elsewhere = (vectors @ bank.elsewhere_expects.T).max(axis=1)
    on_topic = np.maximum(here, elsewhere) >= ON_TOPIC
    if int(on_topic.sum()) < ENOUGH:
        return 0.0
    ahead_elsewhere = float(np.mean(elsewhere[on_topic] - here[on_topic]))
    far = NEAR_ENOUGH - float(np.mean(np.sort(here)[-BEST:]))
    taken = PER_COSINE * max(0.0, ahead_elsewhere - TOLERATED) + PER_COSINE_FAR * max(0.0, far)
    return min(MOST, taken)
