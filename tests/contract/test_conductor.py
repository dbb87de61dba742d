"""The way of one answer, with fakes of every port."""

import asyncio
from typing import Any

import pytest

from interviewer.adapters.models.scripted import ScriptedModel
from interviewer.domain.errors import Conflict, InputError, ModelUnavailable, StoreError
from interviewer.domain.events import CandidateSpoke, InterviewerSpoke
from interviewer.services.limits import MAX_CHARACTERS
from interviewer.services.speech import REPLACED
from interviewer.services.updates import Notice, Restart
from tests.support.cases import START, tiny_case
from tests.support.fakes import KeywordAssessor, KeywordListener, MemoryStore
from tests.support.holding import answer, conductor, drain, spoken, state


async def test_an_answer_is_stored_before_anybody_listens():
    store = MemoryStore()

    class Dies(KeywordListener):
        async def hear(self, *args: Any, **kwargs: Any) -> Any:
            raise RuntimeError("power cut")

    held = conductor(store, listener=Dies())
    interview = await held.start("tiny", "senior", 45)
    with pytest.raises(RuntimeError):
        await answer(held, interview, "precious words")
    assert isinstance(store.rows[interview.id][-1], CandidateSpoke)
    revived = conductor(store)
    after = state(await drain(revived.resume(interview.id)))
    assert [t.text for t in after.turns if t.role == "candidate"] == ["precious words"]
    assert after.turns[-1].role == "interviewer"


async def test_an_empty_answer_stores_nothing():
    store = MemoryStore()
    held = conductor(store)
    interview = await held.start("tiny", "senior", 45)
    before = len(store.rows[interview.id])
    with pytest.raises(InputError, match="empty"):
        await answer(held, interview, "  \n ")
    assert len(store.rows[interview.id]) == before


async def test_too_long_an_answer_is_taken_up_to_the_limit_and_told():
    store = MemoryStore()
    held = conductor(store)
    interview = await held.start("tiny", "senior", 45)
    updates = await answer(held, interview, "x" * 50_000)
    notice = next(u for u in updates if isinstance(u, Notice))
    assert "30,000" in notice.text
    assert len(state(updates).turns[1].text) == MAX_CHARACTERS


async def test_two_answers_to_one_turn_the_second_is_refused():
    held = conductor(MemoryStore())
    interview = await held.start("tiny", "senior", 45)
    await answer(held, interview, "first", answering=0)
    with pytest.raises(Conflict, match="another tab"):
        await answer(held, interview, "second", answering=0)
    assert "second" not in [t.text for t in (await held.journal.load(interview.id)).turns]


async def test_two_answers_at_once_exactly_one_wins():
    held = conductor(MemoryStore())
    interview = await held.start("tiny", "senior", 45)
    outcomes = await asyncio.gather(
        *(answer(held, interview, text, answering=0) for text in ("a", "b", "c")), return_exceptions=True
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 2


async def test_two_processes_on_one_store_exactly_one_wins():
    store = MemoryStore()
    one, two = conductor(store), conductor(store)
    interview = await one.start("tiny", "senior", 45)
    await two.journal.load(interview.id)
    store.rival = lambda: [CandidateSpoke(at=START, text="from the other machine")]
    with pytest.raises(Conflict):
        await answer(one, interview, "mine", answering=0)
    after = state(await drain(two.resume(interview.id)))
    assert [t.text for t in after.turns if t.role == "candidate"] == ["from the other machine"]


async def test_a_failed_write_is_told_and_can_be_sent_again():
    store = MemoryStore()
    held = conductor(store)
    interview = await held.start("tiny", "senior", 45)
    store.failing = True
    with pytest.raises(StoreError, match="disk is full"):
        await answer(held, interview, "words")
    store.failing = False
    assert state(await answer(held, interview, "words")).turns[1].text == "words"


async def test_closing_the_page_does_not_cut_the_reply():
    gate = asyncio.Event()

    class Waits(KeywordListener):
        async def hear(self, *args: Any, **kwargs: Any) -> Any:
            await gate.wait()
            return await super().hear(*args, **kwargs)

    held = conductor(MemoryStore(), listener=Waits())
    interview = await held.start("tiny", "senior", 45)
    page = asyncio.create_task(answer(held, interview, "words"))
    await asyncio.sleep(0.01)
    page.cancel()
    await asyncio.sleep(0)
    gate.set()
    await held.tasks.settle()
    assert (await held.journal.load(interview.id)).turns[-1].role == "interviewer"


async def test_a_model_words_the_move_and_the_event_names_it():
    model = ScriptedModel(["What breaks first there?"])
    held = conductor(MemoryStore(), model)
    interview = await held.start("tiny", "senior", 45)
    updates = await answer(held, interview, "I would think about it.")
    assert spoken(updates) == "What breaks first there?"
    turn = state(updates).turns[-1]
    assert (turn.by, turn.move, turn.fallback) == (model.name, "probe", None)


@pytest.mark.parametrize(
    "reply",
    ["One? Two?", "", "No question at all.", "Why not the alphaterm here?", "Where would you start? " + "word " * 95],
)
async def test_a_reply_that_breaks_a_rule_is_replaced(reply: str):
    held = conductor(MemoryStore(), ScriptedModel([reply]))
    interview = await held.start("tiny", "senior", 45)
    updates = await answer(held, interview, "I would think about it.")
    turn = state(updates).turns[-1]
    assert turn.by == "offline"
    assert turn.fallback
    assert turn.text == spoken(updates) == "What would go wrong with the clarify alpha part?"
    told = [u.reason for u in updates if isinstance(u, Restart)]
    assert "alphaterm" not in " ".join(told)


async def test_praise_that_gives_the_answer_away_is_not_told_to_the_page():
    held = conductor(MemoryStore(), ScriptedModel(["Great! Why not the alphaterm here?"]))
    interview = await held.start("tiny", "senior", 45)
    updates = await answer(held, interview, "Hm.")
    assert REPLACED in [u.reason for u in updates if isinstance(u, Restart)]


async def test_a_dead_provider_costs_one_wording_and_is_tried_again():
    model = ScriptedModel([ModelUnavailable("The server is away."), "And what then?"])
    held = conductor(MemoryStore(), model)
    interview = await held.start("tiny", "senior", 45)
    first = state(await answer(held, interview, "one"))
    assert first.turns[-1].fallback == "The server is away."
    second = state(await answer(held, interview, "two"))
    assert second.turns[-1].text == "And what then?"


class Cut:
    """A model whose first stream breaks off in the middle."""

    name = "scripted:cut"

    def __init__(self, breaks: int) -> None:
        self.breaks = breaks

    async def stream(self, prompt: Any):
        yield "And what "
        if self.breaks:
            self.breaks -= 1
            raise ModelUnavailable("The stream broke off.")
        yield "then?"

    async def parse(self, prompt: Any, schema: Any) -> Any:
        raise ModelUnavailable("No.")


@pytest.mark.parametrize(
    ("breaks", "text"), [(1, "And what then?"), (2, "What would go wrong with the clarify alpha part?")]
)
async def test_a_cut_stream_is_retried_once_and_leaves_no_half_turn(breaks: int, text: str):
    held = conductor(MemoryStore(), Cut(breaks))
    interview = await held.start("tiny", "senior", 45)
    updates = await answer(held, interview, "one")
    assert state(updates).turns[-1].text == spoken(updates) == text
    assert [t.role for t in state(updates).turns] == ["interviewer", "candidate", "interviewer"]


async def test_the_judge_refines_for_the_next_turn_and_never_delays_this_one():
    gate = asyncio.Event()

    class Slow(KeywordAssessor):
        async def judge(self, *args: Any, **kwargs: Any) -> Any:
            await gate.wait()
            return await super().judge(*args, **kwargs)

    class Deaf(KeywordListener):
        async def hear(self, text: str, *args: Any, **kwargs: Any) -> Any:
            return (await super().hear(text, *args, **kwargs))._replace(findings=())

    held = conductor(MemoryStore(), judge=Slow(), listener=Deaf())
    interview = await held.start("tiny", "staff", 45)
    first = state(await answer(held, interview, "the alphaterm and the betaterm"))
    assert first.turns[-1].criterion == "clarify.alpha"
    gate.set()
    await held.tasks.settle()
    after = await held.journal.load(interview.id)
    assert {k for k, f in after.coverage.items() if f.outcome == "shown"} == {"clarify.alpha", "clarify.beta"}
    second = state(await answer(held, interview, "well"))
    assert second.turns[-1].criterion == "clarify.gamma"


async def test_a_failing_judge_changes_nothing():
    held = conductor(MemoryStore(), judge=KeywordAssessor(fails={"clarify"}))
    interview = await held.start("tiny", "senior", 45)
    after = state(await answer(held, interview, "the alphaterm is it"))
    await held.tasks.settle()
    assert after.coverage["clarify.alpha"].outcome == "shown"


async def test_hint_skip_pause_and_end():
    held = conductor(MemoryStore())
    interview = await held.start("tiny", "senior", 45)
    assert state(await drain(held.press(interview.id, "hint"))).turns[-1].move == "hint"
    assert state(await drain(held.press(interview.id, "skip"))).phase == "frame"
    assert state(await drain(held.press(interview.id, "pause"))).paused_at
    ended = await held.end(interview.id)
    assert ended.ended_by == "candidate"
    assert (await held.end(interview.id)).seq == ended.seq
    with pytest.raises(InputError, match="over"):
        await answer(held, interview, "late")
    with pytest.raises(InputError, match="over"):
        await drain(held.press(interview.id, "hint"))


async def test_unknown_things_are_named_with_what_exists():
    held = conductor(MemoryStore())
    with pytest.raises(InputError, match="tiny"):
        await held.start("nothing", "senior", 45)
    with pytest.raises(InputError, match="mid, senior, staff"):
        await held.start("tiny", "boss", 45)
    with pytest.raises(InputError, match="10 to 120"):
        await held.start("tiny", "senior", 5)
    with pytest.raises(InputError, match="no interview"):
        await drain(held.resume("0" * 32))


async def test_the_voice_sees_no_notes_no_facts_and_no_expectations():
    seen: list[str] = []

    def record(prompt: Any) -> str:
        seen.append(" ".join(m.content for m in prompt.messages))
        return "What then?"

    held = conductor(MemoryStore(), ScriptedModel(record))
    interview = await held.start("tiny", "senior", 45)
    await answer(held, interview, "words")
    case = held.knowledge.case("tiny")
    assert seen
    for fact in case.facts:
        assert fact.answer not in seen[0]
    for phase in case.phases:
        for criterion in phase.criteria:
            assert criterion.expects not in seen[0]
            assert not any(example in seen[0] for example in criterion.shown_by)


async def test_every_reply_event_says_what_it_was_about():
    store = MemoryStore()
    held = conductor(store)
    interview = await held.start("tiny", "senior", 45)
    await answer(held, interview, "words")
    last = store.rows[interview.id][-1]
    assert isinstance(last, InterviewerSpoke)
    assert last.passages == (held.knowledge.case("tiny").criterion("clarify.alpha").teaches,)


async def test_what_is_said_early_counts_when_its_phase_comes():
    held = conductor(MemoryStore())
    interview = await held.start("tiny", "senior", 45)
    frame = tiny_case().phase("frame").criteria
    twist = "model.twist early"
    after = state(await answer(held, interview, f"I use {', '.join(f'{c.id} early' for c in frame)} and {twist}."))
    assert {c for c in after.coverage if after.coverage[c].outcome == "shown"} == {c.id for c in frame}
