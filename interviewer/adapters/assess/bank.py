"""What a phase expects, as arrays: the examples, expectations and vocabulary of its criteria, embedded once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from interviewer.adapters.assess.opposites import side_of_opposites
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import stems_of
from interviewer.adapters.assess.told import Sheet, sheet_of
from interviewer.adapters.assess.wording import HEDGES, content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Criterion, Phase

Excluded = Mapping[str, frozenset[int]]
"""Per criterion id, the places of examples (on both sides) that are left out of the contrast; for honest measuring."""


@dataclass(frozen=True, eq=False)
class Examples:
    """All examples of one side (shown or not shown) of all criteria of a phase."""

    owner: np.ndarray
    """(examples,) index of the criterion."""
    place: np.ndarray
    """(examples,) index of the example within its criterion."""
    vectors: np.ndarray | None
    """(examples, dimensions), rows normalised."""
    words: np.ndarray
    """(examples, columns), square root of rarity, rows of length one."""
    texts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Sentences:
    """The single sentences of examples, to recognise one that is repeated."""

    owner: np.ndarray
    place: np.ndarray
    vectors: np.ndarray | None
    """(sentences, dimensions), rows normalised."""


@dataclass(frozen=True, eq=False)
class PhaseBank:
    """The criteria of one phase as arrays; rows follow `criteria`."""

    criteria: tuple[Criterion, ...]
    column: Mapping[str, int]
    """Stem to column."""
    rarity: np.ndarray
    """(columns,) weight of each stem."""
    shown: Examples
    not_shown: Examples
    poor: Sentences
    """Of the not-shown examples."""
    expects: np.ndarray | None
    """(criteria, dimensions)."""
    expected_words: np.ndarray
    """(criteria, columns) 0 or 1: content stems of `expects`."""
    vocabulary: np.ndarray
    """(criteria, columns) 0 or 1."""
    opposites: np.ndarray
    """(criteria, pairs) -1, 0 or 1: which side of each pair of opposites the criterion's good texts are on."""
    elsewhere: Examples
    """Good examples of the criteria of the case's other phases, `owner` counting those criteria."""
    elsewhere_expects: np.ndarray | None
    """(criteria of other phases, dimensions)."""
    asking: np.ndarray
    """(criteria,) share of the shown examples that are questions, as in `clarify`."""
    sheet: Sheet
    """The facts whose asking shows a criterion."""

    @cached_property
    def key_words(self) -> np.ndarray:
        """(criteria, columns) 0 or 1: stems of what is expected and of the good examples."""
        said = (self.shown.words > 0).astype(np.float32)
        count = range(len(self.criteria))
        any_of = np.stack([said[self.shown.owner == owner].max(axis=0, initial=0.0) for owner in count])
        return np.minimum(1.0, self.expected_words + any_of)

    @cached_property
    def terms(self) -> np.ndarray:
        """(columns,) 0 or 1: stems of any criterion's vocabulary."""
        return self.vocabulary.max(axis=0)

    @cached_property
    def term_stems(self) -> frozenset[str]:
        """The stems of `terms`."""
        return frozenset(stem for stem, index in self.column.items() if self.terms[index])

    @cached_property
    def subject(self) -> np.ndarray:
        """(columns,) weight of each stem that good answers use, 0 for terms of the phase and generic talk."""
        generic = np.array([stem in HEDGES for stem in self.column], dtype=bool)
        return np.where((self.key_words.max(axis=0) > 0) & (self.terms == 0) & ~generic, self.rarity, 0.0)

    def without(self, excluded: Excluded) -> "PhaseBank":
        """Return the bank with examples left out, on both sides alike, so that neither side has more to match."""
        if not excluded:
            return self
        ids = [criterion.id for criterion in self.criteria]
        shown, not_shown = (_leave_out(side, ids, excluded) for side in (self.shown, self.not_shown))
        opposites = _sides(self.criteria, shown)
        kept = _kept(self.poor.owner, self.poor.place, ids, excluded)
        vectors = None if self.poor.vectors is None else self.poor.vectors[kept]
        poor = Sentences(self.poor.owner[kept], self.poor.place[kept], vectors)
        return replace(self, shown=shown, not_shown=not_shown, poor=poor, opposites=opposites)

    def without_vectors(self) -> "PhaseBank":
        """Return the bank as it would be without an embedder."""
        return replace(
            self,
            shown=replace(self.shown, vectors=None),
            not_shown=replace(self.not_shown, vectors=None),
            poor=replace(self.poor, vectors=None),
            expects=None,
            elsewhere=replace(self.elsewhere, vectors=None),
            elsewhere_expects=None,
        )

    def encode_all(self, contents: Sequence[frozenset[str]]) -> np.ndarray:
        """Return (contents, columns) of 0 and 1, a row as `encode` makes it for each set of stems, at least one."""
        return np.stack([self.encode(content) for content in contents])

    def encode(self, content: Iterable[str]) -> np.ndarray:
        """Return a row of 0 and 1: which columns a set of stems has."""
        row = np.zeros(len(self.column), dtype=np.float32)
        row[[self.column[stem] for stem in content if stem in self.column]] = 1.0
        return row


def build_banks(case: Case, embedder: Embedder | None, rarity: Rarity) -> dict[str, PhaseBank]:
    """Prepare all criteria of a case, by phase; what a phase is told apart from is in the other phases."""
    criteria = [c for phase in case.phases for c in phase.criteria]
    texts = list(dict.fromkeys(text for c in criteria for text in (c.expects, *c.shown_by, *c.not_shown_by)))
    prepared = dict(zip(texts, prepare(texts, embedder, with_questions=False), strict=True))
    return {phase.id: _build_bank(case, phase, prepared, embedder, rarity) for phase in case.phases}


def _build_bank(
    case: Case, phase: Phase, prepared: Mapping[str, Prepared], embedder: Embedder | None, rarity: Rarity
) -> PhaseBank:
    criteria = phase.criteria
    others = [c for other in case.phases if other.id != phase.id for c in other.criteria]
    texts = [text for c in criteria for text in (c.expects, *c.shown_by, *c.not_shown_by)]
    texts += [text for c in others for text in (c.expects, *c.shown_by)]
    vocabulary = [frozenset(content_of(stem for phrase in c.vocabulary for stem in stems_of(phrase))) for c in criteria]
    stems = sorted(frozenset().union(*(prepared[text].content for text in texts), *vocabulary))
    column = {stem: index for index, stem in enumerate(stems)}
    weights = np.array([rarity.of(stem) for stem in stems], dtype=np.float32)
    shown = _examples([c.shown_by for c in criteria], prepared, column, weights)
    asking = np.array([np.mean(["?" in text for text in c.shown_by]) for c in criteria], dtype=np.float32)
    return PhaseBank(
        criteria=criteria,
        column=column,
        rarity=weights,
        shown=shown,
        not_shown=_examples([c.not_shown_by for c in criteria], prepared, column, weights),
        poor=_sentences([c.not_shown_by for c in criteria], prepared),
        expects=_means([prepared[c.expects] for c in criteria]),
        expected_words=_binary([prepared[c.expects].content for c in criteria], column),
        vocabulary=_binary(vocabulary, column),
        opposites=_sides(criteria, shown),
        elsewhere=_examples([c.shown_by for c in others], prepared, column, weights),
        elsewhere_expects=_means([prepared[c.expects] for c in others]) if others else None,
        asking=asking,
        sheet=sheet_of(case, criteria, embedder),
    )


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


def _kept(owner: np.ndarray, place: np.ndarray, ids: Sequence[str], excluded: Excluded) -> np.ndarray:
    pairs = zip(owner, place, strict=True)
    return np.array([int(at) not in excluded.get(ids[int(one)], frozenset()) for one, at in pairs], dtype=bool)


def _leave_out(side: Examples, ids: Sequence[str], excluded: Excluded) -> Examples:
    keep = _kept(side.owner, side.place, ids, excluded)
    return Examples(
        owner=side.owner[keep],
        place=side.place[keep],
        vectors=None if side.vectors is None else side.vectors[keep],
        words=side.words[keep],
        texts=tuple(text for text, kept in zip(side.texts, keep, strict=True) if kept),
    )


def _sides(criteria: Sequence[Criterion], shown: Examples) -> np.ndarray:
    said: list[list[str]] = [list(_stems(criterion.expects)) for criterion in criteria]
    for owner, text in zip(shown.owner, shown.texts, strict=True):
        said[owner].extend(_stems(text))
    return np.stack([side_of_opposites(stems) for stems in said])


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    """Return the stems of an example; fitting leaves out one example after the other of the same few."""
    return tuple(stems_of(text))


def _means(texts: Sequence[Prepared]) -> np.ndarray | None:
    means = [text.mean for text in texts]
    return None if not means or any(mean is None for mean in means) else np.stack([m for m in means if m is not None])


def _binary(contents: Sequence[frozenset[str]], column: Mapping[str, int]) -> np.ndarray:
    matrix = np.zeros((len(contents), len(column)), dtype=np.float32)
    for row, content in enumerate(contents):
        matrix[row, [column[stem] for stem in content]] = 1.0
    return matrix
