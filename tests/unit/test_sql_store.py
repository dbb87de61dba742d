"""The event store on real databases: SQLite always, PostgreSQL where its binaries are installed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from interviewer.adapters.store.sql import SqlEventStore
from interviewer.domain.errors import ConfigError, Conflict, StoreError
from interviewer.domain.events import CandidateSpoke
from interviewer.domain.ports import EventStore
from tests.support import postgres
from tests.support.spoken import AT, candidate, interviewer, started

postgres_url = pytest.fixture(postgres.url_or_skip, scope="session")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/new/folder/events.db" if request.param == "sqlite" else _postgres(request)


def _postgres(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("postgres_url")


@pytest.fixture
async def store(url: str) -> AsyncIterator[EventStore]:
    store = SqlEventStore(url)
    yield store
    await store.close()


@pytest.fixture
def interview() -> str:
    return uuid4().hex


async def test_events_come_back_as_they_went_in(store: EventStore, interview: str) -> None:
    events = (
        started(),
        interviewer("Design it."),
        candidate('NUL \x00, emoji 😀, RTL שלום, " \\ and\nlines', 7),
    )
    assert await store.append(interview, 0, *events) == 3
    assert await store.load(interview) == events


async def test_unknown_interview_is_empty(store: EventStore, interview: str) -> None:
    assert await store.load(interview) == ()


async def test_load_returns_only_what_is_new(store: EventStore, interview: str) -> None:
    events = [started(), *(candidate(f"answer {n}") for n in range(9))]
    await store.append(interview, 0, *events)
    assert await store.load(interview, after_seq=7) == tuple(events[7:])
    assert await store.load(interview, after_seq=10) == ()


async def test_interviews_do_not_mix(store: EventStore, interview: str) -> None:
    await store.append(interview, 0, started("a"))
    await store.append(interview + "x", 0, started("b"), candidate("hello"))
    assert await store.load(interview) == (started("a"),)


async def test_appending_nothing_changes_nothing(store: EventStore, interview: str) -> None:
    assert await store.append(interview, 0) == 0
    assert await store.load(interview) == ()


async def test_everything_is_there_after_reopening(url: str, interview: str) -> None:
    first = SqlEventStore(url)
    await first.append(interview, 0, started(), candidate("kept"))
    await first.close()
    second = SqlEventStore(url)
    assert await second.load(interview) == (started(), candidate("kept"))
    assert await second.append(interview, 2, interviewer("goes on")) == 3
    await second.close()


@pytest.mark.parametrize("expected", [0, 1, 3, 40])
async def test_another_sequence_number_is_a_conflict_and_writes_nothing(
    store: EventStore, interview: str, expected: int
) -> None:
    await store.append(interview, 0, started(), candidate("first"))
    with pytest.raises(Conflict, match="reload"):
        await store.append(interview, expected, candidate("late"), candidate("later"))
    assert await store.load(interview) == (started(), candidate("first"))


async def test_of_many_writers_one_wins(url: str, interview: str) -> None:
    stores = [SqlEventStore(url) for _ in range(4)]
    await stores[0].append(interview, 0, started())

    async def race(number: int) -> int | None:
        try:
            pair = (candidate(f"writer {number}"), candidate(f"writer {number} again"))
            return await stores[number % 4].append(interview, 1, *pair) and number
        except Conflict:
            return None

    winners = [n for n in await asyncio.gather(*(race(n) for n in range(16))) if n is not None]
    stored = await stores[0].load(interview)
    assert len(winners) == 1
    assert stored[1:] == (candidate(f"writer {winners[0]}"), candidate(f"writer {winners[0]} again"))
    for store in stores:
        await store.close()


async def test_several_stores_may_create_the_table_at_once(url: str, interview: str) -> None:
    stores = [SqlEventStore(url) for _ in range(4)]
    await asyncio.gather(*(store.append(f"{interview}{n}", 0, started()) for n, store in enumerate(stores)))
    for store in stores:
        await store.close()


async def test_a_cancelled_append_is_there_completely_or_not_at_all(store: EventStore, interview: str) -> None:
    task = asyncio.create_task(store.append(interview, 0, started(), candidate("one"), candidate("two")))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.append("another" + interview, 0, started())
    assert len(await store.load(interview)) in (0, 3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_any_text_survives(url: str, said: str) -> None:
    async def there_and_back() -> None:
        store, interview = SqlEventStore(url), uuid4().hex
        await store.append(interview, 0, started(), candidate(said))
        assert (await store.load(interview))[1] == candidate(said)
        await store.close()

    asyncio.run(there_and_back())


async def test_times_are_stored_in_utc(url: str, interview: str, store: EventStore) -> None:
    local = CandidateSpoke(at=AT.astimezone(timezone(timedelta(hours=5, minutes=30))), text="here")
    await store.append(interview, 0, local)
    engine = create_engine(url)
    with engine.begin() as connection:
        at = connection.scalar(text("SELECT at FROM events WHERE interview_id = :id"), {"id": interview})
    engine.dispose()
    assert at == "2026-11-02T09:00:00.000+00:00"
    assert (await store.load(interview))[0].at == AT


async def test_sqlite_is_set_up_for_durability(tmp_path: Path) -> None:
    store = SqlEventStore(f"sqlite:///{tmp_path}/events.db")
    await store.append("a", 0, started())
    with store._engine.connect() as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _PRAGMAS}
    await store.close()
    assert pragmas == _PRAGMAS


_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000}


async def test_loading_uses_the_index(tmp_path: Path) -> None:
    store = SqlEventStore(f"sqlite:///{tmp_path}/events.db")
    await store.append("a", 0, started())
    await store.close()
    with sqlite3.connect(tmp_path / "events.db") as connection:
        query = "EXPLAIN QUERY PLAN SELECT payload FROM events WHERE interview_id = 'a' AND seq > 5 ORDER BY seq"
        plan = " ".join(row[3] for row in connection.execute(query))
    connection.close()
    assert "SEARCH" in plan
    assert "(interview_id=? AND seq>?)" in plan
    assert "TEMP B-TREE" not in plan


async def test_ping_changes_nothing(store: SqlEventStore, interview: str) -> None:
    await store.append(interview, 0, started())
    await store.ping()
    assert await store.load(interview) == (started(),)


async def test_a_closed_store_says_so(url: str, interview: str) -> None:
    store = SqlEventStore(url)
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.append(interview, 0, started())


@pytest.mark.parametrize(
    "wrong", ["", "events.db", "sqlite://", "sqlite:///:memory:", "mysql://host/x", "postgresql+psycopg2://host/x"]
)
def test_a_wrong_url_names_the_setting(wrong: str) -> None:
    with pytest.raises(ConfigError, match="INTERVIEWER_DATABASE_URL"):
        SqlEventStore(wrong)


def test_a_short_postgres_url_means_psycopg() -> None:
    assert SqlEventStore("postgres://me@host/x")._engine.url.drivername == "postgresql+psycopg"
