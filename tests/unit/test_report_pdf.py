"""The PDF: any text goes in, a readable document comes out, and what cannot be drawn is not hidden."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.adapters.report.pdf import render_pdf
from interviewer.adapters.report.sheet import Sheet
from interviewer.domain.report import build_report
from tests.support.reports import NOW, PLAIN, TITLES, held, sample_report


def _pages(document: bytes) -> int:
    assert document.startswith(b"%PDF-")
    assert document.rstrip().endswith(b"%%EOF")
    return len(re.findall(rb"/Type /Page\b", document))


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return Sheet("Test")


def test_a_report_is_a_few_pages() -> None:
    assert 3 <= _pages(render_pdf(sample_report(orders=True), TITLES, "Ad click prediction")) <= 6


def test_an_ungraded_interview_is_a_page() -> None:
    assert _pages(render_pdf(build_report(held(PLAIN), None, NOW), TITLES, "Ad click prediction")) == 1


def test_the_same_report_gives_the_same_file() -> None:
    report = sample_report()
    assert render_pdf(report, TITLES, "Ads") == render_pdf(report, TITLES, "Ads")


@pytest.mark.parametrize(
    "said",
    [
        "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 😀" * 50,
        "设计一个广告点击率预测系统 デザイン 디자인",
        "שלום עולם مرحبا بالعالم",
        "".join(map(chr, range(1, 0x300))),
        "\x00\x1b[31m\u202e\ufeff\uffff\U0010ffff",
        "x" * 20_000,
        "many words " * 1_800,
        "\n" * 20_000 + "end",
        "\t" * 2_000,
        "--- **bold** __x__ ~~y~~ {nb} \\n <b>",
        "   ",
        "| a | b |\n| - | - |\n" + f"| {'wide ' * 30} | {'x' * 90} |\n" * 60,
        "".join("  " * depth + "- deep\n" for depth in range(30)),
    ],
)
def test_any_text_can_be_printed(said: str) -> None:
    assert _pages(render_pdf(sample_report(said, PLAIN), TITLES, said[:300])) < 40


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200), min_size=2, max_size=4))
def test_arbitrary_text_can_be_printed(answers: list[str]) -> None:
    assert _pages(render_pdf(sample_report(*answers), dict.fromkeys(TITLES, answers[0]), answers[-1])) >= 1


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_only_known_characters_are_drawn(sheet: Sheet, text: str) -> None:
    drawn = sheet.drawable(text)
    assert sheet.lost(drawn) == 0
    assert drawn.count("\ufffd") == text.count("\ufffd") + sum(sheet.drawable(c) == "\ufffd" != c for c in text)


def test_what_is_lost_is_marked_and_counted(sheet: Sheet) -> None:
    assert sheet.drawable("a 中文 b") == "a \ufffd\ufffd b"
    assert sheet.lost("a 中文 b") == 2
    assert sheet.lost("≥ 95 % → naïve Ω, Привет “quoted” – 3 × 2 …") == 0


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_the_text_can_be_copied(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(
        render_pdf(sample_report("Sampling 中文.", PLAIN), TITLES, "Ad click prediction")
    )
    subprocess.run(["pdftotext", "-layout", "report.pdf"], cwd=tmp_path, check=True)
    text = " ".join((tmp_path / "report.txt").read_text().split())
    for said in (
        "Lean hire for the senior level", "A practice signal, not a verdict on a person.", "2.7 of 6 = 45%",
        "2 characters cannot be drawn", "weight 2 × 0.5 × 0.85 = 0.85 of 2", "Monitoring and iteration: not reached",
        "Practise: Write the sampling plan.", "Sampling \ufffd\ufffd.", "Scores by phase, 1 to 4",
    ):  # fmt: skip
        assert said in text


def test_fpdf_is_loaded_only_when_it_is_used() -> None:
    code = "import sys, interviewer.adapters.report.pdf; sys.exit('fpdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0
