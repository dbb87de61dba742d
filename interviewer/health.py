"""What each part says of itself, for `/readyz` and `interviewer doctor`. No model is called and nothing is built."""

import asyncio
from typing import TYPE_CHECKING

from interviewer.domain.errors import InterviewerError

if TYPE_CHECKING:
    from interviewer.bootstrap import App

INDEX_WAIT_S = 5.0
"""How long the index may take to say what it holds."""
OK = "ok"


async def health(app: "App") -> dict[str, str]:
    """Return store, index and model, each `ok` or one sentence on what is wrong."""
    return {**await parts_of(app), "model": _model(app)}


async def parts_of(app: "App") -> dict[str, str]:
    """Return store and index, each `ok` or one sentence on what is wrong."""
    store, index = await asyncio.gather(_store(app), _index(app))
    return {"store": store, "index": index}


async def _store(app: "App") -> str:
    try:
        await app.store.ping()
    except InterviewerError as error:
        return str(error)
    return OK


async def _index(app: "App") -> str:
    try:
        return await asyncio.wait_for(asyncio.to_thread(app.knowledge.check_index), INDEX_WAIT_S)
    except TimeoutError:
        return f"The search index did not answer within {INDEX_WAIT_S:g} seconds; search uses keywords only."


def _model(app: "App") -> str:
    try:
        app.check_settings()
        return (app.local and app.local.failure) or OK
    except InterviewerError as error:
        return str(error)
