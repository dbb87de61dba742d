"""The second look: what the encoder adds to the first, what it may not undo, and which words are quoted."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.adapters.assess.calibration import Linear, Thresholds
from interviewer.adapters.assess.entailment import Statement
from interviewer.adapters.assess.scorer import CriterionScore
from interviewer.adapters.assess.second_look import FEATURES, READ, Found, SecondLook, SecondModel
from interviewer.adapters.assess.seen import Near
from interviewer.adapters.assess.sentences import Span
from interviewer.domain.events import Outcome
from tests.support.cases import criterion

CRITERION = criterion("data", "alpha")
WEIGHTS = {"judged": 0.5, "entailed": 1.0}
MODEL = SecondModel(
    Linear(FEATURES, np.zeros(5), np.ones(5), np.array([WEIGHTS.get(name, 0.0) for name in FEATURES]), 0.0),
    Thresholds(partial=0.4, shown=0.6),
    {},
)


class Scripted:
    """Says log odds by the text, and remembers what it read."""

    def __init__(self, logits: dict[str, float]) -> None:
        self._logits = logits
        self.read: list[Statement] = []

    def logits(self, statements: Sequence[Statement]) -> np.ndarray:
        self.read += statements
        return np.array([self._logits[s.text] for s in statements])


def found(
    *texts: str, logit: float = 0.0, outcome: Outcome = "partial", told: bool = False, turn: int = 1, near: float = 0.0
) -> Found:
    spans = [Span(0, len(text), text) for text in texts]
    nearest = tuple(Near(near - i, span) for i, span in enumerate(spans))
    first = spans[0] if spans else None
    return Found(CriterionScore(CRITERION.id, 0.5, outcome, first, False, logit, 1, told, nearest), turn)


def revised(entails: Scripted, *some: Found) -> Found:
    return SecondLook(entails, MODEL).revise([CRITERION], [some])[0]


@pytest.mark.parametrize(("logit", "outcome"), [(3.0, "shown"), (0.0, "partial"), (-3.0, "missing")])
def test_the_encoder_moves_the_verdict(logit: float, outcome: str):
    assert revised(Scripted({"a": logit}), found("a")).score.outcome == outcome


def test_the_words_that_the_encoder_is_sure_of_are_quoted_with_their_turn():
    one, other = found("a long piece of it", "short", turn=1), found("elsewhere", turn=5)
    best = revised(Scripted({"a long piece of it": -1.0, "short": -1.0, "elsewhere": 4.0}), one, other)
    assert (best.score.span, best.turn) == (Span(0, 9, "elsewhere"), 5)
    best = revised(Scripted({"a long piece of it": 4.0, "short": 3.5, "elsewhere": -1.0}), one, other)
    assert (best.score.span, best.turn) == (Span(0, 5, "short"), 1)


def test_only_the_nearest_pieces_are_read():
    entails = Scripted({str(i): 0.0 for i in range(9)})
    revised(entails, found("0", "1", "2", near=1.0), found("3", "4", "5", near=3.0), found("6", "7", "8", near=2.5))
    assert [s.text for s in entails.read] == ["3", "6", "4"]
    assert len(entails.read) == READ


def test_what_comes_near_in_no_words_earns_nothing():
    best = revised(Scripted({"a": 9.0}), found("a", logit=-12.0, outcome="missing"))
    assert best.score.outcome == "missing"
    assert best.score.probability < MODEL.thresholds.partial


def test_a_claim_of_the_opposite_stands_unless_the_encoder_is_sure_of_the_claim_itself():
    assert revised(Scripted({"a": 0.0}), found("a", outcome="wrong")).score.outcome == "wrong"
    assert revised(Scripted({"a": 5.0}), found("a", outcome="wrong")).score.outcome == "shown"


def test_a_fact_that_was_told_was_asked_for():
    kept = revised(Scripted({"a": -9.0}), found("a", told=True))
    assert kept.score.outcome == "partial"
    lifted = revised(Scripted({"question": 0.0, "longer piece": 9.0}), found("question", "longer piece", told=True))
    assert lifted.score.outcome == "shown"
    assert lifted.score.span
    assert lifted.score.span.text == "question"


def test_silence_stays_silence():
    silent = found(outcome="missing")
    assert revised(Scripted({}), silent) == silent


@given(st.floats(-8, 8), st.floats(-8, 8), st.floats(0, 4))
def test_more_certainty_never_lowers_the_probability(logit: float, entailed: float, more: float):
    less = revised(Scripted({"a": entailed}), found("a", logit=logit)).score.probability
    assert revised(Scripted({"a": entailed + more}), found("a", logit=logit)).score.probability >= less


def test_what_the_encoder_reads_of_one_turn_does_not_carry_another() -> None:
    doubted, silent = found("doubted", turn=3), found("sure", logit=-12.0, outcome="missing", turn=7)
    best = revised(Scripted({"doubted": -3.0, "sure": 3.0}), doubted, silent)
    assert best.score.outcome == "missing"
