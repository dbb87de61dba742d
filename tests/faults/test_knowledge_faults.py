"""What breaks in the knowledge folder or under the index costs that part and nothing else, and is said."""

import asyncio
import shutil
from pathlib import Path

import pytest

from interviewer.adapters.knowledge.base import FileKnowledgeBase
from interviewer.adapters.knowledge.chroma_client import open_folder
from interviewer.adapters.knowledge.markdown import load_knowledge
from tests.support.embedding import WordEmbedder
from tests.support.knowledge import write_case


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("3-data.md", "---\nquestion: a: b\n---\n", "3-data.md:2: not valid YAML"),
        ("3-data.md", "---\nquestion: what?\n", "3-data.md:1: the front matter is not closed"),
        ("3-data.md", b"---\nquestion: \xff\xfe\x00\n---\n", "3-data.md:2: not UTF-8 text"),
        ("3-data.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "3-data.md:1: not UTF-8 text"),
        ("3-data.md", "", "3-data.md:1: no front matter"),
        ("3-data.md", "## Only notes\nText.", "3-data.md:1: no front matter"),
        ("3-data.md", "---\nquestion: " + "[" * 90_000 + "]" * 90_000 + "\n---\n", "3-data.md:2: not valid YAML"),
        ("3-data.md", None, "3-data.md:1: the file is missing"),
        ("case.md", None, "case.md:1: the file is missing"),
    ],
)
def test_a_broken_file_costs_its_case_only(tmp_path: Path, name: str, content: str | bytes | None, words: str):
    write_case(tmp_path, "tiny", files={name: content})
    write_case(tmp_path, "other")
    loaded = load_knowledge(tmp_path)
    assert [case.id for case in loaded.cases] == ["other"]
    assert any(str(p).startswith(f"cases/tiny/{words}") for p in loaded.problems), loaded.problems
    assert not any(p.case == "tiny" for p in loaded.passages)


def test_a_directory_in_place_of_a_file(tmp_path: Path):
    home = write_case(tmp_path, "tiny", files={"3-data.md": None})
    (home / "3-data.md").mkdir()
    write_case(tmp_path, "other")
    loaded = load_knowledge(tmp_path)
    assert [case.id for case in loaded.cases] == ["other"]
    assert any("3-data.md:1: cannot be read" in str(p) for p in loaded.problems)


@pytest.fixture
def base(tmp_path: Path) -> FileKnowledgeBase:
    write_case(tmp_path / "knowledge")
    return open_base(tmp_path)


def open_base(home: Path, embedder: WordEmbedder | None = None) -> FileKnowledgeBase:
    base = FileKnowledgeBase.open(home / "knowledge", home / "index", embedder or WordEmbedder())
    base.ensure_index()
    return base


async def found(base: FileKnowledgeBase) -> str:
    hits = await base.search("folding umbrellas in a gale", "tiny")
    return hits[0].passage.heading


async def healed(base: FileKnowledgeBase) -> bool:
    for _ in range(200):
        if not base.degraded:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_an_index_that_is_deleted_while_it_is_used(tmp_path: Path, base: FileKnowledgeBase):
    assert await found(base) == "Folding umbrellas"
    shutil.rmtree(tmp_path / "index")
    for _ in range(3):
        assert await found(base) == "Folding umbrellas"
    assert await healed(base)
    assert await found(base) == "Folding umbrellas"


async def test_an_index_that_is_overwritten_while_it_is_used(tmp_path: Path, base: FileKnowledgeBase):
    assert await found(base) == "Folding umbrellas"
    for path in [p for p in (tmp_path / "index").rglob("*") if p.is_file()]:
        path.write_bytes(b"garbage" * 1000)
    for _ in range(3):
        assert await found(base) == "Folding umbrellas"
    assert await healed(base)
    assert await found(base) == "Folding umbrellas"


@pytest.mark.parametrize("damage", ["garbage", "empty", "half"])
async def test_an_index_that_is_broken_is_built_anew(tmp_path: Path, base: FileKnowledgeBase, damage: str):
    base.close()
    file = next((tmp_path / "index").glob("*/chroma.sqlite3"))
    content = file.read_bytes()
    file.write_bytes({"garbage": b"no database" * 500, "empty": b"", "half": content[: len(content) // 2]}[damage])
    embedder = WordEmbedder()
    again = open_base(tmp_path, embedder)
    assert await found(again) == "Folding umbrellas"
    assert not again.degraded
    assert len(embedder.embedded) > 100


async def test_an_index_with_something_missing_is_built_anew(tmp_path: Path, base: FileKnowledgeBase):
    base.close()
    client = open_folder(next((tmp_path / "index").iterdir()))
    collection = client.get_collection("interviewer-cases", embedding_function=None)
    collection.delete(ids=collection.get(limit=3, include=[])["ids"])
    client.close()
    embedder = WordEmbedder()
    again = open_base(tmp_path, embedder)
    assert not again.degraded
    assert len(embedder.embedded) > 100


async def test_an_embedder_that_fails_leaves_the_words(tmp_path: Path):
    write_case(tmp_path / "knowledge")
    embedder = WordEmbedder()
    embedder.broken = "embeddings are off: model.onnx cannot be read"
    base = open_base(tmp_path, embedder)
    assert await found(base) == "Folding umbrellas"
    assert base.degraded
    assert "keywords only (BM25): embeddings are off: model.onnx cannot be read" in base.status()


async def test_an_embedder_that_fails_later(tmp_path: Path, base: FileKnowledgeBase):
    embedder = WordEmbedder()
    base = open_base(tmp_path, embedder)
    assert await found(base) == "Folding umbrellas"
    embedder.broken = "the model is gone"
    assert await found(base) == "Folding umbrellas"
    embedder.broken = None
    assert await healed(base)


async def test_a_data_folder_that_cannot_be_written(tmp_path: Path):
    write_case(tmp_path / "knowledge")
    (tmp_path / "file").write_text("in the way")
    base = FileKnowledgeBase.open(tmp_path / "knowledge", tmp_path / "file" / "index", WordEmbedder())
    assert await found(base) == "Folding umbrellas"
    assert "keywords only" in base.status()


async def test_a_chroma_server_that_is_not_there(tmp_path: Path):
    write_case(tmp_path / "knowledge")
    url = "http://someone:secret@127.0.0.1:9"
    base = FileKnowledgeBase.open(tmp_path / "knowledge", tmp_path / "index", WordEmbedder(), url)
    assert await found(base) == "Folding umbrellas"
    assert "keywords only" in base.status()
    assert "secret" not in base.status()
