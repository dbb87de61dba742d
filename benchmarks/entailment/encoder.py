"""The encoder in PyTorch: four layers of MiniLM over claim and text together, and a head that compares the two."""

# pyright: reportMissingImports=false

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, LAYERS, INNER, VOCABULARY, PLACES = 384, 12, 4, 1536, 30522, 512
DROPOUT = 0.1


class Batch(NamedTuple):
    """Token ids, (rows, tokens); `kinds` is 0 in the claim and 1 in the text, `mask` is 0 where there is nothing."""

    ids: Tensor
    kinds: Tensor
    mask: Tensor


class Layer(nn.Module):
    """One transformer layer, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_attention, self.norm_out = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (rows, tokens, width); `mask` is added to attention."""
        rows, tokens, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(rows, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), attn_mask=mask
        )
        seen = seen.transpose(1, 2).reshape(rows, tokens, WIDTH)
        x = self.norm_attention(x + self.drop(self.out(seen)))
        return self.norm_out(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Gives log odds that the text says what the claim says."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places, self.kinds = (nn.Embedding(n, WIDTH) for n in (VOCABULARY, PLACES, 2))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(DROPOUT)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Sequential(nn.Linear(4 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(DROPOUT), nn.Linear(WIDTH, 1))

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Return (rows,) log odds."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.places(places)[None] + self.kinds(kinds)))
        hidden = (mask[:, None, None, :].float() - 1.0) * 1e9
        for layer in self.layers:
            x = layer(x, hidden)
        of_text = (mask * kinds).float()[:, :, None]
        of_claim = (mask * (1 - kinds)).float()[:, :, None]
        claim, text = ((x * part).sum(1) / part.sum(1).clamp(min=1.0) for part in (of_claim, of_text))
        return self.head(torch.cat([claim, text, (claim - text).abs(), claim * text], dim=1)).squeeze(1)


def renamed(given: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Return the weights of a sentence embedder by the names that they have here, of its first layers."""
    parts = {
        "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
        "attention.output.dense": "out", "attention.output.LayerNorm": "norm_attention",
        "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "norm_out",
    }  # fmt: skip
    tables = {"word_embeddings": "words", "position_embeddings": "places", "token_type_embeddings": "kinds"}
    state = {f"{mine}.weight": given[f"embeddings.{theirs}.weight"] for theirs, mine in tables.items()}
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = given[f"embeddings.LayerNorm.{kind}"]
        for index in range(layers):
            for theirs, mine in parts.items():
                state[f"layers.{index}.{mine}.{kind}"] = given[f"encoder.layer.{index}.{theirs}.{kind}"]
    return state


def load(weights: Path) -> Encoder:
    """Go on from weights of this encoder, or start from the sentence embedder with a head by chance."""
    given, encoder = load_file(weights), Encoder()
    if "head.0.weight" in given:
        encoder.load_state_dict(given)
        return encoder
    state = renamed(given, LAYERS)
    left = encoder.load_state_dict(state, strict=False)
    assert not left.unexpected_keys
    assert all(key.startswith("head.") for key in left.missing_keys)
    return encoder
