"""The cross-encoder: what it reads, that its figures depend on one pair alone, and that nothing breaks without it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.entailment.pairs import part_a
from interviewer.adapters.assess import entailment
from interviewer.adapters.assess.entailment import Entailment, Statement, claim_of, installed_entailment
from interviewer.adapters.assess.excerpt import excerpt
from interviewer.adapters.assess.pairs import Pair, PairAssessor
from interviewer.adapters.assess.prepared import prepare
from interviewer.adapters.assess.rarity import load_rarity
from interviewer.domain.errors import KnowledgeError
from tests.support.assessing import real_model

RAIN = Statement("Streets get wet when it rains.", "After the rain all roads were wet.")
BREAD = Statement("Streets get wet when it rains.", "She baked bread with rye flour and shared it with us all.")


class Scripted:
    """Implements `Entails` with one figure for everything, and keeps what it was asked."""

    def __init__(self, logit: float) -> None:
        self.logit = logit
        self.asked: list[Statement] = []

    def logits(self, statements: Sequence[Statement]) -> np.ndarray:
        self.asked += statements
        return np.full(len(statements), self.logit)


def test_what_is_said_is_more_likely_than_what_is_not() -> None:
    said, unsaid = Entailment().logits([RAIN, BREAD])
    assert said > unsaid + 1


def test_a_pair_has_the_same_figure_alone_in_a_batch_and_in_any_number_of_threads() -> None:
    long = Statement("Caches fill up.", "The cache fills up after a while, so we evict the oldest entries. " * 8)
    together = Entailment(threads=2).logits([RAIN, long, BREAD, RAIN])
    alone = [float(Entailment(threads=1).logits([one])[0]) for one in (RAIN, long, BREAD, RAIN)]
    assert together.tolist() == alone


def test_the_claim_is_the_end_of_the_question_and_the_criterion() -> None:
    asked = "Look at the diagram. What happens to the other bulbs?"
    assert claim_of("They stay lit.", asked) == "What happens to the other bulbs? They stay lit."
    assert claim_of("They stay\nlit.", None) == "They stay lit."


def test_an_excerpt_keeps_the_sentences_that_come_near_in_their_order() -> None:
    filler = "We talked about the garden and had lunch near the old bridge on a rainy morning in June. "
    text = f"{filler}Negatives are downsampled. {filler}The probability is then calibrated again. {filler}{filler}"
    criterion, answer = prepare(["Downsample negatives and calibrate the probability again.", text], None)
    kept = excerpt(criterion, answer, load_rarity())
    assert kept.index("downsampled") < kept.index("calibrated")
    assert len(kept) < len(text) / 2


def test_without_the_file_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(entailment, "FILE", tmp_path / "gone.onnx")
    assert installed_entailment() is None


def test_a_broken_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "entailment.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(KnowledgeError, match=r"entailment\.onnx cannot be read: reinstall"):
        Entailment(broken).logits([RAIN])


def test_pairs_are_judged_a_second_time_where_there_is_an_encoder() -> None:
    pair = Pair("The learning rate decays.", "We let the learning rate decay over time.", "How do you train?")
    sure, unsure = Scripted(4.0), Scripted(-4.0)
    high, low = (PairAssessor(real_model(), entails=said).probabilities([pair])[0] for said in (sure, unsure))
    without = PairAssessor(real_model()).probabilities([pair])[0]
    assert high > low
    assert without not in (high, low)
    assert sure.asked == [Statement("How do you train? The learning rate decays.", pair.answer)]


def test_two_fifths_of_the_questions_are_kept_from_the_encoder() -> None:
    questions = [f"q{i}" for i in range(20)] * 2
    seen = part_a(questions, "set")
    assert len(seen) == 12
    assert seen == part_a(questions[::-1], "set")
    assert seen != part_a(questions, "other set")
