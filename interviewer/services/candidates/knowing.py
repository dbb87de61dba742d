"""Candidates who know something: they answer out of the knowledge base's examples, as well as their habits say."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from interviewer.domain.interview import Interview, normalise
from interviewer.domain.policy import target_criteria
from interviewer.domain.problem import Case, Criterion, Phase
from interviewer.services.candidates.candidate import Said
from interviewer.services.candidates.wording import Manner, paraphrase, spoken

ASKED_ABOUT = ("probe", "hint", "curveball")
"""Moves that are aimed at one criterion."""
NOTHING_MORE = (
    "I have nothing to add here.",
    "That is all I have on this part.",
    "I think that covers it from my side.",
    "No more from me on this one.",
    "I would leave it at that.",
    "That's it, I would move on from here.",
)
VAGUE = (
    "I would probably use {term} here, that usually works.",
    "We should definitely think about {term}.",
    "I would start with something simple and improve it later.",
    "It depends on the data; I would try a few things and take what works best.",
    "There are libraries for {term}, so I would take one of those.",
    "Something like {term} would be part of it, I suppose.",
    "Here I'd follow best practices and see how it goes.",
    "In my last team somebody else took care of {term}.",
    "I'd keep that flexible and decide once we know more.",
    "We would need a solid approach to {term}, that is clear.",
)
ASIDES = (
    "That reminds me of a project two years ago, where we had a weekly meeting about this and nobody could agree, and "
    "in the end the decision was postponed until after the holidays.",
    "Bear with me, I am thinking out loud, and I tend to go back and forth a little before I get to the point, which "
    "my colleagues like to remind me of.",
    "There are of course many schools of thought, and people online argue about it a lot, and I have read a few of "
    "those threads, some of them very long.",
    "It is a rich topic and one could easily fill an afternoon with it, so stop me whenever you like, I really do "
    "not mind being interrupted.",
    "My manager back then always said that the details matter, and I think she was right, although she also said "
    "that one should not get lost in them, so there is a balance.",
    "Before I forget, and sorry for jumping around, there was something else that I wanted to mention, it will come "
    "back to me in a second.",
)


@dataclass(frozen=True)
class Habits:
    """How much somebody knows and how they say it; chances from 0 to 1."""

    unasked: float
    """Share of the criteria that are shown in answer to an open question."""
    when_asked: float
    """Share that is shown at the latest when it is asked about; never less than `unasked`."""
    at_once: int
    """Criteria taken up in one open answer."""
    near_misses: float
    """Chance that what is not known comes out as a claim that is wrong on a detail, not as something vague."""
    manner: Manner
    asides: int = 0
    """Long sentences about nothing put into each answer."""


@dataclass(frozen=True)
class Knowing:
    """Knows a fixed share of the criteria: with the same seed, who knows more knows all that others know, and more.

    So the right order of such candidates is known beforehand, whatever an assessor thinks of it.
    """

    habits: Habits
    seed: int
    dice: random.Random
    taken_up: set[str] = field(default_factory=set)
    """Criteria that were spoken of in answer to an open question, well or badly."""

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Answer the interviewer's last turn."""
        asked = interview.last_question()
        if asked is None:
            return None
        phase = case.phase(asked.phase)
        if asked.criterion and asked.move in ASKED_ABOUT:
            return self._about([case.criterion(asked.criterion)], phase, self.habits.when_asked)
        waiting = [c for c in target_criteria(interview, phase, case) if c.id not in self.taken_up]
        self.dice.shuffle(waiting)
        self.taken_up.update(c.id for c in waiting[: self.habits.at_once])
        return self._about(waiting[: self.habits.at_once], phase, self.habits.unasked)

    def _about(self, criteria: Sequence[Criterion], phase: Phase, share: float) -> Said:
        known = frozenset(c.id for c in criteria if knows(self.seed, c, share))
        parts = [self._known(c) if c.id in known else self._unknown(c, phase) for c in criteria]
        for _ in range(self.habits.asides):
            parts.insert(self.dice.randint(0, len(parts)), self.dice.choice(ASIDES))
        text = " ".join(parts) or self.dice.choice(NOTHING_MORE)
        return Said(spoken(text, self.habits.manner, self.dice), known)

    def _known(self, criterion: Criterion) -> str:
        return paraphrase(self.dice.choice(criterion.shown_by), self.dice)

    def _unknown(self, criterion: Criterion, phase: Phase) -> str:
        wrong = near_misses(criterion, phase)
        if wrong and self.dice.random() < self.habits.near_misses:
            return self.dice.choice(wrong)
        return self.dice.choice(VAGUE).format(term=self.dice.choice(criterion.vocabulary))


def knows(seed: int, criterion: Criterion, share: float) -> bool:
    """Tell whether a criterion is in the share (0 to 1) that this seed knows; larger shares hold all smaller ones."""
    return random.Random(f"{seed}:{criterion.id}").random() < share


def near_misses(criterion: Criterion, phase: Phase) -> list[str]:
    """Return what does not earn a criterion though it speaks of it in its words, and of nothing else in the phase.

    The other examples that do not earn it will not do: some are good answers to its neighbours.
    """
    neighbours = [c for c in phase.criteria if c.id != criterion.id]
    return [
        one
        for one in criterion.not_shown_by
        if _speaks_of(one, criterion) and not any(_speaks_of(one, c) for c in neighbours)
    ]


def _speaks_of(text: str, criterion: Criterion) -> bool:
    said = f" {normalise(text)} "
    return any(f" {normalise(term)} " in said for term in criterion.vocabulary)
