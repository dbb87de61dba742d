"""The tables that all forms of the report share: facts asked for, questions left open, estimates."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from interviewer.domain.estimates import OFF_BEYOND, RIGHT_WITHIN
from interviewer.domain.problem import Section
from interviewer.domain.rubric import Estimate, Evaluation, OpenQuestion, SheetFact

ESTIMATE_VERDICTS: Mapping[str, str] = MappingProxyType({
    "right": "Right",
    "rough": "Rough",
    "off": f"Off by more than {OFF_BEYOND:g} times",
    "never_used": "Told, and never calculated with",
})  # fmt: skip


class Table(NamedTuple):
    """A table with its heading and the sentence above it; all cells are plain text."""

    title: str
    about: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    """Shares of the page's width."""


def tables(evaluation: Evaluation) -> Iterator[Table]:
    """Yield the tables that have rows, in the order of the report."""
    if evaluation.facts:
        yield _facts(evaluation.facts)
    if evaluation.open_questions:
        yield _open_questions(evaluation.open_questions)
    if evaluation.estimates:
        yield _estimates(evaluation.estimates)


def place(section: Section) -> str:
    """Return where a section stands."""
    return f"{section.file}, {section.heading}"


def _facts(facts: Sequence[SheetFact]) -> Table:
    asked = sum(fact.asked_in is not None for fact in facts)
    rows = [(f.about, "not asked" if f.asked_in is None else f"turn {f.asked_in}") for f in facts]
    return Table(
        "What you asked, and what you could have asked",
        f"You asked for {asked} of the {len(facts)} facts behind this problem.",
        ("About", "Asked for"), rows, (100, 20),
    )  # fmt: skip


def _open_questions(questions: Sequence[OpenQuestion]) -> Table:
    rows = [(str(q.asked_in), q.question, place(q.read) if q.read else "nothing close to it") for q in questions]
    return Table(
        "Questions that were yours to decide",
        "No fact answers these, so you were asked to assume something. This is what the notes say nearest to each.",
        ("Turn", "Your question", "Read"), rows, (10, 60, 60),
    )  # fmt: skip


def _estimates(estimates: Sequence[Estimate]) -> Table:
    rows = [
        (str(e.turn), e.text, e.stated or "none", e.expected, ESTIMATE_VERDICTS.get(e.verdict, e.verdict))
        for e in estimates
    ]
    return Table(
        "Your estimates",
        f"Numbers you worked out, held against what follows from the facts of the problem: within a factor of "
        f"{RIGHT_WITHIN:g} is right, more than {OFF_BEYOND:g} times off is off. They change no score.",
        ("Turn", "As it was said", "Your number", "From the facts", "Verdict"), rows, (10, 42, 18, 42, 18),
    )  # fmt: skip
