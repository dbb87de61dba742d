"""What a knowledge folder must keep beyond what loading needs: every rule of the format, with file, line and mend.

A case that loads but breaks a rule here can be played; `interviewer check` names it all the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from interviewer.adapters.knowledge.cases import EXAMPLE_HEADING
from interviewer.adapters.knowledge.diagrams import check_diagrams, diagrams, without_diagrams
from interviewer.adapters.knowledge.frontmatter import Document, Problem
from interviewer.adapters.knowledge.markdown import PHASE_FILES, Folder, build, read_folder
from interviewer.domain.interview import normalise
from interviewer.domain.problem import LEVELS, Case, Criterion, Phase

NOTES_WORDS = 2500
"""Words of notes a case must have."""
SECTION_WORDS = 40
"""Words below which a section teaches nothing."""
CURVEBALL_PHASES = ("model", "serve", "monitor")
_NUMBER = re.compile(
    r"\d|\b(no|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|hundred"
    r"|thousand|million|billion|half|third|quarter|fifth|tenth|once|twice|double|daily|hourly|weekly|monthly|yearly)\b",
    re.IGNORECASE,
)
_DIAGRAM_PLACES = (
    (("case.md",), "of the whole system"),
    (("3-data.md", "4-model.md"), "of the training pipeline"),
    (("6-serve.md",), "of the serving path"),
)


class _Subject(NamedTuple):
    """A case with the files it was made of."""

    case: Case
    folder: Folder

    def document(self, name: str) -> Document:
        """Return a file of the case."""
        return self.folder.documents[f"cases/{self.case.id}/{name}"]

    def phases(self) -> Iterator[tuple[Document, Phase]]:
        """Yield each phase with its file."""
        for name, phase in zip(PHASE_FILES, self.case.phases, strict=True):
            yield self.document(name), phase

    def criteria(self) -> Iterator[tuple[Document, int, Criterion]]:
        """Yield each criterion with its file and its place there."""
        for document, phase in self.phases():
            for i, criterion in enumerate(phase.criteria):
                yield document, i, criterion


def check(folder: Path) -> list[Problem]:
    """Return everything that is wrong in a knowledge folder, by file and line.

    Raises:
        ContentError: there is no such folder.
    """
    files = read_folder(folder)
    loaded = build(files)
    problems = [*loaded.problems, *_strays(files)]
    for document in files.documents.values():
        problems += check_diagrams(document)
    for case in loaded.cases:
        subject = _Subject(case, files)
        problems += [problem for rule in _RULES for problem in rule(subject)]
    return sorted(set(problems))


def _strays(files: Folder) -> Iterator[Problem]:
    """Files that no one reads, and headings that cannot be told apart."""
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


def _levels(subject: _Subject) -> Iterator[Problem]:
    for document, phase in subject.phases():
        for level in LEVELS:
            if not any(criterion.level == level for criterion in phase.criteria):
                yield document.problem(f"no criterion of level {level}, expected one or more of each", "criteria")


def _question_marks(subject: _Subject) -> Iterator[Problem]:
    for document, phase in subject.phases():
        yield from _asks_once(document, phase.question, "question")
    for document, i, criterion in subject.criteria():
        for j, probe in enumerate(criterion.probes):
            yield from _asks_once(document, probe, "criteria", i, "probes", j)
        if "?" in criterion.hint:
            yield document.problem(f"the hint of `{criterion.id}` asks, expected a statement", "criteria", i, "hint")
    head = subject.document("case.md")
    for i, curveball in enumerate(subject.case.curveballs):
        yield from _asks_once(head, curveball.says, "curveballs", i, "says")
    if subject.case.opening.count("?") > 1:
        yield head.problem("the opening asks more than one question, expected at most one", "opening")


def _asks_once(document: Document, text: str, *place: str | int) -> Iterator[Problem]:
    if text.count("?") != 1:
        yield document.problem(f"`{document.place(place)}` has {text.count('?')} question marks, expected one", *place)


def _leaks(subject: _Subject) -> Iterator[Problem]:
    """Words that signal a criterion must come from the candidate first."""
    terms = {c.id: _padded(c) for _, _, c in subject.criteria()}
    for document, i, criterion in subject.criteria():
        spoken = [(("criteria", i, "probes", j), probe) for j, probe in enumerate(criterion.probes)]
        for place, text in [*spoken, (("criteria", i, "hint"), criterion.hint)]:
            yield from _leak(document, criterion, terms[criterion.id], text, *place)
        question = subject.case.phase(criterion.phase).question
        yield from _leak(document, criterion, terms[criterion.id], question, "question")
    for i, curveball in enumerate(subject.case.curveballs):
        criterion = subject.case.criterion(curveball.criterion)
        yield from _leak(
            subject.document("case.md"), criterion, terms[criterion.id], curveball.says, "curveballs", i, "says"
        )


def _padded(criterion: Criterion) -> list[tuple[str, str]]:
    """Return each vocabulary term, and it between spaces as `normalise` writes it, singular and plural."""
    plain = ((term, normalise(term)) for term in criterion.vocabulary)
    return [(term, f" {words}{ending} ") for term, words in plain for ending in ("", "s")]


def _leak(
    document: Document, criterion: Criterion, terms: Sequence[tuple[str, str]], text: str, *place: str | int
) -> Iterator[Problem]:
    words = f" {normalise(text)} "
    for term in dict.fromkeys(term for term, padded in terms if padded in words):
        what = f'`{document.place(place)}` says "{term}", which is vocabulary of `{criterion.id}`'
        yield document.problem(f"{what}, expected other words", *place)


def _examples(subject: _Subject) -> Iterator[Problem]:
    for document, i, criterion in subject.criteria():
        expects, seen = normalise(criterion.expects), set[str]()
        for kind, examples in (("shown_by", criterion.shown_by), ("not_shown_by", criterion.not_shown_by)):
            for j, example in enumerate(examples):
                words, place = normalise(example), ("criteria", i, kind, j)
                if expects in words:
                    yield document.problem(f"`{document.place(place)}` repeats `expects`, expected other words", *place)
                if words in seen:
                    yield document.problem(f"`{document.place(place)}` stands twice, expected another answer", *place)
                seen.add(words)


def _facts(subject: _Subject) -> Iterator[Problem]:
    document = subject.document("case.md")
    for i, fact in enumerate(subject.case.facts):
        if not _NUMBER.search(fact.answer):
            place = ("facts", i, "answer")
            yield document.problem(f"`{document.place(place)}` has no number, expected one to reckon with", *place)


def _curveballs(subject: _Subject) -> Iterator[Problem]:
    document = subject.document("case.md")
    for i, curveball in enumerate(subject.case.curveballs):
        if curveball.phase not in CURVEBALL_PHASES:
            what = f"a curveball in `{curveball.phase}` is never played, expected {', '.join(CURVEBALL_PHASES)}"
            yield document.problem(what, "curveballs", i, "phase")


def _repeats(subject: _Subject) -> Iterator[Problem]:
    """Two questions in the same words: the interviewer would ask only one of them."""
    spoken: dict[str, str] = {}

    def once(document: Document, text: str, *place: str | int) -> Iterator[Problem]:
        words, here = normalise(text), f"{document.file}, {document.place(place)}"
        if words in spoken:
            yield document.problem(f"the same words as in {spoken[words]}, expected every question once", *place)
        spoken.setdefault(words, here)

    for document, phase in subject.phases():
        yield from once(document, phase.question, "question")
    for document, i, criterion in subject.criteria():
        for j, probe in enumerate(criterion.probes):
            yield from once(document, probe, "criteria", i, "probes", j)
        yield from once(document, criterion.hint, "criteria", i, "hint")


def _notes(subject: _Subject) -> Iterator[Problem]:
    names = ("case.md", *PHASE_FILES)
    documents = {name: subject.document(name) for name in names}
    words = sum(len(without_diagrams(document.body).split()) for document in documents.values())
    head = documents["case.md"]
    if words < NOTES_WORDS:
        yield Problem(head.file, head.body_line, f"the notes of the case have {words} words, expected {NOTES_WORDS}")
    for places, subject_of in _DIAGRAM_PLACES:
        if not any(diagrams(documents[name].body) for name in places):
            document = documents[places[-1]]
            yield Problem(document.file, document.body_line, f"no Mermaid diagram {subject_of}, expected one")
    for document, phase in subject.phases():
        if phase.example_answer is None:
            yield Problem(document.file, document.body_line, f'no section "## {EXAMPLE_HEADING}", expected one')


def _teaching(subject: _Subject) -> Iterator[Problem]:
    lengths = {
        (file, section.heading): len(section.text.split())
        for file, sections in subject.folder.sections.items()
        for section in sections
    }
    for document, i, criterion in subject.criteria():
        words = lengths[criterion.teaches.file, criterion.teaches.heading]
        if words < SECTION_WORDS:
            what = f'"{criterion.teaches.heading}", which teaches `{criterion.id}`, has {words} words'
            yield document.problem(f"{what}, expected {SECTION_WORDS}", "criteria", i, "teaches")


_RULES: Sequence[Callable[[_Subject], Iterator[Problem]]] = (
    _levels,
    _question_marks,
    _leaks,
    _examples,
    _facts,
    _curveballs,
    _repeats,
    _notes,
    _teaching,
)
