"""The real offline assessor over the real knowledge base, and phase scores of single answers."""

import atexit
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from interviewer.adapters.assess.entailment import installed_entailment
from interviewer.adapters.assess.offline import Answer, OfflineAssessor
from interviewer.adapters.knowledge.embedding import MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.domain.evidence import check
from interviewer.domain.interview import Turn
from interviewer.domain.problem import LEVELS, Case, Level, Phase
from interviewer.domain.rubric import Judgement
from interviewer.domain.scoring import score_phase
from tests.support.cases import START

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@cache
def real_cases() -> tuple[Case, ...]:
    cases = load_knowledge(KNOWLEDGE).cases
    assert cases, "the knowledge base has no case to test on"
    return cases


@cache
def real_model() -> MiniLM:
    return MiniLM()


@cache
def real_assessor(with_vectors: bool = True) -> OfflineAssessor:
    if not with_vectors:
        return OfflineAssessor(None)
    # The phases of a case share their examples: each is embedded once.
    file = Path(mkdtemp(prefix="interviewer-vectors-")) / "vectors.sqlite3"
    atexit.register(rmtree, file.parent, ignore_errors=True)
    return OfflineAssessor(real_model(), CachedEmbedder(real_model(), file), installed_entailment())


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
