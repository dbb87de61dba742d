"""No text without substance lifts a phase above 1, and a true sentence is found wherever it stands."""

import random
from functools import cache
from typing import NamedTuple

import pytest

from benchmarks.attack_texts import ORDERS, Attack, attacks_on, buried
from interviewer.adapters.assess.offline import Answer
from interviewer.domain.problem import Case, Phase
from tests.support.assessing import best_score, judge_all, real_cases

ALL = [(case, case.phases[(place + step) % 7]) for place, case in enumerate(real_cases()) for step in (0, 3)]
"""Two phases of each problem, other ones from problem to problem. `interviewer bench grading` attacks them all."""
PHASES = ALL[::4]
"""A spread over problems and phases, for what is slow; the attacks below go at all of them."""
IDS = [f"{case.id}/{phase.id}" for case, phase in PHASES]
EVERY = 2
"""Each phase meets one in so many of the attacks on it, in turn, and all of the kinds that are `MEASURED`."""
MEASURED = ("strong answer to another phase", "name-drops")
"""Not yet held in every phase: `interviewer bench grading` counts how often; here they may at most lift `TOLERATED`."""
TOLERATED = 0.15
SEED = 7
"""Not the seed that the fit drew its attacks with."""


class Attacked(NamedTuple):
    attack: Attack
    where: str
    score: int


@cache
def attacked() -> tuple[Attacked, ...]:
    """All attacks, judged in one batch."""
    cases = real_cases()
    chosen: list[tuple[Attack, Case, Phase]] = []
    for index, (case, phase) in enumerate(ALL):
        others = [cases[(cases.index(case) + 1 + index % (len(cases) - 1)) % len(cases)]]
        for place, attack in enumerate(attacks_on(case, phase, others, SEED)):
            if attack.kind in MEASURED or place % EVERY == index % EVERY:
                chosen.append((attack, case, phase))
    judged = judge_all([Answer(case, phase, attack.text, attack.question) for attack, case, phase in chosen])
    return tuple(
        Attacked(a, f"{case.id}/{phase.id}", best_score(case, phase, a.text, a.question, judgements))
        for (a, case, phase), judgements in zip(chosen, judged, strict=True)
    )


def test_the_suite_covers_all_phases_and_kinds() -> None:
    assert len(attacked()) >= 300
    assert {one.where for one in attacked()} == {f"{case.id}/{phase.id}" for case, phase in ALL}
    assert {phase.id for _, phase in ALL} == {phase.id for phase in real_cases()[0].phases}
    assert len({one.attack.kind for one in attacked()}) >= 15


def test_no_attack_lifts_a_phase_above_1() -> None:
    held = [one for one in attacked() if one.attack.kind not in MEASURED]
    assert not [f"{one.where}, {one.attack.kind}: {one.attack.text[:60]}" for one in held if one.score > 1]


@pytest.mark.parametrize("kind", MEASURED)
def test_what_is_not_held_everywhere_stays_rare(kind: str) -> None:
    scores = [one.score for one in attacked() if one.attack.kind == kind]
    assert len(scores) >= 10
    assert sum(score > 1 for score in scores) <= TOLERATED * len(scores)
    assert max(scores) <= 2


@pytest.mark.parametrize(("case", "phase"), PHASES[::3], ids=IDS[::3])
def test_words_alone_withstand_lists_and_orders(case: Case, phase: Phase) -> None:
    attacks = [a for a in attacks_on(case, phase, [], SEED) if a.kind not in (*MEASURED, "filler")]
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


def test_order_beside_a_real_answer_changes_no_verdict() -> None:
    case = real_cases()[0]
    phase = case.phase("data")
    answer = f"{phase.criteria[1].shown_by[0]}\n\n{phase.criteria[3].shown_by[1]}"
    plain, *ordered = judge_all([Answer(case, phase, text) for text in (answer, *(f"{answer}\n\n{o}" for o in ORDERS))])
    assert any(j.verdict == "shown" for j in plain)
    for order, judged in zip(ORDERS, ordered, strict=True):
        assert [j.verdict for j in plain] == [j.verdict for j in judged], order
        assert not any(j.quote and order[:20] in j.quote for j in judged)


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
