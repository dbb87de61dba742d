"""Examples that a simulated candidate speaks in are kept from the interviewer it speaks to."""

import random
from dataclasses import dataclass
from typing import Any

from interviewer.domain.ports import KnowledgeBase
from interviewer.domain.problem import Case, Criterion


@dataclass(frozen=True)
class Halves:
    """One problem as both sides know it."""

    interviewer: Case
    """Without the examples that the candidate speaks in."""
    candidate: Case
    """With these alone: one good example of each criterion, and one poor one."""


class HeldOutKnowledge:
    """A knowledge base whose problems lack the examples that candidates of one seed speak in; all else is unchanged."""

    def __init__(self, base: KnowledgeBase, seed: int) -> None:
        self._base = base
        self._seed = seed
        self._halves: dict[str, Halves] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._base, name)

    def halves(self, case_id: str) -> Halves:
        """Return both sides of a problem; raises InputError if it does not exist."""
        if case_id not in self._halves:
            self._halves[case_id] = split(self._base.case(case_id), self._seed)
        return self._halves[case_id]

    def case(self, case_id: str) -> Case:
        """Return a problem as the interviewer knows it."""
        return self.halves(case_id).interviewer


def split(case: Case, seed: int) -> Halves:
    """Give the candidate one good and one poor example of each criterion, chosen by the seed, and leave the rest."""
    return Halves(*(_with_criteria(case, seed, side) for side in ("interviewer", "candidate")))


def _with_criteria(case: Case, seed: int, side: str) -> Case:
    phases = [
        phase.model_copy(update={"criteria": tuple(_part(c, seed, side) for c in phase.criteria)})
        for phase in case.phases
    ]
    return case.model_copy(update={"phases": tuple(phases)})


def _part(criterion: Criterion, seed: int, side: str) -> Criterion:
    dice = random.Random(f"{seed}:{criterion.id}:examples")
    update: dict[str, tuple[str, ...]] = {}
    for field in ("shown_by", "not_shown_by"):
        examples: tuple[str, ...] = getattr(criterion, field)
        chosen = dice.randrange(len(examples))
        update[field] = (examples[chosen],) if side == "candidate" else (*examples[:chosen], *examples[chosen + 1 :])
    return criterion.model_copy(update=update)
