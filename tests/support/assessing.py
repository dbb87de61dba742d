"""The real offline assessor over the real knowledge base, and phase scores of single answers."""

import os
from functools import cache
from pathlib import Path

from interviewer.adapters.assess.entailment import installed_entailment
from interviewer.adapters.assess.listener import OfflineListener
from interviewer.adapters.assess.offline import Answer, OfflineAssessor
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.domain.evidence import check
from interviewer.domain.interview import Turn
from interviewer.domain.problem import LEVELS, Case, Level, Phase
from interviewer.domain.rubric import Judgement
from interviewer.domain.scoring import score_phase
from tests.support.cases import START

VECTORS = "TESTS_VECTORS"
"""Environment variable with the cache of sentence vectors that all workers of a run share, so that each text is embedded once."""
KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@cache
def real_cases() -> tuple[Case, ...]:
    cases = load_knowledge(KNOWLEDGE).cases
    assert cases, "the knowledge base has no case to test on"
    return cases


@cache
def real_model() -> MiniLM:
    return MiniLM()


def content_embedder() -> Embedder:
    """Embeds the knowledge base's own texts, from the cache of the run if there is one."""
    kept = os.environ.get(VECTORS)
    return CachedEmbedder(real_model(), Path(kept)) if kept else real_model()


@cache
def real_assessor(with_vectors: bool = True) -> OfflineAssessor:
    if not with_vectors:
        return OfflineAssessor(None)
    return OfflineAssessor(real_model(), content_embedder(), installed_entailment())


@cache
def real_listener(with_vectors: bool = True) -> OfflineListener:
    assessor = real_assessor(with_vectors)
    embedders = (real_model(), content_embedder()) if with_vectors else (None, None)
    return OfflineListener(*embedders, scorer=assessor.scorer, second=assessor.second)


def best_score(
    case: Case,
    phase: Phase,
    text: str,
    question: str,
    judged: list[Judgement],
    levels: tuple[Level, ...] = LEVELS,
) -> int:
    """Return the highest phase score over some levels, quotes checked as in a report; curveballs were not played."""
    turns = (
        Turn(0, "interviewer", phase.id, question, START),
        Turn(1, "candidate", phase.id, text, START),
    )
    asked = [j.model_copy(update={"turn": 1}) for j in judged if not case.curveball_of(j.criterion)]
    verdicts = [check(j, case.criterion(j.criterion), turns).verdict for j in asked]
    return max(score_phase(verdicts, level).score or 1 for level in levels)


def judge_all(answers: list[Answer], with_vectors: bool = True) -> list[list[Judgement]]:
    return real_assessor(with_vectors).assess_many(answers)
