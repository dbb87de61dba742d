"""The offline assessor keeps the promises of the Assessor port and of `assess --pairs`."""

import json

import pytest

from interviewer.adapters.assess.offline import Answer, OfflineAssessor
from interviewer.domain.evidence import check_quote
from interviewer.domain.interview import Turn
from interviewer.domain.problem import Case
from tests.support.assessing import KNOWLEDGE, judge_all, real_assessor, real_cases
from tests.support.cases import START, tiny_case
from tests.support.embedding import WordEmbedder

ANSWERS = KNOWLEDGE.parent / "benchmarks" / "answers.jsonl"


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
    criteria = [(p, c) for p in case.phases for c in p.criteria]
    good = [(Answer(case, p, text), c.id) for p, c in criteria for text in c.shown_by[::8]]
    poor = [(Answer(case, p, text), c.id) for p, c in criteria for text in c.not_shown_by[::8]]

    def share_shown(examples: list[tuple[Answer, str]]) -> float:
        judged = zip(judge_all([answer for answer, _ in examples]), examples, strict=True)
        return sum(j.verdict == "shown" for js, (_, owner) in judged for j in js if j.criterion == owner) / len(
            examples
        )

    assert share_shown(good) >= 0.85
    assert share_shown(poor) <= 0.1


def shown(text: str, phase: str, case: Case) -> set[str]:
    """Return the criteria of all phases that an answer earns when it is given in `phase`."""
    criteria = [c for one in case.phases for c in one.criteria if not case.curveball_of(c.id)]
    turns = interview(case.phase(phase).question, text, phase=phase)
    return {j.criterion for j in real_assessor().judge_now(turns, criteria, case) if j.verdict == "shown"}


def test_a_good_answer_earns_in_another_phase_most_of_what_it_earns_in_its_own() -> None:
    case = real_cases()[0]
    answers = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    there = early = besides = 0
    for answer in (a for a in answers if (a["case"], a["phase"], a["kind"]) == (case.id, "evaluate", "strong")):
        at_home, in_model = (shown(answer["answer"], phase, case) for phase in ("evaluate", "model"))
        own = {criterion for criterion in at_home if criterion.startswith("evaluate.")}
        there, early, besides = there + len(own), early + len(own & in_model), besides + len(in_model - at_home)
    assert early >= 0.85 * there
    assert besides <= 0.15 * there


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


def ad_clicks():
    return next(case for case in real_cases() if case.id == "ad-click-prediction")


def told(question: str, *facts: str) -> tuple[Turn, ...]:
    """An interview whose candidate asked, was told some facts, and later spoke of something else."""
    case = ad_clicks()
    later = "I keep every click and one non-click in twenty, since training on 4 billion rows a day is too dear."
    return (
        Turn(0, "interviewer", "clarify", case.opening, START, "open"),
        Turn(1, "candidate", "clarify", question, START),
        Turn(2, "interviewer", "clarify", " ".join(case.fact(f).answer for f in facts) or "Go on.", START, "answer"),
        Turn(3, "candidate", "clarify", "Fine, let us go on.", START),
        Turn(4, "interviewer", "data", case.phase("data").question, START, "advance"),
        Turn(5, "candidate", "data", later, START),
    )


def test_each_question_of_a_compound_sentence_earns_by_itself() -> None:
    case = ad_clicks()
    question = "How many daily users do we have, what is the latency budget, and how late do clicks arrive?"
    turns = told(question, "scale", "latency", "labels")
    judged = {j.criterion: j for j in real_assessor().judge_now(turns, case.phase("clarify").criteria, case)}
    for criterion, words in (("clarify.traffic", "daily users"), ("clarify.latency", "latency budget")):
        quote = check_quote(judged[criterion], turns)
        assert judged[criterion].verdict in ("shown", "partial"), criterion
        assert quote
        assert quote.turn == 1
        assert words in quote.text
        assert len(quote.text) < len(question) / 2
    assert judged["clarify.business-goal"].verdict == "missing"
    assert judged["clarify.latency"].verdict == "shown"


def test_a_fact_told_in_reply_is_evidence_that_it_was_asked_for() -> None:
    case = ad_clicks()
    criteria = [case.criterion("clarify.data-owned")]
    question = "Are there legal or privacy constraints?"
    (without,) = real_assessor().judge_now(told(question), criteria, case)
    (with_fact,) = real_assessor().judge_now(told(question, "privacy"), criteria, case)
    assert (with_fact.probability or 0) > (without.probability or 0)
    assert with_fact.verdict in ("shown", "partial")
    assert with_fact.quote == question


def test_a_curveballs_criterion_is_earned_only_after_it_was_played() -> None:
    case = ad_clicks()
    ball = case.curveballs[0]
    criterion = case.criterion(ball.criterion)
    answer = criterion.shown_by[0]
    before = (
        Turn(0, "interviewer", ball.phase, case.phase(ball.phase).question, START, "advance"),
        Turn(1, "candidate", ball.phase, answer, START),
        Turn(2, "interviewer", ball.phase, ball.says, START, "curveball", criterion.id, ball.id),
    )
    (early,) = real_assessor().judge_now(
        (*before, Turn(3, "candidate", ball.phase, "I do not know what to say to that.", START)), [criterion], case
    )
    (late,) = real_assessor().judge_now((*before, Turn(3, "candidate", ball.phase, answer, START)), [criterion], case)
    assert early.verdict == "missing"
    assert (late.verdict, late.turn) == ("shown", 3)


def test_the_shortest_words_that_carry_a_criterion_are_quoted() -> None:
    case = ad_clicks()
    phase = case.phase("data")
    criterion = next(c for c in phase.criteria if c.id == "data.negatives")
    good = criterion.shown_by[0]
    text = f"Let me think about the rows first. {good} That is all I have on this for now."
    judged = real_assessor().assess_answer(case, phase, text)
    quote = next(j.quote for j in judged if j.criterion == criterion.id)
    assert quote
    assert quote in good


def test_notes_earn_what_they_say() -> None:
    rows = [json.loads(line) for line in (KNOWLEDGE.parent / "benchmarks/notes.jsonl").read_text().splitlines()]
    row = next(row for row in rows if row["id"] == "ad-click-prediction.evaluate.note")
    case = ad_clicks()
    judged = {j.criterion: j for j in real_assessor().assess_answer(case, case.phase("evaluate"), row["answer"])}
    assert judged["evaluate.time-split"].verdict == "shown"
    assert "split by time" in (judged["evaluate.time-split"].quote or "")
    assert judged["evaluate.ab-test"].verdict in ("shown", "partial")
