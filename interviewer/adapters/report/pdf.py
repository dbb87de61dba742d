"""The report as PDF: the same content as the Markdown, with charts. fpdf2 is loaded at the first use."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from interviewer.adapters.report import wording
from interviewer.adapters.report.blocks import blocks_of
from interviewer.adapters.report.charts import coverage_svg, radar_svg, time_svg
from interviewer.adapters.report.escaping import fold
from interviewer.adapters.report.tables import place, tables
from interviewer.domain.report import Report
from interviewer.domain.rubric import Verdict

if TYPE_CHECKING:
    from interviewer.adapters.report.sheet import Sheet


def render_pdf(report: Report, titles: Mapping[str, str], case_title: str) -> bytes:
    """Write the report as a PDF document; takes a second or so: run it in a thread.

    Args:
        report: the report, with text in any script.
        titles: phase id to title; an id without a title is shown as it is.
        case_title: title of the problem.

    Returns:
        bytes: the file. Characters that its fonts lack are marked, and a note on the first page counts them.
    """
    from interviewer.adapters.report.sheet import Sheet

    sheet = Sheet(f"Interview report: {case_title}")
    sheet.set_creation_date(report.generated_at)
    _first_page(sheet, report, titles, case_title)
    _phases(sheet, report, titles)
    _strengths_and_gaps(sheet, report)
    _example_and_tables(sheet, report, titles)
    _transcript(sheet, report, titles)
    return sheet.finished()


def _first_page(sheet: "Sheet", report: Report, titles: Mapping[str, str], case_title: str) -> None:
    sheet.heading(f"Interview report: {case_title}", 1)
    sheet.paragraph(wording.facts(report), soft=True)
    sheet.heading("Result")
    sheet.paragraph(wording.headline(report), size=14, bold=True)
    sheet.paragraph(wording.PRACTICE, soft=True)
    if report.evaluation.why:
        sheet.paragraph(report.evaluation.why)
    lost = sum(sheet.lost(text) for text in _texts(report, titles, case_title))
    if lost:
        sheet.paragraph(
            f"{wording.plural(lost, 'character')} cannot be drawn with the fonts of this file and "
            "stand as \ufffd; the Markdown and the JSON form of this report have them all.", soft=True,
        )  # fmt: skip
    sheet.heading("How it was graded")
    for sentence in wording.how_graded(report):
        sheet.paragraph(f"• {sentence}", size=9)
    if report.evaluation.phases:
        _scores(sheet, report, titles)


def _scores(sheet: "Sheet", report: Report, titles: Mapping[str, str]) -> None:
    sheet.heading("Scores by phase")
    talk = report.evaluation.communication
    score = f"{talk.score}, {wording.SCORES[talk.score]}" if talk.score else "not assessed"
    rows = [wording.phase_row(phase, titles) for phase in report.evaluation.phases]
    sheet.grid(wording.PHASE_HEADER, [*rows, ("Communication", score, "–", "–", "–", "–")], (34, 22, 12, 26, 24, 12))
    sheet.paragraph(f"Communication: {talk.reason}", size=8.5)
    sheet.paragraph(wording.scale(), size=8.5, soft=True)
    for chart in (radar_svg, time_svg, coverage_svg):
        sheet.chart(chart(report, titles))


def _phases(sheet: "Sheet", report: Report, titles: Mapping[str, str]) -> None:
    for index, phase in enumerate(report.evaluation.phases):
        if index == 0:
            sheet.heading("Phase by phase")
        sheet.heading(f"{titles.get(phase.phase, phase.phase)}: {wording.score_of(phase)}", 3)
        sheet.paragraph(f"Points: {wording.points_of(phase)}", size=8.5, soft=True)
        for verdict in phase.criteria:
            _criterion(sheet, verdict, report)


def _criterion(sheet: "Sheet", verdict: Verdict, report: Report) -> None:
    sheet.keep(22)
    sheet.ln(1.5)
    sheet.paragraph(f"{wording.verdict_of(verdict)}: {verdict.expects}", size=9, bold=wording.earns(verdict))
    details = f"{verdict.id}, {verdict.level} · {wording.arithmetic(verdict, report.interview.level)}"
    sheet.paragraph(details, size=8, soft=True, indent=4)
    if verdict.quote:
        sheet.quote(f"“{fold(verdict.quote.text)}” (turn {verdict.quote.turn})", size=8.5)
    if verdict.reason.strip():
        sheet.paragraph(f"Why: {verdict.reason}", size=8.5, indent=4)
    if wording.wants_learning(verdict):
        sheet.paragraph(f"To learn it: {place(verdict.teaches)}", size=8.5, indent=4)


def _strengths_and_gaps(sheet: "Sheet", report: Report) -> None:
    if report.evaluation.strengths:
        sheet.heading("Strengths")
    for strength in report.evaluation.strengths:
        sheet.paragraph(f"• {strength.text}", size=9)
        sheet.quote(f"“{fold(strength.quote.text)}” (turn {strength.quote.turn})", size=8.5)
    if report.evaluation.gaps:
        sheet.heading("Gaps, and what to practise")
        if wording.above_level(report):
            sheet.paragraph(wording.above_level(report), soft=True)
    expects = wording.expectations(report)
    for gap in report.evaluation.gaps:
        sheet.paragraph(f"• {expects.get(gap.criterion, gap.criterion)}", size=9, bold=True)
        sheet.paragraph(f"{gap.criterion}, missing in {wording.turns_of(gap)}", size=8, soft=True, indent=4)
        sheet.paragraph(f"Read: {place(gap.teaches)}", size=8.5, indent=4)
        sheet.paragraph(f"Practise: {gap.practise}", size=8.5, indent=4)


def _example_and_tables(sheet: "Sheet", report: Report, titles: Mapping[str, str]) -> None:
    example = report.evaluation.example_answer
    if example:
        sheet.heading(f"An example of a strong answer: {titles.get(example.phase, example.phase)}")
        sheet.blocks(blocks_of(example.text, reflow=True), indent=4, ruled=True)
    for table in tables(report.evaluation):
        sheet.heading(table.title)
        sheet.paragraph(table.about, soft=True)
        sheet.grid(table.header, table.rows, table.widths)


def _transcript(sheet: "Sheet", report: Report, titles: Mapping[str, str]) -> None:
    sheet.heading("Transcript")
    if not report.turns:
        sheet.paragraph("Nothing was said.")
    for turn in report.turns:
        sheet.keep(14)
        sheet.ln(1.5)
        sheet.paragraph(wording.said_by(turn, report, titles), size=8, soft=True)
        sheet.blocks(blocks_of(turn.text, reflow=False), ruled=turn.role == "candidate")


def _texts(report: Report, titles: Mapping[str, str], case_title: str) -> Iterator[str]:
    """Yield what other people wrote and the document prints, each text once."""
    yield case_title
    yield from titles.values()
    yield from (turn.text for turn in report.turns)
    for verdict in (v for phase in report.evaluation.phases for v in phase.criteria):
        yield verdict.reason + verdict.expects
    if report.evaluation.example_answer:
        yield report.evaluation.example_answer.text
