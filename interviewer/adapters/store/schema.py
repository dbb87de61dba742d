"""The one table of the store, and how a connection to each database is opened and made safe."""

import sqlite3
from functools import partial
from pathlib import Path

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateTable
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from interviewer.domain.errors import ConfigError

METADATA = MetaData()
EVENTS = Table(
    "events",
    METADATA,
    Column("interview_id", String(128), primary_key=True),
    Column("seq", Integer, CheckConstraint("seq > 0"), primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("schema_version", Integer, nullable=False),
)
"""One row an event. `payload` is the event as JSON, `at` its time in ISO 8601 UTC; a load is a primary-key range."""

WRITES = "interviewer_writes"
"""Execution option of a transaction that will write: SQLite then takes the write lock at once."""
_CREATE_LOCK = 7_305_187_714
"""Key of the PostgreSQL advisory lock under which one process creates the table; an arbitrary constant."""
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
"""What a URL may begin with, and the driver it means."""


def open_engine(url: str, wait_s: float, connections: int) -> Engine:
    """Build an engine for an SQLite or PostgreSQL URL; connects to nothing yet.

    Args:
        url: `sqlite:///path/to/file.db` or `postgresql+psycopg://user@host/database`.
        wait_s: how long a statement waits for somebody else's lock, in seconds.
        connections: most connections at a time.

    Raises:
        ConfigError: the URL cannot be read, names another database, or its driver is not installed.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        # The wait is in the driver's own timeout (sqlite3_busy_timeout), set before the first statement.
        engine = create_engine(parsed, connect_args={"timeout": wait_s}, **_pool(connections, wait_s))
        event.listen(engine, "connect", partial(_secure_sqlite, wait_s=wait_s))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(
            parsed, connect_args={"connect_timeout": 5}, pool_pre_ping=True, **_pool(connections, wait_s)
        )
    except ImportError as error:
        raise ConfigError(
            "INTERVIEWER_DATABASE_URL names PostgreSQL, but its driver is not installed: "
            "pip install 'ml-design-interviewer[postgres]'"
        ) from error

    @event.listens_for(engine, "begin")
    def _begin_postgres(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait_s * 1000)}")

    return engine


def create_table(engine: Engine) -> None:
    """Create the table if it is missing; safe when several processes start at once."""
    with engine.begin() as connection:
        if inspect(connection).has_table(EVENTS.name):
            return
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CREATE_LOCK})
        connection.execute(CreateTable(EVENTS, if_not_exists=True))


def file_of(url: URL) -> Path | None:
    """Return the database file that may need its folder created; None if there is none to create."""
    database = url.database
    if url.get_backend_name() != "sqlite" or not database or database == ":memory:" or database.startswith("file:"):
        return None
    return Path(database)


def _pool(connections: int, wait_s: float) -> dict[str, float]:
    return {"pool_size": connections, "max_overflow": 0, "pool_timeout": wait_s + 5}


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "INTERVIEWER_DATABASE_URL is no database URL; expected sqlite:///path/to/file.db "
            "or postgresql+psycopg://user@host/database"
        ) from error
    drivername = _DRIVERS.get(parsed.drivername)
    if drivername is None:
        raise ConfigError(
            f"INTERVIEWER_DATABASE_URL names {parsed.drivername}; expected sqlite:/// or postgresql+psycopg://"
        )
    if drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ConfigError("INTERVIEWER_DATABASE_URL names an SQLite database in memory, which no restart survives")
    return parsed.set(drivername=drivername)


def _secure_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry, wait_s: float) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # transactions begin in `_begin_sqlite`, not behind our back
    # SQLite's own busy wait does not cover the switch to WAL when several processes open a new file at once.
    patiently = Retrying(
        retry=retry_if_exception(lambda error: getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY),
        stop=stop_after_delay(wait_s), wait=wait_random(0.01, 0.05), reraise=True,
    )  # fmt: skip
    patiently(lambda: connection.execute("PRAGMA journal_mode=WAL").close())
    connection.execute("PRAGMA synchronous=FULL").close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")
