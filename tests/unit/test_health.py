"""What the parts say of themselves, and models that are wrong, before an interview begins."""

from pathlib import Path

import pytest

from interviewer.bootstrap import App, build
from interviewer.domain.errors import ConfigError, StoreError
from interviewer.health import health
from interviewer.settings import load_settings


@pytest.fixture
def settings(tmp_path: Path, small_knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.chdir(tmp_path)
    return {"data_dir": tmp_path / "data", "knowledge_dir": small_knowledge}


def app(settings: dict[str, object], **more: object) -> App:
    return build(load_settings(**settings, **more))


async def test_an_index_that_was_never_built_is_not_ok(settings: dict[str, object], tmp_path: Path):
    parts = await health(app(settings))
    assert parts["store"] == parts["model"] == "ok"
    assert "lacks" in parts["index"]
    assert not (tmp_path / "data" / "index").exists()


async def test_a_chroma_server_that_is_away_is_not_ok(settings: dict[str, object]):
    parts = await health(app(settings, chroma_url="http://127.0.0.1:9"))
    assert "Chroma" in parts["index"]


async def test_a_store_that_cannot_be_used_is_said(settings: dict[str, object]):
    class Broken:
        async def ping(self) -> None:
            raise StoreError("The disk is full.")

    broken = build(load_settings(**settings), store=Broken())
    assert (await health(broken))["store"] == "The disk is full."


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"model": "anthropic:x"}, "pip install langchain-anthropic"),
        ({"grader_model": "nobody:x"}, "no provider 'nobody'"),
        ({"assessor_model": "nonsense"}, "INTERVIEWER_ASSESSOR_MODEL is 'nonsense'"),
        ({"grader_model": "openai:x"}, "OPENAI_API_KEY"),
    ],
)
async def test_a_model_that_cannot_be_used_is_told_at_the_start(
    settings: dict[str, object], wrong: dict[str, object], says: str
):
    wrong_app = app(settings, **wrong)
    with pytest.raises(ConfigError, match=says):
        wrong_app.check_settings()
    assert says in (await health(wrong_app))["model"]


def test_prompts_that_are_missing_are_told_at_the_start(settings: dict[str, object], tmp_path: Path):
    lacking = {"prompts_dir": tmp_path, "model": "openai:x", "openai_api_key": "sk-test"}
    with pytest.raises(ConfigError, match=r"interviewer\.md.*INTERVIEWER_PROMPTS_DIR"):
        app(settings, **lacking).check_settings()
