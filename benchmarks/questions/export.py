"""Writes the trained encoder of questions as ONNX with 8-bit weights; needs the extra `train`.

    python -m benchmarks.questions.export --weights questions.safetensors --out questions.onnx

Only weights have 8 bits, each row with a scale of its own; they are computed with as 32-bit numbers. So a text has the
same vector on every processor and beside any other text, which activations of 8 bits would not give.
"""

# pyright: reportMissingImports=false

import hashlib
from pathlib import Path

import click
import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.questions.encoder import QuestionEncoder, load

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_LARGEST = 127


class _Rows(nn.Module):
    """A table of weights as whole numbers of 8 bits with a scale for each row."""

    whole: Tensor
    scale: Tensor

    def __init__(self, weights: Tensor) -> None:
        super().__init__()
        scale = weights.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / _LARGEST
        self.register_buffer("whole", torch.round(weights / scale).to(torch.int8))
        self.register_buffer("scale", scale)


class _Table(_Rows):
    def forward(self, ids: Tensor) -> Tensor:
        return functional.embedding(ids, self.whole).float() * functional.embedding(ids, self.scale)


class _Product(_Rows):
    def __init__(self, linear: nn.Linear) -> None:
        super().__init__(linear.weight.detach())
        self.bias = linear.bias

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.whole.float() * self.scale, self.bias)


class _States(nn.Module):
    """The encoder as it is run: token states out, which are averaged outside."""

    def __init__(self, encoder: QuestionEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.encoder.words = _Table(encoder.words.weight.detach())  # pyright: ignore[reportAttributeAccessIssue]
        for layer in encoder.layers:
            for name, part in list(layer.named_children()):
                if isinstance(part, nn.Linear):
                    setattr(layer, name, _Product(part))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        return self.encoder.states(input_ids, attention_mask, token_type_ids)


def export(weights: Path, out: Path) -> None:
    """Export one encoder."""
    states, text = _States(load(weights).eval()), torch.ones(1, 12, dtype=torch.int64)
    torch.onnx.export(
        states, (text, text.clone(), torch.zeros_like(text)), str(out), input_names=list(INPUTS),
        output_names=["states"], dynamic_axes={name: {0: "rows", 1: "tokens"} for name in (*INPUTS, "states")},
        opset_version=17, dynamo=False, do_constant_folding=False,
    )  # fmt: skip


@click.command()
@click.option("--weights", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(weights: Path, out: Path) -> None:
    """Write the ONNX file, and say what `embedding.py` must know of it."""
    export(weights, out)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")


if __name__ == "__main__":
    main()
