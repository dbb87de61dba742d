"""Links the facts of the sheet to the criteria that are earned by asking for them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Criterion

LINKED, AHEAD = 0.4, 0.1
"""Mean cosine of what a fact is about to a criterion's expectation, nearest example and vocabulary, from which asking
for the fact is what the criterion wants, and how far it must be ahead of the next criterion."""


class Link(NamedTuple):
    """The criterion that asking for a fact belongs to."""

    criterion: str
    about: np.ndarray
    """(dimensions,) what the fact is about."""


def fact_links(case: Case, criteria: Sequence[Criterion], embedder: Embedder | None) -> Mapping[str, Link]:
    """Return fact id to the criterion it belongs to; facts that belong to none are left out."""
    if embedder is None or len(criteria) < 2:
        return {}
    abouts = embedder.embed([fact.about for fact in case.facts])
    likeness = np.stack([_likeness(abouts, criterion, embedder) for criterion in criteria], axis=1)
    ranked = np.sort(likeness, axis=1)
    linked = (ranked[:, -1] >= LINKED) & (ranked[:, -1] - ranked[:, -2] >= AHEAD)
    best = likeness.argmax(axis=1)
    return {case.facts[i].id: Link(criteria[best[i]].id, abouts[i]) for i in np.flatnonzero(linked)}


def _likeness(abouts: np.ndarray, criterion: Criterion, embedder: Embedder) -> np.ndarray:
    expects = abouts @ embedder.embed([criterion.expects]).T
    shown = abouts @ embedder.embed(list(criterion.shown_by)).T
    vocabulary = abouts @ embedder.embed([", ".join(criterion.vocabulary)]).T
    return (expects[:, 0] + shown.max(axis=1) + vocabulary[:, 0]) / 3
