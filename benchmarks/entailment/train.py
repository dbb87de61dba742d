"""Trains the cross-encoder on pairs that `pairs.py` or `own_pairs.py` wrote; needs the extra `train` (PyTorch).

python -m benchmarks.entailment.train --pairs shared.jsonl --start model.safetensors --out stage1.pt
"""

# pyright: reportMissingImports=false

import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn import functional

from benchmarks.entailment.encoder import Batch, Encoder, load

SEED = 20261122
TOKENIZER = Path("interviewer/adapters/knowledge/minilm/tokenizer.json")
MAX_TOKENS = 128
BATCH_TOKENS = 4096
"""Tokens of one step, padding included."""
DECAY = 0.01
WARM = 0.06
MADE = 0.06
"""Share of pairs that are made up in each pass: the answer's words shuffled, and another question's answer."""


class Example(NamedTuple):
    """One pair with its credit, 0 to 1."""

    group: str
    claim: str
    text: str
    credit: float
    weight: float = 1.0


class Plan(NamedTuple):
    """How long and how fast to train."""

    passes: int
    most: int
    """Pairs of one set in one pass."""
    rate: float
    head: float
    """The rate of the head, in times the rate of the layers."""


def read(file: Path, parts: Sequence[str]) -> list[Example]:
    """Read the pairs of some parts."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    used = [r for r in rows if r["part"] in parts]
    return [Example(r["set"], r["claim"], r["text"], r["credit"], r.get("weight", 1.0)) for r in used]


def draw(examples: Sequence[Example], most: int, chance: random.Random) -> list[Example]:
    """Draw the pairs of one pass anew: at most so many of each set, or large ones would drown the others."""
    drawn: list[Example] = []
    for group in sorted({one.group for one in examples}):
        mine = [one for one in examples if one.group == group]
        chance.shuffle(mine)
        mine = mine[:most]
        drawn += mine
        for one in chance.sample(mine, int(MADE * len(mine))):
            if chance.random() < 0.5:
                words = one.text.split()
                chance.shuffle(words)
                drawn.append(one._replace(text=" ".join(words), credit=0.0))
            else:
                other = chance.choice(mine)
                if other.claim != one.claim:
                    drawn.append(one._replace(text=other.text, credit=0.0))
    return drawn


def batches(
    examples: Sequence[Example], tokenizer: Tokenizer, chance: random.Random | None
) -> Iterator[tuple[Batch, list[int]]]:
    """Yield batches of about equal length with the rows they hold; shuffled if there is `chance`."""
    encoded = tokenizer.encode_batch([(one.claim, one.text) for one in examples])
    lengths = [len(e.ids) for e in encoded]
    order = sorted(range(len(examples)), key=lambda i: lengths[i] + (chance.random() * 8 if chance else 0))
    groups: list[list[int]] = [[]]
    for row in order:
        longest = max([lengths[i] for i in groups[-1]] + [lengths[row]])
        if groups[-1] and (len(groups[-1]) + 1) * longest > BATCH_TOKENS:
            groups.append([])
        groups[-1].append(row)
    if chance:
        chance.shuffle(groups)
    for rows in groups:
        width = max(lengths[row] for row in rows)
        columns = [
            [getattr(encoded[row], name) + [0] * (width - lengths[row]) for row in rows]
            for name in ("ids", "type_ids", "attention_mask")
        ]
        yield Batch(*(torch.tensor(column) for column in columns)), rows


def tokenizer_for_pairs() -> Tokenizer:
    """Return the tokenizer of the embedder, cutting the longer of the two texts."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    return tokenizer


@torch.no_grad()
def predict(encoder: Encoder, examples: Sequence[Example]) -> np.ndarray:
    """Return log odds for every example."""
    encoder.eval()
    logits = np.zeros(len(examples))
    for batch, rows in batches(examples, tokenizer_for_pairs(), None):
        logits[rows] = encoder(*batch).numpy()
    return logits


def train(encoder: Encoder, examples: Sequence[Example], plan: Plan) -> None:
    """Train in place, in bfloat16; the rate rises, then falls to zero at the last step."""
    chance, tokenizer = random.Random(SEED), tokenizer_for_pairs()
    for table in (encoder.words, encoder.places):
        table.requires_grad_(False)
    head = list(encoder.head.parameters())
    rest = [p for name, p in encoder.named_parameters() if p.requires_grad and not name.startswith("head.")]
    shares = [{"params": rest, "lr": plan.rate}, {"params": head, "lr": plan.rate * plan.head}]
    optimizer = torch.optim.AdamW(shares, weight_decay=DECAY)
    steps = [step for _ in range(plan.passes) for step in _pass(examples, plan.most, tokenizer, chance)]
    scale = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / len(steps)))
    began, lost, seen = time.monotonic(), 0.0, 0
    encoder.train()
    for number, (batch, credits, weights) in enumerate(steps, 1):
        with torch.autocast("cpu", torch.bfloat16):
            logits = encoder(*batch).float()
        loss = (functional.binary_cross_entropy_with_logits(logits, credits, reduction="none") * weights).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        scale.step()
        lost, seen = lost + float(loss.detach()), seen + len(credits)
        if number % 20 == 0:
            took = time.monotonic() - began
            speed = f"{seen / took:.1f} pairs/s, {seen / time.process_time():.1f} a CPU second"
            click.echo(f"step {number}/{len(steps)} loss {lost / 20:.4f}, {speed}, {took:.0f} s")
            lost = 0.0


def _pass(examples: Sequence[Example], most: int, tokenizer: Tokenizer, chance: random.Random) -> Iterator[Any]:
    drawn = draw(examples, most, chance)
    for batch, rows in batches(drawn, tokenizer, chance):
        credits = torch.tensor([drawn[row].credit for row in rows])
        yield batch, credits, torch.tensor([drawn[row].weight for row in rows])


def _rate(done: float) -> float:
    return done / WARM if done < WARM else 0.5 * (1 + math.cos(math.pi * (done - WARM) / (1 - WARM)))


@click.command()
@click.option("--pairs", type=click.Path(path_type=Path, exists=True), required=True, multiple=True)
@click.option("--part", "parts", multiple=True, default=("A",), help="Pairs of these parts only.")
@click.option("--start", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--passes", default=3)
@click.option("--most", default=2000, help="Pairs of one set in one pass.")
@click.option("--rate", default=1e-4)
@click.option("--head", default=5.0, help="Rate of the head, in times that of the layers.")
def main(pairs: tuple[Path, ...], parts: tuple[str, ...], start: Path, out: Path, **plan: Any) -> None:
    """Train and write the weights."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    encoder = load(start)
    examples = [one for file in pairs for one in read(file, parts)]
    train(encoder, examples, Plan(**plan))
    save_file(encoder.state_dict(), out)


if __name__ == "__main__":
    main()
