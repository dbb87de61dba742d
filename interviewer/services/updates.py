"""What a use case tells its caller while it works: the page and the terminal draw these, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

from interviewer.domain.interview import Interview


@dataclass(frozen=True)
class Piece:
    """Some more text of the reply that is being spoken."""

    text: str


@dataclass(frozen=True)
class Restart:
    """Forget the pieces so far: the reply begins anew, for the reason given."""

    reason: str


@dataclass(frozen=True)
class Notice:
    """One sentence for the candidate that is no part of the transcript."""

    text: str
    passing: bool = False
    """Only of interest until the reply is there."""


@dataclass(frozen=True)
class Done:
    """The reply is stored; this is the state after it."""

    interview: Interview


Update = Piece | Restart | Notice | Done
Emit = Callable[[Update], None]
"""Takes an update as soon as it is there."""
