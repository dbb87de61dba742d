"""The page of grades is made from the results, and says what they say."""

from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.grading_page import AIMS, DOCS, SETS, charts, load, page
from benchmarks.measures import by_length, reliability, shares
from interviewer.adapters.assess.calibration import load_fitted
from interviewer.adapters.assess.second_look import load_second


@pytest.fixture(scope="module")
def results() -> dict:
    return load()


def test_the_committed_page_and_charts_are_those_of_the_committed_results(results: dict) -> None:
    assert (DOCS / "grading.md").read_text(encoding="utf-8") == page(results)
    for name, chart in charts(results).items():
        assert (DOCS / name).read_text(encoding="utf-8") == chart


def test_every_chart_is_well_formed_and_on_the_page(results: dict) -> None:
    text = page(results)
    for name, chart in charts(results).items():
        assert f"]({name})" in text
        assert ElementTree.fromstring(chart).find("{http://www.w3.org/2000/svg}desc") is not None


def test_an_aim_is_called_reached_only_if_it_is(results: dict) -> None:
    rows = [line for line in page(results).splitlines() if line.startswith(tuple(f"| {SETS[n]}:" for n, *_ in AIMS))]
    assert len(rows) == len(AIMS)
    for row in rows:
        _, _, measured, aim, reached, _ = (cell.strip() for cell in row.split("|"))
        assert (float(measured.split()[0]) >= float(aim)) == (reached == "yes")


def test_the_report_prints_what_the_benchmark_measured(results: dict) -> None:
    assert results["own"]["semantic"]["summary"] == dict(load_fitted("semantic").measured)
    assert results["second_look"]["summary"] == dict(load_second().measured)


def test_reliability_counts_every_row_once() -> None:
    p, labels = np.array([0.05, 0.07, 0.95, 1.0]), np.array([0.0, 1.0, 1.0, 1.0])
    assert reliability(labels, p) == [[0.06, 0.5, 2], [0.975, 1.0, 2]]


def test_errors_are_shares_of_the_rows_of_a_kind() -> None:
    kinds, wrong = np.array(["a", "a", "b"]), np.array([True, False, False])
    assert shares(kinds, wrong) == {"a": [0.5, 2], "b": [0.0, 1]}
    assert shares(kinds, wrong, np.array([False, True, True])) == {"a": [0.0, 1], "b": [0.0, 1]}
    assert list(by_length(np.array([1, 5, 9]))) == ["up to 4 words", "up to 6 words", "longer"]
