"""The sentences of an answer that come nearest to a criterion, as one short text: what the cross-encoder reads."""

import numpy as np

from interviewer.adapters.assess.prepared import Prepared
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import words_of

LEAST_WORDS, WORDS_A_WORD = 35, 2
"""Words of the answer that are read at least, and for each word of the criterion."""


def excerpt(criterion: Prepared, answer: Prepared, rarity: Rarity) -> str:
    """Return the nearest sentences in their order: by shared words weighted by rarity and, where known, vectors."""
    lengths = [len(words_of(span.text)) for span in answer.sentences]
    room = max(LEAST_WORDS, WORDS_A_WORD * len(words_of(criterion.text)))
    if sum(lengths) <= room:
        return " ".join(answer.text.split())
    nearness = np.array([rarity.share(criterion.content, frozenset(content)) for content in answer.contents])
    if answer.vectors is not None and criterion.mean is not None:
        nearness = nearness + answer.vectors @ criterion.mean
    kept: list[int] = []
    for index in np.argsort(-nearness, kind="stable"):
        if not kept or sum(lengths[i] for i in kept) + lengths[index] <= room:
            kept.append(int(index))
    return " ".join(" ".join(answer.sentences[index].text.split()) for index in sorted(kept))
