"""Time: deadlines, carry-over, overspending, mentions of time, and the pause."""

from datetime import timedelta

import pytest

from interviewer.domain.events import InterviewerSpoke, Pressed
from interviewer.domain.interview import Interview, apply
from interviewer.domain.moves import Move
from interviewer.domain.pacing import budgets_s, deadline_s, due_nudges
from interviewer.domain.policy import next_move
from tests.support.cases import MINUTES, START, asked, heard, opened, spoke, tiny_case

CASE = tiny_case()


def at(minutes: float):
    return START + timedelta(minutes=minutes)


def entered(**minutes: float) -> Interview:
    """An interview whose phases were entered at the given minutes."""
    events = [asked(f"{name}?", at(when), "advance", name) for name, when in minutes.items()]
    return opened(*(event for each in events for event in (spoke("Fine.", 0), each)))


def test_budgets_scale_with_the_length():
    assert deadline_s(opened(), CASE, "frame") == 600
    assert deadline_s(opened(minutes=90), CASE, "frame") == 1200


def test_saved_time_is_at_the_disposal_of_the_next_phase():
    assert deadline_s(entered(frame=2), CASE, "frame") == 600  # eight minutes instead of five
    assert deadline_s(entered(frame=2, data=3), CASE, "data") == 1200


def test_overspent_time_is_taken_from_all_later_phases_in_proportion():
    late = entered(frame=9)  # four minutes over: 36 are left for what was planned to take 40
    assert deadline_s(late, CASE, "frame") == pytest.approx(60 * (9 + 5 * 36 / 40))
    budgets = budgets_s(late, CASE, at(9))
    assert budgets["clarify"] == 9 * 60
    for phase, minutes in list(MINUTES.items())[1:]:
        assert budgets[phase] == pytest.approx(60 * minutes * 36 / 40)
    assert sum(budgets.values()) == pytest.approx(45 * 60)


def test_no_deadline_lies_beyond_the_end():
    for when in (0, 10, 40, 44, 45, 60):
        for phase in MINUTES:
            assert deadline_s(entered(**{phase: when}), CASE, phase) <= max(45, when) * 60


def move_at(minutes: float, interview: Interview, *shown: str, **kwargs: object) -> Move:
    said = apply(interview, spoke("Some words.", minutes * 60 - 1))
    return next_move(apply(said, heard(len(said.turns) - 1, *shown, **kwargs)), CASE, at(minutes))  # type: ignore[arg-type]


def told(interview: Interview, minutes: float, move: Move) -> Interview:
    said = apply(interview, spoke("Some words.", minutes * 60 - 1))
    return apply(
        said, InterviewerSpoke(at=at(minutes), text=move.text, move=move.kind, phase=move.phase, nudges=move.nudges)
    )


def test_at_four_fifths_of_a_phase_time_is_mentioned_once_as_part_of_the_move():
    assert move_at(3.9, opened()).lead == ""
    move = move_at(4.1, opened())
    assert (move.kind, move.lead) == ("probe", "We have about one minute left for this part.")
    assert move.text == f"{move.lead} {move.says}"
    assert move.text.count("?") == 1
    assert move_at(4.6, told(opened(), 4.1, move)).lead == ""


def test_every_phase_has_a_mention_of_its_own():
    after = told(opened(), 4.1, move_at(4.1, opened()))
    next_phase = apply(apply(after, spoke("Fine.", 270)), asked("Frame?", at(4.6), "advance", "frame"))
    assert move_at(9.5, next_phase).nudges == ("phase",)


@pytest.mark.parametrize("intent", ["question", "off_topic", "stuck", "asks_again"])
def test_time_is_mentioned_whatever_the_move_is(intent: str):
    assert move_at(4.1, opened(), intent=intent).lead.startswith("We have about one minute left")


def test_who_is_moved_on_is_not_told_of_the_phase_that_is_over():
    covered = ("clarify.alpha", "clarify.beta", "clarify.gamma", "clarify.delta", "clarify.omega")
    move = move_at(4.5, opened(), *covered)
    assert (move.kind, move.lead, move.nudges) == ("advance", "", ())


def test_the_end_of_the_interview_is_mentioned_once():
    serve = entered(serve=36)
    move = move_at(40.6, serve)
    assert (move.nudges, move.lead) == (("phase", "end"), "We have about four minutes left in all.")
    monitor = apply(told(serve, 40.6, move), spoke("Fine.", 41 * 60))
    monitor = apply(monitor, asked("Monitor?", at(41.1), "advance", "monitor"))
    assert due_nudges(monitor, CASE, at(42)) == ()
    assert due_nudges(monitor, CASE, at(44.5)) == ("phase",)


def test_a_pause_stops_the_clock_and_an_answer_starts_it_again():
    paused = apply(opened(), Pressed(at=at(2), button="pause"))
    assert paused.elapsed_s(at(60)) == 120
    back = apply(paused, spoke("Here I am.", 60 * 60))
    assert back.paused_at is None
    assert back.elapsed_s(at(61)) == 180
    move = next_move(apply(back, heard(1)), CASE, at(61))
    assert (move.kind, move.phase, move.lead) == ("probe", "clarify", "")


def test_a_clock_that_was_set_back_breaks_nothing():
    paused = apply(opened(), Pressed(at=at(5), button="pause"))
    back = apply(paused, Pressed(at=at(2), button="resume"))
    assert back.paused == timedelta(0)
    assert move_at(1, back).kind == "probe"
