"""What the policy looks at: the interview as it stands, and how far it may go. Pure."""

from dataclasses import dataclass
from datetime import datetime

from interviewer.domain.interview import Interview
from interviewer.domain.problem import Case, Criterion, Phase
from interviewer.domain.targets import coverage, target_criteria


@dataclass(frozen=True)
class Limits:
    """How far the interviewer goes before moving on."""

    probes_per_phase: int = 3
    probes_per_criterion: int = 2
    """An open one, then a narrower one; after them comes the hint."""
    hints_per_phase: int = 2
    walk_throughs: int = 2
    """Questions in one interview about how a number that is off was arrived at."""
    redirects_per_phase: int = 3
    turns_per_phase: int = 12
    """Candidate's messages in one phase; keeps an interview finite without a clock."""
    covered: float = 0.8
    """Share of the expected weight at which a phase counts as well covered."""
    strong: float = 0.65
    """Share of it at which one probe is enough."""
    begun: float = 0.5
    """Share of it that, said before a phase is opened, lets the phase open with what is left of it."""


@dataclass(frozen=True)
class Situation:
    """Where an interview stands when its next move is decided."""

    interview: Interview
    case: Case
    phase: Phase
    now: datetime
    limits: Limits
    worn: frozenset[str]
    """Questions that would repeat an earlier one by meaning."""

    def made(self, kind: str) -> int:
        """How many moves of a kind were made in this phase."""
        return sum(t.move == kind and t.phase == self.phase.id for t in self.interview.turns)

    def asked(self, criterion: Criterion, kind: str) -> int:
        """How many moves of a kind were aimed at a criterion."""
        return sum(t.move == kind and t.criterion == criterion.id for t in self.interview.turns)

    def subject(self) -> Criterion | None:
        """What the last question was about."""
        asked = self.interview.last_question()
        return self.case.criterion(asked.criterion) if asked and asked.criterion else None

    def share(self) -> float:
        """How much of what this level expects of the phase has come up."""
        return coverage(self.interview, target_criteria(self.interview, self.phase, self.case))
