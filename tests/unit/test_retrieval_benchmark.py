"""The retrieval benchmark's arithmetic, and that it runs on a small folder."""

import json
import math
from pathlib import Path

import pytest

from benchmarks.retrieval import METRICS, Question, load_questions, measure, run, summarise
from interviewer.adapters.knowledge.markdown import load_knowledge
from tests.support.embedding import WordEmbedder
from tests.support.knowledge import write_case

A, B, C = ("a.md", "A"), ("b.md", "B"), ("c.md", "C")
MISSING = ("x.md", "X")


def test_a_perfect_ranking():
    assert measure([A, B, C], Question("q", None, (A,))) == dict.fromkeys(METRICS, 1.0)


def test_a_ranking_that_finds_one_of_two_in_third_place():
    found = measure([B, C, A], Question("q", None, (A, MISSING)))
    assert found["recall@1"] == 0
    assert found["recall@5"] == 0.5
    assert found["mrr"] == pytest.approx(1 / 3)
    assert found["ndcg@10"] == pytest.approx((1 / math.log2(4)) / (1 + 1 / math.log2(3)))


def test_more_sections_than_places_can_all_be_found():
    many = tuple((f"{i}.md", "H") for i in range(7))
    assert measure(many, Question("q", None, many)) == dict.fromkeys(METRICS, 1.0)


def test_what_answers_in_part_is_neither_wanted_nor_wrong():
    assert measure([B, A], Question("q", None, (A,), also=frozenset({B}))) == dict.fromkeys(METRICS, 1.0)
    assert measure([B], Question("q", None, (A,), also=frozenset({B}))) == dict.fromkeys(METRICS, 0.0)


def test_nothing_found():
    assert measure([], Question("q", None, (A,))) == dict.fromkeys(METRICS, 0.0)


def test_intervals_hold_the_mean():
    rows = [{metric: float(i % 4 > 0) for metric in METRICS} for i in range(40)]
    for summary in summarise(rows).values():
        assert summary["low"] < summary["mean"] == 0.75 < summary["high"]


def test_questions_of_a_case_are_in_one_split():
    questions = [Question("q", "tiny", ((f"cases/tiny/{i}.md", "H"),)) for i in range(5)]
    assert len({q.split for q in questions}) == 1
    assert {Question("q", f"case-{i}", (A,)).split for i in range(20)} == {"dev", "test"}


def test_a_run_on_a_small_folder(tmp_path: Path):
    write_case(tmp_path / "knowledge")
    questions = [
        Question(
            "What fits in a bag and breaks in strong wind?", None, (("topics/umbrellas.md", "Folding umbrellas"),)
        ),
        Question("Who owns the calibration?", "tiny", (("cases/tiny/4-model.md", "Model and calibration"),)),
        Question("Gone?", None, (("topics/gone.md", "Gone"),)),
    ]
    out = tmp_path / "out" / "retrieval.json"
    report = run(out, tmp_path / "knowledge", questions, embedder=WordEmbedder())
    assert report["skipped"] == ["Gone?"]
    assert json.loads(out.read_text()) == report
    results = report["results"]
    assert isinstance(results, dict)
    assert sum(len(split) > 0 for split in results.values()) >= 1
    for groups in results.values():
        assert groups["all"]["hybrid"]["recall@5"]["mean"] == 1.0
        assert set(groups["all"]) == {"bm25", "embeddings", "hybrid"}


def test_a_half_that_is_not_asked_for_is_not_looked_at(tmp_path: Path):
    write_case(tmp_path)
    report = run(None, tmp_path, load_questions(), splits=("dev",), embedder=WordEmbedder())
    questions, skipped = report["questions"], report["skipped"]
    assert isinstance(questions, dict)
    assert isinstance(skipped, list)
    assert list(questions) == ["dev"]
    assert questions["dev"] + len(skipped) == sum(q.split == "dev" for q in load_questions())


def test_every_labelled_section_exists():
    folder = Path(__file__).parents[2] / "knowledge"
    existing = {(section.file, section.heading) for section in load_knowledge(folder).sections}
    places = [(q.text, place) for q in load_questions() for place in (*q.relevant, *q.also)]
    assert [found for found in places if found[1] not in existing] == []


def test_no_section_is_labelled_twice_and_questions_differ():
    questions = load_questions()
    assert all(len(set(q.relevant)) == len(q.relevant) for q in questions)
    assert not any(q.also.intersection(q.relevant) for q in questions)
    assert len({(q.text, q.case) for q in questions}) == len(questions)


def test_no_question_is_a_key_of_the_index():
    keys = {entry.text for entry in load_knowledge(Path(__file__).parents[2] / "knowledge").entries}
    assert [q.text for q in load_questions() if q.text in keys] == []
