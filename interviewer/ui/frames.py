"""Gradio's page, made to touch only what a frame changes.

Gradio builds every output component of an event anew in each frame it streams, changed or not, and describes it with a
JSON schema. With the page's thirty outputs that is most of what a reply costs, so the unchanged ones are left out here.
"""

from copy import copy
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.state_holder import SessionState


class Page(gr.Blocks):
    """Blocks whose events may name many outputs and pay for those that a frame sets."""

    async def postprocess_data(
        self, block_fn: BlockFunction, predictions: list[Any] | dict[Any, Any], state: SessionState | None
    ) -> list[Any]:
        """Return what the browser is told of each output: as Gradio makes it, or that nothing changed."""
        if not isinstance(predictions, dict) or not all(block in block_fn.outputs for block in predictions):
            return await super().postprocess_data(block_fn, predictions, state)
        changing = copy(block_fn)
        changing.outputs = [block for block in block_fn.outputs if block in predictions]
        values = [predictions[block] for block in changing.outputs]
        told = await super().postprocess_data(changing, values[0] if len(values) == 1 else values, state)
        changes = dict(zip(changing.outputs, told, strict=True))
        return [changes.get(block, None if block.stateful else gr.skip()) for block in block_fn.outputs]
