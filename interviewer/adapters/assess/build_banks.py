"""Makes the arrays of a case's phases from its texts, each of which is cut and embedded once."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from interviewer.adapters.assess.bank import Examples, PhaseBank, Sentences, sides_of
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import stems_of
from interviewer.adapters.assess.told import sheet_of
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Criterion, Phase


class _Whole(NamedTuple):
    """All criteria of a case: the arrays of a phase are parts of these."""

    case: Case
    prepared: Mapping[str, Prepared]
    column: Mapping[str, int]
    weights: np.ndarray
    shown: Examples
    not_shown: Examples
    expects: np.ndarray | None


def build_banks(case: Case, embedder: Embedder | None, rarity: Rarity) -> dict[str, PhaseBank]:
    """Prepare all criteria of a case, by phase; what a phase is told apart from is in the other phases."""
    criteria = [c for phase in case.phases for c in phase.criteria]
    texts = list(dict.fromkeys(text for c in criteria for text in (c.expects, *c.shown_by, *c.not_shown_by)))
    prepared = dict(zip(texts, prepare(texts, embedder, with_questions=False), strict=True))
    stems = sorted(frozenset().union(*(text.content for text in prepared.values()), *map(_terms, criteria)))
    column = {stem: index for index, stem in enumerate(stems)}
    weights = np.array([rarity.of(stem) for stem in stems], dtype=np.float32)
    whole = _Whole(
        case,
        prepared,
        column,
        weights,
        shown=_examples([c.shown_by for c in criteria], prepared, column, weights),
        not_shown=_examples([c.not_shown_by for c in criteria], prepared, column, weights),
        expects=_means([prepared[c.expects] for c in criteria]),
    )
    ends = accumulate(len(phase.criteria) for phase in case.phases)
    return {phase.id: _bank(whole, phase, end, embedder) for phase, end in zip(case.phases, ends, strict=True)}


def _bank(whole: _Whole, phase: Phase, end: int, embedder: Embedder | None) -> PhaseBank:
    """Return the bank of the phase whose criteria end at `end` among those of the case."""
    criteria, prepared, column = phase.criteria, whole.prepared, whole.column
    here = (end - len(criteria), end)
    shown = whole.shown.of(*here)
    others = [whole.shown.of(0, here[0]), whole.shown.of(end, sum(len(p.criteria) for p in whole.case.phases))]
    return PhaseBank(
        criteria=criteria,
        column=column,
        rarity=whole.weights,
        shown=shown,
        not_shown=whole.not_shown.of(*here),
        poor=_sentences([c.not_shown_by for c in criteria], prepared),
        expects=None if whole.expects is None else whole.expects[slice(*here)],
        expected_words=_binary([prepared[c.expects].content for c in criteria], column),
        vocabulary=_binary([_terms(c) for c in criteria], column),
        opposites=sides_of(criteria, shown),
        elsewhere=tuple(part for part in others if part.texts),
        elsewhere_expects=_rest(whole.expects, *here),
        asking=np.array([np.mean(["?" in text for text in c.shown_by]) for c in criteria], dtype=np.float32),
        sheet=sheet_of(whole.case, criteria, embedder),
    )


def _terms(criterion: Criterion) -> frozenset[str]:
    return frozenset(content_of(stem for phrase in criterion.vocabulary for stem in stems_of(phrase)))


def _rest(vectors: np.ndarray | None, first: int, last: int) -> np.ndarray | None:
    """Return the rows outside `first` to `last`; None if there are none."""
    left = None if vectors is None else np.concatenate([vectors[:first], vectors[last:]])
    return None if left is None or not len(left) else left


def _examples(
    groups: Sequence[Sequence[str]], prepared: Mapping[str, Prepared], column: Mapping[str, int], weights: np.ndarray
) -> Examples:
    rows = [(owner, place, text) for owner, group in enumerate(groups) for place, text in enumerate(group)]
    words = _binary([prepared[text].content for _, _, text in rows], column) * np.sqrt(weights)
    return Examples(
        owner=np.array([owner for owner, _, _ in rows]),
        place=np.array([place for _, place, _ in rows]),
        vectors=_means([prepared[text] for _, _, text in rows]),
        words=words / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-6),
        texts=tuple(text for _, _, text in rows),
    )


def _sentences(groups: Sequence[Sequence[str]], prepared: Mapping[str, Prepared]) -> Sentences:
    examples = [(o, p, prepared[text]) for o, group in enumerate(groups) for p, text in enumerate(group)]
    counts = [len(text.sentences) for _, _, text in examples]
    vectors = [text.vectors for _, _, text in examples if text.vectors is not None]
    return Sentences(
        owner=np.repeat([owner for owner, _, _ in examples], counts),
        place=np.repeat([place for _, place, _ in examples], counts),
        vectors=np.vstack(vectors) if vectors else None,
    )


def _means(texts: Sequence[Prepared]) -> np.ndarray | None:
    means = [text.mean for text in texts]
    return None if not means or any(mean is None for mean in means) else np.stack([m for m in means if m is not None])


def _binary(contents: Sequence[frozenset[str]], column: Mapping[str, int]) -> np.ndarray:
    matrix = np.zeros((len(contents), len(column)), dtype=np.float32)
    for row, content in enumerate(contents):
        matrix[row, [column[stem] for stem in content]] = 1.0
    return matrix
