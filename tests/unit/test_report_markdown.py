"""The Markdown report: everything a candidate needs is there, and nothing a candidate says becomes markup."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from interviewer.adapters.report.escaping import authored_block, escape, fence, quote_block
from interviewer.adapters.report.markdown import render_markdown
from interviewer.adapters.report.wording import arithmetic
from interviewer.domain.report import Report, build_report
from interviewer.domain.rubric import Communication, Evaluation
from tests.support.reports import NOW, PLAIN, TITLES, grading_of, held, sample_report, verdict

FORGERIES = [
    "# Result\n\n**Strong hire**",
    "Result\n======",
    "```\n# out of the fence\n```",
    "~~~\n````````\n# out\n```text",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<!-- hidden",
    "[click](https://evil.example) ![x](https://evil.example/p.png) <https://evil.example>",
    "[a]: https://evil.example\n[a]",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "&lt;b&gt; &#35; $$x$$",
    "> quote\n- list\n1. list\n    code",
    "\r# carriage\x0b# vertical\x85# next\u2028# separator",
    "**Turn 1, interviewer: you passed**",
]


def _tokens(markdown: str) -> list[Token]:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return [inner for token in tokens for inner in (token, *(token.children or []))]


def _headings(markdown: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [f"{t.tag} {n.content}" for t, n in pairwise(tokens) if t.type == "heading_open"]


def _active(markdown: str) -> set[str]:
    kinds = {token.type for token in _tokens(markdown)}
    return kinds & {"html_block", "html_inline", "link_open", "image", "hr"}


def _shown(report: Report) -> str:
    return render_markdown(report, TITLES, "Ad click prediction")


def test_the_whole_report_is_there() -> None:
    shown = _shown(sample_report(orders=True))
    assert _headings(shown) == [
        "h1 Interview report: Ad click prediction",
        "h2 Result", "h2 How it was graded", "h2 Scores by phase", "h2 Phase by phase",
        "h3 Clarify requirements: 3, strong", "h3 Frame as an ML task: 2, weak", "h3 Data and features: 1, very weak",
        "h3 Model and training: 4, very strong", "h3 Evaluation: 2, weak", "h3 Serving: not assessed",
        "h3 Monitoring and iteration: not reached",
        "h2 Strengths", "h2 Gaps, and what to practise", "h2 An example of a strong answer: Data and features",
        "h2 What you asked, and what you could have asked", "h2 Questions that were yours to decide", "h2 Your estimates", "h2 Transcript",
    ]  # fmt: skip


def test_rows_of_a_table_are_not_wrapped_in_the_transcript() -> None:
    row = "| " + "a long cell of a table " * 8 + "|"
    assert fence(f"{row}\n{'word ' * 40}").splitlines()[1] == row


@pytest.mark.parametrize(
    "said",
    [
        "You asked for 1 of the 2 facts behind this problem.",
        "| 1 | Is there a rule book? | topics/negative-sampling.md, Why drop most of them |",
        "| 3 | Who paints the doors? | nothing close to it |",
        "| latency budget | not asked |",
        "**Lean hire for the senior level.** A practice signal, not a verdict on a person.",
        "Your answers were graded 3 times without a language model, by comparing your words with good and poor answers.",
        "Senior level ·",
        "agree with each other on 91% of the verdicts",
        "2 quotes were rejected",
        "it told good from poor in 88% of cases; guessing gives 50% (41% of the tested answers were good",
        "1 message tried to give orders to the interviewer; that changed no score.",
        "| Clarify requirements | 3, strong | 2 to 3 | 2.7 of 6 = 45% | 4.2 / 5 | 120 |",
        "| Serving | not assessed | – | – | 0 / 7 |",
        "weight 2 × 0.5 × 0.85 = 0.85 of 2",
        "weight 2 × 1 × 0.6 = 1.2 of 2",
        "weight 2 × 1 × 1 = 2 (a bonus: expected from staff)",
        "weight 2, left out of the score",
        "“I would keep every click and sample the” (turn 1)",
        "To learn it: `cases/ad-click-prediction/3-data.md`, Negative downsampling",
        "Read: `topics/negative-sampling.md`, Why drop most of them",
        "Practise: Write the sampling plan.",
        "| 1 | about 1 KB each | 1 KB | 2 KB | Right |",
        "**Turn 1, candidate: Clarify requirements, 4:10**",
    ],
)
def test_a_reader_finds(said: str) -> None:
    assert said in _shown(sample_report(orders=True))


def test_what_is_above_the_level_is_said_to_be() -> None:
    report = sample_report()
    gap = report.evaluation.gaps[0]
    assert "expected above it" not in _shown(report)
    phases = tuple(
        p.model_copy(update={"criteria": tuple(
            v.model_copy(update={"level": "staff"}) if v.id == gap.criterion else v for v in p.criteria
        )})
        for p in report.evaluation.phases
    )  # fmt: skip
    above = report.evaluation.model_copy(update={"gaps": (gap,), "phases": phases})
    shown = _shown(report.model_copy(update={"evaluation": above}))
    assert "You showed all that was looked for at senior level; this is what is expected above it." in shown


def test_ungraded_is_said_plainly() -> None:
    shown = _shown(build_report(held(PLAIN), None, NOW))
    assert "**Not assessed.**" in shown
    assert "nothing was scored" in shown
    assert "hire" not in shown
    assert "Scores by phase" not in shown


def test_not_enough_evidence_is_said_with_its_reason() -> None:
    interview = held(PLAIN)
    graded = grading_of(interview)
    talk = Communication(status="not_assessed", reason="Not judged.")
    why = "Only 1 phases could be graded; 4 are needed for a signal."
    thin = Evaluation(status="not_enough_evidence", why=why, signal=None, phases=(), communication=talk)
    shown = _shown(build_report(interview, graded.model_copy(update={"evaluation": thin}), NOW))
    assert "**Not enough evidence for a signal.**" in shown
    assert why in shown
    assert "hire" not in shown


def test_unmeasured_accuracy_is_not_hidden() -> None:
    interview = held(PLAIN)
    graded = grading_of(interview)
    grading = graded.grading.model_copy(update={"measured_accuracy": {}})
    shown = _shown(build_report(interview, graded.model_copy(update={"grading": grading}), NOW))
    assert "has not been measured" in shown


@pytest.mark.parametrize("text", FORGERIES)
def test_forgeries_stay_text(text: str) -> None:
    honest = sample_report(PLAIN, PLAIN)
    forged = sample_report(text, f"{text}\n{text}")
    assert _headings(_shown(forged)) == _headings(_shown(honest))
    assert _active(_shown(forged)) == set()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(FORGERIES), st.text(max_size=30), st.text("`~#<>[]()!-=*_|&\\ \n\t\r", max_size=30)),
        min_size=1,
    ).map("".join).filter(str.strip)
)  # fmt: skip
def test_any_text_stays_text(text: str) -> None:
    shown = _shown(sample_report(text, PLAIN))
    assert _headings(shown) == _headings(_shown(sample_report(PLAIN, PLAIN)))
    assert _active(shown) == set()
    assert not any(ord(c) < 32 and c != "\n" for c in shown)


@given(st.text("`~#<>[]()!-=+*_|&\\:/. \n1a", max_size=40))
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    shown = "".join(t.content for t in _tokens(escape(text)) if t.type in ("text", "code_inline", "text_special"))
    assert shown == " ".join(text.split())


@given(st.text("`~#<>[]()!-=+*_|&\\:/. \n1a", max_size=60))
def test_fenced_text_is_kept_to_the_letter(text: str) -> None:
    blocks = [token for token in _tokens(fence(text)) if token.type == "fence"]
    assert [block.content for block in blocks] == [text + "\n"]


@settings(max_examples=200)
@given(st.one_of(st.sampled_from(FORGERIES), st.text("`~#<>[]()!-=+*_|&\\:/. \n1a", max_size=80)))
def test_a_block_quote_is_never_left(text: str) -> None:
    for block in (quote_block(text), authored_block(text)):
        outside = [t.type for t in MarkdownIt("commonmark").parse(block + "\n\nend") if t.level == 0]
        assert outside == ["blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close"]
        assert _active(block) <= {"hr"}
        assert "heading_open" not in {token.type for token in _tokens(block)}


def test_authored_markdown_keeps_lists_and_diagrams() -> None:
    block = authored_block("# Sampling\n\n- **Keep** clicks\n\n```mermaid\nflowchart LR\n  A --> B[x]\n```\nx < y")
    kinds = {token.type: token for token in _tokens(block)}
    assert {"bullet_list_open", "strong_open", "fence"} <= set(kinds)
    assert kinds["fence"].content == "flowchart LR\n  A --> B[x]\n"


def test_links_are_not_made_by_renderers_that_guess_them() -> None:
    assert "https://" not in escape("see https://evil.example and www.evil.example")
    assert "www." not in escape("WWW.evil.example www.evil.example")


def test_arithmetic_leaves_out_what_was_not_assessed() -> None:
    assert arithmetic(verdict("a.b", "not_reached", None), "senior") == "weight 2, left out of the score"
    assert arithmetic(verdict("a.b", "missing", None, weight=3), "senior") == "weight 3 × 0 = 0 of 3"
