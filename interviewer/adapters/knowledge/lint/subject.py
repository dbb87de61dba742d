"""What the rules look at: a case together with the files it was made of."""

from collections.abc import Iterator
from typing import NamedTuple

from interviewer.adapters.knowledge.frontmatter import Document, Location, Problem
from interviewer.adapters.knowledge.markdown import PHASE_FILES, Folder
from interviewer.domain.problem import Case, Criterion, Phase


class Said(NamedTuple):
    """Something the interviewer says, with the place where it is written."""

    document: Document
    at: Location
    text: str
    criterion: Criterion | None
    """What it aims at; None for the opening and for a phase's question."""
    phase: str | None
    """None for the opening."""

    @property
    def place(self) -> str:
        """Name the place for people."""
        return f"`{self.document.place(self.at)}`"

    def problem(self, what: str) -> Problem:
        """Name something wrong with it; `what` goes on after the place."""
        return self.document.problem(f"{self.place} {what}", *self.at)


class Subject(NamedTuple):
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

    def opening(self) -> Said:
        """Return the opening."""
        return Said(self.document("case.md"), ("opening",), self.case.opening, None, None)

    def questions(self) -> Iterator[Said]:
        """Yield the opening question of each phase."""
        for document, phase in self.phases():
            yield Said(document, ("question",), phase.question, None, phase.id)

    def nudges(self) -> Iterator[Said]:
        """Yield the probes and hints, and the curveballs, with the criterion they aim at."""
        for document, i, criterion in self.criteria():
            for j, probe in enumerate(criterion.probes):
                yield Said(document, ("criteria", i, "probes", j), probe, criterion, criterion.phase)
            yield Said(document, ("criteria", i, "hint"), criterion.hint, criterion, criterion.phase)
        for i, ball in enumerate(self.case.curveballs):
            criterion = self.case.criterion(ball.criterion)
            yield Said(self.document("case.md"), ("curveballs", i, "says"), ball.says, criterion, ball.phase)
