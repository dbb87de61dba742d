"""Frames of the page: the browser is told the same as by Gradio alone, and what is unchanged is not built anew."""

import asyncio
from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any
from unittest.mock import Mock

import gradio as gr
import pytest
from gradio.state_holder import SessionState

from interviewer.ui.frames import Page
from interviewer.ui.guard import guarded


def told(kind: type[gr.Blocks], chosen: dict[str, Any]) -> tuple[list[Any], list[bool]]:
    """Return what the browser is told of three outputs, and which of them were built anew."""
    with kind() as page:
        parts = {"box": gr.Textbox(), "button": gr.Button("Send"), "kept": gr.State(1)}
        gr.on(None, lambda: None, None, list(parts.values()))
    event = next(iter(page.fns.values()))
    state = SessionState(page)
    chosen = deepcopy(chosen)  # Gradio takes apart what it is given
    before = [state[part._id] for part in parts.values()]
    data = asyncio.run(page.postprocess_data(event, {parts[name]: value for name, value in chosen.items()}, state))
    return data, [state[part._id] is not old for part, old in zip(parts.values(), before, strict=True)]


@pytest.mark.parametrize(
    "chosen",
    [
        {"box": "a"},
        {"button": gr.update(interactive=False)},
        {"button": gr.update(interactive=False), "box": "a"},
        {"box": gr.update(value="a", visible=False), "button": "Stop"},
    ],
)
def test_the_browser_is_told_what_gradio_tells_it(chosen: dict[str, Any]) -> None:
    assert told(Page, chosen)[0] == told(gr.Blocks, chosen)[0]


def test_a_state_is_kept_and_not_told() -> None:
    data, anew = told(Page, {"kept": 2})
    assert data[2] is None
    assert anew == [False, False, True]


def test_what_a_frame_leaves_alone_is_not_built_anew() -> None:
    assert told(Page, {"box": "a"})[1] == [False, False, False]
    assert told(gr.Blocks, {"box": "a"})[1] == [False, True, False]


def test_a_frame_without_changes_tells_of_none() -> None:
    assert told(Page, {}) == ([gr.skip(), gr.skip(), None], [False, False, False])


def test_the_frame_that_gradio_repeats_at_the_end_fills_no_box() -> None:
    """Else a box would be emptied of what was typed between the last frame and the end of the event."""

    async def event() -> AsyncIterator[Any]:
        yield {"answer": "", "chat": ["Hello."]}
        yield {"chat": ["Hello.", "What is asked?"]}

    async def frames() -> list[Any]:
        draw = Mock()
        draw.parts.typed.return_value = frozenset({"answer"})
        return [frame async for frame in guarded(event, draw)()]

    assert asyncio.run(frames()) == [
        {"answer": ""},
        {"chat": ["Hello."]},
        {"chat": ["Hello.", "What is asked?"]},
    ]
