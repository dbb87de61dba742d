"""The notes: length, diagrams and their text alternatives, links, sections that teach."""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence

from interviewer.adapters.knowledge.cases import EXAMPLE_HEADING
from interviewer.adapters.knowledge.diagrams import check_diagrams, diagrams, without_diagrams
from interviewer.adapters.knowledge.frontmatter import Document, Problem
from interviewer.adapters.knowledge.lint.subject import Subject
from interviewer.adapters.knowledge.markdown import PHASE_FILES, Folder

NOTES_WORDS = 2500
"""Words of notes a case must have."""
SECTION_WORDS = 40
"""Words below which a section teaches nothing."""
_DIAGRAM_PLACES = (
    (("case.md",), "of the whole system"),
    (("3-data.md", "4-model.md"), "of the training pipeline"),
    (("6-serve.md",), "of the serving path"),
)
_LINK = re.compile(r"\]\((?!\w+:)([^)\s]*)\)|`((?:topics|framework|cases)/[\w./-]+\.md(?:#[\w-]+)?)`")


def document_problems(document: Document, files: Folder) -> Iterator[Problem]:
    """Yield what is wrong in the body of any file."""
    yield from check_diagrams(document)
    for match in _LINK.finditer(document.body):
        fault = _dangling(document.file, match.group(1) or "", match.group(2), files)
        if fault:
            line = document.body_line + document.body.count("\n", 0, match.start())
            yield Problem(document.file, line, fault)


def _dangling(file: str, relative: str, absolute: str | None, files: Folder) -> str | None:
    """Say what a citation names that is not there."""
    path, _, slug = (absolute or relative).partition("#")
    if not path:
        target = file
    else:
        target = path if absolute else posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    if target not in files.sections:
        return f"a link to {target}, which is not there, expected a file of this folder"
    if slug and slug not in {section.slug for section in files.sections[target]}:
        headings = ", ".join(f"#{section.slug}" for section in files.sections[target] if section.heading)
        return f'a link to "#{slug}", which is no heading of {target}, expected one of {headings}'
    return None


def _length(subject: Subject) -> Iterator[Problem]:
    bodies = [subject.document(name).body for name in ("case.md", *PHASE_FILES)]
    words = sum(len(without_diagrams(body).split()) for body in bodies)
    head = subject.document("case.md")
    if words < NOTES_WORDS:
        yield Problem(head.file, head.body_line, f"the notes of the case have {words} words, expected {NOTES_WORDS}")


def _pictures(subject: Subject) -> Iterator[Problem]:
    for places, subject_of in _DIAGRAM_PLACES:
        if not any(diagrams(subject.document(name).body) for name in places):
            document = subject.document(places[-1])
            yield Problem(document.file, document.body_line, f"no Mermaid diagram {subject_of}, expected one")


def _example_answers(subject: Subject) -> Iterator[Problem]:
    for document, phase in subject.phases():
        if phase.example_answer is None:
            yield Problem(document.file, document.body_line, f'no section "## {EXAMPLE_HEADING}", expected one')


def _teaching(subject: Subject) -> Iterator[Problem]:
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


NOTES_RULES: Sequence[Callable[[Subject], Iterator[Problem]]] = (_length, _pictures, _example_answers, _teaching)
