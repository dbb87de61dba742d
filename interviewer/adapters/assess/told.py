"""Facts that were told in reply are evidence that the candidate asked for them."""

from collections.abc import Mapping, Sequence

import numpy as np

from interviewer.adapters.assess.windows import Windows
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.interview import Turn, normalise
from interviewer.domain.problem import Case, Criterion

TOLD = 2.0
"""Log odds added for a question that was answered with a fact of the criterion."""

Sheet = Mapping[str, Mapping[str, np.ndarray]]
"""Criterion id to the facts that answer it; each fact's id to (dimensions,) what it is about."""


def sheet_of(case: Case, criteria: Sequence[Criterion], embedder: Embedder | None) -> Sheet:
    """Return which facts belong to which criterion; nothing without an embedder, which has to find who asked."""
    wanted = dict.fromkeys(fact for criterion in criteria for fact in criterion.facts)
    if embedder is None or not wanted:
        return {}
    about = dict(zip(wanted, embedder.embed([case.fact(fact).about for fact in wanted]), strict=True))
    return {c.id: {fact: about[fact] for fact in c.facts} for c in criteria if c.facts}


def facts_told(case: Case, turn: Turn, turns: Sequence[Turn]) -> frozenset[str]:
    """Return the ids of the facts that the interviewer told in reply to a turn, word for word."""
    reply = next((t for t in turns if t.id > turn.id), None)
    if reply is None or reply.role != "interviewer":
        return frozenset()
    said = normalise(reply.text)
    return frozenset(fact.id for fact in case.facts if normalise(fact.answer) in said)


def questions_answered(said: Windows, sheet: Sheet, told: frozenset[str]) -> dict[str, int]:
    """Return for each criterion that a told fact belongs to the window that asks for the fact."""
    asking = np.array([i for i in range(len(said.spans)) if _single_question(said, i)], dtype=int)
    if said.vectors is None or not len(asking):
        return {}
    answered: dict[str, int] = {}
    for criterion, facts in sheet.items():
        known = [about for fact, about in facts.items() if fact in told]
        if known:
            answered[criterion] = int(asking[(said.vectors[asking] @ np.stack(known).T).max(axis=1).argmax()])
    return answered


def _single_question(said: Windows, window: int) -> bool:
    """Tell whether a window is one question, and not a sentence that asks several."""
    one = said.spans[window]
    holds = (s for s in said.spans if s != one and one.start <= s.start and s.end <= one.end)
    return said.asks[window] == 1 and said.sizes[window] == 1 and not any(holds)
