"""Reports of interviews in every format; a new format is one line here and one file beside it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from interviewer.domain.errors import InputError
from interviewer.domain.interview import Interview
from interviewer.domain.ports import Clock, KnowledgeBase
from interviewer.domain.report import Report, build_report

Titles = Mapping[str, str]


def _markdown(report: Report, titles: Titles, case_title: str) -> bytes:
    from interviewer.adapters.report.markdown import render_markdown

    return render_markdown(report, titles, case_title).encode()


def _json(report: Report, titles: Titles, case_title: str) -> bytes:
    from interviewer.adapters.report.json import render_json

    return render_json(report).encode()


def _pdf(report: Report, titles: Titles, case_title: str) -> bytes:
    from interviewer.adapters.report.pdf import render_pdf

    return render_pdf(report, titles, case_title)


class Format(NamedTuple):
    """One form of the report."""

    name: str
    """What people call it."""
    media_type: str
    render: Callable[[Report, Titles, str], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType({
    "md": Format("Markdown", "text/markdown; charset=utf-8", _markdown),
    "json": Format("JSON", "application/json", _json),
    "pdf": Format("PDF", "application/pdf", _pdf),
})  # fmt: skip
"""File ending to format."""


class Reports:
    """Builds and renders reports."""

    def __init__(self, knowledge: KnowledgeBase, clock: Clock) -> None:
        self._knowledge = knowledge
        self._clock = clock

    def titles(self, case_id: str) -> dict[str, str]:
        """Return the titles of a case's phases by their ids."""
        return {phase.id: phase.title for phase in self._knowledge.case(case_id).phases}

    def report(self, interview: Interview) -> Report:
        """Build the report of the latest grading; without one it says that nothing was assessed."""
        return build_report(interview, interview.gradings[-1] if interview.gradings else None, self._clock.now())

    def render(self, report: Report, fmt: str) -> bytes:
        """Render a report.

        Raises:
            InputError: the format does not exist; lists those that do.
        """
        if fmt not in FORMATS:
            raise InputError(f"There is no report format '{fmt}'; choose one of: {', '.join(FORMATS)}.")
        case = self._knowledge.case(report.interview.case)
        return FORMATS[fmt].render(report, self.titles(case.id), case.title)
