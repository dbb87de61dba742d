"""The last net under the page's events: a fault of ours is logged whole and told in one sentence."""

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

    Args:
        event: a handler.
        draw: draws the sentence that says it was our fault.
    """

    @wraps(event)
    async def safe(*args: _Inputs.args, **kwargs: _Inputs.kwargs) -> AsyncIterator[Changes]:
        try:
            async for changes in event(*args, **kwargs):
                yield changes
        except Exception:
            _LOG.exception("an event of the page failed")
            yield draw.fault()

    return safe
