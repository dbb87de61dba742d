"""The shipped knowledge base keeps every rule of its own format."""

from pathlib import Path

import pytest

from interviewer.adapters.knowledge.embedding import MiniLM
from interviewer.adapters.knowledge.lint import check
from interviewer.adapters.knowledge.markdown import ORDER, PHASE_FILES, load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def problems(shared_data: Path) -> list[str]:
    embedder = CachedEmbedder(MiniLM(), shared_data / "embeddings.sqlite")
    return [str(problem) for problem in check(KNOWLEDGE, embedder)]


@pytest.fixture(scope="module")
def loaded():
    return load_knowledge(KNOWLEDGE)


@pytest.mark.parametrize("case_id", ORDER)
def test_case(case_id: str, problems: list[str], loaded):
    assert [p for p in problems if p.startswith(f"cases/{case_id}/")] == []
    assert case_id in [case.id for case in loaded.cases]


@pytest.mark.parametrize("name", PHASE_FILES)
def test_framework(name: str, problems: list[str]):
    assert [p for p in problems if p.startswith(f"framework/{name}")] == []


def test_topics(problems: list[str], loaded):
    assert [p for p in problems if p.startswith("topics/")] == []
    assert len({passage.topic for passage in loaded.passages if passage.topic}) >= 20


def test_nothing_else_is_wrong(problems: list[str]):
    assert [p for p in problems if not p.startswith(("cases/", "framework/", "topics/"))] == []


def test_minutes_add_up_to_a_45_minute_interview(loaded):
    for case in loaded.cases:
        assert sum(phase.minutes for phase in case.phases) == 45


def test_every_section_that_is_cited_can_be_shown(loaded):
    shown = {(section.file, section.heading) for section in loaded.sections}
    for case in loaded.cases:
        for phase in case.phases:
            assert {(c.teaches.file, c.teaches.heading) for c in phase.criteria} <= shown
