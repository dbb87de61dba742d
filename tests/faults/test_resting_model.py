"""A model that stalls is left alone for a while; one that fails quickly is asked again at once."""

from collections.abc import AsyncIterator, Iterator

import pytest

from interviewer.adapters.models.resting import FIRST_REST_S, LONGEST_REST_S, MOMENT_S, RestingModel
from interviewer.adapters.models.scripted import ScriptedModel
from interviewer.domain.errors import ModelStalled, ModelUnavailable, ModelUnreachable
from interviewer.domain.events import PromptRef
from interviewer.domain.ports import Message, Prompt

PROMPT = Prompt(PromptRef(id="test", version="1"), (Message("user", "Hello?"),))
STALL, QUICK = ModelStalled("It did not answer in time."), ModelUnavailable("It is overloaded (429).")


class Bench:
    """A resting model around a script, a clock to turn, and a count of the calls that reached the script."""

    def __init__(self, *replies: str | Exception) -> None:
        self.seconds, self.calls = 0.0, 0
        self.model = RestingModel(ScriptedModel(self._counted(replies)), lambda: self.seconds)  # type: ignore[arg-type]

    def _counted(self, replies: tuple[str | Exception, ...]) -> Iterator[str | Exception]:
        for reply in replies:
            self.calls += 1
            yield reply

    async def ask(self) -> str:
        return "".join([piece async for piece in self.model.stream(PROMPT) if isinstance(piece, str)])

    async def fails(self, match: str) -> None:
        with pytest.raises(ModelUnavailable, match=match):
            await self.ask()


async def test_after_a_stall_the_model_is_not_asked_until_its_rest_is_over():
    bench = Bench(STALL, "Hello.")
    await bench.fails(f"left alone for {FIRST_REST_S:.0f} seconds")
    bench.seconds = FIRST_REST_S - 1
    await bench.fails("tried again in 1 seconds")
    assert bench.calls == 1
    bench.seconds = FIRST_REST_S
    assert await bench.ask() == "Hello."


async def test_a_quick_failure_is_followed_by_another_try():
    bench = Bench(QUICK, "Hello.")
    await bench.fails("429")
    assert await bench.ask() == "Hello."


async def test_without_a_connection_the_model_is_left_alone_for_a_moment():
    bench = Bench(ModelUnreachable("No connection."), "Hello.")
    await bench.fails("No connection")
    await bench.fails("could not be reached and is left alone; it is tried again in 5 seconds")
    assert bench.calls == 1
    bench.seconds = MOMENT_S
    assert await bench.ask() == "Hello."


async def test_rests_grow_up_to_the_longest_and_end_with_an_answer():
    bench = Bench(*[STALL] * 5, "Hello.", STALL)
    rests = []
    for _ in range(5):
        await bench.fails("left alone")
        rests.append(bench.model._streams.until - bench.seconds)
        bench.seconds = bench.model._streams.until
    assert rests == sorted(rests)
    assert rests[0] == FIRST_REST_S
    assert rests[-1] == LONGEST_REST_S
    assert await bench.ask() == "Hello."
    await bench.fails(f"left alone for {FIRST_REST_S:.0f} seconds")


async def test_only_one_call_finds_out_whether_it_answers_again():
    bench = Bench(STALL, "Hello again.", "And more.")
    await bench.fails("left alone")
    bench.seconds = FIRST_REST_S
    trial: AsyncIterator[object] = bench.model.stream(PROMPT)
    assert str(await anext(trial)).strip() == "Hello"
    await bench.fails("at this moment")
    assert [piece async for piece in trial]
    assert await bench.ask() == "And more."


async def test_a_stalled_stream_does_not_stop_structured_answers():
    bench = Bench(STALL)
    await bench.fails("left alone")
    with pytest.raises(ModelUnavailable, match="no structured answers"):  # it reached the script
        await bench.model.parse(PROMPT, Message)  # type: ignore[type-var]
