"""What a person waits for goes before what nobody waits for, within one process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_WAIT_S = 2.0
"""How long a piece of background work gives way; then it runs beside the others, so that it ends too."""


class Precedence:
    """Shared by work of both kinds; safe to use from several threads."""

    def __init__(self) -> None:
        self._awaited = 0
        self._changed = threading.Condition()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Do something that a person waits for."""
        with self._changed:
            self._awaited += 1
        try:
            yield
        finally:
            with self._changed:
                self._awaited -= 1
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait before a piece of background work, as long as there is something that goes first."""
        with self._changed:
            self._changed.wait_for(lambda: not self._awaited, LONGEST_WAIT_S)
