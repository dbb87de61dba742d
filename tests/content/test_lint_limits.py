"""The limits of `interviewer check` with the real embedding: twins are found, neighbours are left alone."""

from pathlib import Path

import pytest

from interviewer.adapters.knowledge.embedding import MiniLM
from interviewer.adapters.knowledge.lint import check
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from tests.support.knowledge import THEMES, write_case

CUT = (
    "Splits documents along their structure (headings, steps, table rows) into passages of a stated size and keeps "
    "title, heading or context with each, instead of cutting blindly."
)
"""A criterion, and below what another author might write for the same, and for its neighbours."""


@pytest.fixture(scope="module")
def embedder(shared_data: Path) -> CachedEmbedder:
    return CachedEmbedder(MiniLM(), shared_data / "embeddings.sqlite")


def likenesses(folder: Path, embedder: CachedEmbedder, **labels: object) -> list[str]:
    """Check a case in which only `data.labels` and `data.gaps` have an expectation of any likeness to another."""
    plain = {f"{phase}.{theme}": {"expects": theme} for phase, themes in THEMES.items() for theme in themes}
    write_case(folder, criteria={**plain, "data.labels": {"expects": CUT}, **labels})  # type: ignore[arg-type]
    return [p.what for p in check(folder, embedder) if "likeness" in p.what]


@pytest.mark.parametrize(
    "other",
    [
        "Cuts documents by their layout such as headings and tables into chunks of a given length that carry their title, "
        "and does not split at arbitrary places.",
        "Chunks each document by headings, steps and tables to a fixed size, with title and context kept in every passage.",
    ],
)
def test_a_twin_is_found(tmp_path: Path, embedder: CachedEmbedder, other: str):
    found = likenesses(tmp_path, embedder, **{"data.gaps": {"expects": other}})
    assert len(found) == 1
    assert found[0].startswith("`data.gaps` expects the same as `data.labels`")


@pytest.mark.parametrize(
    "other",
    [
        "Removes outdated documents and says within which time a change of a document must reach the answers.",
        "Retrieves passages with a keyword index and with embeddings side by side, and merges the two lists.",
    ],
)
def test_a_neighbour_is_left_alone(tmp_path: Path, embedder: CachedEmbedder, other: str):
    assert likenesses(tmp_path, embedder, **{"data.gaps": {"expects": other}}) == []


@pytest.mark.parametrize(
    ("probe", "found"),
    [
        ("Would you split documents at headings, steps and tables and keep the title with every passage?", 1),
        ("A manual has two hundred pages and the answer is one line; what does your index hold?", 0),
    ],
)
def test_a_probe_that_tells_is_found(tmp_path: Path, embedder: CachedEmbedder, probe: str, found: int):
    told = likenesses(tmp_path, embedder, **{"data.labels": {"expects": CUT, "probes": [probe, "What else?"]}})
    assert len(told) == found
