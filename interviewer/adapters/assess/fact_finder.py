"""Finds the facts of the sheet that clarifying questions ask for, and the questions that the sheet does not cover."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from interviewer.adapters.assess.asking import bare, consults
from interviewer.adapters.assess.clarifying import Question, listed_subjects
from interviewer.adapters.assess.fact_sheet import FEATURES, FactSheet, build_sheet, lead
from interviewer.adapters.assess.rarity import Rarity
from interviewer.adapters.assess.usual_questions import load_usual_questions
from interviewer.adapters.knowledge.embedding import Embedder
from interviewer.domain.problem import Case

WEIGHTS = {
    "learnt": 3.55, "lead of learnt": 5.73, "learnt none": -3.23, "answer": 0.63, "lead of answer": 5.49, "words": 2.42,
}  # fmt: skip
"""Log odds per unit of each feature, fitted on the dev problems (`python -m benchmarks.fact_fit`)."""
INTERCEPT = -1.98
FLOOR = 0.5
"""Probability from which a fact is what was asked for."""
STRICTER = 0.3
"""What is added for one of several things that a question lists."""
SURER = 2.7
"""How many times the odds in context a question must have alone, where a word in it may point back."""
CONSULTING = 0.4
"""What is added for a question about how to go about the design."""
WORDS_FLOOR = 0.5
"""Share of a question's rare words from which a fact is what was asked for, where words alone are compared."""
WORDS_MARGIN = 0.5
"""What another fact's lead takes off that share."""


class Asked(NamedTuple):
    """What some questions ask for."""

    facts: tuple[str, ...]
    """Ids, in the order in which they were asked for."""
    open: tuple[str, ...]
    """The questions that no fact answers."""


class FactFinder:
    """Compares questions with what each fact is about.

    Args:
        embedder: embeds questions; None compares words alone.
        examples_embedder: embeds the sheet.
        rarity: word weights.
    """

    def __init__(self, embedder: Embedder | None, examples_embedder: Embedder | None, rarity: Rarity) -> None:
        self._embedder = embedder
        self._remembering = None if embedder is None else examples_embedder
        self._rarity = rarity
        self._sheets: dict[str, FactSheet] = {}

    def find(self, questions: Sequence[Question], case: Case) -> Asked:
        """Tell which facts are asked for.

        Args:
            questions: what was asked, one question each.
            case: whose sheet is read.
        """
        if not questions:
            return Asked((), ())
        sheet = self.sheet(case)
        groups = [[question.text, question.in_context, *listed_subjects(question.text)] for question in questions]
        scores = self._scores([bare(text) for group in groups for text in group], sheet)
        floor = WORDS_FLOOR if self._embedder is None else FLOOR
        found: list[str] = []
        unanswered: list[str] = []
        for question, group in zip(questions, groups, strict=True):
            rows, scores = scores[: len(group)], scores[len(group) :]
            surer = _odds(rows[0]) > SURER * _odds(rows[1])
            alone = surer if question.points_back else rows[0].max() >= floor
            chosen = _chosen(rows[0 if alone else 1], rows[2:], floor + CONSULTING * consults(question.text))
            found += [sheet.facts[index].id for index in chosen]
            unanswered += [question.text] if question.sure and not chosen else []
        return Asked(tuple(dict.fromkeys(found)), tuple(unanswered))

    def sheet(self, case: Case) -> FactSheet:
        """Return the embedded sheet of a case, made at its first use and again if its facts changed."""
        known = self._sheets.get(case.id)
        if known is None or (known.facts, known.left_open) != (case.facts, case.left_open):
            known = self._sheets[case.id] = build_sheet(case, load_usual_questions(), self._remembering, self._rarity)
        return known

    def _scores(self, texts: Sequence[str], sheet: FactSheet) -> np.ndarray:
        """Return (texts, facts): how probably each fact is asked for; without vectors a share of words."""
        if self._embedder is None:
            words = sheet.words(texts, about=True)
            return words + WORDS_MARGIN * np.minimum(0.0, lead(words))
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}  # a question is often its own context
        features = sheet.features(list(places), self._embedder.embed(list(places)))
        logits = features @ np.array([WEIGHTS[name] for name in FEATURES]) + INTERCEPT
        return (1 / (1 + np.exp(-logits)))[[places[text] for text in texts]]


def _odds(row: np.ndarray) -> float:
    best = float(row.max())
    return best / max(1e-9, 1.0 - best)


def _chosen(whole: np.ndarray, parts: np.ndarray, floor: float) -> list[int]:
    """Choose facts for one question: the best of the whole, and of each thing it lists; good ones only."""
    listed = [int(row.argmax()) for row in parts if row.max() >= floor + STRICTER]
    best = [int(whole.argmax())] if whole.max() >= floor else []
    return list(dict.fromkeys([*listed, *best] if len(listed) > 1 else [*best, *listed]))
