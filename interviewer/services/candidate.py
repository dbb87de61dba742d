"""Simulated candidates: scripts and personas that answer without a person, deterministic by seed."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from interviewer.domain.errors import InputError
from interviewer.domain.interview import Interview
from interviewer.domain.policy import target_criteria
from interviewer.domain.problem import Case, Criterion
from interviewer.services.clock import SteppingClock
from interviewer.services.conductor import Conductor

WORDS_PER_MINUTE = 130
THINKING_S = 12.0
"""Seconds before a simulated candidate speaks."""
MAX_MESSAGES = 200
"""A simulation ends here at the latest; no interview is that long."""


class Candidate(Protocol):
    """Somebody who answers; None means that they have nothing more to say."""

    def says(self, interview: Interview, case: Case) -> str | None:
        """Return the next message."""
        ...


@dataclass(frozen=True)
class Script:
    """Says the given messages in order, whatever is asked."""

    messages: Iterator[str]

    @classmethod
    def of(cls, messages: Iterable[str]) -> "Script":
        """Make a script of messages."""
        return cls(iter(messages))

    def says(self, interview: Interview, case: Case) -> str | None:
        """Return the next line of the script."""
        return next(self.messages, None)


@dataclass(frozen=True)
class Persona:
    """Answers out of the knowledge base's examples, as well or badly as its habits say."""

    habits: "Habits"
    dice: random.Random = field(default_factory=random.Random)

    def says(self, interview: Interview, case: Case) -> str | None:
        """Answer the interviewer's last turn."""
        asked = interview.last_question()
        if asked is None:
            return None
        if asked.criterion and asked.move in ("probe", "hint", "curveball"):
            return self._about([case.criterion(asked.criterion)], self.habits.when_asked)
        criteria = list(target_criteria(interview, case.phase(asked.phase), case))
        waiting = [c for c in criteria if not _said(interview, c)]
        self.dice.shuffle(waiting)
        return self._about(waiting[: self.habits.criteria_at_once], self.habits.unasked)

    def _about(self, criteria: list[Criterion], knows: float) -> str:
        sentences = [self._sentence(c, knows) for c in criteria]
        return " ".join(filter(None, sentences)) or "I have nothing to add here."

    def _sentence(self, criterion: Criterion, knows: float) -> str:
        if self.dice.random() < knows:
            return self.dice.choice(criterion.shown_by)
        return self.habits.otherwise(criterion, self.dice)


@dataclass(frozen=True)
class Habits:
    """How well a persona does; probabilities 0 to 1."""

    unasked: float
    """Chance that a criterion is shown in answer to an open question."""
    when_asked: float
    """Chance that a criterion is shown once it is probed."""
    criteria_at_once: int
    otherwise: Callable[[Criterion, random.Random], str]
    """What is said instead."""


_VAGUE = (
    "I would probably use {term} here, that usually works.",
    "We should definitely think about {term}.",
    "I would start with something simple and improve it later.",
    "It depends on the data; I would try a few things and take what works best.",
    "There are libraries for {term}, so I would take one of those.",
)


def _vague(criterion: Criterion, dice: random.Random) -> str:
    """Name a term and say nothing about it; the poor examples will not do, as some are good answers to a sibling."""
    return dice.choice(_VAGUE).format(term=dice.choice(criterion.vocabulary))


def _clueless(criterion: Criterion, dice: random.Random) -> str:
    return dice.choice(("I don't know.", "I am not sure.", "No idea, to be honest.", "I am stuck here."))


def _bluff(criterion: Criterion, dice: random.Random) -> str:
    words = dice.sample(criterion.vocabulary, k=min(3, len(criterion.vocabulary)))
    return f"Obviously {', '.join(words)}, that is the industry standard and it always works well."


PERSONAS: Mapping[str, Habits] = MappingProxyType(
    {
        "strong": Habits(0.9, 0.95, 6, _vague),
        "medium": Habits(0.45, 0.6, 4, _vague),
        "thin": Habits(0.05, 0.15, 2, _vague),
        "stuck": Habits(0.0, 0.0, 1, _clueless),
        "bluffer": Habits(0.0, 0.0, 4, _bluff),
    }
)


def persona(name: str, seed: int) -> Persona:
    """Return a persona; raises InputError that lists the personas that exist."""
    if name not in PERSONAS:
        raise InputError(f"There is no persona '{name}'; choose one of: {', '.join(PERSONAS)}.")
    return Persona(PERSONAS[name], random.Random(seed))


async def simulate(
    conductor: Conductor, clock: SteppingClock, candidate: Candidate, case_id: str, level: str, minutes: int, seed: int
) -> Interview:
    """Hold a whole interview with a simulated candidate, on a clock that is moved by their speaking time.

    Raises:
        InputError: the case or level does not exist.
    """
    interview = await conductor.start(case_id, level, minutes, seed)
    case = conductor.knowledge.case(case_id)
    for _ in range(MAX_MESSAGES):
        words = candidate.says(interview, case)
        if words is None or not words.strip():
            break
        clock.advance(THINKING_S + len(words.split()) / WORDS_PER_MINUTE * 60)
        async for _update in conductor.reply(interview.id, words):
            pass
        await conductor.tasks.settle()
        interview = await conductor.journal.load(interview.id)
        if interview.ended_by:
            return interview
    return await conductor.end(interview.id)


def _said(interview: Interview, criterion: Criterion) -> bool:
    """Tell whether the candidate has already used one of the criterion's examples."""
    spoken = [t.text for t in interview.turns if t.role == "candidate"]
    return any(example in text for example in criterion.shown_by for text in spoken)
