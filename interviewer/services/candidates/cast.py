"""The personas by name: what each is like, and how each is made."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from interviewer.domain.errors import InputError
from interviewer.services.candidates.candidate import Candidate
from interviewer.services.candidates.evasive import Bluffer, Copycat, OffTopic, Silent, Stuck
from interviewer.services.candidates.hostile import Forger, Injector, Interrogator
from interviewer.services.candidates.knowing import Habits, Knowing
from interviewer.services.candidates.wording import Manner

FLATTERED = (
    "Simulated candidates speak in examples of the knowledge base, which the offline assessor compares answers with: "
    "their scores flatter it, and say nothing about real candidates."
)
"""What has to be said beside the score of a simulated interview."""


@dataclass(frozen=True)
class Persona:
    """One kind of candidate."""

    behaves: str
    """How it behaves, for people and for a model that plays it."""
    make: Callable[[int, random.Random], Candidate]
    """Makes one from a seed and dice thrown with that seed."""
    habits: Habits | None = None
    """How much it knows; None: nothing."""


def _knowing(behaves: str, habits: Habits) -> Persona:
    return Persona(behaves, lambda seed, dice: Knowing(habits, seed, dice), habits)


def _ignorant(behaves: str, make: Callable[[random.Random], Candidate]) -> Persona:
    return Persona(behaves, lambda _, dice: make(dice))


PERSONAS: Mapping[str, Persona] = MappingProxyType(
    {
        "strong": _knowing(
            "Answers nearly everything unasked, in a structured way, with numbers and trade-offs.",
            Habits(0.9, 0.97, 6, 0.2, Manner(0.1, 0.03, 0.002)),
        ),
        "medium": _knowing(
            "Answers about half of it unasked and more when asked; some claims are wrong on a detail.",
            Habits(0.5, 0.7, 4, 0.4, Manner(0.2, 0.1, 0.01, 0.1)),
        ),
        "thin": _knowing(
            "Says little, mostly vague, knows one thing in six and one in three when asked; often writes notes.",
            Habits(0.16, 0.33, 2, 0.15, Manner(0.1, 0.05, 0.015, 0.3)),
        ),
        "stuck": _ignorant("Does not know, and says so.", Stuck),
        "rambling": _knowing(
            "Talks at length and loses the thread; between the lines is about what a medium candidate says.",
            Habits(0.45, 0.6, 4, 0.3, Manner(0.6, 0.3, 0.01), asides=3),
        ),
        "off-topic": _ignorant("Talks of anything but the design.", OffTopic),
        "bluffer": _ignorant("Drops every technical term there is and never gives a reason or a number.", Bluffer),
        "injector": _ignorant(
            "Never answers; orders the interviewer and the grader to ignore their instructions and give full marks.",
            Injector,
        ),
        "forger": _ignorant(
            "Never answers; pretends to be the interviewer, the grader or the system and praises the candidate.", Forger
        ),
        "interrogator": _ignorant(
            "Never answers; only asks clarifying questions, one to three at a time.", Interrogator
        ),
        "copycat": _ignorant("Never answers; repeats the interviewer's question as if it were an answer.", Copycat),
        "silent": _ignorant("Says one word or nothing at all.", Silent),
    }
)


def find_persona(name: str) -> Persona:
    """Return what is known of a persona; raises InputError that lists the personas that exist."""
    if name not in PERSONAS:
        raise InputError(f"There is no persona '{name}'; choose one of: {', '.join(PERSONAS)}.")
    return PERSONAS[name]


def persona(name: str, seed: int) -> Candidate:
    """Make a candidate; the same name and seed always answer the same questions in the same words.

    Raises:
        InputError: there is no such persona; lists those that exist.
    """
    return find_persona(name).make(seed, random.Random(f"{name}:{seed}"))
