"""A private PostgreSQL server for tests, where its binaries are installed; Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest version first; None where there is none."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    on_path = [Path(found).parent for name in ("initdb",) if (found := shutil.which(name))]
    folders = (p for p in [*on_path, *versions] if (p / "initdb").exists() and (p / "pg_ctl").exists())
    return next(folders, None)


def _owner() -> str | None:
    """Return the user who may run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def url_or_skip() -> Iterator[str]:
    """Yield the URL of a fresh server, to be made a fixture of; skips the test where there are no binaries."""
    folder = binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server binaries (initdb, pg_ctl) on this machine")
    with server(folder) as url:
        yield url


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a fresh server and yield its URL for SQLAlchemy.

    Args:
        folder: folder of the binaries, from `binaries`.
    """
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="pg", dir=os.environ.get("TMPDIR", "/tmp")) as home:
        if owner:
            shutil.chown(home, owner)
        data = f"{home}/data"

        def run(*command: str) -> None:
            done = subprocess.run(command, user=owner, cwd=home, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stdout + done.stderr

        run(f"{folder}/initdb", "-D", data, "-U", "tester", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off -c max_connections=40"
        run(f"{folder}/pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://tester@/postgres?host={home}"
        finally:
            run(f"{folder}/pg_ctl", "-D", data, "-m", "immediate", "stop")
