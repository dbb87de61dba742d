"""From a database driver's error to one sentence that says what happened and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from interviewer.domain.errors import Conflict, StoreError

_SQLITE = {
    5: "is locked by another program; close it, or wait a moment and send again",
    6: "is locked by another program; close it, or wait a moment and send again",
    8: "is read-only; give this program the right to write to the file and its folder",
    10: "could not be written or read (disk error); check the disk",
    11: "is damaged; restore it from a backup",
    13: "has no room left: the disk is full; free some space and send again",
    14: "could not be opened; check that its folder exists and may be written to",
    26: "is no SQLite database; name another file in INTERVIEWER_DATABASE_URL",
}
"""Primary result codes of SQLite (https://sqlite.org/rescode.html)."""
_POSTGRES = {
    "25006": "is read-only at the moment; name the primary server in INTERVIEWER_DATABASE_URL",
    "28": "refused the login; check user and password in INTERVIEWER_DATABASE_URL",
    "3D": "does not exist; create it, or name another one in INTERVIEWER_DATABASE_URL",
    "42501": "does not let this user write; grant it INSERT and SELECT on the table events",
    "53100": "has no room left: the server's disk is full; free some space and send again",
    "53300": "has too many connections; wait a moment and send again",
    "55P03": "is locked by another program; wait a moment and send again",
    "57": "is shutting down or was interrupted; wait a moment and send again",
}
"""SQLSTATE codes and classes of PostgreSQL (appendix A of its manual)."""


@contextmanager
def translated(url: URL, interview_id: str = "") -> Iterator[None]:
    """Raise this product's errors instead of the driver's.

    Args:
        url: the database, for the sentence; user, password and options are never printed.
        interview_id: the interview that is written, for the sentence of a conflict.

    Raises:
        Conflict: a row with this sequence number is there already.
        StoreError: anything else that a database can do to us.
    """
    try:
        yield
    except IntegrityError as error:
        raise conflict(interview_id) from error
    except PoolTimeout as error:
        raise StoreError(f"{_name(url)} is busy: all connections are in use; wait a moment and send again") from error
    except DBAPIError as error:
        raise StoreError(f"{_name(url)} {_sentence(error)}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"{_name(url)} could not be used ({type(error).__name__})") from error


def conflict(interview_id: str) -> Conflict:
    """Return the error of a writer that came second."""
    return Conflict(f"Interview {interview_id} went on in another tab or process; reload it to see where it stands")


def locked(url: URL) -> StoreError:
    """Return the error of a writer whose turn did not come in time."""
    return StoreError(f"{_name(url)} {_SQLITE[5]}")


def no_folder(folder: object, error: OSError) -> StoreError:
    """Return the error of a database whose folder cannot be created."""
    reason = error.strerror or type(error).__name__
    return StoreError(
        f"The folder {folder} for the database cannot be created ({reason}); create it, or set INTERVIEWER_DATA_DIR"
    )


def _name(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return f"The database {url.database}"
    where = f"{url.host or 'localhost'}:{url.port or 5432}"
    return f"The PostgreSQL database {url.database or ''} on {where}".replace("  ", " ")


def _sentence(error: DBAPIError) -> str:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code & 0xFF, f"refused the request ({error.orig.__class__.__name__}, code {code})")
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return "cannot be reached or closed the connection; check that the server runs, then reload the interview"
    known = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    return known or f"refused the request (SQLSTATE {state})"
