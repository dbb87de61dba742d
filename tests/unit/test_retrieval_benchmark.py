"""The retrieval benchmark's arithmetic, and that it runs on a small folder."""

import json
import math
from pathlib import Path

import pytest

from benchmarks.retrieval import METRICS, Question, load_questions, measure, run, summarise
from interviewer.adapters.knowledge.markdown import load_knowledge
from tests.support.knowledge import write_case

A, B, C = ("a.md", "A"), ("b.md", "B"), ("c.md", "C")


def test_a_perfect_ranking():
    assert measure([A, B, C], frozenset({A})) == dict.fromkeys(METRICS, 1.0)


def test_a_ranking_that_finds_one_of_two_in_third_place():
    found = measure([B, C, A], frozenset({A, ("x", "X")}))
    assert found["recall@1"] == 0
    assert found["recall@5"] == 0.5
    assert found["mrr"] == pytest.approx(1 / 3)
    assert found["ndcg@10"] == pytest.approx((1 / math.log2(4)) / (1 + 1 / math.log2(3)))


def test_nothing_found():
    assert measure([], frozenset({A})) == dict.fromkeys(METRICS, 0.0)


def test_intervals_hold_the_mean():
    rows = [{metric: float(i % 4 > 0) for metric in METRICS} for i in range(40)]
    for summary in summarise(rows).values():
        assert summary["low"] < summary["mean"] == 0.75 < summary["high"]


def test_questions_of_a_case_are_in_one_split():
    questions = [Question("q", "tiny", frozenset({(f"cases/tiny/{i}.md", "H")})) for i in range(5)]
    assert len({q.split for q in questions}) == 1
    assert {Question("q", f"case-{i}", frozenset({A})).split for i in range(20)} == {"dev", "test"}


def test_a_run_on_a_small_folder(tmp_path: Path):
    write_case(tmp_path / "knowledge")
    questions = [
        Question("What fits in a bag and breaks in strong wind?", None, frozenset({("topics/umbrellas.md", "Folding umbrellas")})),
        Question("Who owns the calibration?", "tiny", frozenset({("cases/tiny/4-model.md", "Model and calibration")})),
        Question("Gone?", None, frozenset({("topics/gone.md", "Gone")})),
    ]  # fmt: skip
    report = run(tmp_path / "out", tmp_path / "knowledge", questions)
    assert report["skipped"] == ["Gone?"]
    assert json.loads((tmp_path / "out" / "retrieval.json").read_text()) == report
    results = report["results"]
    assert isinstance(results, dict)
    assert results["all"]["hybrid"]["recall@5"]["mean"] == 1.0


def test_every_labelled_section_exists():
    folder = Path(__file__).parents[2] / "knowledge"
    existing = {(section.file, section.heading) for section in load_knowledge(folder).sections}
    missing = [place for question in load_questions() for place in question.relevant if place not in existing]
    assert missing == []
