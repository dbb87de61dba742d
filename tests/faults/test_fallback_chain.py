"""Provider, local model, curated words: over real connections, in the middle of an interview and of a stream, and back."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interviewer.adapters.models.local import checks
from interviewer.adapters.models.local.model import LocalModel
from interviewer.adapters.models.local.runtime import LocalRuntime
from interviewer.bootstrap import App, build
from interviewer.domain.interview import Interview
from interviewer.services.updates import Piece, Restart
from interviewer.settings import load_settings
from tests.support.local_runtime import gguf, serving
from tests.support.openai_server import OpenAIServer

SAID = "We start from the business goal and go on from there."


class Near:
    """Finds everything on topic: what is compared is tested elsewhere."""

    async def nearness(self, said: str, meant: str) -> float:
        return 1.0


def reply_of(who: str, turns: Iterator[str]) -> Callable[[dict[str, Any]], str]:
    """Words moves in a way that keeps the rules: each anew, with a question only where one is due."""

    def reply(request: dict[str, Any]) -> str:
        told = json.loads(request["messages"][-1]["content"].split("\n\n")[-1])
        says = told["say"] if "say" in told else told["instruction"]["says"]
        return f"{who} {next(turns)}{': what next?' if '?' in says else '.'}"

    return reply


async def say(app: App, interview: Interview) -> tuple[Interview, str]:
    """Answer; return the state and what stands on the page in the end."""
    shown = ""
    async for update in app.conductor.reply(interview.id, SAID):
        if isinstance(update, Restart):
            shown = ""
        elif isinstance(update, Piece):
            shown += update.text
    return await app.journal.load(interview.id), shown.strip()


async def test_who_speaks_when_one_after_the_other_fails(
    openai_server: OpenAIServer, tmp_path: Path, small_knowledge: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checks, "find_spec", lambda _: True)
    turns = iter(("alone", "apart", "anew", "again", "along", "aside", "amid", "atop"))
    openai_server.reply = reply_of("Provider", turns)
    settings: Any = load_settings(
        model="openai:big", openai_base_url=openai_server.url, data_dir=tmp_path, knowledge_dir=small_knowledge,
        local_model=gguf(tmp_path),
    )  # fmt: skip
    with OpenAIServer() as local_server:
        local_server.reply = reply_of("Local", turns)
        local = LocalModel(LocalRuntime(gguf(tmp_path), serving(local_server.url)))
        app = build(settings, embedder=None, content_embedder=None, judge=None, local=local)
        app.voices = (app.voices[0], replace(app.voices[1], nearness=Near()))
        await app.load_local()
        interview = await app.conductor.start("ad-click-prediction", "senior", 45, seed=1)

        interview, shown = await say(app, interview)
        assert (interview.turns[-1].by, interview.turns[-1].fallback) == ("openai:big", None)

        openai_server.fail("status", times=-1, status=500)
        interview, shown = await say(app, interview)
        assert interview.turns[-1].by == "local:tiny.gguf"
        assert "openai:big" in str(interview.turns[-1].fallback)
        assert shown == interview.turns[-1].text

        openai_server.heal()
        openai_server.fail("cut", times=2, after=1)  # in the middle of the stream, and again when it is tried anew
        interview, shown = await say(app, interview)
        assert interview.turns[-1].by == "local:tiny.gguf"
        assert shown == interview.turns[-1].text
        assert shown.startswith("Local")

        openai_server.fail("status", times=-1, status=500)
        local_server.fail("status", times=-1, status=500)
        interview, shown = await say(app, interview)
        assert interview.turns[-1].by == "offline"
        for name in ("openai:big", "local:tiny.gguf"):
            assert name in str(interview.turns[-1].fallback)
        assert shown == interview.turns[-1].text

        openai_server.heal()
        interview, shown = await say(app, interview)
        assert (interview.turns[-1].by, interview.turns[-1].fallback) == ("openai:big", None)
        await app.close()
