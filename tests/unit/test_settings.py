import re
from pathlib import Path

import pytest

from interviewer.domain.errors import ConfigError
from interviewer.settings import Settings, load_settings, mode_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "INTERVIEWER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def names() -> list[str]:
    return [str(field.alias or f"INTERVIEWER_{name.upper()}") for name, field in Settings.model_fields.items()]


@pytest.mark.parametrize("name", names())
def test_readme_names_every_setting(name: str):
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_names_no_setting_that_does_not_exist():
    mentioned = set(
        re.findall(r"`(INTERVIEWER_[A-Z_]+|OPENAI_[A-Z_]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    )
    assert mentioned <= {*names()}


def test_without_a_key_the_voice_is_offline(monkeypatch: pytest.MonkeyPatch):
    assert load_settings().voice == "offline"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert load_settings().voice.startswith("openai:")
    monkeypatch.setenv("INTERVIEWER_MODEL", "ollama:qwen3")
    assert load_settings().voice == "ollama:qwen3"


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.setenv("INTERVIEWER_MODEL", "")
    assert load_settings().voice == "offline"


def test_a_wrong_value_names_its_setting_and_shows_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("INTERVIEWER_PORT", "eighty")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with pytest.raises(ConfigError, match="INTERVIEWER_PORT") as caught:
        load_settings()
    assert "sk-secret" not in str(caught.value)
    assert "sk-secret" not in repr(load_settings(port=7000))


@pytest.mark.parametrize("auth", ["ada", "ada:", ":lovelace", "ada:lovelace,bob"])
def test_a_wrong_login_is_told_at_once_without_the_password(auth: str):
    with pytest.raises(ConfigError, match="INTERVIEWER_AUTH is unusable: expected user:password pairs") as caught:
        load_settings(auth=auth)
    assert "lovelace" not in str(caught.value)


def test_users_and_their_passwords_are_read(monkeypatch: pytest.MonkeyPatch):
    assert load_settings().users == {}
    monkeypatch.setenv("INTERVIEWER_AUTH", "ada:love:lace, bob:builder")
    assert load_settings().users == {"ada": "love:lace", "bob": "builder"}


@pytest.mark.parametrize("name", ["INTERVIEWER_CHROMA_URL", "OPENAI_BASE_URL"])
def test_an_address_without_a_host_is_told_at_once(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(name, "localhost:8000")
    with pytest.raises(ConfigError, match=name):
        load_settings()


def test_roles_without_a_model_of_their_own_have_the_voice():
    settings = load_settings(model="openai:a", grader_model="openai:b")
    assert (settings.voice, settings.assessor, settings.grader) == ("openai:a", "openai:a", "openai:b")


def test_a_dotenv_file_is_read(tmp_path: Path):
    (tmp_path / ".env").write_text("INTERVIEWER_MODEL=offline\nINTERVIEWER_GRADER_RUNS=5\n")
    assert load_settings().grader_runs == 5


def test_a_local_model_is_named_by_its_file_and_judges_nothing():
    for settings in (
        load_settings(model="local:/models/tiny.gguf"),
        load_settings(model="local", local_model="/models/tiny.gguf"),
        load_settings(local_model="/models/tiny.gguf"),
    ):
        assert settings.local_file == Path("/models/tiny.gguf")
        assert (settings.voice, settings.assessor, settings.grader) == ("local:tiny.gguf", "offline", "offline")
        assert mode_of(settings.voice) == "local"


def test_a_local_model_stands_behind_a_provider_and_is_left_alone_offline():
    behind = load_settings(model="openai:big", local_model="/models/tiny.gguf")
    assert (behind.voice, behind.grader, behind.local_file) == ("openai:big", "openai:big", Path("/models/tiny.gguf"))
    assert load_settings(model="offline", local_model="/models/tiny.gguf").local_file is None


def test_local_without_a_file_is_told():
    with pytest.raises(ConfigError, match="INTERVIEWER_LOCAL_MODEL"):
        load_settings(model="local").check_local()
