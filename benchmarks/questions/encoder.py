"""The encoder of questions in PyTorch: all six layers of MiniLM, the mean of the states as the vector of a text."""

# pyright: reportMissingImports=false

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.entailment.encoder import PLACES, VOCABULARY, WIDTH, Layer, renamed

LAYERS = 6
DROPOUT = 0.1


class QuestionEncoder(nn.Module):
    """Gives unit vectors of texts."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places, self.kinds = (nn.Embedding(n, WIDTH) for n in (VOCABULARY, PLACES, 2))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(DROPOUT)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def states(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """Return (rows, tokens, width): what the layers make of the tokens; `mask` is 0 where there is nothing."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.places(places)[None] + self.kinds(kinds)))
        hidden = (mask[:, None, None, :].float() - 1.0) * 1e9
        for layer in self.layers:
            x = layer(x, hidden)
        return x

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return (rows, width) vectors of length 1."""
        states = self.states(ids, mask, torch.zeros_like(ids))
        return functional.normalize((states * mask.float()[:, :, None]).sum(1), dim=1)


def load(weights: Path) -> QuestionEncoder:
    """Go on from weights of this encoder, or start from the sentence embedder."""
    given, encoder = load_file(weights), QuestionEncoder()
    encoder.load_state_dict(given if "words.weight" in given else renamed(given, LAYERS))
    return encoder
