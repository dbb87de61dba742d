"""What words earn that were said in another phase: what they show best, and nothing that something else shows better."""

from collections.abc import Sequence

from interviewer.adapters.assess.early import best_of, outdone
from interviewer.adapters.assess.scorer import CriterionScore
from interviewer.adapters.assess.second_look import Found
from interviewer.adapters.assess.sentences import Span
from interviewer.domain.events import Outcome
from interviewer.domain.problem import Criterion
from tests.support.cases import criterion

MODEL, DATA, SERVE = criterion("model", "alpha"), criterion("data", "beta"), criterion("serve", "gamma")
PHASES = {1: "model", 3: "data"}


def found(probability: float, start: int = 0, turn: int = 1, outcome: Outcome = "shown", told: bool = False) -> Found:
    span = None if outcome == "missing" else Span(start, start + 10, "ten letter")
    return Found(CriterionScore("", probability, outcome, span, False, told=told), turn)


def test_words_earn_early_what_they_show_best() -> None:
    assert outdone([MODEL, SERVE], [found(0.6), found(0.7)], PHASES) == []


def test_words_that_show_their_own_phase_better_earn_nothing_early() -> None:
    assert outdone([MODEL, SERVE], [found(0.9), found(0.7)], PHASES) == [1]


def test_of_two_other_phases_the_better_shown_one_counts() -> None:
    assert outdone([DATA, SERVE], [found(0.7), found(0.9)], PHASES) == [0]


def test_only_the_same_words_are_compared() -> None:
    assert outdone([MODEL, SERVE], [found(0.9, start=10), found(0.7)], PHASES) == []
    assert outdone([MODEL, SERVE], [found(0.9, start=6), found(0.7)], PHASES) == []
    assert outdone([MODEL, SERVE], [found(0.9, start=4), found(0.7)], PHASES) == [1]
    assert outdone([DATA, SERVE], [found(0.9, turn=3), found(0.7)], PHASES) == []


def test_what_was_said_in_its_phase_or_asked_for_is_left_alone() -> None:
    assert outdone([MODEL, SERVE], [found(0.6), found(0.9, outcome="missing")], PHASES) == []
    assert outdone([MODEL, SERVE], [found(0.9), found(0.7, told=True)], PHASES) == []
    assert outdone([DATA, MODEL], [found(0.9, turn=3), found(0.7)], PHASES) == []


def surest(criteria: Sequence[Criterion], some: Sequence[Sequence[Found]]) -> list[Found]:
    silent = found(0.0, outcome="missing")
    return [max((silent, *one), key=lambda f: f.score.probability) for one in some]


def test_instead_of_outdone_words_the_next_best_count() -> None:
    later, here = found(0.6, turn=3), found(0.5, turn=5)
    phases = {**PHASES, 5: "serve"}
    assert best_of([MODEL, SERVE], [[found(0.9)], [found(0.7), later, here]], phases, surest)[1] is later
    rivals = [[found(0.9)], [found(0.8, turn=3)], [found(0.7), later, here]]
    assert best_of([MODEL, DATA, SERVE], rivals, phases, surest)[2] is here


def test_where_nothing_else_was_said_nothing_is_shown() -> None:
    assert best_of([MODEL, SERVE], [[found(0.9)], [found(0.7)]], PHASES, surest)[1].score.outcome == "missing"
