"""Facts that were told in reply are evidence that the candidate asked for them."""

from collections.abc import Mapping, Sequence

import numpy as np

from interviewer.adapters.assess.sheet_links import Link
from interviewer.adapters.assess.windows import Windows
from interviewer.domain.interview import Turn, normalise
from interviewer.domain.problem import Case

TOLD = 2.0
"""Log odds added for a question that was answered with a fact of the criterion."""


def facts_told(case: Case, turn: Turn, turns: Sequence[Turn]) -> frozenset[str]:
    """Return the ids of the facts that the interviewer told in reply to a turn, word for word."""
    reply = next((t for t in turns if t.id > turn.id), None)
    if reply is None or reply.role != "interviewer":
        return frozenset()
    said = normalise(reply.text)
    return frozenset(fact.id for fact in case.facts if normalise(fact.answer) in said)


def questions_answered(said: Windows, links: Mapping[str, Link], told: frozenset[str]) -> dict[str, int]:
    """Return for each criterion that a told fact belongs to the window that asks for the fact."""
    asking = np.array([i for i in range(len(said.spans)) if _single_question(said, i)], dtype=int)
    known = [links[fact] for fact in sorted(told) if fact in links]
    if said.vectors is None or not len(asking):
        return {}
    return {link.criterion: int(asking[(said.vectors[asking] @ link.about).argmax()]) for link in known}


def _single_question(said: Windows, window: int) -> bool:
    """Tell whether a window is one question, and not a sentence that asks several."""
    one = said.spans[window]
    holds = (s for s in said.spans if s != one and one.start <= s.start and s.end <= one.end)
    return said.asks[window] == 1 and said.sizes[window] == 1 and not any(holds)
