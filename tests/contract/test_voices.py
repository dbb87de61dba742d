"""The chain of voices: the provider, then the local model, then curated words; never silently, and back again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from interviewer.adapters.models.scripted import ScriptedModel
from interviewer.adapters.report.markdown import render_markdown
from interviewer.domain.errors import KnowledgeError, ModelUnavailable
from interviewer.domain.events import MoveKind, Usage
from interviewer.domain.interview import Interview
from interviewer.domain.ports import Prompt, Waiting
from interviewer.domain.report import build_report
from interviewer.services.clock import SteppingClock
from interviewer.services.conductor import Conductor
from interviewer.services.journal import Journal
from interviewer.services.speech import REPLACED, Speech
from interviewer.services.tasks import Tasks
from interviewer.services.turn import TurnTaker
from interviewer.services.updates import Notice, Piece, Restart
from interviewer.services.voices import ANSWER_WORDS, Voice, last_phrase
from tests.support.cases import START
from tests.support.fakes import KeywordListener, MemoryStore, OneCase, PlainPrompts

AWAY = ModelUnavailable("openai:big is overloaded (429).")
BIG, SMALL = "openai:big", "local:small.gguf"


class Fixed:
    """A likeness that is always the same; None: it cannot be told."""

    def __init__(self, near: float | None) -> None:
        self.near = near

    async def nearness(self, said: str, meant: str) -> float:
        if self.near is None:
            raise KnowledgeError("the embedding model is not installed")
        return self.near


class CutModel(ScriptedModel):
    """Says two words and loses the connection, every time."""

    async def stream(self, prompt: Prompt) -> AsyncIterator[str | Usage]:
        yield "Half a "
        raise ModelUnavailable(f"The connection to {BIG} was cut.")


def local(
    replies: Any, near: float | None = 0.9, moves: Sequence[MoveKind] = ("probe", "hint", "advance", "redirect")
) -> Voice:
    model = ScriptedModel(replies, name=SMALL)
    return Voice(model, "local", last_phrase, lambda kind: kind in moves, Fixed(near))


def held_by(*voices: Voice) -> Conductor:
    knowledge, clock, tasks, journal = OneCase(), SteppingClock(START), Tasks(), Journal(MemoryStore())
    taker = TurnTaker(journal, knowledge, KeywordListener(), Speech(voices, PlainPrompts()), clock, tasks)
    return Conductor(journal, knowledge, taker, clock, tasks, "local", SMALL)


async def talk(held: Conductor, *answers: str) -> tuple[Interview, list[Any]]:
    interview = await held.start("tiny", "senior", 45)
    updates: list[Any] = []
    for text in answers:
        updates += [update async for update in held.reply(interview.id, text)]
    return await held.journal.load(interview.id), updates


def shown(updates: list[Any]) -> str:
    """What stands on the page in the end."""
    text = ""
    for update in updates:
        text = "" if isinstance(update, Restart) else text + update.text if isinstance(update, Piece) else text
    return text


async def test_a_provider_that_fails_is_stood_in_for_by_the_local_model_and_comes_back():
    provider = Voice(ScriptedModel(["First question?", AWAY, AWAY, "Back again?"], name=BIG))
    replies = ["Local question?", ModelUnavailable(f"{SMALL} is still being loaded.")]
    held = held_by(provider, local(replies))
    interview, _ = await talk(held, "one", "two", "three", "four")
    spoke = [t for t in interview.turns if t.role == "interviewer"][1:]
    assert [t.by for t in spoke] == [BIG, SMALL, "offline", BIG]
    assert [bool(t.fallback) for t in spoke] == [False, True, True, False]
    assert "429" in str(spoke[1].fallback)
    assert "429" in str(spoke[2].fallback)
    assert "still being loaded" in str(spoke[2].fallback)
    report = build_report(interview, None, held.clock.now())
    assert (report.interview.turns_worded, report.interview.turns_replaced) == (3, 1)
    written = render_markdown(report, {}, "Tiny")
    for words in (f"in words of {BIG}", f"in words of {SMALL}, because", "curated words, because"):
        assert words in written


async def test_a_stream_that_is_cut_twice_leaves_nothing_half_said():
    held = held_by(Voice(CutModel(name=BIG)), local(["What breaks first?"]))
    interview, updates = await talk(held, "one")
    assert interview.turns[-1].text == shown(updates) == "What breaks first?"
    assert interview.turns[-1].by == SMALL


@pytest.mark.parametrize(
    ("reply", "near", "reason"),
    [
        ("What breaks first?", 0.2, "off the topic"),
        ("What breaks first?", None, "could not be compared"),
        ("word " * 60 + "first?", 0.9, "longer than 60 words"),
        ("One? Two?", 0.9, "more than one question"),
    ],
)
async def test_a_local_reply_that_fails_a_check_is_replaced_and_counted(reply: str, near: float | None, reason: str):
    held = held_by(local([reply], near))
    interview, updates = await talk(held, "one")
    turn = interview.turns[-1]
    assert turn.by == "offline"
    assert reason in str(turn.fallback)
    assert shown(updates) == turn.text
    assert Restart(REPLACED) in updates
    assert build_report(interview, None, held.clock.now()).interview.turns_replaced == 1


async def test_a_move_that_its_size_may_not_word_stays_curated_and_is_no_failure():
    interview, updates = await talk(held_by(local([], moves=("advance",))), "one")
    assert (interview.turns[-1].by, interview.turns[-1].fallback) == ("offline", None)
    assert not [u for u in updates if isinstance(u, Restart)]


async def test_a_local_model_reads_a_phrase_of_the_answer_and_no_more():
    asked: list[str] = []

    def reply(prompt: Prompt) -> str:
        asked.append(prompt.messages[0].content)
        return "What breaks first?"

    await talk(held_by(local(reply)), "begin " + "middle " * 200 + "end")
    assert "begin" not in asked[0]
    assert asked[0].count("middle") == ANSWER_WORDS - 1
    assert "end" in asked[0]


async def test_who_waits_for_the_model_is_told_at_once():
    class Busy(ScriptedModel):
        async def stream(self, prompt: Prompt) -> AsyncIterator[Any]:
            yield Waiting("The local model speaks for 1 other reply first.")
            await asyncio.sleep(0)
            yield "What breaks first?"

    voice = local([])
    held = held_by(Voice(Busy(name=SMALL), voice.prompt, voice.inputs, voice.may_word, voice.nearness))
    _, updates = await talk(held, "one")
    assert updates[0] == Notice("The local model speaks for 1 other reply first.", passing=True)
