from datetime import timedelta

import pytest

from interviewer.domain.errors import TransitionError
from interviewer.domain.events import Heard, Intent, InterviewerSpoke, Pressed
from interviewer.domain.evidence import prompted
from interviewer.domain.interview import Interview, apply, normalise
from interviewer.domain.likeness import alike
from interviewer.domain.moves import Move
from interviewer.domain.pacing import deadline_s
from interviewer.domain.policy import next_move
from interviewer.domain.problem import Level
from tests.support.cases import START, asked, heard, made, opened, spoke, tiny_case

CASE = tiny_case()
ALL = ("alpha", "beta", "gamma", "delta")


def decide(interview: Interview, seconds: float = 60) -> Move:
    return next_move(interview, CASE, START + timedelta(seconds=seconds))


def answered(*shown: str, intent: Intent = "answer", facts: tuple[str, ...] = (), **kwargs: object) -> Interview:
    interview = opened(spoke(), **kwargs)
    return apply(interview, heard(1, *shown, intent=intent).model_copy(update={"facts": facts}))


def test_the_weightiest_missing_criterion_is_probed_first():
    move = decide(answered())
    assert (move.kind, move.criterion) == ("probe", "clarify.alpha")


def test_half_shown_goes_before_missing_at_equal_weight():
    interview = apply(answered("clarify.alpha"), heard(1, "clarify.gamma", outcome="partial"))
    assert decide(interview).criterion == "clarify.gamma"


def test_what_was_asked_for_and_told_is_not_asked_for_again():
    clarify = CASE.phase("clarify")
    alpha = clarify.criteria[0].model_copy(update={"facts": ("fact-3", "fact-4")})
    phases = tuple(
        p.model_copy(update={"criteria": (alpha, *p.criteria[1:])}) if p == clarify else p for p in CASE.phases
    )
    case = CASE.model_copy(update={"phases": phases})
    asking = answered(intent="question", facts=("fact-3",))
    told = follow(asking, next_move(asking, case, START + timedelta(seconds=61)), "Then I would begin with a list.")
    assert decide(answered()).criterion == alpha.id
    assert next_move(told, case, START + timedelta(seconds=63)).criterion == "clarify.beta"


def test_a_probe_is_tied_to_the_candidates_words():
    interview = opened(spoke("We could perhaps use the gammaterm somewhere?"))
    finding = {"criterion": "clarify.alpha", "outcome": "partial", "quote": "perhaps use the gammaterm somewhere?"}
    interview = apply(interview, Heard.model_validate({"at": START, "turn": 1, "by": "offline", "findings": [finding]}))
    move = decide(interview)
    assert 'You said "perhaps use the gammaterm somewhere"' in move.says
    assert move.says.count("?") == 1


def test_a_criterion_is_probed_from_open_to_narrow_and_then_hinted_at():
    interview, made = answered(), []
    for number in range(4):
        move = decide(interview, 62 + 2 * number)
        made.append((move.kind, move.criterion, move.question))
        interview = follow(interview, move, f"Still vague {number}.", 63 + 2 * number)
    alpha, beta = CASE.criterion("clarify.alpha"), CASE.criterion("clarify.beta")
    assert made == [
        ("probe", alpha.id, alpha.probes[0]),
        ("probe", alpha.id, alpha.probes[1]),
        ("hint", alpha.id, alpha.hint),
        ("probe", beta.id, beta.probes[0]),
    ]


def test_a_criterion_that_was_shown_after_its_probe_is_left_alone():
    move = decide(answered())
    interview = follow(answered(), move, "Now I see.", findings=heard(1, "clarify.alpha").findings)
    assert decide(interview, 70).criterion == "clarify.beta"


def test_what_the_last_answer_touched_goes_before_what_is_as_heavy():
    interview = apply(opened(spoke("Perhaps the gamma technique helps.")), heard(1, "clarify.alpha"))
    assert decide(interview).criterion == "clarify.gamma"
    assert decide(answered("clarify.alpha")).criterion == "clarify.beta"


def test_a_question_that_means_what_was_asked_before_is_not_asked():
    alpha = CASE.criterion("clarify.alpha")
    move = next_move(answered(), CASE, START + timedelta(seconds=60), worn=frozenset(alpha.probes[:1]))
    assert move.question == alpha.probes[1]
    asked_before = asked("Once more: what, in the clarify alpha part, would go wrong?", move="redirect")
    assert alike(asked_before.text, alpha.probes[0])
    worn = opened(spoke("Hm."), asked_before.model_copy(update={"move": "probe"}), spoke("Hm.", 40))
    assert decide(apply(worn, heard(3))).question == alpha.probes[1]


def test_a_reworded_probe_is_known_by_its_curated_question():
    move = decide(answered())
    spoken = InterviewerSpoke(
        at=START,
        text="In other words?",
        move="probe",
        phase="clarify",
        criterion=move.criterion,
        question=move.question,
    )
    interview = apply(apply(apply(answered(), spoken), spoke("Vague.", 70)), heard(3))
    assert decide(interview, 71).question == CASE.criterion("clarify.alpha").probes[1]


def test_who_designs_at_once_is_asked_back_once_and_then_moved_on():
    terms = {c.id: f"{p.id} {c.vocabulary[0]}" for p in CASE.phases for c in p.criteria}
    case = CASE.model_copy(
        update={
            "phases": tuple(
                p.model_copy(
                    update={"criteria": tuple(c.model_copy(update={"vocabulary": (terms[c.id],)}) for c in p.criteria)}
                )
                for p in CASE.phases
            )
        }
    )
    ahead = "I would take the frame alphaterm, then the data betaterm and the model gammaterm."
    interview = apply(opened(spoke(ahead)), heard(1))
    first = next_move(interview, case, START + timedelta(seconds=40))
    assert (first.kind, first.phase) == ("probe", "clarify")
    stays = follow(interview, first, "I do not follow.", 50)
    assert next_move(stays, case, START + timedelta(seconds=51)).phase == "clarify"
    goes_on = follow(interview, first, ahead, 50)
    assert next_move(goes_on, case, START + timedelta(seconds=51)).phase == "frame"


def test_a_phase_that_was_largely_told_before_opens_with_what_is_left_of_it():
    shown = (*(f"clarify.{s}" for s in ALL), "frame.alpha", "frame.beta")
    asked = follow(answered(*shown), decide(answered(*shown)), "I have no answer to that.")
    move = decide(asked)
    assert (move.kind, move.phase, move.criterion) == ("advance", "frame", "frame.gamma")
    assert move.question == CASE.criterion("frame.gamma").probes[0]
    assert move.question is not None
    assert move.question in move.text
    frame = CASE.phase("frame")
    assert frame.question not in move.text
    told = follow(asked, move, "The last thing.", 64)
    assert prompted("frame.gamma", told.turns[-1].id, told.turns) == "probe"
    assert prompted("frame.beta", told.turns[-1].id, told.turns) == "unprompted"


def test_a_phase_that_was_only_touched_before_opens_with_its_question():
    shown = (*(f"clarify.{s}" for s in ALL), "frame.alpha")
    move = decide(follow(answered(*shown), decide(answered(*shown)), "I have no answer to that."))
    assert (move.phase, move.criterion, move.question) == ("frame", None, CASE.phase("frame").question)


def test_who_has_covered_a_phase_is_asked_one_thing_of_the_next_level_and_then_moved_on():
    cases: list[tuple[Level, str]] = [("mid", "clarify.gamma"), ("senior", "clarify.omega")]
    for level, harder in cases:
        shown = ("clarify.alpha", "clarify.beta", "clarify.gamma")[: 2 if level == "mid" else 3]
        interview = answered(*shown, level=level)
        move = decide(interview)
        assert (move.kind, move.criterion) == ("probe", harder)
        assert not CASE.criterion(harder).expected_from(level)
        assert decide(follow(interview, move, "I have no answer to that.")).kind == "advance"


@pytest.mark.parametrize("way", ["button", "words"])
def test_a_hint_is_about_what_was_asked_also_where_that_was_a_harder_question(way: str):
    shown = ("clarify.alpha", "clarify.beta", "clarify.gamma")
    asked = decide(answered(*shown))
    assert asked.criterion == "clarify.omega"
    if way == "words":
        interview = follow(answered(*shown), asked, "I don't know", intent="stuck")
    else:
        interview = apply(
            made(answered(*shown), asked, START + timedelta(seconds=61)), Pressed(at=START, button="hint")
        )
    assert (decide(interview, 62).kind, decide(interview, 62).criterion) == ("hint", "clarify.omega")


def test_a_harder_question_is_asked_instead_of_a_probe_and_only_while_there_is_time():
    shown = ("clarify.alpha", "clarify.beta", "clarify.gamma")
    assert decide(answered(*shown), 239).kind == "probe"
    assert decide(answered(*shown), 241).kind == "advance"
    probed = follow(answered(), decide(answered()), "That is all of it.", findings=heard(1, *shown).findings)
    assert decide(probed, 70).kind == "advance"


def test_nothing_harder_is_asked_where_no_level_is_above():
    assert decide(answered(*(f"clarify.{s}" for s in (*ALL, "omega")), level="staff")).kind == "advance"


def test_one_probe_is_enough_for_who_has_shown_most_of_a_phase():
    first = answered("clarify.alpha", "clarify.beta")  # 5 of 7 points of weight
    move = decide(first)
    assert (move.kind, move.criterion) == ("probe", "clarify.gamma")
    assert decide(follow(first, move, "Hm.")).kind == "advance"


def test_questions_are_answered_from_the_sheet_only():
    move = decide(answered(intent="question", facts=("fact-3",)))
    assert (move.kind, move.says) == ("answer", "It is 30 units.")
    assert "your call" in decide(answered(intent="question")).says


@pytest.mark.parametrize("intent", ["off_topic", "asks_for_answer", "orders"])
def test_strays_are_redirected_and_never_in_the_same_words(intent: Intent):
    interview = answered(intent=intent)
    said = set()
    for number in range(3):
        move = decide(interview)
        assert move.kind == "redirect"
        assert normalise(move.says) not in said
        said.add(normalise(move.says))
        interview = made(interview, move, START + timedelta(seconds=61))
        turn = 3 + 2 * number
        interview = apply(apply(interview, spoke("again", 62)), heard(turn, intent=intent))
    assert decide(interview).kind == "advance"


def follow(interview: Interview, move: Move, text: str, seconds: float = 62, **kwargs: object) -> Interview:
    """The move is spoken, and the candidate's next message was listened to."""
    interview = apply(made(interview, move, START + timedelta(seconds=seconds - 1)), spoke(text, seconds))
    listened = heard(len(interview.turns) - 1, intent=kwargs.pop("intent", "answer"))  # type: ignore[arg-type]
    return apply(interview, listened.model_copy(update=kwargs))


def test_who_is_stuck_from_the_start_gets_one_nudge_and_the_next_phase():
    interview = answered(intent="stuck")
    first = decide(interview)
    assert first.kind == "hint"
    second = decide(follow(interview, first, "I don't know", intent="stuck"))
    assert (second.kind, second.phase) == ("advance", "frame")


def test_who_has_said_something_and_is_stuck_gets_one_nudge_and_another_question():
    interview = follow(answered("clarify.alpha"), decide(answered("clarify.alpha")), "no idea", intent="stuck")
    first = decide(interview)
    assert (first.kind, first.criterion) == ("hint", "clarify.beta")
    second = decide(follow(interview, first, "I don't know", 70, intent="stuck"), 71)
    assert (second.kind, second.criterion) == ("probe", "clarify.gamma")


def test_the_question_is_said_again_when_that_is_asked_for():
    probe = decide(answered())
    interview = follow(answered(), probe, "Can you repeat that?", intent="asks_again")
    said = set()
    for number in range(3):
        move = decide(interview)
        assert move.kind == "redirect"
        assert move.says.endswith(probe.says)
        assert normalise(move.says) not in said
        said.add(normalise(move.says))
        interview = follow(interview, move, "Once more?", 70 + 2 * number, intent="asks_again")
    assert decide(interview).kind == "redirect"


def test_small_talk_is_led_back_to_the_question_once():
    interview = answered(intent="off_topic")
    first = decide(interview)
    assert first.says.endswith(asked().text)
    second = decide(follow(interview, first, "And the weather?", intent="off_topic"))
    assert second.kind == "redirect"
    assert asked().text not in second.says


def test_what_the_sheet_does_not_cover_is_named_beside_what_it_does():
    listened = {"facts": ("fact-3",), "unanswered": ("which colour", "who is the owner of " + "very " * 20 + "much")}
    move = decide(apply(opened(spoke()), heard(1, intent="question").model_copy(update=listened)))
    assert move.says.startswith("It is 30 units. ")
    assert '"which colour"' in move.says
    assert "your call: state an assumption" in move.says
    assert "much" not in move.says


def test_a_question_is_answered_though_the_time_of_the_phase_is_gone():
    interview = answered(intent="question", facts=("fact-3",))
    late = decide(interview, 301)
    assert late.kind == "answer"
    assert decide(follow(interview, late, "Fine, then this.", 302), 303).kind == "advance"
    again = decide(follow(interview, late, "And how many?", 302, intent="question", facts=("fact-4",)), 303)
    assert (again.kind, again.phase) == ("advance", "frame")
    assert "It is 40 units." in again.lead  # said by code, word for word
    assert again.says.endswith(CASE.phase("frame").question)


def test_a_curveball_is_none_above_the_level_where_there_is_another():
    senior = CASE.criterion("model.twist").model_copy(update={"level": "senior"})
    phases = [
        p.model_copy(update={"criteria": tuple(senior if c.id == senior.id else c for c in p.criteria)})
        for p in CASE.phases
    ]
    case = CASE.model_copy(update={"phases": tuple(phases)})
    for level, expected in (("mid", None), ("senior", "slow")):
        interview = opened(InterviewerSpoke(at=START, text="Model?", move="advance", phase="model"), level=level)
        interview = apply(apply(interview, spoke()), heard(2, *(f"model.{slug}" for slug in ALL)))
        assert next_move(interview, case, START + timedelta(seconds=60)).curveball == expected


def test_time_of_the_phase_gone_means_advance():
    assert decide(answered(), seconds=301).kind == "advance"
    assert decide(answered(), seconds=299).kind == "probe"


def test_time_of_the_interview_gone_means_wrap_up():
    move = decide(answered(), seconds=45 * 60)
    assert (move.kind, move.ends) == ("wrap_up", "time")


def test_saved_time_carries_over():
    assert deadline_s(opened(), CASE, "frame") == 600
    assert deadline_s(opened(minutes=90), CASE, "monitor") == 90 * 60


def test_skip_leaves_the_phase_and_hint_helps():
    skipped = opened(Pressed(at=START, button="skip"))
    assert decide(skipped).kind == "advance"
    helped = opened(Pressed(at=START, button="hint"))
    assert (decide(helped).kind, decide(helped).criterion) == ("hint", "clarify.alpha")


def test_not_our_turn_is_a_bug():
    with pytest.raises(TransitionError):
        decide(opened())
    with pytest.raises(TransitionError):
        decide(opened(spoke()))


def test_a_curveball_is_played_once_in_its_phase():
    for seed in (0, 1):
        interview = opened(seed=seed)
        played = []
        for step in range(60):
            if interview.ended_by:
                break
            phase = interview.phase
            shown = tuple(f"{phase}.{slug}" for slug in ALL)
            interview = apply(apply(interview, spoke("good", step)), heard(len(interview.turns), *shown))
            move = decide(interview, step)
            if move.kind == "curveball":
                played.append((move.phase, move.curveball))
            interview = made(interview, move, START + timedelta(seconds=step))
        assert played == [[("model", "slow")], [("serve", "late")]][seed]
        assert interview.ended_by == "finished"


def test_probe_words_hold_no_vocabulary_of_their_criterion():
    move = decide(answered())
    assert move.criterion
    for term in CASE.criterion(move.criterion).vocabulary:
        assert normalise(term) not in normalise(move.says)


def test_an_opening_with_a_question_asks_only_that():
    move = next_move(opened().__class__(id="i", started=opened().started), CASE, START)
    assert move.kind == "open"
    assert move.says == CASE.opening
    assert asked().move == "open"
