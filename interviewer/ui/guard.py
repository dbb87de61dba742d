"""Around every event of the page: a fault of ours is logged whole and told in one sentence; nothing is told twice."""

import logging
from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import ParamSpec

from interviewer.ui.draw import Changes, Drawing

_LOG = logging.getLogger(__name__)
_Inputs = ParamSpec("_Inputs")
_Event = Callable[_Inputs, AsyncIterator[Changes]]


def guarded(event: _Event[_Inputs], draw: Drawing) -> _Event[_Inputs]:
    """Wrap an event so that an unexpected exception leaves a usable page behind.

    Gradio sends the last frame of an event a second time when it is over, and what was typed in between would be lost.
    So what sets a box that people type in goes ahead in a frame of its own, and the last frame sets none.

    Args:
        event: a handler.
        draw: draws the sentence that says it was our fault.
    """
    boxes = draw.parts.typed()

    @wraps(event)
    async def safe(*args: _Inputs.args, **kwargs: _Inputs.kwargs) -> AsyncIterator[Changes]:
        try:
            async for changes in event(*args, **kwargs):
                typed = {part: change for part, change in changes.items() if part in boxes}
                if typed:
                    yield typed
                yield {part: change for part, change in changes.items() if part not in boxes}
        except Exception:
            _LOG.exception("an event of the page failed")
            yield draw.fault()

    return safe
