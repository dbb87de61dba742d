"""No text without substance lifts a phase above 1, and a true sentence is found wherever it stands."""

import random

import pytest

from benchmarks.attack_texts import ORDERS, attacks_on, buried
from interviewer.adapters.assess.offline import Answer
from interviewer.domain.problem import Case, Phase
from tests.support.assessing import best_score, judge_all, real_cases

ALL = [(case, phase) for case in real_cases() for phase in case.phases]
PHASES = ALL[:: max(1, len(ALL) // 14)]
"""A spread over problems and phases; `interviewer bench grading` attacks all of them."""
IDS = [f"{case.id}/{phase.id}" for case, phase in PHASES]
MEASURED = ("strong answer to another phase", "name-drops")
"""Not yet held in every phase: `interviewer bench grading` counts how often."""
SEED = 7
"""Not the seed that the fit drew its attacks with."""


@pytest.mark.parametrize(("case", "phase"), PHASES, ids=IDS)
def test_no_attack_lifts_a_phase_above_1(case: Case, phase: Phase) -> None:
    others = [other for other in real_cases() if other.id != case.id][:2]
    attacks = [a for a in attacks_on(case, phase, others, SEED) if a.kind not in MEASURED]
    judged = judge_all([Answer(case, phase, a.text, a.question) for a in attacks])
    lifted = {
        f"{a.kind}: {a.text[:60]}": score
        for a, judgements in zip(attacks, judged, strict=True)
        if (score := best_score(case, phase, a.text, a.question, judgements)) > 1
    }
    assert not lifted


@pytest.mark.parametrize(("case", "phase"), PHASES[::3], ids=IDS[::3])
def test_words_alone_withstand_lists_and_orders(case: Case, phase: Phase) -> None:
    attacks = [a for a in attacks_on(case, phase, [], SEED) if a.kind not in MEASURED]
    judged = judge_all([Answer(case, phase, a.text, a.question) for a in attacks], with_vectors=False)
    for attack, judgements in zip(attacks, judged, strict=True):
        assert best_score(case, phase, attack.text, attack.question, judgements) == 1, attack.kind


@pytest.mark.parametrize(("case", "phase"), PHASES[::3], ids=IDS[::3])
def test_true_sentence_in_20000_characters_of_filler_counts_and_filler_does_not(case: Case, phase: Phase) -> None:
    chance = random.Random(SEED)
    criterion = phase.criteria[0]
    text = buried(criterion.shown_by[0], 20_000, chance)
    judged = judge_all([Answer(case, phase, text)])[0]
    found = next(j for j in judged if j.criterion == criterion.id)
    assert found.verdict in ("shown", "partial")
    assert found.quote is not None
    assert found.quote in text
    assert set(found.quote.split()) & set(criterion.shown_by[0].split())
    assert sum(j.verdict == "shown" for j in judged) <= 1 + len(judged) // 3


@pytest.mark.parametrize("order", ORDERS)
def test_order_beside_a_real_answer_changes_no_verdict(order: str) -> None:
    case = real_cases()[0]
    phase = case.phase("data")
    answer = f"{phase.criteria[1].shown_by[0]}\n\n{phase.criteria[3].shown_by[1]}"
    plain, ordered = judge_all([Answer(case, phase, answer), Answer(case, phase, f"{answer}\n\n{order}")])
    assert [j.verdict for j in plain] == [j.verdict for j in ordered]
    assert any(j.verdict == "shown" for j in plain)
    assert not any(j.quote and order[:20] in j.quote for j in ordered)


def test_strong_example_answers_still_score_well() -> None:
    """The guards must not be won by refusing everything."""
    with_example = [(case, phase) for case, phase in PHASES if phase.example_answer]
    judged = judge_all([Answer(case, phase, phase.example_answer or "") for case, phase in with_example])
    scores = [
        best_score(case, phase, phase.example_answer or "", phase.question, judgements)
        for (case, phase), judgements in zip(with_example, judged, strict=True)
    ]
    assert sum(score >= 3 for score in scores) >= 0.8 * len(scores)
    assert min(scores) >= 2
