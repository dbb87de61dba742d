"""The report as Markdown: what a candidate reads. Text of candidates and models is shown, never interpreted."""

from collections.abc import Iterator, Mapping, Sequence

from interviewer.adapters.report import wording
from interviewer.adapters.report.escaping import authored_block, code, escape, fence, fold, quote_block
from interviewer.adapters.report.tables import tables
from interviewer.domain.problem import Level, Section
from interviewer.domain.report import Report
from interviewer.domain.rubric import Verdict


def render_markdown(report: Report, titles: Mapping[str, str], case_title: str) -> str:
    """Write the report as a Markdown document.

    Args:
        report: the report.
        titles: phase id to title; an id without a title is shown as it is.
        case_title: title of the problem.

    Returns:
        str: headings of levels 1 to 3 are ours alone; no HTML and no links.
    """
    blocks = [
        f"# Interview report: {escape(case_title)}",
        escape(wording.facts(report)),
        *_result(report),
        *_phase_table(report, titles),
        *_phases(report, titles),
        *_strengths(report),
        *_gaps(report),
        *_example(report, titles),
        *_tables(report),
        *_transcript(report, titles),
    ]
    return "\n\n".join(blocks) + "\n"


def _result(report: Report) -> Iterator[str]:
    yield "## Result"
    yield f"**{wording.headline(report)}.** {wording.PRACTICE}"
    if report.evaluation.why:
        yield escape(report.evaluation.why)
    yield "## How it was graded"
    yield "\n".join(f"- {escape(sentence)}" for sentence in wording.how_graded(report))


def _phase_table(report: Report, titles: Mapping[str, str]) -> Iterator[str]:
    if not report.evaluation.phases:
        return
    yield "## Scores by phase"
    rows = [(escape(titles.get(p.phase, p.phase)), *wording.phase_row(p, titles)[1:]) for p in report.evaluation.phases]
    talk = report.evaluation.communication
    score = f"{talk.score}, {wording.SCORES[talk.score]}" if talk.score else "not assessed"
    yield _table(wording.PHASE_HEADER, [*rows, ("Communication", score, "–", "–", "–", "–")])
    yield escape(f"Communication: {talk.reason}")
    yield escape(wording.scale())


def _phases(report: Report, titles: Mapping[str, str]) -> Iterator[str]:
    if not report.evaluation.phases:
        return
    yield "## Phase by phase"
    for phase in report.evaluation.phases:
        yield f"### {escape(titles.get(phase.phase, phase.phase))}: {wording.score_of(phase)}"
        yield f"Points: {wording.points_of(phase)}"
        yield "\n\n".join(_criterion(verdict, report.interview.level) for verdict in phase.criteria)


def _criterion(verdict: Verdict, level: Level) -> str:
    lines = [
        f"- **{wording.verdict_of(verdict)}**: {escape(verdict.expects)} ({code(verdict.id)}, {verdict.level})",
        f"    - {wording.arithmetic(verdict, level)}",
    ]
    if verdict.quote:
        lines.append(f"    - “{escape(verdict.quote.text)}” (turn {verdict.quote.turn})")
    if fold(verdict.reason):
        lines.append(f"    - Why: {escape(verdict.reason)}")
    if wording.wants_learning(verdict):
        lines.append(f"    - To learn it: {_place(verdict.teaches)}")
    return "\n".join(lines)


def _strengths(report: Report) -> Iterator[str]:
    if not report.evaluation.strengths:
        return
    yield "## Strengths"
    yield "\n".join(
        f"- {escape(s.text)} ({code(s.criterion)}): “{escape(s.quote.text)}” (turn {s.quote.turn})"
        for s in report.evaluation.strengths
    )


def _gaps(report: Report) -> Iterator[str]:
    if not report.evaluation.gaps:
        return
    expects = wording.expectations(report)
    yield "## Gaps, and what to practise"
    if wording.above_level(report):
        yield wording.above_level(report)
    for gap in report.evaluation.gaps:
        yield "\n".join([
            f"- **{escape(expects.get(gap.criterion, gap.criterion))}**",
            f"    - {code(gap.criterion)}, missing in {wording.turns_of(gap)}",
            f"    - Read: {_place(gap.teaches)}",
            f"    - Practise: {escape(gap.practise)}",
        ])  # fmt: skip


def _example(report: Report, titles: Mapping[str, str]) -> Iterator[str]:
    example = report.evaluation.example_answer
    if example:
        yield f"## An example of a strong answer: {escape(titles.get(example.phase, example.phase))}"
        yield authored_block(example.text)


def _tables(report: Report) -> Iterator[str]:
    for table in tables(report.evaluation):
        yield f"## {table.title}"
        yield table.about
        yield _table(table.header, [tuple(map(escape, row)) for row in table.rows])


def _transcript(report: Report, titles: Mapping[str, str]) -> Iterator[str]:
    yield "## Transcript"
    if not report.turns:
        yield "Nothing was said."
    for turn in report.turns:
        yield f"**{escape(wording.said_by(turn, report, titles))}**"
        yield fence(turn.text) if turn.role == "candidate" else quote_block(turn.text)


def _place(section: Section) -> str:
    return f"{code(section.file)}, {escape(section.heading)}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
