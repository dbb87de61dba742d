"""Examples must add something: other words than `expects`, and each answer once."""

from collections.abc import Callable, Iterator, Sequence

from interviewer.adapters.assess.sentences import words_of
from interviewer.adapters.knowledge.frontmatter import Problem
from interviewer.adapters.knowledge.lint.subject import Subject
from interviewer.adapters.knowledge.lint.wording import longest_run
from interviewer.domain.interview import normalise

COPIED_WORDS = 8
"""Words in a row, equal to those of `expects`, that make an example a copy.

Set on 5,100 examples: all but one share at most 6 words in a row, which is a formula or a name, and the one that
shares 8 was a copy.
"""
COPIED_SHARE = 0.5
"""Share of a short `expects` that makes one, if it is more than `COPIED_LEAST` words."""
COPIED_LEAST = 3


def _repeat_expects(subject: Subject) -> Iterator[Problem]:
    for document, i, criterion in subject.criteria():
        expects = words_of(criterion.expects)
        limit = min(COPIED_WORDS, max(COPIED_LEAST + 1, round(len(expects) * COPIED_SHARE)))
        for kind, examples in (("shown_by", criterion.shown_by), ("not_shown_by", criterion.not_shown_by)):
            for j, example in enumerate(examples):
                run, place = longest_run(expects, words_of(example)), ("criteria", i, kind, j)
                if run >= limit:
                    what = f"`{document.place(place)}` repeats `expects` ({run} words in a row), expected other words"
                    yield document.problem(what, *place)


def _twice(subject: Subject) -> Iterator[Problem]:
    """An answer that stands twice in a criterion, or that earns two: then one answer is graded twice.

    What earns one criterion may well stand under `not_shown_by` of its neighbour.
    """
    earning: dict[str, str] = {}
    for document, i, criterion in subject.criteria():
        own: dict[str, str] = {}
        for kind, examples in (("shown_by", criterion.shown_by), ("not_shown_by", criterion.not_shown_by)):
            for j, example in enumerate(examples):
                words, place = normalise(example), ("criteria", i, kind, j)
                here = f"`{document.place(place)}`"
                first = own.get(words) or (earning.get(words) if kind == "shown_by" else None)
                if first:
                    yield document.problem(f"{here} stands twice, also in {first}, expected another answer", *place)
                own.setdefault(words, here)
        earning |= {normalise(example): f"`{criterion.id}`" for example in criterion.shown_by}


EXAMPLE_RULES: Sequence[Callable[[Subject], Iterator[Problem]]] = (_repeat_expects, _twice)
