"""What grows with use: the sixtieth turn of an interview against the sixth, a full store against a small one.

Run `interviewer bench growth`. Offline, in this process; times depend on the machine, ratios should not. A figure is a
median over several interviews, and both sides of a ratio are measured in turns, so that a busy moment hits both.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert

from benchmarks.load import machine
from interviewer.adapters.store.schema import EVENTS
from interviewer.bootstrap import App, build
from interviewer.domain.events import SCHEMA_VERSION, CandidateSpoke, Event, InterviewerSpoke, Started
from interviewer.services.clock import SteppingClock
from interviewer.settings import load_settings

CASE, LEVEL = "ad-click-prediction", "senior"
EARLY, LATE, AROUND = 6, 60, 2
"""Turns that are compared, with so many neighbours on either side."""
INTERVIEWS = 5
STORED = (100, 100_000)
TURNS_STORED = 4
"""Events of each stored interview beside its first."""
ASKED = (
    "What do we know about scale and traffic?",
    "How fast must it respond?",
    "Which labels do we have and how late?",
)
ANSWER = "I would start with a simple model on the features we have, and look at its errors first."


def run(out: Path | None = None) -> dict[str, Any]:
    """Measure everything, print it, and write it to `out` as JSON if given; times in milliseconds."""
    results = {"machine": machine(), "turns": asyncio.run(_turns()), "stored": asyncio.run(_stored())}
    print(json.dumps(results, indent=1), file=sys.stderr)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return results


async def _turns() -> dict[str, Any]:
    """Compare late turns with early ones, all with the same kinds of messages: questions, which end no phase early."""
    early: list[float] = []
    late: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder) / "turns.sqlite")
        for seed in range(INTERVIEWS):
            times = await _times_of_turns(app, seed)
            early += times[EARLY - AROUND : EARLY + AROUND + 1]
            late += times[LATE - AROUND : LATE + AROUND + 1]
        await app.close()
    return {
        f"turn_{EARLY}": _median(early),
        f"turn_{LATE}": _median(late),
        "n": len(late),
        "ratio": _ratio(late, early),
    }


async def _times_of_turns(app: App, seed: int) -> list[float]:
    interview = await app.conductor.start(CASE, LEVEL, 120, seed)
    times: list[float] = []
    while not interview.ended_by and len(times) <= LATE + AROUND:
        times.append(await _reply(app, interview.id, ASKED[len(times) % len(ASKED)]))
        interview = await app.journal.load(interview.id)
    if len(times) <= LATE + AROUND:
        raise RuntimeError(f"the interview ended after {len(times)} turns, {LATE + AROUND} are needed")
    return times


async def _stored() -> dict[str, Any]:
    """Compare one store that holds many interviews with one that holds few: starting, answering, reading anew."""
    with tempfile.TemporaryDirectory() as folder:
        apps = {count: _app(Path(folder) / f"{count}.sqlite") for count in STORED}
        for count, app in apps.items():
            await app.store.ping()
            await asyncio.to_thread(_fill, app.settings.store_url, count)
        times = {count: {"start": [], "answer": [], "read": []} for count in STORED}
        for seed in range(4 * INTERVIEWS):
            for count, app in apps.items():
                await _use(app, seed, times[count])
        for app in apps.values():
            await app.close()
    few, many = (times[count] for count in STORED)
    return {
        kind: {str(STORED[0]): _median(few[kind]), str(STORED[1]): _median(many[kind]), "n": len(many[kind]),
               "ratio": _ratio(many[kind], few[kind])}
        for kind in few
    }  # fmt: skip


async def _use(app: App, seed: int, times: Mapping[str, list[float]]) -> None:
    began = time.perf_counter()
    interview = await app.conductor.start(CASE, LEVEL, 45, seed)
    times["start"].append(time.perf_counter() - began)
    times["answer"].append(await _reply(app, interview.id, ANSWER))
    began = time.perf_counter()
    await app.store.load(interview.id)
    times["read"].append(time.perf_counter() - began)


async def _reply(app: App, interview_id: str, text: str) -> float:
    began = time.perf_counter()
    async for _update in app.conductor.reply(interview_id, text):
        pass
    return time.perf_counter() - began


def _fill(url: str, count: int) -> None:
    """Store interviews of a few turns by the shortest way; what a row looks like is the store's own schema."""
    events = _events()
    engine = create_engine(url)
    with engine.begin() as connection:
        for batch in _batches(count):
            connection.execute(insert(EVENTS), [row for number in batch for row in _rows(f"{number:032x}", events)])
    engine.dispose()


def _events() -> list[Event]:
    at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    started = Started(at=at, case=CASE, level=LEVEL, minutes=45, mode="offline", model="offline")
    talk: list[Event] = []
    for _ in range(TURNS_STORED // 2):
        talk.append(InterviewerSpoke(at=at, text=ASKED[0], move="open", phase="clarify"))
        talk.append(CandidateSpoke(at=at, text=ANSWER))
    return [started, *talk]


def _rows(interview_id: str, events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    for seq, event in enumerate(events, 1):
        yield {"interview_id": interview_id, "seq": seq, "kind": event.kind, "payload": event.model_dump_json(),
               "at": event.at.isoformat(), "schema_version": SCHEMA_VERSION}  # fmt: skip


def _batches(count: int, size: int = 2_000) -> Iterator[range]:
    for start in range(0, count, size):
        yield range(start, min(start + size, count))


def _app(database: Path) -> App:
    settings = load_settings(
        model="offline", assessor_model="offline", grader_model="offline", database_url=f"sqlite:///{database}"
    )
    return build(settings, clock=SteppingClock())


def _median(seconds: Sequence[float]) -> float:
    return round(1000 * statistics.median(seconds), 2)


def _ratio(one: Sequence[float], other: Sequence[float]) -> float:
    return round(statistics.median(one) / statistics.median(other), 3)
