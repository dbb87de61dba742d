"""The charts: well-formed, described in words, honest about gaps, and never clipped."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.adapters.report.charts import coverage_svg, radar_svg, time_svg
from interviewer.adapters.report.svg import WIDTH, columns_of, wrap
from interviewer.domain.report import Report, build_report
from tests.support.reports import NOW, PLAIN, TITLES, held, sample_report

CHARTS = [radar_svg, time_svg, coverage_svg]
Chart = Callable[[Report, Mapping[str, str]], str]
SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", CHARTS)
def test_has_title_and_description(chart: Chart) -> None:
    root = ElementTree.fromstring(chart(sample_report(), TITLES))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert description is not None
    assert description.text
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize("chart", CHARTS)
def test_ungraded_says_so(chart: Chart) -> None:
    assert "Nothing was graded." in _texts(chart(build_report(held(PLAIN), None, NOW), TITLES))


def test_radar_leaves_gaps_and_names_them() -> None:
    texts = _texts(radar_svg(sample_report(), TITLES))
    assert "not assessed" in texts
    assert "not reached" in texts
    assert texts.count("2, weak") == 2
    svg = radar_svg(sample_report(), TITLES)
    line = re.search(r'<path d="([^"]*)" class="chart-line"', svg)
    assert line
    assert line[1].count("L") == 4  # five phases with a score in a row, not closed over the gap
    assert svg.count('class="chart-dot"') == 5


@pytest.mark.parametrize(
    ("scores", "lines"), [("1111111", 1), ("1x1x1xx", 3), ("x111x11", 2), ("11x1111", 1), ("xxxxxxx", 0)]
)
def test_radar_draws_one_line_for_each_run_of_scores(scores: str, lines: int) -> None:
    report = sample_report()
    phases = tuple(
        phase.model_copy(update={"score": None if score == "x" else 1, "band": None, "status": "graded"})
        for phase, score in zip(report.evaluation.phases, scores, strict=True)
    )
    evaluation = report.evaluation.model_copy(update={"phases": phases})
    svg = radar_svg(report.model_copy(update={"evaluation": evaluation}), TITLES)
    assert svg.count('class="chart-line"') == lines
    assert svg.count('class="chart-dot"') == scores.count("1")


def test_time_marks_what_took_longer_than_planned() -> None:
    svg = time_svg(sample_report(), TITLES)
    assert svg.count('class="chart-over"') == 2
    assert "7.2 / 5 min" in _texts(svg)


def test_coverage_rises_once_for_each_criterion_shown() -> None:
    svg = coverage_svg(sample_report(), TITLES)
    line = re.search(r'<path d="M([^"]*)" class="chart-line"', svg)
    assert line
    heights = [float(point.split()[1]) for point in line[1].split("L")]
    assert heights == sorted(heights, reverse=True)
    assert sum(low != high for low, high in pairwise(heights)) == 5
    assert "5 of 9 criteria" in svg


def test_coverage_counts_turns_where_there_are_no_times() -> None:
    report = sample_report()
    turns = tuple(turn.model_copy(update={"at": report.interview.started_at}) for turn in report.turns)
    assert "10 turns" in _texts(coverage_svg(report.model_copy(update={"turns": turns}), TITLES))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=7, max_size=7))
def test_any_title_is_well_formed_and_within_the_picture(names: list[str]) -> None:
    titles = dict(zip(TITLES, names, strict=True))
    for chart in CHARTS:
        for element in ElementTree.fromstring(chart(sample_report(), titles)).iter(f"{SVG}text"):
            x, size = float(element.get("x", "")), float(element.get("font-size", "")[:-2])
            width = columns_of(element.text or "") * size * 0.62
            shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
            assert x - width * shift >= 0
            assert x + width * (1 - shift) <= WIDTH


@given(st.text(max_size=80), st.integers(2, 30), st.integers(1, 3))
def test_wrapped_labels_keep_their_room(said: str, columns: int, lines: int) -> None:
    rows = wrap(said, columns, lines)
    assert 1 <= len(rows) <= lines
    assert all(columns_of(row) <= columns for row in rows)
