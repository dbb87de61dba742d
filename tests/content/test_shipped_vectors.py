"""The vectors that ship are those of the shipped texts, and of nearly all of them."""

import random

import numpy as np
import pytest

from interviewer.adapters.knowledge.embedding import MiniLM, question_encoder
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.shipped import INSTALLED, key_of
from tests.support.assessing import KNOWLEDGE, real_cases

ENOUGH = 0.9
"""What was written since is embedded at the first start; this much should not be left over."""
ADVICE = "many texts have changed: run `python -m benchmarks.ship_vectors`"


def found(texts: list[str], model: MiniLM | None = None) -> dict[str, np.ndarray]:
    name = (model or MiniLM()).name
    vectors = INSTALLED.find([key_of(name, text) for text in texts])
    return {text: vectors[key] for text in texts if (key := key_of(name, text)) in vectors}


def expectations() -> list[str]:
    return [criterion.expects for case in real_cases() for phase in case.phases for criterion in phase.criteria]


def test_what_is_indexed_and_what_is_expected_ships():
    indexed = [entry.text for entry in load_knowledge(KNOWLEDGE).entries if entry.field != "words"]
    assert len(found(indexed, question_encoder())) >= ENOUGH * len(indexed), ADVICE
    single = [text for text in expectations() if text.count(".") <= 1]
    assert len(single) > 300
    assert len(found(single)) >= ENOUGH * len(single), ADVICE


@pytest.mark.parametrize("model", [MiniLM(), question_encoder()], ids=["spoken", "searched"])
def test_they_are_what_the_model_makes(model: MiniLM):
    some = random.Random(3).sample(sorted(found(expectations(), model)), 60)
    made = model.embed(some)
    shipped = np.stack([found(some, model)[text] for text in some])
    assert (made * shipped).sum(axis=1).min() > 0.9995
    np.testing.assert_allclose(shipped @ shipped.T, made @ made.T, atol=0.005)
