"""Vectors that ship with the knowledge base: what is written is read, and what is broken is done without."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.adapters.knowledge.shipped import ShippedVectors, key_of, write_vectors
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from tests.support.embedding import WordEmbedder

TEXTS = ["clicks are rare", "a day has two peaks", "labels come late"]


def shipped(folder: Path, name: str = "part", texts: list[str] = TEXTS) -> ShippedVectors:
    embedder = WordEmbedder()
    keys = [key_of(embedder.name, text) for text in texts]
    write_vectors(folder / f"{name}.npz", dict(zip(keys, embedder.embed(texts), strict=True)))
    return ShippedVectors(folder)


def test_what_ships_is_not_embedded_and_the_rest_is(tmp_path: Path):
    shipped(tmp_path, "one", TEXTS[:1])
    embedder = WordEmbedder()
    cached = CachedEmbedder(embedder, tmp_path / "cache", shipped(tmp_path, "two", TEXTS[1:]))
    made = cached.embed([*TEXTS, "something new"])
    assert embedder.embedded == ["something new"]
    np.testing.assert_allclose(made, WordEmbedder().embed([*TEXTS, "something new"]), atol=0.01)


def test_vectors_of_another_model_are_not_found(tmp_path: Path):
    other = WordEmbedder("words-2")
    CachedEmbedder(other, tmp_path / "cache", shipped(tmp_path)).embed(TEXTS)
    assert other.embedded == TEXTS


@pytest.mark.parametrize("damage", [b"", b"this is no archive" * 100, None])
def test_a_broken_file_is_done_without(tmp_path: Path, damage: bytes | None):
    found = shipped(tmp_path, "good")
    bad = tmp_path / "bad.npz"
    if damage is None:
        np.savez(bad, keys=np.zeros((1, 16), np.uint8))
    else:
        bad.write_bytes(damage)
    embedder = WordEmbedder()
    CachedEmbedder(embedder, tmp_path / "cache", found).embed(TEXTS)
    assert embedder.embedded == []


def test_an_empty_folder_ships_nothing(tmp_path: Path):
    assert ShippedVectors(tmp_path).find([key_of("words-1", TEXTS[0])]) == {}


def test_the_same_vectors_give_the_same_bytes(tmp_path: Path):
    for name, texts in (("a", TEXTS), ("b", TEXTS[::-1])):
        shipped(tmp_path, name, texts)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@given(st.lists(st.lists(st.floats(-1, 1, width=32), min_size=8, max_size=8), min_size=1, max_size=5))
def test_rounding_moves_no_vector_far(tmp_path_factory: pytest.TempPathFactory, rows: list[list[float]]):
    raw = np.array(rows, dtype=np.float32) + np.eye(len(rows), 8, dtype=np.float32) * 3
    unit = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    folder = tmp_path_factory.mktemp("vectors")
    keys = [key_of("model", str(place)) for place in range(len(rows))]
    write_vectors(folder / "part.npz", dict(zip(keys, unit, strict=True)))
    found = ShippedVectors(folder).find(keys)
    read = np.stack([found[key] for key in keys])
    np.testing.assert_allclose(np.linalg.norm(read, axis=1), 1, atol=1e-5)
    assert (read * unit).sum(axis=1).min() > 0.999
