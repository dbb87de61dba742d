"""The report on the page: the same words and numbers as the downloads, as HTML."""

from collections.abc import Mapping

from interviewer.adapters.knowledge.diagrams import with_text_alternatives
from interviewer.adapters.report import wording
from interviewer.adapters.report.charts import coverage_svg, radar_svg, time_svg
from interviewer.adapters.report.reports import FORMATS
from interviewer.adapters.report.speakers import grader
from interviewer.adapters.report.tables import tables
from interviewer.domain.ports import KnowledgeBase
from interviewer.domain.problem import Passage
from interviewer.domain.report import Report
from interviewer.ui.markup import escape_markdown
from interviewer.ui.render import render_html


def report_html(report: Report, titles: Mapping[str, str], case_title: str, gradings: int) -> str:
    """Draw a report.

    Args:
        report: the report.
        titles: phase id to title.
        case_title: title of the problem.
        gradings: how often the interview was graded; the report is of the last one.
    """
    expects = {verdict.id: verdict.expects for phase in report.evaluation.phases for verdict in phase.criteria}
    charts = [draw(report, titles) for draw in (radar_svg, time_svg, coverage_svg)] if report.evaluation.phases else []
    return render_html(
        "report.html.j2",
        report=report,
        titles=titles,
        case_title=case_title,
        gradings=gradings,
        expects=expects,
        charts=charts,
        formats={ending: form.name for ending, form in FORMATS.items()},
        graded_by=grader(report),
        tables=tuple(tables(report.evaluation)),
        wording=wording,
    )


def example_markdown(report: Report, titles: Mapping[str, str]) -> str:
    """Return the example answer as Markdown, empty if there is none; it comes from the knowledge base."""
    example = report.evaluation.example_answer
    if example is None:
        return ""
    text = escape_markdown(with_text_alternatives(example.text, "example answer"))
    return f"## A strong answer to “{titles.get(example.phase, example.phase)}”\n\n{text}"


def reading_markdown(report: Report, knowledge: KnowledgeBase) -> str:
    """Return the sections that gaps and open questions name, each once and in their order; empty if there are none."""
    sections = [gap.teaches for gap in report.evaluation.gaps]
    sections += [asked.read for asked in report.evaluation.open_questions if asked.read]
    places = dict.fromkeys((section.file, section.heading) for section in sections)
    passages = [passage for place in places if (passage := knowledge.passage(*place))]
    return "\n\n".join(_section(passage) for passage in passages)


def _section(passage: Passage) -> str:
    above = [name for name in passage.path if name != passage.heading]
    text = escape_markdown(with_text_alternatives(passage.text, passage.heading))
    return f"## {passage.heading}\n\n*{' · '.join((*above, passage.file))}*\n\n{text}"
