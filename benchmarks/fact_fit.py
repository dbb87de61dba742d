"""Fits the weights of the fact finder on the dev problems: messages with one question, and the sheets' own phrasings.

`python -m benchmarks.fact_fit` prints them; they stand in `interviewer/adapters/assess/fact_finder.py`. A tenth
of the phrases is looked for with the others. Nothing of a test problem is read.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.facts import INTENTS, ROOT, TEST, load_askings
from interviewer.adapters.assess.asking import bare
from interviewer.adapters.assess.clarifying import asked_in
from interviewer.adapters.assess.fact_finder import FLOOR
from interviewer.adapters.assess.fact_sheet import FEATURES, FactSheet, build_sheet
from interviewer.adapters.assess.rarity import load_rarity
from interviewer.adapters.assess.sentences import split_sentences
from interviewer.adapters.assess.usual_questions import UsualQuestions, load_usual_questions
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.domain.problem import Case
from interviewer.settings import load_settings

STRENGTH = 10.0
"""Inverse of the penalty on large weights."""

FOLDS = 10

COUNTS = {"phrase": 1.0, "none": 0.5, "message": 2.0}
"""How much a row counts, by source."""


class Row(NamedTuple):
    """One question with its features for every fact, and which facts it asks for."""

    case: str
    text: str
    source: str
    """`phrase`, `none` or `message`."""
    features: np.ndarray
    wanted: np.ndarray


def rows(embedder: Embedder) -> list[Row]:
    """Return everything that is fitted on."""
    cases = [case for case in load_knowledge(ROOT / "knowledge").cases if case.id not in TEST]
    return [row for case in cases for row in _rows_of(case, embedder)]


def _rows_of(case: Case, embedder: Embedder) -> Iterator[Row]:
    def some(sheet: FactSheet, source: str, asked: Sequence[tuple[str, frozenset[str]]]) -> Iterator[Row]:
        questions = [bare(text) for text, _ in asked]
        for (text, facts), features in zip(asked, sheet.features(questions, embedder.embed(questions)), strict=True):
            yield Row(case.id, text, source, features, np.array([fact.id in facts for fact in case.facts]))

    usual, rarity = load_usual_questions(), load_rarity()
    for fold in range(FOLDS):
        phrases = [(p, frozenset({f.id})) for f in case.facts for p in f.asked_as if _fold(p) == fold]
        nones = [(text, frozenset[str]()) for text in (*usual.none, *case.left_open) if _fold(text) == fold]
        sheet = build_sheet(_without(case, fold), _usual_without(usual, fold), embedder, rarity)
        yield from some(sheet, "phrase", phrases)
        yield from some(sheet, "none", nones)
    messages: list[tuple[str, frozenset[str]]] = []
    for asking in load_askings():
        if asking.case == case.id and len(asking.facts) <= 1 and asking.kind not in INTENTS:
            pieces = [q for _, some in asked_in(split_sentences(asking.text), True) for q in some]
            messages += [(pieces[0].in_context, asking.facts)] if len(pieces) == 1 else []
    yield from some(build_sheet(case, usual, embedder, rarity), "message", messages)


def _fold(text: str) -> int:
    return crc32(text.encode()) % FOLDS


def _without(case: Case, fold: int) -> Case:
    facts = [f.model_copy(update={"asked_as": tuple(p for p in f.asked_as if _fold(p) != fold)}) for f in case.facts]
    left_open = tuple(text for text in case.left_open if _fold(text) != fold)
    return case.model_copy(update={"facts": tuple(facts), "left_open": left_open})


def _usual_without(usual: UsualQuestions, fold: int) -> UsualQuestions:
    return UsualQuestions(
        tuple((ids, text) for ids, text in usual.facts if _fold(text) != fold),
        tuple(text for text in usual.none if _fold(text) != fold),
    )


def fit(some: list[Row]) -> LogisticRegression:
    """Fit weights; messages count twice."""
    x = np.vstack([row.features for row in some])
    y = np.concatenate([row.wanted for row in some])
    weight = np.concatenate([np.full(len(row.wanted), COUNTS[row.source]) for row in some])
    return LogisticRegression(C=STRENGTH, max_iter=5000).fit(x, y, sample_weight=weight)


def main() -> None:
    """Print the weights, and how often they are right for problems that they were not fitted on."""
    embedder = CachedEmbedder(MiniLM(), load_settings().data_dir / "embeddings.sqlite")
    some = rows(embedder)
    right: dict[str, list[bool]] = {}
    for case in sorted({row.case for row in some}):
        model = fit([row for row in some if row.case != case])
        for row in (row for row in some if row.case == case):
            p = model.predict_proba(row.features)[:, 1]
            told = p.max() >= FLOOR
            right.setdefault(row.source, []).append(bool(row.wanted[p.argmax()]) if told else not row.wanted.any())
    print({source: (round(float(np.mean(hits)), 3), len(hits)) for source, hits in right.items()})
    model = fit(some)
    print({name: round(float(w), 2) for name, w in zip(FEATURES, model.coef_[0], strict=True)}, model.intercept_)


if __name__ == "__main__":
    main()
