"""What a phase expects, as arrays: the examples, expectations and vocabulary of its criteria."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from interviewer.adapters.assess.opposites import side_of_opposites
from interviewer.adapters.assess.sentences import stems_of
from interviewer.adapters.assess.told import Sheet
from interviewer.adapters.assess.wording import HEDGES
from interviewer.domain.problem import Criterion

Excluded = Mapping[str, frozenset[int]]
"""Per criterion id, the places of examples (on both sides) that are left out of the contrast; for honest measuring."""


@dataclass(frozen=True, eq=False)
class Examples:
    """All examples of one side (shown or not shown) of neighbouring criteria, in their order."""

    owner: np.ndarray
    """(examples,) index of the criterion."""
    place: np.ndarray
    """(examples,) index of the example within its criterion."""
    vectors: np.ndarray | None
    """(examples, dimensions), rows normalised."""
    words: np.ndarray
    """(examples, columns), square root of rarity, rows of length one."""
    texts: tuple[str, ...]

    def of(self, first: int, last: int) -> "Examples":
        """Return those of the criteria `first` to `last` (exclusive), which count from 0 there; no array is copied."""
        rows = slice(*np.searchsorted(self.owner, [first, last]).tolist())
        vectors = None if self.vectors is None else self.vectors[rows]
        return Examples(self.owner[rows] - first, self.place[rows], vectors, self.words[rows], self.texts[rows])


@dataclass(frozen=True, eq=False)
class Sentences:
    """The single sentences of examples, to recognise one that is repeated."""

    owner: np.ndarray
    place: np.ndarray
    vectors: np.ndarray | None
    """(sentences, dimensions), rows normalised."""


@dataclass(frozen=True, eq=False)
class PhaseBank:
    """The criteria of one phase as arrays; rows follow `criteria`. Phases of a case share what they have in common."""

    criteria: tuple[Criterion, ...]
    column: Mapping[str, int]
    """Stem to column, the same in all phases."""
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
    elsewhere: tuple[Examples, ...]
    """Good examples of the criteria of the case's other phases: of those before, and of those after."""
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
        opposites = sides_of(self.criteria, shown)
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
            elsewhere=tuple(replace(part, vectors=None) for part in self.elsewhere),
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


def sides_of(criteria: Sequence[Criterion], shown: Examples) -> np.ndarray:
    """Return (criteria, pairs of opposites): the side that what is expected and the good examples are on."""
    said: list[list[str]] = [list(_stems(criterion.expects)) for criterion in criteria]
    for owner, text in zip(shown.owner, shown.texts, strict=True):
        said[owner].extend(_stems(text))
    return np.stack([side_of_opposites(stems) for stems in said])


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    """Return the stems of an example; fitting leaves out one example after the other of the same few."""
    return tuple(stems_of(text))
