"""The offline assessor keeps the promises of the Assessor port and of `assess --pairs`."""

import pytest

from interviewer.adapters.assess.offline import Answer, OfflineAssessor
from interviewer.domain.evidence import check_quote
from interviewer.domain.interview import Turn
from tests.support.assessing import judge_all, real_assessor, real_cases
from tests.support.cases import START, tiny_case
from tests.support.embedding import WordEmbedder


def interview(*texts: str, phase: str = "data") -> tuple[Turn, ...]:
    roles = ("interviewer", "candidate")
    return tuple(Turn(i, roles[i % 2], phase, text, START) for i, text in enumerate(texts))


@pytest.mark.parametrize("with_vectors", [True, False])
async def test_one_judgement_a_criterion_with_quotes_that_stand_in_their_turn(with_vectors: bool) -> None:
    case = real_cases()[0]
    phase = case.phase("data")
    turns = interview(
        phase.question, phase.criteria[1].shown_by[1], phase.criteria[3].probes[0], phase.criteria[3].shown_by[0]
    )
    batch = await real_assessor(with_vectors).judge(turns, phase.criteria, case)
    assert [j.criterion for j in batch.judgements] == [c.id for c in phase.criteria]
    assert any(j.verdict == "shown" for j in batch.judgements)
    for judgement in batch.judgements:
        assert judgement.reason.endswith(".")
        assert 0 <= (judgement.probability or 0) <= 1
        if judgement.verdict == "missing":
            assert judgement.quote is None
        else:
            assert judgement.turn in (1, 3)
            assert judgement.quote is not None
            assert judgement.quote in turns[judgement.turn].text
    quoted = [j for j in batch.judgements if j.verdict == "shown"]
    assert any(check_quote(j, turns) for j in quoted)


def test_nothing_said_is_nothing_shown() -> None:
    case = real_cases()[0]
    for text in ("", "   ", "...", "😀😀😀"):
        judged = real_assessor().assess_answer(case, case.phases[0], text)
        assert {j.verdict for j in judged} == {"missing"}


def test_what_repeats_an_example_is_judged_like_it() -> None:
    case = real_cases()[0]
    good = [Answer(case, p, t) for p in case.phases for c in p.criteria for t in c.shown_by]
    poor = [Answer(case, p, t) for p in case.phases for c in p.criteria for t in c.not_shown_by]
    owners = [c.id for p in case.phases for c in p.criteria for _ in c.shown_by]

    def share_shown(answers: list[Answer]) -> float:
        judged = zip(judge_all(answers), owners, strict=False)
        return sum(j.verdict == "shown" for js, owner in judged for j in js if j.criterion == owner) / len(answers)

    assert share_shown(good) >= 0.85
    assert share_shown(poor) <= 0.15


def test_the_same_answer_alone_and_in_a_batch_is_judged_alike() -> None:
    case = real_cases()[0]
    answers = [Answer(case, phase, phase.criteria[0].shown_by[0]) for phase in case.phases]
    together = judge_all(answers)
    for answer, judged in zip(answers, together, strict=True):
        alone = real_assessor().assess_many([answer])[0]
        assert max(abs((a.probability or 0) - (b.probability or 0)) for a, b in zip(alone, judged, strict=True)) < 0.1


def test_an_unknown_embedder_means_words_alone_and_the_name_says_so() -> None:
    assessor = OfflineAssessor(WordEmbedder())
    assert assessor.name == "offline (words only)"
    case = tiny_case()
    judged = assessor.assess_answer(case, case.phases[0], "I would use the alphaterm since it keeps things right.")
    assert len(judged) == len(case.phases[0].criteria)
    assert "auc" in assessor.measured_accuracy()


@pytest.mark.parametrize("with_vectors", [True, False])
def test_pairs_prefer_the_answer_that_covers_the_criterion(with_vectors: bool) -> None:
    question = "What does a semaphore do in an operating system?"
    criterion = "A semaphore is a counter that limits how many threads may enter a critical section."
    answers = {
        "full": "It is an integer counter; threads that want to enter the critical section decrement it, and wait at zero.",
        "vague": "It is an important concept of operating systems.",
        "echo": question,
        "empty": "",
    }
    items = [{"id": k, "criterion": criterion, "answer": a, "question": question} for k, a in answers.items()]
    results = {r["id"]: r for r in real_assessor(with_vectors).assess_pairs(items)}
    p = {key: result["probability"] for key, result in results.items()}
    assert p["full"] > p["vague"] > p["empty"]
    assert p["full"] > p["echo"]
    assert results["empty"]["quote"] is None
    for key, result in results.items():
        if quote := result["quote"]:
            assert answers[key][quote["start"] : quote["end"]] == quote["text"]
