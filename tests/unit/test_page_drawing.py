"""What the page draws without a browser: safe Markdown, the rhythm of a stream, the rail, the report."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from interviewer.domain.errors import StoreError
from interviewer.domain.events import Ended, Pressed
from interviewer.domain.interview import apply
from interviewer.domain.problem import Passage
from interviewer.services.updates import Done, Notice, Piece, Restart, Update
from interviewer.ui.markup import escape_markdown
from interviewer.ui.pace import Frame, Speaking, Thinking, paced
from interviewer.ui.rail import clock, rail_html, stops
from interviewer.ui.report import example_markdown, reading_markdown, report_html
from tests.support.cases import START, asked, heard, opened, spoke, tiny_case
from tests.support.fakes import OneCase
from tests.support.reports import TITLES, sample_report

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("List<int> & co", "List&lt;int> & co"),
        ("a `b<c` d<e", "a `b<c` d&lt;e"),
        ("``x ` <y`` <z>", "``x ` <y`` &lt;z>"),
        ("an open ` <tick>", "an open ` &lt;tick>"),
        ("```python\nx < 3\n```\n<b>", "```python\nx < 3\n```\n&lt;b>"),
        ("~~~\n<a>\n```\n<b>\n~~~\n<c>", "~~~\n<a>\n```\n<b>\n~~~\n&lt;c>"),
        ("```mermaid\nA[<b>x</b>] --> B & C\n```", "```mermaid\nA[&lt;b>x&lt;/b>] --> B &amp; C\n```"),
        ("```\nnever closed <i>", "```\nnever closed <i>"),
        ("![pixel](http://203.0.113.9/p.png)", "!\\[pixel](http://203.0.113.9/p.png)"),
        ("    <indented>", "    &lt;indented>"),
    ],
)
def test_tags_become_text_and_code_stays(written: str, shown: str) -> None:
    assert escape_markdown(written) == shown


async def frames(*script: Update | float | Exception, every_s: float = 0.05) -> list[Frame]:
    async def updates() -> AsyncIterator[Update]:
        for step in script:
            if isinstance(step, float):
                await asyncio.sleep(step)
            elif isinstance(step, Exception):
                raise step
            elif not isinstance(step, int):
                yield step

    return [frame async for frame in paced(updates(), every_s)]


async def test_the_first_piece_is_drawn_at_once_and_the_others_together() -> None:
    done = Done(opened())
    drawn = await frames(Piece("a"), Piece("b"), Piece("c"), 0.3, Piece("d"), done)
    assert drawn == [Speaking("a"), Speaking("abc"), Speaking("abcd"), done]


async def test_a_restart_forgets_and_a_silence_is_told_once() -> None:
    done = Done(opened())
    drawn = await frames(0.3, Piece("half"), Restart("cut"), 0.2, Piece("whole"), Notice("said"), done)
    assert drawn == [Thinking(), Speaking("half"), Speaking("whole"), Notice("said"), done]


async def test_an_error_comes_through() -> None:
    with pytest.raises(StoreError, match="full"):
        await frames(Piece("a"), StoreError("The disk is full."))


async def test_leaving_early_leaves_nothing_running() -> None:
    stopped = False

    async def endless() -> AsyncIterator[Update]:
        nonlocal stopped
        yield Piece("a")
        try:
            await asyncio.Event().wait()
        finally:
            stopped = True

    stream = paced(endless())
    assert await anext(stream) == Speaking("a")
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert stopped


def test_the_rail_shows_what_is_done_current_and_to_come() -> None:
    interview = opened(
        spoke(),
        heard(1, "clarify.alpha"),
        asked("Next?", move="advance", phase="frame", at=START + timedelta(minutes=3)),
    )
    rail = stops(interview, tiny_case(), START + timedelta(minutes=4))
    assert [s.state for s in rail] == ["done", "current"] + ["coming"] * 5
    assert [s.minutes for s in rail] == [3, 7, 10, 10, 6, 5, 4]  # two minutes were saved
    assert 30 <= rail[0].covered <= 60
    assert rail[1].covered == 0


def test_the_clock_stands_still_in_a_pause_and_after_the_end() -> None:
    now = START + timedelta(minutes=4)
    interview = opened()
    assert clock(interview, tiny_case(), now) == clock(interview, tiny_case(), now)
    running = clock(interview, tiny_case(), now)
    assert (running.left_s, running.phase_left_s, running.running) == (41 * 60, 60, True)
    paused = apply(interview, Pressed(at=now, button="pause"))
    later = clock(paused, tiny_case(), now + timedelta(hours=1))
    assert (later.left_s, later.running) == (41 * 60, False)
    ended = apply(interview, Ended(at=now, by="candidate"))
    assert not clock(ended, tiny_case(), now + timedelta(hours=1)).running


def test_the_rail_never_shows_a_score_or_what_is_expected() -> None:
    case = tiny_case()
    interview = opened(spoke(), heard(1, "clarify.alpha"), asked("And?"))
    html = rail_html(interview, case, START)
    assert "score" not in html.replace("not scores", "")
    assert not [c.expects for p in case.phases for c in p.criteria if c.expects in html]


def test_the_report_escapes_the_candidates_words() -> None:
    report = sample_report(*[HOSTILE] * 5)
    html = report_html(report, TITLES, "Case <i>", 2)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "Case &lt;i&gt;" in html


def test_the_report_prints_the_arithmetic_and_how_it_was_graded() -> None:
    report = sample_report()
    html = report_html(report, TITLES, "Case", 2)
    for expected in (
        "Lean hire for the senior level",
        "2.7 of 6 = 45%",
        "This is grading number 2",
        "2 quotes were rejected",
    ):
        assert expected in html
    assert html.count("<svg") == 3
    assert f"/report/{report.interview.id}.json" in html
    assert example_markdown(report, TITLES).startswith("## A strong answer to “Data and features”")


class Notes(OneCase):
    """A knowledge base with the section that the sample report names."""

    def passage(self, file: str, heading: str) -> Passage | None:
        text = f"For $i < j$.\n\n```mermaid\nflowchart LR\n  A --> B\n```\nA meets B.\n\n{HOSTILE}"
        return Passage(id="n", file=file, heading=heading, path=("Negative sampling", heading), text=text)


def test_the_notes_that_gaps_name_can_be_read_and_are_safe() -> None:
    report = sample_report("An answer of enough words.")
    shown = reading_markdown(report, Notes())
    heading = report.evaluation.gaps[0].teaches.heading
    assert shown.startswith(f"## {heading}\n\n*Negative sampling · topics/negative-sampling.md*\n\nFor $i &lt; j$.")
    assert f"  accTitle: Diagram: {heading}\n  accDescr: A meets B.\n" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert reading_markdown(report, OneCase()) == "", "a section that is gone is left out"
