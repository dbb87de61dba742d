"""Turns an exported encoder back into weights that training can go on from; what 8 bits lost stays lost.

python -m benchmarks.entailment.restore --encoder FILE.onnx --out start.safetensors
"""

# pyright: reportMissingImports=false

from pathlib import Path

import click
import numpy as np
import onnx
import torch
from onnx.numpy_helper import to_array
from safetensors.torch import save_file

from benchmarks.entailment.encoder import LAYERS

MATRICES = ("query", "key", "value", "out", "up", "down")
"""The products of a layer, in the order in which they are computed."""


def restore(file: Path) -> dict[str, torch.Tensor]:
    """Return the state of the encoder that was exported to a file."""
    graph = onnx.load(file).graph
    kept = {one.name: to_array(one) for one in graph.initializer}
    products = [
        n.input[1] for n in graph.node if n.op_type == "MatMulInteger" and n.input[1].startswith("onnx::MatMul")
    ]
    names = [f"layers.{layer}.{matrix}.weight" for layer in range(LAYERS) for matrix in MATRICES]
    assert len(products) == len(names)
    state = {
        name: values for name, values in kept.items() if not name.endswith(("_scale", "_zero_point", "_quantized"))
    }
    for name, product in zip(names, products, strict=True):
        state[name] = _floats(kept, product.removesuffix("_quantized")).T
    for table in ("words", "places", "kinds"):
        state[f"{table}.weight"] = _floats(kept, f"{table}.weight")
    for layer in ("head.0", "head.3"):
        state[f"{layer}.weight"] = _floats(kept, f"{layer}.weight_Transposed").T
    return {name: torch.tensor(np.ascontiguousarray(values, dtype=np.float32)) for name, values in state.items()}


def _floats(kept: dict[str, np.ndarray], name: str) -> np.ndarray:
    whole, zero = kept[f"{name}_quantized"].astype(np.float32), kept[f"{name}_zero_point"].astype(np.float32)
    return (whole - zero) * kept[f"{name}_scale"]


@click.command()
@click.option("--encoder", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(encoder: Path, out: Path) -> None:
    """Write the weights."""
    save_file(restore(encoder), out)


if __name__ == "__main__":
    main()
