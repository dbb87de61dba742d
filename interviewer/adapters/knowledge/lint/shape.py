"""The shape of a case: counts, levels, question marks, curveballs, facts with figures, files that no one reads."""

import re
from collections.abc import Callable, Iterator, Sequence

from interviewer.adapters.knowledge.frontmatter import Document, Problem
from interviewer.adapters.knowledge.lint.subject import Subject
from interviewer.adapters.knowledge.markdown import PHASE_FILES, Folder
from interviewer.domain.interview import normalise
from interviewer.domain.problem import LEVELS

LONGEST_PHRASE = 20
"""Words of one of a fact's `asked_as`."""
CURVEBALL_PHASES = ("model", "serve", "monitor")
_NUMBER = re.compile(
    r"\d|\b(zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twent|thirt|fort|fift|sixt|sevent"
    r"|eight|ninet|hundred|thousand|million|billion|half|third|quarter|tenth|twice|double|daily|nightly|hourly|weekly"
    r"|monthly|yearly)",
    re.IGNORECASE,
)
"""A figure to reckon with; `no`, `one` and `once` are none."""


def stray_files(files: Folder) -> Iterator[Problem]:
    """Yield files that no one reads, and headings that cannot be told apart."""
    for file, document in files.documents.items():
        kind, _, name = file.rpartition("/")
        if kind.startswith("cases/") and name not in ("case.md", *PHASE_FILES):
            yield Problem(file, 1, f"unknown file, expected case.md, {', '.join(PHASE_FILES)}")
        if kind == "framework" and name not in PHASE_FILES:
            yield Problem(file, 1, f"unknown file, expected {', '.join(PHASE_FILES)}")
        seen: set[str] = set()
        for section in files.sections[file]:
            if section.heading in seen:
                yield Problem(file, section.line, f'heading "{section.heading}" stands twice, expected different ones')
            seen.add(section.heading)
        if not document.body.strip():
            yield Problem(file, document.body_line, "there are no notes below the front matter, expected some")


def _levels(subject: Subject) -> Iterator[Problem]:
    for document, phase in subject.phases():
        for level in LEVELS:
            if not any(criterion.level == level for criterion in phase.criteria):
                yield document.problem(f"no criterion of level {level}, expected one or more of each", "criteria")


def _question_marks(subject: Subject) -> Iterator[Problem]:
    for said in (*subject.questions(), *subject.nudges()):
        marks = said.text.count("?")
        if said.at[-1] == "hint":
            if marks and said.criterion:
                what = f"the hint of `{said.criterion.id}` asks, expected a statement"
                yield said.document.problem(what, *said.at)
        elif marks != 1:
            yield said.problem(f"has {marks} question marks, expected one")
    if subject.case.opening.count("?") > 1:
        what = "the opening asks more than one question, expected at most one"
        yield subject.document("case.md").problem(what, "opening")


def _facts(subject: Subject) -> Iterator[Problem]:
    document = subject.document("case.md")
    for i, fact in enumerate(subject.case.facts):
        if not _NUMBER.search(fact.answer):
            place = ("facts", i, "answer")
            yield document.problem(f"`{document.place(place)}` has no number, expected one to reckon with", *place)


def _asked_as(subject: Subject) -> Iterator[Problem]:
    """A way to ask is short, and asks for one fact: two with the same words could not be told apart."""
    document, seen = subject.document("case.md"), dict[str, str]()
    for i, fact in enumerate(subject.case.facts):
        for j, phrase in enumerate(fact.asked_as):
            place = ("facts", i, "asked_as", j)
            if len(phrase.split()) > LONGEST_PHRASE:
                what = f"is longer than {LONGEST_PHRASE} words, expected one short question"
                yield document.problem(f"`{document.place(place)}` {what}", *place)
            if normalise(phrase) in seen:
                what = f"asks in the same words as `{seen[normalise(phrase)]}`, expected every way to ask once"
                yield document.problem(f"`{document.place(place)}` {what}", *place)
            seen.setdefault(normalise(phrase), fact.id)


def _curveballs(subject: Subject) -> Iterator[Problem]:
    document = subject.document("case.md")
    for i, curveball in enumerate(subject.case.curveballs):
        if curveball.phase not in CURVEBALL_PHASES:
            what = f"a curveball in `{curveball.phase}` is never played, expected {', '.join(CURVEBALL_PHASES)}"
            yield document.problem(what, "curveballs", i, "phase")


def _repeats(subject: Subject) -> Iterator[Problem]:
    """Two questions in the same words: the interviewer would ask only one of them."""
    spoken: dict[str, str] = {}

    def once(document: Document, text: str, *place: str | int) -> Iterator[Problem]:
        words, here = normalise(text), f"{document.file}, {document.place(place)}"
        if words in spoken:
            yield document.problem(f"the same words as in {spoken[words]}, expected every question once", *place)
        spoken.setdefault(words, here)

    for said in (*subject.questions(), *subject.nudges()):
        yield from once(said.document, said.text, *said.at)


SHAPE_RULES: Sequence[Callable[[Subject], Iterator[Problem]]] = (
    _levels,
    _question_marks,
    _facts,
    _asked_as,
    _curveballs,
    _repeats,
)
