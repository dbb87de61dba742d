"""What the interviewer says and the candidate should: vocabulary, expected figures, facts not asked for, the answer."""

from collections.abc import Callable, Iterator, Sequence

from interviewer.adapters.assess.sentences import stem
from interviewer.adapters.knowledge.frontmatter import Problem
from interviewer.adapters.knowledge.lint.figures import Figure, figures
from interviewer.adapters.knowledge.lint.subject import Subject
from interviewer.adapters.knowledge.lint.wording import content_stems, says

TOLD_SHARE = 0.5
"""Share of the words of `expects` that make a probe or hint the answer. Of 2,300 written ones the largest was 0.31."""
_MEASURES = frozenset(
    map(stem, ("", "percent", "second", "minute", "hour", "day", "week", "month", "year", "time", "millisecond"))
)
"""Units of many things: that a figure agrees in one of these is no proof that it is the same figure."""
_SAME_FACT_WORDS = 2
"""Words that two sentences must share, beside the figure, if its unit is a measure."""


def _vocabulary(subject: Subject) -> Iterator[Problem]:
    """Words that signal a criterion of the phase must come from the candidate first, or have stood in the opening."""
    for said in (*subject.questions(), *subject.nudges()):
        for criterion in subject.case.phase(said.phase or "").criteria:
            where = "" if said.criterion in (None, criterion) else " in the same phase"
            for term in criterion.vocabulary:
                if says(said.text, term) and not says(subject.case.opening, term):
                    what = f'says "{term}", which is vocabulary of `{criterion.id}`{where}'
                    yield said.problem(f"{what}, expected other words")


def _expected_figures(subject: Subject) -> Iterator[Problem]:
    """A figure that a criterion expects must not stand in what leads to it."""
    for said in subject.nudges():
        if said.criterion is None or said.at[0] == "curveballs" or subject.case.curveball_of(said.criterion.id):
            continue
        expected = {(figure.value, figure.unit) for figure in figures(said.criterion.expects)}
        for figure in figures(said.text):
            if (figure.value, figure.unit) in expected:
                what = f'says the figure "{figure.words}", which `{said.criterion.id}` expects'
                yield said.problem(f"{what}, expected no figure")


def _facts_told(subject: Subject) -> Iterator[Problem]:
    """Figures of the fact sheet are told to whoever asks, and to nobody else; a curveball may start from one."""
    facts = [(fact, figure) for fact in subject.case.facts for figure in figures(fact.answer)]
    for said in (subject.opening(), *subject.questions(), *subject.nudges()):
        if said.at[0] == "curveballs" or (said.criterion and subject.case.curveball_of(said.criterion.id)):
            continue
        for told in figures(said.text):
            fact = next((fact for fact, figure in facts if _same_figure(told, figure)), None)
            if fact:
                what = f'says the figure "{told.words}", which is told to those who ask for `facts[{fact.id}]`'
                yield said.problem(f"{what}, expected no figure")


def _same_figure(told: Figure, fact: Figure) -> bool:
    if told.value != fact.value or told.unit != fact.unit:
        return False
    shared = content_stems(told.sentence) & content_stems(fact.sentence)
    return told.unit not in _MEASURES or len(_worded(shared)) >= _SAME_FACT_WORDS


def _worded(shared: frozenset[str]) -> set[str]:
    """Leave out figures and measures."""
    return {word for word in shared - _MEASURES if not any(map(str.isdigit, word)) and not list(figures(f"{word} x"))}


def _answer(subject: Subject) -> Iterator[Problem]:
    for said in subject.nudges():
        if said.criterion:
            expected = content_stems(said.criterion.expects)
            told = expected & content_stems(said.text)
            if len(expected) and len(told) >= TOLD_SHARE * len(expected):
                what = f"says {len(told)} of the {len(expected)} words of `expects` of `{said.criterion.id}`"
                yield said.problem(f"{what}, expected a nudge that leaves the answer to the candidate")


LEAK_RULES: Sequence[Callable[[Subject], Iterator[Problem]]] = (
    _vocabulary,
    _expected_figures,
    _facts_told,
    _answer,
)
