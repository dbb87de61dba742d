"""From labelled items to one row per criterion: the features of the window that carries it best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.own_examples import Item, PhaseData
from interviewer.adapters.assess.bank import PhaseBank
from interviewer.adapters.assess.calibration import NO_WINDOW, Linear, prose_windows
from interviewer.adapters.assess.entailment import Statement
from interviewer.adapters.assess.features import LEXICAL, SEMANTIC, window_features
from interviewer.adapters.assess.gates import carries, states
from interviewer.adapters.assess.phrasing import Phrasing
from interviewer.adapters.assess.target import off_target
from interviewer.adapters.assess.windows import Windows

WEIGHTS = {"own": 1.0, "sibling": 0.3, "composite": 0.3, "attack": 0.1, "copy": 0.15, "elsewhere": 0.1}
"""How much one row of a kind counts in the fit."""
PHRASING = LEXICAL.index("phrasing")


@dataclass(frozen=True, eq=False)
class Scored:
    """All windows of one item against all criteria of its phase."""

    item: Item
    criteria: tuple[str, ...]
    expects: tuple[str, ...]
    said: tuple[str, ...]
    """(windows,) their words."""
    features: np.ndarray
    """(windows, criteria, features); the columns of `substance` and `phrasing` are 0 until `with_learned`."""
    manner: np.ndarray
    """(windows, columns of MANNER)."""
    notes: np.ndarray
    """(windows,) whether the window consists of lines of notes."""
    answers: np.ndarray
    """(windows, criteria) whether the window may carry the criterion, lists apart."""
    handicap: float
    """Log odds off because the answer as a whole is about another phase."""
    vectors: np.ndarray | None
    mean: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Rows:
    """One row per item and criterion: the features of the best window."""

    features: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    windows: np.ndarray
    handicaps: np.ndarray
    carried: np.ndarray
    """(rows,) False where no window may carry the criterion: its probability is that of silence."""
    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    """`case/criterion`, for the bootstrap."""
    statements: tuple[Statement, ...]
    """What the cross-encoder would be asked."""
    items: tuple[Item, ...]
    """Where each row comes from."""

    @property
    def phases(self) -> tuple[str, ...]:
        """The phase of each row."""
        return tuple(item.phase for item in self.items)


def score_items(data: Sequence[PhaseData]) -> list[Scored]:
    """Compute the features of every item with what it must not see left out.

    On one thread, here and in all that follows: the arrays are small, and threads would wait for each other.
    """
    threadpool_limits(1)
    scored: list[Scored] = []
    for phase in data:
        criteria = tuple(c.id for c in phase.bank.criteria)
        expects = tuple(c.expects for c in phase.bank.criteria)
        for index, (item, said) in enumerate(zip(phase.items, phase.windows, strict=True)):
            if said.spans:
                bank = phase.bank.without(item.excluded)
                features = window_features(said, bank, bank.encode_all(said.contents), item.asked, None)
                answers = _answers(said, bank)
                mean = None if phase.means is None else phase.means[index]
                handicap = off_target(said, bank)
                words = tuple(span.text for span in said.spans)
                scored.append(
                    Scored(
                        item, criteria, expects, words, features, said.manner, said.notes, answers, handicap,
                        said.vectors, mean,
                    )
                )  # fmt: skip
    return scored


def words_alone(data: Sequence[PhaseData], scored: Sequence[Scored]) -> list[Scored]:
    """Return what `score_items` made of the same data as it would be without an embedder."""
    answered = iter(scored)
    blind: list[Scored] = []
    for phase in data:
        without = phase.bank.without_vectors()
        for item, said in zip(phase.items, phase.windows, strict=True):
            if said.spans:
                seen = replace(said, vectors=None)
                answers = _answers(seen, without.without(item.excluded))
                one = next(answered)
                features = one.features[:, :, : len(LEXICAL)]
                blind.append(replace(one, features=features, answers=answers, handicap=0.0, vectors=None, mean=None))
    return blind


def _answers(said: Windows, bank: PhaseBank) -> np.ndarray:
    """Return (windows, criteria): whether a window may carry a criterion, lists apart."""
    words = bank.encode_all(said.contents)
    return carries(said, bank, words, states(said, bank, words, np.ones(len(said.spans), dtype=bool)))


def with_learned(items: Sequence[Scored], direction: np.ndarray | None, phrasing: Phrasing) -> list[Scored]:
    """Fill the columns of `substance`, where there are vectors, and of `phrasing` for all items."""
    filled: list[Scored] = []
    for one in items:
        features = one.features.copy()
        features[:, :, PHRASING] = np.array([phrasing.score(text) for text in one.said])[:, None]
        if one.vectors is not None and direction is not None:
            features[:, :, -1] = (one.vectors @ direction)[:, None]
        filled.append(replace(one, features=features))
    return filled


def choose_rows(items: Sequence[Scored], prose: Linear, linear: Linear | None) -> Rows:
    """Take each item's best window per criterion: by the model, or at first by words and vectors alone."""
    chosen = [row for one in items for row in _best_windows(one, prose, linear)]
    return Rows(
        features=np.array([row.features for row in chosen]),
        labels=np.array([row.label for row in chosen]),
        weights=np.array([WEIGHTS[row.kind] for row in chosen]),
        windows=np.array([row.windows for row in chosen]),
        handicaps=np.array([row.handicap for row in chosen]),
        carried=np.array([row.carried for row in chosen]),
        kinds=tuple(row.kind for row in chosen),
        groups=tuple(row.group for row in chosen),
        statements=tuple(row.statement for row in chosen),
        items=tuple(row.item for row in chosen),
    )


class _Row(NamedTuple):
    features: np.ndarray
    label: int
    windows: int
    handicap: float
    carried: bool
    kind: str
    group: str
    statement: Statement
    item: Item


def _best_windows(one: Scored, prose: Linear, linear: Linear | None) -> Iterator[_Row]:
    logits = _first_guess(one.features) if linear is None else linear.logits(one.features)
    allowed = one.answers & prose_windows(prose, one.manner, one.notes)[:, None]
    best = np.where(allowed, logits, logits + NO_WINDOW).argmax(axis=0)
    for column, criterion in enumerate(one.criteria):
        if criterion in one.item.labels:
            window = int(best[column])
            yield _Row(
                one.features[window, column], one.item.labels[criterion], len(one.features), one.handicap,
                bool(allowed[window, column]), kind_of(one.item, criterion), f"{one.item.case}/{criterion}",
                Statement(one.expects[column], one.said[window]), one.item,
            )  # fmt: skip


def joined(parts: Sequence[Rows]) -> Rows:
    """Put several sets of rows below each other."""

    def column(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    return Rows(
        features=column("features"),
        labels=column("labels"),
        weights=column("weights"),
        windows=column("windows"),
        handicaps=column("handicaps"),
        carried=column("carried"),
        kinds=tuple(kind for part in parts for kind in part.kinds),
        groups=tuple(group for part in parts for group in part.groups),
        statements=tuple(statement for part in parts for statement in part.statements),
        items=tuple(item for part in parts for item in part.items),
    )


def _first_guess(features: np.ndarray) -> np.ndarray:
    guess = features[:, :, LEXICAL.index("recall")] + features[:, :, LEXICAL.index("vocabulary")]
    if features.shape[2] > len(LEXICAL):
        guess = guess + features[:, :, len(LEXICAL) + SEMANTIC.index("shown")]
    return guess


def kind_of(item: Item, criterion: str) -> str:
    """Return what an item is to a criterion: one of `WEIGHTS`."""
    if item.kind == "example":
        return "own" if criterion == item.own else "sibling"
    return item.kind.split(":", maxsplit=1)[0]
