"""The windows of an answer: which of them lie within which."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.adapters.assess.order import load_order
from interviewer.adapters.assess.prepared import prepare
from interviewer.adapters.assess.rarity import load_rarity
from interviewer.adapters.assess.windows import Windows, make_windows

SENTENCES = st.sampled_from([
    "We log every impression.", "How many users are there, and how fast must it answer?", "I would split by time.",
    "To start with, is a label a click or a purchase?", "- recall at 10", "So the model trains hourly.",
])  # fmt: skip


def within(said: Windows, inner: int, outer: int) -> bool:
    one, other = said.spans[inner], said.spans[outer]
    part_of_whole = not said.part[outer] or inner == outer
    return part_of_whole and other.start <= one.start and one.end <= other.end


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=6), st.data())
def test_a_window_holds_what_lies_within_it(sentences: list[str], data: st.DataObject) -> None:
    said = make_windows(prepare([" ".join(sentences)], None)[0], load_rarity(), load_order())
    count = len(said.spans)
    said = said.only(
        data.draw(st.lists(st.booleans(), min_size=count, max_size=count).map(lambda kept: [True, *kept[1:]]))
    )
    count = len(said.spans)
    flags = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    expected = [any(flags[inner] and within(said, inner, outer) for inner in range(count)) for outer in range(count)]
    assert said.holding(flags[:, None])[:, 0].tolist() == expected
