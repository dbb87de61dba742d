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
FOREIGN, PER_COSINE_FOREIGN = 0.52, 25.0
"""Mean cosine of the best sentences to good examples of this phase, and log odds off for each unit below it.

The example answers of 16 cases and the strong answers of `benchmarks/answers.jsonl` are all above 0.55, 95 % of the
example answers to another problem below 0.50.
"""


def off_target(said: Windows, bank: PhaseBank) -> float:
    """Return the log odds to take off every criterion because the answer as a whole is about something else.

    Short answers are left alone: it takes several different sentences to tell.
    """
    if said.vectors is None or bank.expects is None or bank.elsewhere_expects is None:
        return 0.0
    vectors = said.vectors[_sentences(said)]
    here = (vectors @ bank.expects.T).max(axis=1)
    elsewhere = (vectors @ bank.elsewhere_expects.T).max(axis=1)
    on_topic = np.maximum(here, elsewhere) >= ON_TOPIC
    if int(on_topic.sum()) < ENOUGH:
        return 0.0
    ahead_elsewhere = float(np.mean(elsewhere[on_topic] - here[on_topic]))
    far = NEAR_ENOUGH - float(np.mean(np.sort(here)[-BEST:]))
    taken = PER_COSINE * max(0.0, ahead_elsewhere - TOLERATED) + PER_COSINE_FAR * max(0.0, far)
    return min(MOST, taken)


def foreign(said: Windows, bank: PhaseBank) -> float:
    """Return the log odds to take off every criterion because no part of the answer is like a good one to this phase.

    It is about whole answers, so the fit, whose rows are single examples for the most part, does not know of it.
    """
    if said.vectors is None or bank.shown.vectors is None:
        return 0.0
    sentences = _sentences(said)
    if len(sentences) < ENOUGH:
        return 0.0
    nearest = (said.vectors[sentences] @ bank.shown.vectors.T).max(axis=1)
    return min(MOST, PER_COSINE_FOREIGN * max(0.0, FOREIGN - float(np.mean(np.sort(nearest)[-BEST:]))))


def _sentences(said: Windows) -> list[int]:
    """Return the windows that are single sentences, each text once."""
    first = {span.text: index for index, span in reversed(list(enumerate(said.spans))) if said.sizes[index] == 1}
    return sorted(first.values())
