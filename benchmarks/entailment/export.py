"""Writes the trained encoder as ONNX with 8-bit weights; needs the extra `train`.

    python -m benchmarks.entailment.export --weights final.safetensors --out interviewer/adapters/assess/entailment.onnx

Columns of weights share a scale, and activations are scaled by what one pair holds: run one pair at a time and its
figure depends on nothing else. Both are unsigned, whose products overflow on no processor; signed weights of 7 bits,
the other way to that, cost 0.02 of AUC.
"""

# pyright: reportMissingImports=false

import tempfile
from pathlib import Path

import click
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from benchmarks.entailment.encoder import load

INPUTS = ("ids", "kinds", "mask")


def export(weights: Path, out: Path) -> None:
    """Export and quantise one encoder."""
    encoder = load(weights).eval()
    pair = torch.ones(1, 12, dtype=torch.int64)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            encoder, (pair, pair.clone(), pair.clone()), str(exact), input_names=list(INPUTS),
            output_names=["logit"], dynamic_axes={name: {0: "rows", 1: "tokens"} for name in INPUTS},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            exact,
            out,
            weight_type=QuantType.QUInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
        )


@click.command()
@click.option("--weights", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(weights: Path, out: Path) -> None:
    """Write the ONNX file."""
    export(weights, out)
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
