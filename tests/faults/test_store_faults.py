"""What can happen to a database: kill -9, a lock, a full or read-only disk, damage, a newer version, no server."""

import asyncio
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from interviewer.adapters.store.sql import SqlEventStore
from interviewer.domain.errors import Conflict, StoreError
from interviewer.domain.events import CandidateSpoke
from tests.support import postgres
from tests.support.spoken import candidate, started

ROOT = Path(__file__).parents[2]
WRITER = """
import asyncio, itertools, sys
from interviewer.adapters.store.sql import SqlEventStore
from interviewer.domain.errors import Conflict
from tests.support.spoken import candidate

async def main(url, name):
    store = SqlEventStore(url)
    for n in itertools.count():
        while True:
            seq = len(await store.load("one"))
            try:
                await store.append("one", seq, *(candidate(f"{name} {n} {part}") for part in range(3)))
                break
            except Conflict:
                pass
        print(n, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""
"""Appends three events at a time for ever, and says so after each time."""


postgres_url = pytest.fixture(postgres.url_or_skip)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/events.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlEventStore]:
    store = SqlEventStore(f"sqlite:///{tmp_path}/events.db", wait_s=0.2)
    await store.append("kept", 0, started(), candidate("kept"))
    yield store
    await store.close()


async def _still_there(store: SqlEventStore, interview: str = "kept") -> None:
    assert await store.load(interview) == (started(), candidate("kept"))


def _start_writer(url: str, name: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, url, name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def _kill_after(writer: "subprocess.Popen[str]", count: int) -> int:
    """Kill a writer soon after it has acknowledged `count` appends; return how many it had acknowledged in all."""
    assert writer.stdout
    for _ in range(count):
        assert writer.stdout.readline(), "the writer ended by itself"
    with contextlib.suppress(subprocess.TimeoutExpired):
        writer.wait(random.uniform(0, 0.02))
    writer.kill()
    return count + len(writer.stdout.read().splitlines())


async def test_kill_9_loses_no_acknowledged_event_and_leaves_no_half_append(url: str) -> None:
    first = SqlEventStore(url)
    await first.append("one", 0, started(), candidate("a"), candidate("b"))
    await first.close()
    for name in ("x", "y", "z"):
        acknowledged = _kill_after(_start_writer(url, name), random.randint(1, 40))
        store = SqlEventStore(url)
        stored = [e.text for e in await store.load("one") if isinstance(e, CandidateSpoke)]
        await store.close()
        mine = [text for text in stored if text.startswith(name)]
        assert mine == [f"{name} {n} {part}" for n in range(len(mine) // 3) for part in range(3)]
        assert len(mine) // 3 in (acknowledged, acknowledged + 1)


async def test_two_processes_never_overwrite_each_other(url: str) -> None:
    writers = [_start_writer(url, name) for name in ("x", "y")]
    acknowledged = [await asyncio.to_thread(_kill_after, writer, 15) for writer in writers]
    store = SqlEventStore(url)
    stored = [e.text for e in await store.load("one") if isinstance(e, CandidateSpoke)]
    await store.close()
    assert len(stored) == len(set(stored))
    for name, count in zip(("x", "y"), acknowledged, strict=True):
        mine = [text for text in stored if text.startswith(name)]
        assert mine == [f"{name} {n} {part}" for n in range(len(mine) // 3) for part in range(3)]
        assert len(mine) // 3 in (count, count + 1)
    assert all(stored[i].rsplit(" ", 1)[0] == stored[i + 2].rsplit(" ", 1)[0] for i in range(0, len(stored), 3))


async def test_a_locked_database_says_so_and_works_again_afterwards(store: SqlEventStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    several = (store.append("kept", 2, candidate("late")) for _ in range(3))
    for result in await asyncio.gather(*several, return_exceptions=True):
        assert isinstance(result, StoreError)
        assert not isinstance(result, Conflict)
        assert "locked" in str(result)
    await _still_there(store)
    other.execute("ROLLBACK")
    other.close()
    assert await store.append("kept", 2, candidate("late")) == 3


async def test_a_full_disk_writes_nothing_and_says_so(store: SqlEventStore) -> None:
    def limit(pages: int) -> None:
        def set_limit(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute(f"PRAGMA max_page_count={pages}").close()

        store._engine.dispose()
        event.listen(store._engine, "connect", set_limit)

    limit(10)
    with pytest.raises(StoreError, match="disk is full"):
        await store.append("kept", 2, candidate("small"), candidate("x" * 200_000))
    await _still_there(store)
    limit(1_000_000)
    assert await store.append("kept", 2, candidate("x" * 200_000)) == 3


async def test_a_read_only_database_can_be_read_but_not_written(store: SqlEventStore, tmp_path: Path) -> None:
    await store.close()
    read_only = SqlEventStore(f"sqlite:///file:{tmp_path}/events.db?mode=ro&uri=true")
    await _still_there(read_only)
    with pytest.raises(StoreError, match="read-only"):
        await read_only.append("kept", 2, candidate("no"))
    with pytest.raises(StoreError, match="read-only"):
        await read_only.ping()
    await read_only.close()


@contextlib.contextmanager
def _unprivileged() -> Iterator[None]:
    """Give up root's right to write anywhere, for a while; changes nothing for other users."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_a_read_only_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o555)
    for place in ("events.db", "deeper/events.db"):
        store = SqlEventStore(f"sqlite:///{tmp_path}/shut/{place}")
        with _unprivileged(), pytest.raises(StoreError, match=r"folder"):
            await store.append("new", 0, started())
        await store.close()


async def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("I am a file")
    store = SqlEventStore(f"sqlite:///{tmp_path}/folder/events.db")
    with pytest.raises(StoreError, match="cannot be created"):
        await store.ping()
    await store.close()


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "events.db").write_text("These are my notes, not a database. " * 100)
    store = SqlEventStore(f"sqlite:///{tmp_path}/events.db")
    with pytest.raises(StoreError, match="no SQLite database"):
        await store.load("kept")
    await store.close()
    assert (tmp_path / "events.db").read_text().startswith("These are my notes")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ('UPDATE events SET payload = \'{"kind": "candidate_spoke"\' WHERE seq = 2', "kept, event 2, cannot be read"),
        ('UPDATE events SET payload = \'{"kind": "danced"}\' WHERE seq = 2', "kept, event 2, cannot be read"),
        ("UPDATE events SET schema_version = 2 WHERE seq = 2", "kept, event 2, was written by a newer version"),
        ("DELETE FROM events WHERE seq = 1", "kept: event 1 is missing"),
    ],
)
async def test_damage_names_interview_and_event(store: SqlEventStore, tmp_path: Path, damage: str, said: str) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "events.db")) as connection, connection:
        connection.execute(damage)
    with pytest.raises(StoreError, match=said):
        await store.load("kept")


async def test_a_fault_never_quotes_what_the_candidate_said(store: SqlEventStore, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "events.db")) as connection, connection:
        connection.execute("UPDATE events SET payload = replace(payload, '\"kept\"', '[\"my secret\"]') WHERE seq = 2")
    with pytest.raises(StoreError) as caught:
        await store.load("kept")
    assert "my secret" not in str(caught.value)


async def test_no_server_is_one_sentence_without_the_password() -> None:
    store = SqlEventStore("postgresql+psycopg://me:hunter2@127.0.0.1:1/interviews?application_name=hunter3")
    for attempt in (store.ping(), store.load("a"), store.append("a", 0, started())):
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:1 cannot be reached") as caught:
            await attempt
        assert "hunter" not in str(caught.value)
    await store.close()


@pytest.mark.postgres
async def test_postgres_refusals_are_named(postgres_url: str) -> None:
    store = SqlEventStore(postgres_url, wait_s=0.2)
    await store.append("kept", 0, started(), candidate("kept"))
    with store._engine.connect() as other:
        other.exec_driver_sql("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreError, match="locked"):
            await store.append("kept", 2, candidate("late"))
    with store._engine.begin() as admin:
        admin.exec_driver_sql("ALTER ROLE tester SET default_transaction_read_only = on")
    store._engine.dispose()
    await _still_there(store)
    with pytest.raises(StoreError, match="read-only"):
        await store.append("kept", 2, candidate("late"))
    with pytest.raises(StoreError, match="read-only"):
        await store.ping()
    await store.close()
    absent = SqlEventStore(postgres_url.replace("/postgres?", "/absent?"))
    with pytest.raises(StoreError, match=r"(?i)absent"):
        await absent.ping()
    await absent.close()


@pytest.mark.postgres
async def test_a_lost_connection_costs_nothing(postgres_url: str) -> None:
    store = SqlEventStore(postgres_url)
    await store.append("kept", 0, started(), candidate("kept"))
    with store._engine.connect() as admin:
        admin.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    await _still_there(store)
    assert await store.append("kept", 2, candidate("late")) == 3
    await store.close()
