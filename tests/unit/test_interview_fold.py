from datetime import timedelta

import pytest

from interviewer.domain.errors import TransitionError
from interviewer.domain.events import EVENT, Ended, Pressed
from interviewer.domain.interview import apply, fold, normalise
from tests.support.cases import START, asked, heard, opened, spoke, started


def at(seconds: float):
    return START + timedelta(seconds=seconds)


def test_turns_are_numbered_by_their_place():
    interview = opened(spoke("one"), heard(1), asked("two?", move="probe"))
    assert [t.id for t in interview.turns] == [0, 1, 2]
    assert [t.role for t in interview.turns] == ["interviewer", "candidate", "interviewer"]
    assert interview.seq == 5


def test_incremental_apply_equals_fold_of_all():
    events = [started(), asked(), spoke(), heard(1, "clarify.alpha"), asked("b?", at(40), "probe"), spoke("c", 60)]
    whole = fold("i", events)
    part = fold("i", events[:3])
    for event in events[3:]:
        part = apply(part, event)
    assert part == whole


def test_candidate_cannot_speak_twice():
    with pytest.raises(TransitionError):
        opened(spoke("one"), spoke("two"))


def test_nothing_follows_the_end():
    interview = opened(spoke(), heard(1), asked("bye", move="wrap_up"), Ended(at=at(50), by="finished"))
    with pytest.raises(TransitionError):
        apply(interview, spoke("more"))


def test_first_event_must_start():
    with pytest.raises(TransitionError):
        fold("i", [asked()])
    with pytest.raises(TransitionError):
        fold("i", [])


def test_a_pause_stops_the_clock():
    interview = opened(Pressed(at=at(60), button="pause"))
    assert interview.elapsed_s(at(500)) == 60
    interview = apply(interview, Pressed(at=at(160), button="resume"))
    assert interview.elapsed_s(at(200)) == 100


def test_an_answer_ends_a_pause():
    interview = opened(Pressed(at=at(60), button="pause"), spoke("back", 260))
    assert interview.elapsed_s(at(270)) == 70


def test_time_after_the_end_does_not_count():
    interview = opened(Ended(at=at(100), by="candidate"))
    assert interview.elapsed_s(at(9_000)) == 100


def test_phase_seconds_add_up():
    interview = opened(spoke("a", 30), heard(1), asked("next", at(90), "advance", "frame"), spoke("b", 120))
    assert interview.phase_seconds(at(150)) == {"clarify": 90, "frame": 60}


def test_code_only_raises_coverage_and_a_model_may_lower_it():
    interview = opened(spoke(), heard(1, "clarify.alpha"))
    interview = apply(interview, heard(1, "clarify.alpha", outcome="missing"))
    assert interview.coverage["clarify.alpha"].outcome == "shown"
    interview = apply(interview, heard(1, "clarify.alpha", outcome="missing", by="openai:x"))
    assert interview.coverage["clarify.alpha"].outcome == "missing"


def test_a_hint_is_owed_after_the_button_and_only_once():
    interview = opened(Pressed(at=at(5), button="hint"))
    assert interview.owes_reply
    interview = apply(interview, asked("a nudge", at(6), "hint"))
    assert not interview.owes_reply


def test_heard_names_a_turn_of_the_candidate():
    with pytest.raises(TransitionError):
        opened(spoke(), heard(0))


def test_events_survive_storage():
    for event in (started(), asked(), spoke("ü\u2028 ok"), heard(1, "clarify.alpha")):
        assert EVENT.validate_json(event.model_dump_json()) == event


def test_normalise_folds_case_space_and_punctuation():
    assert normalise("  What, then?\n") == normalise("what THEN")
