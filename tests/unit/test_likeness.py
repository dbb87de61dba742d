"""Questions that mean the same: by their words alone, and by embeddings."""

import numpy as np
import pytest

from interviewer.adapters.assess.likeness import EmbeddedLikeness
from interviewer.adapters.knowledge.embedding import Vectors
from interviewer.domain.likeness import alike, repeats


@pytest.mark.parametrize(
    "other",
    [
        "Which rows would you not pay to train on?",
        "Staying with that, which of the rows would you not want to pay for when training on them?",
        "On which rows would you not pay for the training?",
    ],
)
def test_the_same_words_in_another_order_or_form_are_the_same_question(other: str):
    assert alike("Which rows would you not pay to train on?", other)


@pytest.mark.parametrize(
    "other",
    ["Which rows would mislead you?", "Which machine would you not pay to keep?", "What now?", "", "Why?"],
)
def test_questions_that_share_a_word_or_two_are_not_the_same(other: str):
    assert not alike("Which rows would you not pay to train on?", other)
    assert not repeats(other, ["Which rows would you not pay to train on?"])


class Directions:
    """Embeds a text as the direction its first letter stands for, and counts."""

    name = "directions"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        self.embedded += texts
        angles = np.array([(ord(text[0]) - ord("a")) * np.pi / 8 for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


async def test_near_vectors_are_the_same_question_and_each_is_embedded_once():
    curated, spoken = Directions(), Directions()
    likeness = EmbeddedLikeness(spoken, curated)  # type: ignore[arg-type]
    assert await likeness.alike(["b one", "e two"], ["a zero"]) == {"b one"}
    assert await likeness.alike(["b one", "e two"], ["a zero"]) == {"b one"}
    assert curated.embedded == ["b one", "e two", "a zero"]
    assert await likeness.repeats("b as spoken", ["a zero"])
    assert not await likeness.repeats("e as spoken", ["a zero"])
    assert spoken.embedded == ["b as spoken", "e as spoken"]


async def test_where_nothing_was_asked_nothing_repeats():
    likeness = EmbeddedLikeness(Directions())  # type: ignore[arg-type]
    assert await likeness.alike(["b one"], []) == frozenset()
    assert not await likeness.repeats("b one", [])
