"""What a simulated candidate is, what it truly said, and a candidate that reads from a script."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.interview import Interview
from interviewer.domain.problem import Case


@dataclass(frozen=True)
class Said:
    """One message with the truth about it, which no assessor has to guess."""

    text: str
    """May be empty: somebody pressed Send too early."""
    shows: frozenset[str] = frozenset()
    """Ids of the criteria that the message was made to show."""
    asks: tuple[str, ...] | None = None
    """Ids of the facts it asks for; empty: it asks for what is not on the sheet; None: it asks for nothing."""
    orders: bool = False
    """It tries to command the interviewer or the grader."""


class Candidate(Protocol):
    """Somebody who answers; None means that they have nothing more to say."""

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Return the next message.

        Args:
            interview: what was said so far; it ends with the interviewer's turn.
            case: what the candidate can know: the problem with the examples it may draw on.
        """
        ...


@dataclass(frozen=True)
class Script:
    """Says the given messages in order, whatever is asked."""

    messages: Iterator[str]

    @classmethod
    def of(cls, messages: Iterable[str]) -> "Script":
        """Make a script of messages."""
        return cls(iter(messages))

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Return the next line of the script."""
        text = next(self.messages, None)
        return None if text is None else Said(text)
