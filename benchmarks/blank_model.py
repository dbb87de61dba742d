"""Writes a GGUF file with the shape of a 1.5B model and random weights, to measure speed without such a model.

`python -m benchmarks.blank_model SOURCE OUT`, with the package `gguf` installed; SOURCE is a model of the Llama kind
whose tokens and chat template are taken over. What it writes is noise: only its tokens a second mean anything.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

import click
import numpy as np

LAYERS, WIDTH, INNER, HEADS, KEY_HEADS, TOKENS = 28, 1536, 8960, 12, 2, 151_936
"""The shape of Qwen2.5-1.5B, from its published configuration."""
SEED = 1
_BLOCK, _BLOCK_BYTES = 32, 18
"""Of Q4_0: a scale of two bytes, then 32 weights of four bits."""
_UNUSED = 5
"""Type of a token that no text gives."""


def write(source: Path, out: Path) -> None:
    """Write the file; about 0.9 GB."""
    gguf: Any = import_module("gguf")
    fields = gguf.GGUFReader(source).fields
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_block_count(LAYERS)
    writer.add_context_length(8192)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(TOKENS)
    _add_tokens(writer, fields)
    _add_weights(writer, gguf.GGMLQuantizationType.Q4_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokens(writer: Any, fields: Any) -> None:
    tokens = fields["tokenizer.ggml.tokens"].contents()
    missing = TOKENS - len(tokens)
    writer.add_tokenizer_model(fields["tokenizer.ggml.model"].contents())
    writer.add_tokenizer_pre(fields["tokenizer.ggml.pre"].contents())
    writer.add_token_list([*tokens, *(f"<unused {place}>" for place in range(missing))])
    writer.add_token_types([*fields["tokenizer.ggml.token_type"].contents(), *[_UNUSED] * missing])
    writer.add_token_merges(fields["tokenizer.ggml.merges"].contents())
    writer.add_bos_token_id(fields["tokenizer.ggml.bos_token_id"].contents())
    writer.add_eos_token_id(fields["tokenizer.ggml.eos_token_id"].contents())
    writer.add_chat_template(fields["tokenizer.chat_template"].contents())


def _add_weights(writer: Any, kind: Any) -> None:
    chance = np.random.default_rng(SEED)

    def matrix(name: str, rows: int, columns: int) -> None:
        blocks = chance.integers(0, 256, (rows, columns // _BLOCK, _BLOCK_BYTES), dtype=np.uint8)
        scales = (chance.random((rows, columns // _BLOCK, 1)) * 0.01).astype(np.float16)
        blocks[:, :, :2] = scales.view(np.uint8).reshape(rows, -1, 2)
        writer.add_tensor(f"{name}.weight", blocks.reshape(rows, -1), raw_dtype=kind)

    def ones(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))

    keys = WIDTH // HEADS * KEY_HEADS
    matrix("token_embd", TOKENS, WIDTH)
    ones("output_norm")
    for layer in range(LAYERS):
        ones(f"blk.{layer}.attn_norm")
        ones(f"blk.{layer}.ffn_norm")
        matrix(f"blk.{layer}.attn_q", WIDTH, WIDTH)
        matrix(f"blk.{layer}.attn_k", keys, WIDTH)
        matrix(f"blk.{layer}.attn_v", keys, WIDTH)
        matrix(f"blk.{layer}.attn_output", WIDTH, WIDTH)
        matrix(f"blk.{layer}.ffn_gate", INNER, WIDTH)
        matrix(f"blk.{layer}.ffn_up", INNER, WIDTH)
        matrix(f"blk.{layer}.ffn_down", WIDTH, INNER)


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.argument("out", type=click.Path(path_type=Path))
def main(source: Path, out: Path) -> None:
    """Write OUT with the tokens of SOURCE."""
    write(source, out)


if __name__ == "__main__":
    main()
