"""A good answer is not probed to death: strong candidates of several real problems, heard by an ear that is never wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.domain.events import Finding
from interviewer.domain.interview import Interview
from interviewer.domain.ports import Reading
from interviewer.domain.problem import Case, Criterion, Phase
from interviewer.services.candidates.candidate import Candidate, Said
from interviewer.services.candidates.cast import persona
from interviewer.services.candidates.simulation import Simulated, simulate
from tests.support.fakes import MemoryStore, OneCase
from tests.support.holding import conductor

CASES = {case.id: case for case in load_knowledge(Path(__file__).parents[2] / "knowledge").cases[:3]}


class Truth:
    """A candidate and the ear that listens to it: what the candidate truly shows is heard, and nothing else."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate
        self._said = Said("")

    async def says(self, interview: Interview, case: Case) -> Said | None:
        said = await self._candidate.says(interview, case)
        self._said = said or self._said
        return said

    async def make_ready(self, case: Case) -> None:
        pass

    async def hear(
        self, text: str, question: str, case: Case, phase: Phase, open_criteria: Sequence[Criterion]
    ) -> Reading:
        shown = [c for c in open_criteria if c.id in self._said.shows]
        return Reading("answer", (), False, tuple(Finding(criterion=c.id, outcome="shown") for c in shown))


async def held(case_id: str, who: str, seed: int) -> Simulated:
    knowledge, truth = OneCase(), Truth(persona(who, seed))
    knowledge.only = CASES[case_id]
    made: Any = conductor(MemoryStore(), listener=truth, knowledge=knowledge)
    return await simulate(made, made.clock, truth, case_id, "senior", 45, seed)


def probes(interview: Interview, phase: Phase) -> list[str]:
    return [t.criterion or "" for t in interview.turns if t.move == "probe" and t.phase == phase.id]


@pytest.mark.parametrize("case_id", CASES)
async def test_who_is_strong_hears_at_most_one_probe_a_phase_and_harder_ones_instead(case_id: str) -> None:
    case, harder = CASES[case_id], 0
    for seed in range(3):
        interview = (await held(case_id, "strong", seed)).interview
        assert interview.ended_by == "finished"
        for phase in case.phases:
            asked = probes(interview, phase)
            assert len(asked) <= 1
            harder += sum(not case.criterion(c).expected_from("senior") for c in asked)
    assert harder >= 3


@pytest.mark.parametrize("case_id", CASES)
async def test_who_is_thin_is_probed_on_what_is_missing_from_open_to_narrow(case_id: str) -> None:
    case = CASES[case_id]
    interview, told, _ = await held(case_id, "thin", 1)
    shows = dict(zip((t.id for t in interview.turns if t.role == "candidate"), (s.shows for s in told), strict=True))
    order: dict[str, list[str]] = {}
    for turn in interview.turns:
        if turn.move == "probe":
            assert turn.criterion
            assert case.criterion(turn.criterion).expected_from("senior")
            order.setdefault(turn.criterion, []).append(turn.question or "")
            assert not any(turn.criterion in shown for at, shown in shows.items() if at < turn.id)
    assert sum(len(questions) for questions in order.values()) >= 7
    for criterion, questions in order.items():
        ladder = case.criterion(criterion).probes
        assert [ladder.index(q) for q in questions] == sorted({ladder.index(q) for q in questions})
