"""The knowledge base on real Chroma and BM25: finds, stays in step with the files, and touches only what changed."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from interviewer.adapters import precedence
from interviewer.adapters.knowledge.base import FileKnowledgeBase
from interviewer.adapters.knowledge.bm25 import KeywordIndex
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.precedence import Precedence
from interviewer.domain.errors import InputError
from interviewer.domain.ports import KnowledgeBase
from tests.support.embedding import WordEmbedder
from tests.support.knowledge import write_case, write_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    write_case(folder, "tiny")
    write_case(folder, "other")
    return folder


def open_base(folder: Path, embedder: WordEmbedder | None, url: str | None = None) -> FileKnowledgeBase:
    return FileKnowledgeBase.open(folder, folder.parent / "index", embedder, url)


def ready_base(folder: Path, embedder: WordEmbedder, url: str | None = None) -> FileKnowledgeBase:
    base = open_base(folder, embedder, url)
    base.ensure_index()
    return base


async def test_it_is_a_knowledge_base(folder: Path):
    base: KnowledgeBase = open_base(folder, None)
    assert [case.id for case in base.cases()] == ["other", "tiny"]
    assert base.case("tiny").title == "The tiny problem"
    assert base.broken() == ()
    section = base.passage("cases/tiny/3-data.md", "Data and labels")
    assert section is not None
    assert "Write the labels down" in section.text
    assert base.passage("cases/tiny/3-data.md", "Nothing") is None
    with pytest.raises(InputError, match="The cases are: other, tiny"):
        base.case("missing")
    with pytest.raises(InputError):
        await base.search("x", "missing")


async def test_it_finds_by_meaning_and_words(folder: Path):
    base = ready_base(folder, WordEmbedder())
    hits = await base.search("folding umbrellas that fit in a bag", "tiny")
    assert (hits[0].passage.file, hits[0].passage.heading) == ("topics/umbrellas.md", "Folding umbrellas")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert not base.degraded
    assert "joins meaning" in base.status()


async def test_a_search_waits_for_no_index(folder: Path):
    embedder = WordEmbedder()
    base = open_base(folder, embedder)
    hits = await base.search("folding umbrellas that fit in a bag", "tiny")
    assert hits[0].passage.heading == "Folding umbrellas"
    assert not any(hit.near for hit in hits)
    assert embedder.embedded == []
    assert "until the index is built" in base.status()


def test_building_the_index_gives_way(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(precedence, "LONGEST_WAIT_S", 60)
    embedder, order = WordEmbedder(), Precedence()
    base = FileKnowledgeBase.open(folder, folder.parent / "index", embedder, precedence=order)
    with ThreadPoolExecutor(1) as pool:
        with order.first():
            built = pool.submit(base.ensure_index)
            time.sleep(0.3)
            assert embedder.embedded == []
        built.result()
    assert base.check_index() == "ok"


def test_the_index_is_built_though_others_never_pause(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(precedence, "LONGEST_WAIT_S", 0.01)
    order = Precedence()
    base = FileKnowledgeBase.open(folder, folder.parent / "index", WordEmbedder(), precedence=order)
    with order.first():
        base.ensure_index()
    assert base.check_index() == "ok"


async def test_a_case_hides_the_others(folder: Path):
    base = ready_base(folder, WordEmbedder())
    everything = await base.search("labels the shop can promise", None, k=50)
    one = await base.search("labels the shop can promise", "tiny", k=50)
    assert {"tiny", "other"} <= {hit.passage.case for hit in everything}
    assert {hit.passage.case for hit in one} <= {"tiny", None}


async def test_a_section_comes_once(folder: Path):
    hits = await ready_base(folder, WordEmbedder()).search("labels shop umbrellas week number", "tiny", k=50)
    places = [(hit.passage.file, hit.passage.heading) for hit in hits]
    assert len(set(places)) == len(places)


async def test_only_what_changed_is_embedded_again(folder: Path):
    ready_base(folder, WordEmbedder())
    same, changed = WordEmbedder(), WordEmbedder()
    ready_base(folder, same)
    assert same.embedded == []
    write_document(folder / "topics/umbrellas.md", {}, "## Parasols\nAgainst the sun.")
    base = open_base(folder, changed)
    seen: list[tuple[int, int]] = []
    base.ensure_index(lambda done, total: seen.append((done, total)))
    assert changed.embedded == ["Umbrellas / Parasols\nAgainst the sun."]
    assert seen == [(1, 1)]
    hits = await base.search("folding umbrellas parasols against the sun", None, k=50)
    assert "Folding umbrellas" not in [hit.passage.heading for hit in hits]
    assert hits[0].passage.heading == "Parasols"


async def test_what_is_gone_is_not_found(folder: Path):
    ready_base(folder, WordEmbedder())
    for path in sorted((folder / "cases/other").iterdir()):
        path.unlink()
    (folder / "cases/other").rmdir()
    embedder = WordEmbedder()
    base = ready_base(folder, embedder)
    hits = await base.search("labels the shop can promise", None, k=100)
    assert "other" not in {hit.passage.case for hit in hits}
    assert len(embedder.embedded) == 1, "the question, and nothing else"


async def test_another_embedding_makes_another_index(folder: Path):
    ready_base(folder, WordEmbedder("one", 32))
    embedder = WordEmbedder("two", 64)
    base = ready_base(folder, embedder)
    assert await base.search("umbrellas", "tiny")
    assert not base.degraded
    embedded = [entry for entry in load_knowledge(folder).entries if entry.field != "words"]
    assert len(embedder.embedded) == len(embedded) + 1


async def test_without_embeddings_words_are_enough_and_status_says_so(folder: Path):
    base = open_base(folder, None)
    hits = await base.search("folding in a gale", "tiny")
    assert hits[0].passage.heading == "Folding umbrellas"
    assert base.degraded
    assert "keywords only" in base.status()


@pytest.mark.parametrize("question", ["", "   ", "??", "the of and", "数据 漂移", "a" * 50_000, "' OR 1=1 --"])
@pytest.mark.parametrize("case", ["tiny", None])
async def test_odd_questions_are_answered(folder: Path, question: str, case: str | None):
    hits = await ready_base(folder, WordEmbedder()).search(question, case)
    assert len(hits) <= 5


def test_keywords_are_stemmed_and_stop_words_ignored(folder: Path):
    index = KeywordIndex(load_knowledge(folder).entries)
    assert index.nearest("fold umbrella", None, 1) == {"topics/umbrellas.md#folding-umbrellas": 1.0}
    assert index.nearest("the and of", None, 5) == {}
    assert KeywordIndex(()).nearest("x", None, 5) == {}


def test_words_side_by_side_count_more_than_words_apart(folder: Path):
    text = "## Together\nA steel rib bends.\n\n## Apart\nA rib bends steel."
    write_document(folder / "topics/parts.md", {}, text)
    found = KeywordIndex(load_knowledge(folder).entries).nearest("steel rib", None, 5)
    assert list(found) == ["topics/parts.md#together", "topics/parts.md#apart"]
    assert list(KeywordIndex(load_knowledge(folder).entries).nearest("steel", "tiny", 5).values()) == [1.0, 1.0]


def test_the_best_match_by_words_is_one_and_the_others_are_shares_of_it(folder: Path):
    found = KeywordIndex(load_knowledge(folder).entries).nearest("labels the shop can promise", "tiny", 50)
    scores = list(found.values())
    assert scores[0] == 1.0
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert not any("/other/" in section for section in found)


async def test_the_part_of_a_long_section_that_answers_is_shown(folder: Path):
    filler = "\n\n".join("Rain falls on hats and coats. " * 15 for _ in range(4))
    text = f"## Long\n{filler}\n\nA brass ferrule protects the tip of the pole.\n\n{filler}"
    write_document(folder / "topics/umbrellas.md", {}, text)
    for embedder in (None, WordEmbedder()):
        base = FileKnowledgeBase.open(folder, folder.parent / f"index-{embedder is None}", embedder)
        hits = await base.search("brass ferrule on the tip of the pole", "tiny", k=50)
        (long,) = (hit.passage for hit in hits if hit.passage.heading == "Long")
        assert "ferrule" in long.text


def _index(folder: str) -> str:
    base = ready_base(Path(folder), WordEmbedder())
    return base.status()


def test_processes_build_one_index(folder: Path):
    with get_context("spawn").Pool(2) as pool:
        statuses = pool.map(_index, [str(folder)] * 2)
    assert all("joins meaning" in status for status in statuses)
    after = WordEmbedder()
    ready_base(folder, after)
    assert after.embedded == []


@pytest.fixture
def chroma_server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path / "server")]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


async def test_copies_share_a_chroma_server(folder: Path, chroma_server: str):
    ready_base(folder, WordEmbedder(), chroma_server)
    second = WordEmbedder()
    base = ready_base(folder, second, chroma_server)
    hits = await base.search("folding in a gale", "tiny")
    assert hits[0].passage.heading == "Folding umbrellas"
    assert second.embedded == ["folding in a gale"]
    assert "127.0.0.1" in base.status()
    assert not (folder.parent / "index").exists()
