"""The one retry layer, and how long anything may take."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from interviewer.adapters.models.vendor_errors import is_transient, retry_after_s

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Deadlines:
    """How long a call may take, in seconds, and how often it is tried again."""

    connect_s: float = 5.0
    first_token_s: float = 20.0
    """From the call to the first text, retries included."""
    between_tokens_s: float = 15.0
    total_s: float = 90.0
    """For a structured answer, retries and repair included."""
    retries: int = 2
    backoff_s: float = 0.3
    """First pause before a retry; doubles, with as much jitter."""
    longest_wait_s: float = 5.0
    """If the server asks for a longer pause (Retry-After), the call fails at once: nobody would wait for it."""


async def retrying(call: Callable[[], Awaitable[ResultT]], deadlines: Deadlines) -> ResultT:
    """Make a call, again if its failure is transient; raises the last vendor error as it is."""
    backoff = wait_exponential_jitter(
        initial=deadlines.backoff_s, max=deadlines.longest_wait_s, jitter=deadlines.backoff_s
    )

    def wait(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        return max(backoff(state), (retry_after_s(failure) if failure else None) or 0.0)

    def worth_it(error: BaseException) -> bool:
        return is_transient(error) and (retry_after_s(error) or 0.0) <= deadlines.longest_wait_s

    policy = AsyncRetrying(
        stop=stop_after_attempt(1 + deadlines.retries), wait=wait, retry=retry_if_exception(worth_it), reraise=True
    )

    async def attempt() -> ResultT:  # tenacity awaits only what it knows to be a coroutine function
        return await call()

    return await policy(attempt)
