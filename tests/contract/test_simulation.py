"""Whole interviews with every persona: they end, are graded from what was said, and stand in the right order."""

import asyncio
from functools import cache

import pytest

from interviewer.adapters.models.langchain import LangChainModel
from interviewer.adapters.prompts import FilePrompts
from interviewer.domain.interview import Interview
from interviewer.services.candidates.candidate import Candidate, Script
from interviewer.services.candidates.cast import PERSONAS, persona
from interviewer.services.candidates.modelled import Modelled
from interviewer.services.candidates.simulation import Simulated, simulate
from interviewer.services.clock import SteppingClock
from interviewer.services.conductor import Conductor
from interviewer.services.grader import Grader
from interviewer.services.journal import Journal
from interviewer.services.speech import Speech
from interviewer.services.tasks import Tasks
from interviewer.services.turn import TurnTaker
from tests.support.assessing import KNOWLEDGE, real_assessor, real_cases, real_listener
from tests.support.cases import START
from tests.support.fakes import KeywordListener, MemoryStore, OneCase, PlainPrompts
from tests.support.openai_server import OpenAIServer
from tests.support.scripted_roles import payload

CASE = "ad-click-prediction"
PHASES = ("frame", "model", "serve", "monitor")
"""Half of the phases, so that these tests stay quick; a signal needs four."""
SAY_NOTHING = ("stuck", "off-topic", "injector", "copycat", "silent")


class HalfACase(OneCase):
    """A shipped problem in four phases, without notes and search."""

    def __init__(self) -> None:
        whole = next(case for case in real_cases() if case.id == CASE)
        phases = tuple(p for p in whole.phases if p.id in PHASES)
        curveballs = tuple(c for c in whole.curveballs if c.phase in PHASES)
        self.only = whole.model_copy(update={"phases": phases, "curveballs": curveballs})


async def hold(
    candidate: Candidate, seed: int = 1, minutes: int = 45, vectors: bool = False
) -> tuple[Simulated, Interview]:
    """Hold and grade an interview, judged by words alone unless vectors are wanted, which take longer."""
    assessor = real_assessor(vectors)
    knowledge, clock, tasks, journal = HalfACase(), SteppingClock(START), Tasks(), Journal(MemoryStore())
    listener = real_listener(vectors)
    taker = TurnTaker(journal, knowledge, listener, Speech((), PlainPrompts()), clock, tasks)
    conductor = Conductor(journal, knowledge, taker, clock, tasks, "offline", "offline")
    held = await simulate(conductor, clock, candidate, CASE, "senior", minutes, seed)
    return held, await Grader(journal, knowledge, assessor, clock, "offline").grade(held.interview.id)


@cache
def graded(name: str) -> tuple[Simulated, Interview]:
    return asyncio.run(hold(persona(name, 1)))


def share(interview: Interview) -> float:
    """Points earned of those that were possible."""
    phases = interview.gradings[-1].evaluation.phases
    return sum(p.points for p in phases) / sum(p.possible for p in phases)


@pytest.mark.parametrize("name", PERSONAS)
def test_every_persona_comes_to_a_graded_report(name: str):
    held, interview = graded(name)
    assert interview.ended_by in ("finished", "time")
    assert [s.text.strip() for s in held.said] == [t.text for t in interview.turns if t.role == "candidate"]
    evaluation = interview.gradings[-1].evaluation
    assert evaluation.status == "graded"
    moves = [t.move for t in interview.turns if t.role == "interviewer"]
    assert (moves[0], moves[-1]) == ("open", "wrap_up")
    assert len(moves) == len(held.said) + 1
    if name in SAY_NOTHING:
        assert {p.score for p in evaluation.phases} <= {1, None}
        assert evaluation.signal == "no_hire"
    assert (held.refused > 0) == (name == "silent")


def test_scores_stand_in_the_right_order():
    """Where a bluffer stands among those who know little is measured by `interviewer bench probes`, not promised here."""
    held = {n: asyncio.run(hold(persona(n, 1), vectors=True))[1] for n in ("strong", "medium", "thin", "bluffer")}
    assert share(held["strong"]) > share(held["medium"]) > share(held["thin"]) > 0
    assert share(held["medium"]) > share(held["bluffer"])


def test_the_same_seed_gives_the_same_transcript_to_the_letter():
    again = asyncio.run(hold(persona("thin", 1)))[1]
    assert [t.text for t in again.turns] == [t.text for t in graded("thin")[1].turns]


async def test_who_only_sends_empty_messages_gives_up():
    held, interview = await hold(Script.of([" "] * 50))
    assert interview.ended_by == "candidate"
    assert held.said == ()
    assert held.refused == 5


async def test_a_candidate_may_know_another_problem_than_the_interviewer_compares_with():
    knowledge, clock, tasks, journal = OneCase(), SteppingClock(START), Tasks(), Journal(MemoryStore())
    taker = TurnTaker(journal, knowledge, KeywordListener(), Speech((), PlainPrompts()), clock, tasks)
    conductor = Conductor(journal, knowledge, taker, clock, tasks, "offline", "offline")
    phases = [
        p.model_copy(
            update={"criteria": tuple(c.model_copy(update={"shown_by": ("My own words.",)}) for c in p.criteria)}
        )
        for p in knowledge.only.phases
    ]
    known = knowledge.only.model_copy(update={"phases": tuple(phases)})
    held = await simulate(conductor, clock, persona("strong", 1), "tiny", "senior", 45, 1, known)
    assert "y own words" in held.said[0].text
    assert "alphaterm since" not in " ".join(s.text for s in held.said)


async def test_a_model_plays_the_candidate(openai_server: OpenAIServer):
    model = LangChainModel("openai:scripted", openai_server.url)
    await model.warm()
    try:
        _, interview = await hold(Modelled(model, FilePrompts(KNOWLEDGE.parent / "prompts"), "strong", 1), minutes=10)
    finally:
        await model.close()
    answers = [t.text for t in interview.turns if t.role == "candidate"]
    assert answers[0].startswith("For Ad click prediction I would do this.")
    assert interview.gradings[-1].evaluation.status == "graded"
    asked = [payload(request) for request in openai_server.requests]
    assert {a["persona"] for a in asked} == {"strong"}
    assert len({str(a["expectations"]) for a in asked if "expectations" in a}) > 3
    first, second = ("\n".join(m["content"] for m in r["messages"]) for r in openai_server.requests[:2])
    assert second.startswith(first.rpartition("\n")[0].rstrip())
