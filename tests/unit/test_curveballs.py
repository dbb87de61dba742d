"""One curveball an interview: which, when, and what makes up for a phase that was skipped or left in a hurry."""

from datetime import timedelta

import pytest

from interviewer.domain.curveballs import due_curveball
from interviewer.domain.events import InterviewerSpoke, Pressed
from interviewer.domain.interview import Interview, apply
from interviewer.domain.policy import next_move
from interviewer.domain.problem import Curveball
from tests.support.cases import MINUTES, START, heard, opened, spoke, tiny_case

CASE = tiny_case()
PLANNED = {name: sum(list(MINUTES.values())[:i]) for i, name in enumerate(MINUTES)}


def in_phase(phase: str, minutes: float, seed: int = 0, level: str = "senior") -> Interview:
    at = START + timedelta(minutes=minutes)
    entered = InterviewerSpoke(at=at, text=f"{phase}?", move="advance", phase=phase)
    return opened(spoke("Fine.", 1), entered, seed=seed, level=level)


def due(interview: Interview, minutes: float, leaving: bool = False) -> Curveball | None:
    return due_curveball(interview, CASE, START + timedelta(minutes=minutes), leaving)


def test_the_seed_chooses_and_its_phase_is_waited_for():
    for seed, phase, curveball in ((0, "model", "slow"), (1, "serve", "late"), (2, "model", "slow")):
        other = {"model": "serve", "serve": "model"}[phase]
        found = due(in_phase(phase, PLANNED[phase], seed), PLANNED[phase] + 0.5, leaving=True)
        assert found is not None
        assert found.id == curveball
        if other == "model":  # the chosen one is still to come
            assert due(in_phase(other, PLANNED[other], seed), PLANNED[other] + 0.5, leaving=True) is None


def test_it_waits_for_the_end_of_its_phase_but_not_beyond_half_of_its_time():
    interview = in_phase("model", PLANNED["model"])
    assert due(interview, PLANNED["model"] + 4.9) is None
    assert due(interview, PLANNED["model"] + 5.1) is not None


def test_a_phase_that_was_skipped_is_made_up_for_by_the_next_ones_own():
    serve = in_phase("serve", 20, seed=0)  # `slow` belongs to model, which was left without it
    found = due(serve, 20.5, leaving=True)
    assert found is not None
    assert found.id == "late"


def test_in_the_last_phase_it_is_played_after_the_first_answer_whatever_it_names():
    for seed, curveball in ((0, "slow"), (1, "late")):
        found = due(in_phase("monitor", PLANNED["monitor"], seed), PLANNED["monitor"] + 0.5)
        assert found is not None
        assert found.id == curveball


@pytest.mark.parametrize("phase", ["clarify", "frame", "data", "evaluate"])
def test_elsewhere_none_is_played(phase: str):
    for seed in (0, 1):
        assert due(in_phase(phase, PLANNED[phase], seed), PLANNED[phase] + 4, leaving=True) is None


def test_it_is_played_in_the_phase_it_names_wherever_that_is():
    early = CASE.model_copy(
        update={
            "curveballs": (CASE.curveballs[0].model_copy(update={"phase": "data", "id": "early"}), *CASE.curveballs)
        }
    )
    found = due_curveball(in_phase("data", 10, seed=0), early, START + timedelta(minutes=11), leaving=True)
    assert found is not None
    assert found.id == "early"


def test_it_is_played_once():
    played = InterviewerSpoke(
        at=START + timedelta(minutes=21), text="Latency halves.", move="curveball", phase="model",
        criterion="model.twist", curveball="slow",
    )  # fmt: skip
    interview = apply(apply(in_phase("model", 20), spoke("Fine.", 1210)), played)
    assert due(interview, 29, leaving=True) is None


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("skipped", [(), ("model",), ("serve",), ("model", "serve"), ("clarify", "frame", "data")])
@pytest.mark.parametrize("pace_s", [20, 90, 150])
def test_every_interview_that_reaches_the_end_has_exactly_one(seed: int, skipped: tuple[str, ...], pace_s: int):
    interview, seconds = opened(seed=seed), 0.0
    while not interview.ended_by:
        seconds += pace_s
        at = START + timedelta(seconds=seconds)
        if interview.phase in skipped:
            interview = apply(interview, Pressed(at=at, button="skip"))
        else:
            interview = apply(interview, spoke("Some plain words.", seconds))
            interview = apply(interview, heard(len(interview.turns) - 1))
        move = next_move(interview, CASE, at)
        interview = apply(
            interview,
            InterviewerSpoke(
                at=at, text=move.text, move=move.kind, phase=move.phase, criterion=move.criterion,
                curveball=move.curveball, question=move.question, nudges=move.nudges,
            ),
        )  # fmt: skip
        if move.ends:
            break
    reached = {turn.phase for turn in interview.turns}
    assert reached == set(MINUTES)
    assert sum(turn.move == "curveball" for turn in interview.turns) == 1
