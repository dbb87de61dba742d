"""The event store on SQLAlchemy Core: one table, append-only, one transaction an append.

The engine is synchronous and runs in a few threads of its own. SQLite writes with a write-ahead log and
`synchronous=FULL`: what `append` returned for survives kill -9 and a power cut. The primary key
(interview_id, seq) makes the second of two writers lose; the first is never overwritten.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC
from typing import TypeVar
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import func, insert, select

from interviewer.adapters.store.faults import conflict, locked, no_folder, translated
from interviewer.adapters.store.schema import EVENTS, WRITES, create_table, file_of, open_engine
from interviewer.domain.errors import StoreError
from interviewer.domain.events import EVENT, SCHEMA_VERSION, Event

ResultT = TypeVar("ResultT")
_THREADS = 8
_PING = {"seq": 1, "kind": "ping", "payload": "", "at": "", "schema_version": SCHEMA_VERSION}
"""A row that is written to see whether writing works, and rolled back at once."""


class SqlEventStore:
    """Implements `ports.EventStore` for SQLite and PostgreSQL.

    Nothing is opened before the first use; a database that is away at the start may come later.
    """

    def __init__(self, url: str, wait_s: float = 5.0) -> None:
        """Prepare a store.

        Args:
            url: `sqlite:///path/to/file.db` (made with its folder) or `postgresql+psycopg://user@host/database`.
            wait_s: how long to wait for a lock that somebody else holds, in seconds.

        Raises:
            ConfigError: the URL is wrong or its driver is missing.
        """
        self._engine = open_engine(url, wait_s, _THREADS)
        self._writer = self._engine.execution_options(**{WRITES: True})
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="store")
        self._preparing = threading.Lock()
        self._prepared = False
        self._wait_s = wait_s
        self._turnstile = threading.Lock() if self._engine.dialect.name == "sqlite" else None

    async def append(self, interview_id: str, expected_seq: int, *events: Event) -> int:
        """Append events after `expected_seq`, all or none; see `ports.EventStore.append`.

        If the caller is cancelled meanwhile, the events are still there completely or not at all.

        Raises:
            Conflict: the last event stored is another one than `expected_seq`.
            StoreError: the database cannot be written to.
        """
        if not events:
            return expected_seq
        rows = [_row(interview_id, expected_seq + n, event) for n, event in enumerate(events, 1)]
        return await self._run(lambda: self._append(interview_id, expected_seq, rows))

    async def load(self, interview_id: str, after_seq: int = 0) -> tuple[Event, ...]:
        """Return the events after a sequence number, oldest first; empty for an unknown id.

        Raises:
            StoreError: the database cannot be read, or an event is missing, unreadable, or from a newer version.
        """
        return await self._run(lambda: self._load(interview_id, after_seq))

    async def ping(self) -> None:
        """Check that the store can be read and written to; changes nothing.

        Raises:
            StoreError: it cannot; the sentence says why.
        """
        await self._run(self._ping)

    async def close(self) -> None:
        """Wait for running work and close all connections; the store cannot be used afterwards."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    async def _run(self, work: Callable[[], ResultT]) -> ResultT:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, work)
        except RuntimeError as error:
            if "shutdown" not in str(error):
                raise
            raise StoreError("The store is closed: the server is shutting down; send again when it is back") from error

    def _append(self, interview_id: str, expected_seq: int, rows: Sequence[dict[str, object]]) -> int:
        with translated(self._engine.url, interview_id), self._turn_to_write():
            self._prepare()
            with self._writer.begin() as connection:
                last = select(func.max(EVENTS.c.seq)).where(EVENTS.c.interview_id == interview_id)
                if (connection.scalar(last) or 0) != expected_seq:
                    raise conflict(interview_id)
                connection.execute(insert(EVENTS), rows)
        return expected_seq + len(rows)

    def _load(self, interview_id: str, after_seq: int) -> tuple[Event, ...]:
        query = (
            select(EVENTS.c.seq, EVENTS.c.payload, EVENTS.c.schema_version)
            .where(EVENTS.c.interview_id == interview_id, EVENTS.c.seq > after_seq)
            .order_by(EVENTS.c.seq)
        )
        with translated(self._engine.url, interview_id):
            self._prepare()
            with self._engine.begin() as connection:
                rows = connection.execute(query).all()
        return tuple(_event(interview_id, expected, *row) for expected, row in enumerate(rows, after_seq + 1))

    def _ping(self) -> None:
        with translated(self._engine.url), self._turn_to_write():
            self._prepare()
            with self._writer.connect() as connection:
                connection.execute(select(EVENTS.c.seq).limit(1)).first()
                connection.execute(insert(EVENTS), {**_PING, "interview_id": f"ping-{uuid4().hex}"})
                connection.rollback()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Let the threads of this process write to SQLite one by one: fairer and cheaper than its busy waiting."""
        if self._turnstile is None:
            yield
            return
        if not self._turnstile.acquire(timeout=self._wait_s):
            raise locked(self._engine.url)
        try:
            yield
        finally:
            self._turnstile.release()

    def _prepare(self) -> None:
        with self._preparing:
            if self._prepared:
                return
            file = file_of(self._engine.url)
            if file:
                try:
                    file.parent.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise no_folder(file.parent, error) from error
            create_table(self._engine)
            self._prepared = True


def _row(interview_id: str, seq: int, event: Event) -> dict[str, object]:
    return {
        "interview_id": interview_id,
        "seq": seq,
        "kind": event.kind,
        "payload": event.model_dump_json(),
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "schema_version": SCHEMA_VERSION,
    }


def _event(interview_id: str, expected: int, seq: int, payload: str, version: int) -> Event:
    if seq != expected:
        raise StoreError(f"Interview {interview_id}: event {expected} is missing; restore the database from a backup")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"Interview {interview_id}, event {seq}, was written by a newer version of this program "
            f"(schema {version}, known up to {SCHEMA_VERSION}); upgrade to read it"
        )
    try:
        return EVENT.validate_json(payload)
    except ValidationError as error:
        raise StoreError(
            f"Interview {interview_id}, event {seq}, cannot be read ({error.error_count()} faults, the first: "
            f"{error.errors(include_url=False, include_input=False)[0]['msg']}); restore it from a backup"
        ) from error
