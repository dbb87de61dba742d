"""Holding interviews in tests: a conductor made of fakes, and what its updates come to."""

from typing import Any

from interviewer.domain.interview import Interview
from interviewer.services.clock import SteppingClock
from interviewer.services.conductor import Conductor
from interviewer.services.journal import Journal
from interviewer.services.speech import Speech
from interviewer.services.tasks import Tasks
from interviewer.services.turn import TurnTaker
from interviewer.services.updates import Done, Piece, Restart, Update
from interviewer.services.voices import Voice
from tests.support.cases import START
from tests.support.fakes import KeywordListener, MemoryStore, OneCase, PlainPrompts


def conductor(
    store: MemoryStore, model: Any = None, judge: Any = None, listener: Any = None, prompts: Any = None,
    knowledge: OneCase | None = None,
) -> Conductor:  # fmt: skip
    """Wire a conductor from fakes."""
    knowledge = knowledge or OneCase()
    clock, tasks, journal = SteppingClock(START), Tasks(), Journal(store)
    taker = TurnTaker(
        journal,
        knowledge,
        listener or KeywordListener(),
        Speech([Voice(model)] if model else [], prompts or PlainPrompts()),
        clock,
        tasks,
        judge=judge,
    )
    return Conductor(journal, knowledge, taker, clock, tasks, "offline", "offline")


async def drain(updates: Any) -> list[Update]:
    return [update async for update in updates]


async def answer(held: Conductor, interview: Interview, text: str, **kwargs: Any) -> list[Update]:
    return await drain(held.reply(interview.id, text, **kwargs))


def state(updates: list[Update]) -> Interview:
    assert isinstance(updates[-1], Done)
    return updates[-1].interview


def spoken(updates: list[Update]) -> str:
    text = ""
    for update in updates:
        text = "" if isinstance(update, Restart) else text + update.text if isinstance(update, Piece) else text
    return text
