"""Trains the encoder of questions from the sentence embedder; needs the extra `train` (PyTorch).

    python -m benchmarks.questions.train --start model.safetensors --out questions.safetensors

Each step takes one group: texts that want the same shall come nearer to each other than to all others of the batch
(supervised contrastive loss: Khosla et al., "Supervised Contrastive Learning", 2020, outside of the logarithm).
"""

# pyright: reportMissingImports=false

import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import click
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

from benchmarks.questions.encoder import QuestionEncoder, load
from benchmarks.questions.groups import Group, Subject, read_groups

SEED = 20261127
TOKENIZER = Path("interviewer/adapters/knowledge/minilm/tokenizer.json")
MAX_TOKENS = 64
FROZEN = 2
"""Layers, from the first, that stay as they are, with the table of words."""
TEMPERATURE = 0.07
DECAY = 0.01
WARM = 0.08
QUESTIONS_OF_A_FACT, ANSWERS, NONE = 3, 4, 12
"""Texts of a batch of facts: for each fact, for some facts, and such as ask for none."""
SECTIONS, QUESTIONS_OF_A_SECTION = 20, 2
SHARED = 0.2
"""Share of the batches of sections that are of those all problems share: they are a tenth of all, and the hardest."""
Batch = tuple[list[str], list[int]]
"""Texts, and what each wants; what wants nothing has a number of its own."""


def of_facts(group: Group, chance: random.Random) -> Batch:
    """Draw a batch from the facts of a problem."""
    texts: list[str] = []
    wants: list[int] = []
    for place, subject in enumerate(group.subjects):
        some = chance.sample(subject.questions, min(QUESTIONS_OF_A_FACT, len(subject.questions)))
        texts += some
        wants += [place] * len(some)
    for place in chance.sample(range(len(group.subjects)), ANSWERS):
        texts.append(group.subjects[place].answers[0])
        wants.append(place)
    texts += chance.sample(group.none, NONE)
    wants += [-1 - number for number in range(NONE)]
    return texts, wants


def of_sections(group: Group, chance: random.Random) -> Batch:
    """Draw a batch from the sections of a problem, or from those that all share."""
    texts: list[str] = []
    wants: list[int] = []
    for place in chance.sample(range(len(group.subjects)), SECTIONS):
        subject: Subject = group.subjects[place]
        some = chance.sample(subject.questions, min(QUESTIONS_OF_A_SECTION, len(subject.questions)))
        some += [chance.choice(subject.answers)] if subject.answers else []
        texts += some
        wants += [place] * len(some)
    return texts, wants


def loss_of(encoder: QuestionEncoder, batch: Batch, tokenizer: Tokenizer) -> Tensor:
    """Return the loss of one batch, which is encoded in two parts by length to save padding."""
    texts, wants = batch
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    border = len(order) * 2 // 3
    vectors: list[Tensor] = []
    for rows in (order[:border], order[border:]):
        encoded = tokenizer.encode_batch([texts[row] for row in rows])
        ids, mask = (torch.tensor([getattr(e, name) for e in encoded]) for name in ("ids", "attention_mask"))
        vectors.append(encoder(ids, mask))
    vector, wanted = torch.cat(vectors), torch.tensor(wants)[order]
    itself = torch.eye(len(texts), dtype=torch.bool)
    likeness = (vector @ vector.T / TEMPERATURE).masked_fill(itself, -1e9)
    same = (wanted[:, None] == wanted[None, :]) & ~itself
    surprise = torch.logsumexp(likeness, 1, keepdim=True) - likeness
    paired = same.any(1)
    return ((surprise * same).sum(1)[paired] / same.sum(1)[paired]).mean()


def train(encoder: QuestionEncoder, facts: Sequence[Group], sections: Sequence[Group], steps: int, rate: float) -> None:
    """Train in place; facts and sections take turns, the rate rises, then falls to zero at the last step."""
    chance = random.Random(SEED)
    shared = max(sections, key=lambda group: len(group.subjects))
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    for part in (encoder.words, encoder.places, encoder.kinds, encoder.norm, *list(encoder.layers)[:FROZEN]):
        part.requires_grad_(False)
    learning = [p for p in encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=rate, weight_decay=DECAY)
    scale = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps))
    began, lost = time.monotonic(), 0.0
    encoder.train()
    for step in range(steps):
        if step % 2 == 0:
            batch = of_facts(chance.choice(facts), chance)
        else:
            batch = of_sections(shared if chance.random() < SHARED else chance.choice(sections), chance)
        loss = loss_of(encoder, batch, tokenizer)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        scale.step()
        lost += float(loss.detach())
        if (step + 1) % 20 == 0:
            click.echo(f"step {step + 1}/{steps} loss {lost / 20:.3f}, {time.monotonic() - began:.0f} s")
            lost = 0.0


def _rate(done: float) -> float:
    return done / WARM if done < WARM else 0.5 * (1 + math.cos(math.pi * (done - WARM) / (1 - WARM)))


@click.command()
@click.option("--knowledge", type=click.Path(path_type=Path, exists=True), default=Path("knowledge"))
@click.option("--start", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--steps", default=900)
@click.option("--rate", default=1e-4)
@click.option("--without", type=click.IntRange(0, 9), default=None, help="Leave out this tenth of the questions.")
@click.option("--threads", default=2)
def main(knowledge: Path, start: Path, out: Path, steps: int, rate: float, without: int | None, threads: int) -> None:
    """Train and write the weights."""
    torch.manual_seed(SEED)
    torch.set_num_threads(threads)
    encoder = load(start)
    train(encoder, *read_groups(knowledge, without), steps, rate)
    save_file(encoder.state_dict(), out)


if __name__ == "__main__":
    main()
