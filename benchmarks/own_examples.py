"""Labelled rows from the knowledge base's own examples, honest about what a contrast may see.

An example that is judged is left out of its criterion's contrast set, together with the example in the same place on
the other side, so that neither side has more to match.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from benchmarks.attack_texts import attacks_on
from interviewer.adapters.assess.bank import Excluded, PhaseBank
from interviewer.adapters.assess.build_banks import build_banks
from interviewer.adapters.assess.order import Order
from interviewer.adapters.assess.prepared import Prepared, prepare
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.sentences import stems_of
from interviewer.adapters.assess.windows import Windows, make_windows
from interviewer.adapters.assess.wording import content_of
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case, Phase

ELSEWHERE = 12
"""Good answers to other phases, for each phase."""
COMPOSITES = 12
"""Synthetic answers a phase: good and bad examples of several criteria run together."""
COPIES = 3
"""One in so many examples stands a second time, with nothing left out."""
OTHERS = 4
"""Other problems whose good answers attack a phase."""
LONGEST = 5_000
"""Characters of an attack that are read in fitting: a longer one repeats itself."""


@dataclass(frozen=True, eq=False)
class Item:
    """One text against the criteria of one phase; a label of None means: not counted."""

    case: str
    phase: str
    kind: str
    """`example`, `copy`, `composite`, `elsewhere` or `attack: ...`."""
    text: str
    asked: frozenset[str]
    labels: Mapping[str, int]
    """Criterion id to 1 (shown) or 0."""
    own: str | None = None
    """For an example: the criterion it was written for."""
    place: int = 0
    excluded: Excluded = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PhaseData:
    """A phase with its bank and its prepared items."""

    bank: PhaseBank
    items: tuple[Item, ...]
    windows: tuple[Windows, ...]
    means: np.ndarray | None
    """(items, dimensions) mean vectors, for fitting the direction of substance."""


def load_phases(
    cases: Sequence[Case], embedder: Embedder | None, rarity: Rarity, order: Order, seed: int
) -> list[PhaseData]:
    """Prepare every phase of every case: examples, composites, attacks."""
    data: list[PhaseData] = []
    for case in cases:
        others = [other for other in cases if other.id != case.id]
        banks = build_banks(case, embedder, rarity)
        for phase in case.phases:
            items = items_of(case, phase, others, seed)
            prepared = prepare([item.text for item in items], embedder)
            bank = banks[phase.id]
            windows = tuple(make_windows(text, rarity, order) for text in prepared)
            data.append(PhaseData(bank, items, windows, _means(prepared)))
    return data


def items_of(case: Case, phase: Phase, others: Sequence[Case], seed: int) -> tuple[Item, ...]:
    """Return everything that one phase is fitted and measured on; `others` are the other problems."""
    return (
        *_examples(case, phase),
        *_copies(case, phase),
        *_composites(case, phase, seed),
        *_elsewhere(case, phase, others, seed),
        *_attacks(case, phase, others, seed),
    )


def _examples(case: Case, phase: Phase) -> Iterator[Item]:
    asked = frozenset(content_of(stems_of(phase.question)))
    for criterion in phase.criteria:
        for label, texts in ((1, criterion.shown_by), (0, criterion.not_shown_by)):
            for place, text in enumerate(texts):
                siblings = {c.id: 0 for c in phase.criteria} if label else {}
                yield Item(
                    case.id, phase.id, "example", text, asked, {**siblings, criterion.id: label}, criterion.id, place,
                    {criterion.id: frozenset({place})},
                )  # fmt: skip


def _copies(case: Case, phase: Phase) -> Iterator[Item]:
    """Yield some examples again with nothing left out: what repeats an example must be judged like it."""
    for item in islice(_examples(case, phase), 0, None, COPIES):
        own = item.own or ""
        yield replace(item, kind="copy", labels={own: item.labels[own]}, excluded={}, own=None)


def _composites(case: Case, phase: Phase, seed: int) -> Iterator[Item]:
    """Yield answers that run together a good example for some criteria and a bad one for some others."""
    chance = random.Random(f"{seed}/{case.id}/{phase.id}/composites")
    asked = frozenset(content_of(stems_of(phase.question)))
    for _ in range(COMPOSITES):
        texts, labels, excluded = [], {}, {}
        share = chance.random()
        for criterion in phase.criteria:
            good, place = chance.random() < share, chance.randrange(3)
            labels[criterion.id] = int(good)
            if good or chance.random() < 0.5:
                texts.append((criterion.shown_by if good else criterion.not_shown_by)[place])
                excluded[criterion.id] = frozenset({place})
        chance.shuffle(texts)
        if texts:
            yield Item(case.id, phase.id, "composite", " ".join(texts), asked, labels, excluded=excluded)


def _elsewhere(case: Case, phase: Phase, others: Sequence[Case], seed: int) -> Iterator[Item]:
    """Yield good answers to other phases, of this case and of others: strong, and off target."""
    chance = random.Random(f"{seed}/{case.id}/{phase.id}/elsewhere")
    asked = frozenset(content_of(stems_of(phase.question)))
    labels = {c.id: 0 for c in phase.criteria}
    pool = [other for source in (case, case, *others) for other in source.phases if other.id != phase.id]
    for _ in range(ELSEWHERE):
        criteria = list(chance.choice(pool).criteria)
        picked = chance.sample(criteria, chance.randint(1, len(criteria)))
        text = " ".join(chance.choice(criterion.shown_by) for criterion in picked)
        yield Item(case.id, phase.id, "elsewhere", text, asked, labels)


def _attacks(case: Case, phase: Phase, others: Sequence[Case], seed: int) -> Iterator[Item]:
    seen: set[str] = set()
    drawn = random.Random(f"{seed}/{case.id}/{phase.id}/others").sample(list(others), min(OTHERS, len(others)))
    for attack in attacks_on(case, phase, drawn, seed):
        if attack.text in seen:
            continue
        seen.add(attack.text)
        asked = frozenset(content_of(stems_of(attack.question)))
        excluded = {c.id: frozenset({0}) for c in phase.criteria} if attack.kind == "name-drops" else {}
        labels = {c.id: 0 for c in phase.criteria}
        yield Item(case.id, phase.id, f"attack: {attack.kind}", attack.text[:LONGEST], asked, labels, excluded=excluded)


def _means(prepared: Sequence[Prepared]) -> np.ndarray | None:
    means = [text.mean for text in prepared]
    dimensions = next((len(mean) for mean in means if mean is not None), 0)
    if not dimensions:
        return None
    return np.stack([np.zeros(dimensions, np.float32) if mean is None else mean for mean in means])
