"""The benchmark of whole interviews: truth against what was assessed, sums, held-out examples, a run from end to end."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import probes
from benchmarks.held_out import split
from benchmarks.probe_summary import render, summarise
from benchmarks.probe_truth import measure
from benchmarks.queue_client import _merged
from interviewer.bootstrap import build
from interviewer.domain.evaluation import evaluate
from interviewer.domain.events import Ended, Event, Graded, Heard
from interviewer.domain.interview import Interview
from interviewer.domain.rubric import Communication, Grading, Verdict
from interviewer.services.candidates.candidate import Said
from tests.support.cases import START, asked, opened, spoke, tiny_case

CASE = tiny_case()


def graded(*events: Event) -> Interview:
    ended = (*events, Ended(at=START, by="candidate"))
    interview = opened(*ended)
    verdicts = {c.id: verdict(c.id) for p in CASE.phases for c in p.criteria}
    communication = Communication(status="not_assessed", score=None, reason="no model")
    evaluation = evaluate(interview, CASE, [verdicts], communication, START)
    grading = Grading(mode="offline", model="offline", runs=1, agreement=None, quotes_rejected=0, prompts={})
    return opened(*ended, Graded(at=START, evaluation=evaluation, grading=grading))


def verdict(criterion_id: str) -> Verdict:
    c = CASE.criterion(criterion_id)
    return Verdict(
        id=c.id, expects=c.expects, level=c.level, weight=c.weight, verdict="missing", teaches=c.teaches, reason="none"
    )  # fmt: skip


def probe(text: str, criterion: str, move: str = "probe") -> Event:
    return asked(text, move=move, criterion=criterion)  # type: ignore[arg-type]


class OneMeaning:
    """Finds the same meaning in everything that speaks of cost."""

    name = "one-meaning"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if "cost" in t.lower() else [0.0, 1.0 / (1 + i)] for i, t in enumerate(texts)])


def test_a_probe_is_judged_by_what_was_said_before_it_not_by_what_was_assessed():
    interview = graded(
        spoke("one"), probe("How is it priced?", "clarify.alpha"),
        spoke("two"), probe("How is it sold?", "clarify.beta"), spoke("three"),
    )  # fmt: skip
    said = [Said("one", frozenset({"clarify.alpha"})), Said("two"), Said("three", frozenset({"clarify.beta"}))]
    figures = measure(interview, said, CASE, None)
    assert figures["aims"]["probe"] == {"missing": 1, "shown": 1}
    assert figures["probes_at_what_was_shown"] == [{"turn": 2, "criterion": "clarify.alpha"}]
    assert figures["shown"] == pytest.approx(5 / 7, abs=1e-4)
    assert figures["earned"] == 0


def test_terms_are_leaked_by_who_says_them_first():
    interview = graded(
        spoke("I know the gammaterm."),
        probe("What of the gammaterm and the alphaterms?", "clarify.gamma"),
        spoke("Hm."),
        probe("And the alphaterm, and betaterm?", "clarify.alpha"),
        spoke("Hm."),
    )
    said = [Said("I know the gammaterm."), Said("Hm.", frozenset({"clarify.beta"})), Said("Hm.")]
    leaks = measure(interview, said, CASE, None)["leaks"]
    assert [(leak["turn"], leak["term"]) for leak in leaks] == [(2, "alphaterm")]


def test_facts_are_compared_with_those_asked_for():
    told = [f.answer for f in CASE.facts]
    events: list[Event] = [
        spoke("Matter 1?"), Heard(at=START, turn=1, by="offline", intent="question", facts=("fact-1", "fact-2")),
        asked(f"{told[1]} {told[2]}", move="answer"),
        spoke("Anything else?"), asked(told[3], move="answer"),
        spoke("No question."), asked(told[4], move="answer"),
        spoke("Logo?"), asked("Your call.", move="answer"), spoke("ok"),
    ]  # fmt: skip
    said = [
        Said("Matter 1?", asks=("fact-1",)),
        Said("Anything else?"),
        Said("No question."),
        Said("Logo?", asks=()),
        Said("ok"),
    ]
    figures = measure(graded(*events), said, CASE, None)
    assert figures["facts"] == {"asked": 1, "told": 1, "unasked": 2, "own_call": 1, "own_call_wrong": 0}
    assert figures["facts_unasked"] == [{"turn": 2, "fact": "fact-2"}, {"turn": 6, "fact": "fact-4"}]


def test_repeats_are_told_by_letter_and_by_meaning():
    interview = graded(
        spoke("a"), probe("What does it cost?", "clarify.alpha"),
        spoke("b"), probe("what does it COST", "clarify.alpha"),
        spoke("c"), probe('You said "b". Which costs are there?', "clarify.beta"),
        spoke("d"), probe("Who uses it?", "clarify.gamma"), spoke("e"),
    )  # fmt: skip
    figures = measure(interview, [Said("x")] * 5, CASE, OneMeaning())
    assert figures["repeats"] == [4]
    assert [near["turn"] for near in figures["near_repeats"]] == [4, 6]


def row(persona: str, earned: float | None, case: str = "tiny") -> dict[str, Any]:
    start: dict[str, Any] = {"case": case, "persona": persona, "seed": 0}
    if earned is None:
        return start | {"failed": "RuntimeError: power cut"}
    said = [Said("one", frozenset({"clarify.alpha"}))]
    figures = measure(graded(spoke("one"), probe("Why?", "clarify.alpha")), said, CASE, None)
    return start | {"refused": 0} | figures | {"earned": earned}


def test_every_pair_counts_ties_and_failures_as_wrong():
    rows = [row("strong", 0.9), row("medium", 0.4), row("thin", 0.4), row("bluffer", None)]
    results = summarise(rows, ("strong", "medium", "thin", "bluffer"))
    assert results["order"]["pairs"] == 6
    assert results["order"]["right"] == pytest.approx(2 / 6, abs=1e-4)
    assert {w["pair"] for w in results["order"]["wrong"]} == {
        "medium > thin", "strong > bluffer", "medium > bluffer", "thin > bluffer",
    }  # fmt: skip
    assert len(results["failed"]) == 1
    assert results["personas"]["bluffer"] == {"interviews": 0}
    assert results["total"]["on_missing"] == 0
    assert "33.3% of 6 pairs" in render(results | {"note": ""})


def test_each_example_is_on_one_side():
    halves = split(CASE, 3)
    for phase in CASE.phases:
        for c in phase.criteria:
            kept, spoken = halves.interviewer.criterion(c.id), halves.candidate.criterion(c.id)
            for field in ("shown_by", "not_shown_by"):
                assert len(getattr(spoken, field)) == 1
                assert sorted((*getattr(kept, field), *getattr(spoken, field))) == sorted(getattr(c, field))
    assert split(CASE, 3) == halves
    assert split(CASE, 4) != halves


def test_changes_of_the_page_are_put_together():
    first = _merged([], [[{"text": "a"}], "x"])
    later = _merged(first, [[["add", [1], {"text": "b"}]], [["replace", [], "y"]]])
    later = _merged(later, [[["append", [1, "text"], "c"], ["delete", [0], None]], []])
    assert later == [[{"text": "bc"}], "y"]


def test_a_small_run_prints_and_writes_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_knowledge: Path
):
    monkeypatch.setenv("INTERVIEWER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("INTERVIEWER_KNOWLEDGE_DIR", str(small_knowledge))
    monkeypatch.setattr(probes, "_rows", lambda jobs: (row for job in jobs for row in probes.hold(job)))
    monkeypatch.setattr(probes, "build", partial(build, embedder=None))  # by words alone, which is quick
    monkeypatch.setattr(probes, "MINUTES", 10)
    out = tmp_path / "probes.json"
    results = probes.run(out, ("ad-click-prediction",), ("stuck", "silent"))
    assert results["failed"] == []
    assert results["count"] == 2
    written = json.loads(out.read_text(encoding="utf-8"))
    assert [r["persona"] for r in written["interviews"]] == ["stuck", "silent"]
    assert written["personas"]["stuck"]["truly_shown"] == 0
    assert written["examples_seen_by_assessor"] is False
