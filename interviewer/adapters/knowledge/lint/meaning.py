"""What only the embedding sees: two criteria that are one, and a probe that says the answer in other words."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from interviewer.adapters.knowledge.frontmatter import Problem
from interviewer.adapters.knowledge.lint.subject import Subject

if TYPE_CHECKING:
    from interviewer.adapters.knowledge.embedding import Embedder, Vectors

SAME_CRITERION = 0.72
"""Cosine of two `expects` from which they are one criterion.

None of the 14,300 pairs in 16 problems reaches it (the nearest has 0.71: a vector's size, and the memory that it
takes). Put into other syntax, every criterion is found; written anew by hand in other words, 8 of 22: a criterion that
shares no words with its twin is left to the reader.
"""
SAME_ANSWER = 0.68
"""Cosine of a probe or hint with `expects` from which it says the answer.

Of 2,300 probes and hints one reached it, which told what biases the labels and asked whether they are biased; the next
ones (0.62) name the subject and not the answer. A question made of `expects` itself has 0.75 or more.
"""


def compare_meanings(subjects: Sequence[Subject], embedder: "Embedder") -> Iterator[Problem]:
    """Yield criteria of one case that mean the same, and probes and hints that mean what their criterion expects."""
    texts = [text for subject in subjects for text in _texts(subject)]
    vectors = embedder.embed(texts) if texts else None
    if vectors is not None:
        known = dict(zip(texts, vectors, strict=True))
        for subject in subjects:
            yield from _same_criteria(subject, known)
            yield from _told_answers(subject, known)


def _texts(subject: Subject) -> Iterator[str]:
    yield from (criterion.expects for _, _, criterion in subject.criteria())
    yield from (said.text for said in subject.nudges())


def _same_criteria(subject: Subject, known: "dict[str, Vectors]") -> Iterator[Problem]:
    entries = list(subject.criteria())
    for n, (document, i, criterion) in enumerate(entries):
        for _, _, earlier in entries[:n]:
            likeness = float(known[criterion.expects] @ known[earlier.expects])
            if likeness >= SAME_CRITERION:
                what = f"`{criterion.id}` expects the same as `{earlier.id}` (likeness {likeness:.2f})"
                yield document.problem(f"{what}, expected criteria that differ", "criteria", i, "expects")


def _told_answers(subject: Subject, known: "dict[str, Vectors]") -> Iterator[Problem]:
    for said in subject.nudges():
        if said.criterion and said.at[0] != "curveballs":
            likeness = float(known[said.text] @ known[said.criterion.expects])
            if likeness >= SAME_ANSWER:
                what = f"says what `{said.criterion.id}` expects (likeness {likeness:.2f})"
                yield said.problem(f"{what}, expected a nudge that leaves the answer to the candidate")
