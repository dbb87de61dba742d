"""The report as data: the promised shape, real quotes only, and no grade without a grading."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.adapters.report.json import render_json
from interviewer.domain.report import Report, build_report
from interviewer.domain.rubric import Quote
from tests.support.reports import NOW, PLAIN, grading_of, held, quote_of, sample_report

SHAPE = {
    "": "schema_version interview turns evaluation grading",
    "interview": "id case level mode model started_at minutes ended_by",
    "turns.0": "id role phase move text at criterion",
    "evaluation": "status signal phases communication strengths gaps estimates example_answer",
    "evaluation.phases.0": "phase status score band points possible minutes_used minutes_budget criteria",
    "evaluation.phases.0.criteria.0": "id expects level weight verdict prompted probability quote teaches reason",
    "evaluation.phases.0.criteria.0.quote": "turn start end text",
    "evaluation.phases.0.criteria.0.teaches": "file heading",
    "evaluation.communication": "status score reason",
    "evaluation.gaps.0": "criterion turns teaches practise",
    "evaluation.estimates.0": "turn text stated expected verdict",
    "evaluation.facts.0": "id about asked_in",
    "evaluation.example_answer": "phase text",
    "grading": "mode model runs agreement quotes_rejected prompts measured_accuracy",
}
"""What quality.md promises for schema_version 1; other keys may stand beside it."""


def _at(document: object, path: str) -> object:
    for step in filter(None, path.split(".")):
        document = document[int(step)] if isinstance(document, list) else document[step]  # type: ignore[index]
    return document


@pytest.mark.parametrize("path", SHAPE)
def test_json_has_the_promised_fields(path: str) -> None:
    part = _at(json.loads(render_json(sample_report())), path)
    assert isinstance(part, dict)
    assert set(SHAPE[path].split()) <= set(part)


def test_json_values() -> None:
    document = json.loads(render_json(sample_report(orders=True)))
    assert document["schema_version"] == 1
    assert [turn["id"] for turn in document["turns"]] == list(range(10))
    assert document["turns"][0]["at"] == document["interview"]["started_at"] == "2026-11-02T09:00:00.000Z"
    assert document["turns"][1] | {"text": ""} == {
        "id": 1, "role": "candidate", "phase": "clarify", "move": None, "text": "", "criterion": None,
        "at": "2026-11-02T09:04:10.000Z", "by": None, "fallback": None, "heard_by": ["offline"],
    }  # fmt: skip
    assert document["interview"]["orders_noted"] == 1
    assert document["interview"]["minutes_used"] == 45


def test_json_reads_back() -> None:
    written = render_json(sample_report("emoji 😀\u2028 and \x00", PLAIN))
    assert render_json(Report.model_validate_json(written)) == written


def test_without_a_grading_nothing_is_scored() -> None:
    report = build_report(held(PLAIN), None, NOW)
    assert report.evaluation.status == "not_assessed"
    assert report.evaluation.why
    assert report.evaluation.phases == ()
    assert report.evaluation.signal is None
    assert report.grading.runs == 0
    assert [turn.text for turn in report.turns][1] == PLAIN


def _with_quote(quote: Quote) -> None:
    interview = held(PLAIN, PLAIN)
    graded = grading_of(interview)
    phase = graded.evaluation.phases[0]
    criteria = (phase.criteria[0].model_copy(update={"quote": quote}),)
    phases = (phase.model_copy(update={"criteria": criteria}),)
    evaluation = graded.evaluation.model_copy(update={"phases": phases})
    build_report(interview, graded.model_copy(update={"evaluation": evaluation}), NOW)


@given(st.integers(0, len(PLAIN) - 1), st.integers(1, len(PLAIN)))
def test_every_stretch_of_the_candidates_words_is_a_quote(start: int, length: int) -> None:
    _with_quote(quote_of(held(PLAIN, PLAIN), 3, start, start + length))


@pytest.mark.parametrize(
    "quote",
    [
        Quote(turn=1, start=0, end=5, text="never said"),
        Quote(turn=1, start=1, end=6, text=PLAIN[:5]),
        Quote(turn=0, start=0, end=8, text="Question"),  # the interviewer's words
        Quote(turn=-1, start=0, end=5, text=PLAIN[:5]),
        Quote(turn=40, start=0, end=5, text=PLAIN[:5]),
        Quote(turn=1, start=-len(PLAIN), end=-len(PLAIN) + 5, text=PLAIN[:5]),
        Quote(turn=1, start=4, end=4, text=""),
    ],
)
def test_what_the_candidate_did_not_say_is_no_quote(quote: Quote) -> None:
    with pytest.raises(ValueError, match="quote"):
        _with_quote(quote)


def test_a_strength_needs_a_real_quote_too() -> None:
    document = json.loads(render_json(sample_report()))
    document["evaluation"]["strengths"][0]["quote"]["text"] = "I never said this"
    with pytest.raises(ValueError, match="quote"):
        Report.model_validate(document)


def test_turns_are_numbered_from_zero() -> None:
    document = json.loads(render_json(sample_report()))
    document["turns"][1]["id"] = 7
    with pytest.raises(ValueError, match="index"):
        Report.model_validate(document)
