"""The real embedding model: the vectors it must give, and the cache around it."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from interviewer.adapters.knowledge.embedding import DIMENSIONS, MiniLM
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.domain.errors import KnowledgeError
from tests.support.embedding import WordEmbedder

REFERENCE = json.loads((Path(__file__).parent / "minilm_vectors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def test_reference_vectors(model: MiniLM):
    vectors = model.embed([row["text"] for row in REFERENCE])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [row["vector"] for row in REFERENCE], atol=1e-3)


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(model: MiniLM):
    texts = [f"{'word ' * n}number {n}" for n in (1, 300, 40, 7, 90)]
    together = model.embed(texts)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        np.testing.assert_allclose(model.embed([text])[0], vector, atol=1e-4)


def test_meaning_is_nearer_than_words(model: MiniLM):
    question, same, other = model.embed(
        ["How do I lower the latency?", "Ways to answer faster", "How do I lower the bed?"]
    )
    assert question @ same > question @ other


def test_nothing_and_empty_texts(model: MiniLM):
    assert model.embed([]).shape == (0, DIMENSIONS)
    assert np.isfinite(model.embed([""])).all()


def test_threads_share_one_model():
    model = MiniLM()
    texts = [f"text {i}" for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(lambda text: model.embed([text])[0], texts))
    np.testing.assert_allclose(vectors, model.embed(texts), atol=1e-4)


def test_other_weights_are_refused(tmp_path: Path):
    other = tmp_path / "model.onnx"
    other.write_bytes(b"not the model")
    with pytest.raises(KnowledgeError, match="expected 8199be6f"):
        MiniLM(other).embed(["x"])


def test_missing_weights_are_said(tmp_path: Path):
    with pytest.raises(KnowledgeError, match="cannot be read"):
        MiniLM(tmp_path / "model.onnx").embed(["x"])


def test_a_text_is_embedded_once_ever(tmp_path: Path):
    first, second = WordEmbedder(), WordEmbedder()
    path = tmp_path / "deep" / "cache.sqlite"
    made = CachedEmbedder(first, path).embed(["a b", "c", "a b"])
    again = CachedEmbedder(second, path).embed(["c", "a b", "d"])
    assert first.embedded == ["a b", "c"]
    assert second.embedded == ["d"]
    np.testing.assert_array_equal(made[[1, 0]], again[:2])
    np.testing.assert_array_equal(made[0], made[2])


def test_another_model_has_its_own_vectors(tmp_path: Path):
    CachedEmbedder(WordEmbedder("one"), tmp_path / "c").embed(["a"])
    other = WordEmbedder("two")
    CachedEmbedder(other, tmp_path / "c").embed(["a"])
    assert other.embedded == ["a"]


def test_more_texts_than_one_query_takes(tmp_path: Path):
    texts = [f"text {i}" for i in range(1203)]
    cached, fresh = CachedEmbedder(WordEmbedder(), tmp_path / "c"), WordEmbedder()
    cached.embed(texts)
    np.testing.assert_array_equal(CachedEmbedder(fresh, tmp_path / "c").embed(texts), WordEmbedder().embed(texts))
    assert fresh.embedded == []


def test_the_cache_holds_no_text(tmp_path: Path):
    CachedEmbedder(WordEmbedder(), tmp_path / "c").embed(["confidential"])
    assert not any(b"confidential" in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("damage", [b"", b"this is not a database" * 100, None])
def test_a_broken_cache_is_made_anew(tmp_path: Path, damage: bytes | None):
    path = tmp_path / "c"
    CachedEmbedder(WordEmbedder(), path).embed(["a"])
    if damage is None:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE vectors SET vector = x'00'")
        connection.close()
    else:
        path.write_bytes(damage)
    expected = WordEmbedder().embed(["a", "b"])
    np.testing.assert_array_equal(CachedEmbedder(WordEmbedder(), path).embed(["a", "b"]), expected)
    after = WordEmbedder()
    np.testing.assert_array_equal(CachedEmbedder(after, path).embed(["a", "b"]), expected)
    assert after.embedded == []


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    cached = CachedEmbedder(WordEmbedder(), tmp_path / "file" / "cache")
    np.testing.assert_array_equal(cached.embed(["a"]), WordEmbedder().embed(["a"]))


def _fill(path: str, start: int) -> int:
    texts = [f"text {i}" for i in range(start, start + 60)]
    cached = CachedEmbedder(WordEmbedder(), Path(path))
    return sum(len(cached.embed(texts[i : i + 5])) for i in range(0, 60, 5))


def test_processes_share_a_cache(tmp_path: Path):
    path = tmp_path / "c"
    with get_context("spawn").Pool(2) as pool:
        assert pool.starmap(_fill, [(str(path), 0), (str(path), 30)]) == [60, 60]
    after = WordEmbedder()
    CachedEmbedder(after, path).embed([f"text {i}" for i in range(90)])
    assert after.embedded == []
