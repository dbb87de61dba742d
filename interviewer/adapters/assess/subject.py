"""Tells whether a message is about the problem at all."""

from dataclasses import dataclass

import numpy as np

from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case

FEW_WORDS = 5
"""Messages with fewer words of topic are taken to be about it: "Yes, per user."."""
FAR = 0.22
"""Cosine to the nearest text of the case below which a message is about something else."""
STRICTER = 0.2
"""What is added to `FAR` for a message in foreign words."""
FOREIGN = 0.25
"""Share of the words of topic, by rarity, that must be words of the case, if there are no vectors."""


@dataclass(frozen=True, eq=False)
class _Subject:
    case: Case
    vectors: np.ndarray | None
    stems: frozenset[str]


class Subjects:
    """Keeps for each case what its questions, facts and criteria are about."""

    def __init__(self, examples_embedder: Embedder | None, rarity: Rarity) -> None:
        self._embedder = examples_embedder
        self._rarity = rarity
        self._subjects: dict[str, _Subject] = {}

    def on_topic(self, said: Prepared, case: Case) -> bool:
        """Tell whether any sentence comes near any text of the case, in meaning or in words."""
        if len(said.content) < FEW_WORDS:
            return True
        subject = self._subject(case)
        shared = self._rarity.share(said.content, subject.stems)
        if said.vectors is None or subject.vectors is None:
            return shared >= FOREIGN
        nearest = float((said.vectors @ subject.vectors.T).max())
        return nearest >= FAR + STRICTER * (shared < FOREIGN)

    def _subject(self, case: Case) -> _Subject:
        known = self._subjects.get(case.id)
        if known is not None and known.case is case:
            return known
        texts = [case.summary, case.opening, *(f.about for f in case.facts), *(p.question for p in case.phases)]
        texts += [text for phase in case.phases for c in phase.criteria for text in (c.expects, *c.shown_by)]
        prepared = prepare(list(dict.fromkeys(texts)), self._embedder)
        vectors = [text.vectors for text in prepared if text.vectors is not None]
        subject = _Subject(
            case, np.vstack(vectors) if vectors else None, frozenset().union(*(text.content for text in prepared))
        )
        self._subjects[case.id] = subject
        return subject
