"""Read and write interviews: the event store with an incremental fold in front of it."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence

from interviewer.domain.errors import Conflict, InputError
from interviewer.domain.events import Event
from interviewer.domain.interview import Interview, apply, fold
from interviewer.domain.ports import EventStore

KEPT = 2_000
"""Folded interviews kept in memory; any of them can be rebuilt from the store."""
UNKNOWN = "There is no interview with this id; start a new one."
ATTEMPTS = 4
"""Tries to append before another writer's events are reported as a conflict."""


class Journal:
    """Interviews by id. A turn costs one read of the new events and one write, however long the interview is."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._folded: OrderedDict[str, Interview] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def load(self, interview_id: str) -> Interview:
        """Return the present state.

        Raises:
            InputError: there is no such interview.
            StoreError: the store cannot be read.
        """
        known = self._folded.get(interview_id)
        events = await self._store.load(interview_id, known.seq if known else 0)
        if known is None and not events:
            raise InputError(UNKNOWN)
        if known is None:
            return self._keep(fold(interview_id, events))
        for event in events:
            known = apply(known, event)
        return self._keep(known)

    async def load_for(self, user: str | None, interview_id: str) -> Interview:
        """Return the present state if it belongs to `user` (None: nobody is logged in) or to nobody.

        Raises:
            InputError: there is no such interview, or it is somebody else's: the same sentence for both.
            StoreError: the store cannot be read.
        """
        interview = await self.load(interview_id)
        if interview.started.owner not in (None, user):
            raise InputError(UNKNOWN)
        return interview

    async def create(self, interview_id: str, *events: Event) -> Interview:
        """Store the first events of a new interview."""
        interview = fold(interview_id, events)
        await self._store.append(interview_id, 0, *events)
        return self._keep(interview)

    async def update(self, interview_id: str, decide: Callable[[Interview], Sequence[Event]]) -> Interview:
        """Append what `decide` makes of the present state; asked again if another process was first.

        Args:
            interview_id: the interview.
            decide: pure; returns the events to append (none changes nothing) or raises to refuse.

        Raises:
            Conflict: other writers were first again and again; nothing was stored.
            StoreError: nothing was stored.
        """
        async with self._locks.setdefault(interview_id, asyncio.Lock()):
            for attempt in range(ATTEMPTS):
                interview = await self.load(interview_id)
                events = decide(interview)
                after = interview
                for event in events:
                    after = apply(after, event)
                try:
                    if events:
                        await self._store.append(interview_id, interview.seq, *events)
                except Conflict:
                    if attempt + 1 == ATTEMPTS:
                        raise
                else:
                    return self._keep(after)
        raise AssertionError("unreachable")

    def _keep(self, interview: Interview) -> Interview:
        self._folded[interview.id] = interview
        self._folded.move_to_end(interview.id)
        while len(self._folded) > KEPT:
            dropped, _ = self._folded.popitem(last=False)
            lock = self._locks.get(dropped)
            if lock and not lock.locked():
                del self._locks[dropped]
        return interview
