"""Cutting answers into sentences: exact spans, whatever the text."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.adapters.assess.sentences import LONGEST_SENTENCE, split_sentences, stem, stems_of, windows


def texts(answer: str) -> list[str]:
    return [span.text for span in split_sentences(answer)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("I'd log it, e.g. at serving. Then join.", ["I'd log it, e.g. at serving.", "Then join."]),
        ("Keep 5.5 percent. Drop the rest!", ["Keep 5.5 percent.", "Drop the rest!"]),
        ("- user features\n- ad features", ["user features", "ad features"]),
        ("Why? Because it leaks.", ["Why?", "Because it leaks."]),
        ("  \n ... \n", []),
    ],
)
def test_cuts_where_a_reader_would(answer: str, expected: list[str]) -> None:
    assert texts(answer) == expected


def test_wrapped_line_is_one_sentence_and_a_short_line_is_an_item() -> None:
    wrapped = "I would keep every click and about five percent of the non-clicks so that\ntraining stays cheap."
    assert len(texts(wrapped)) == 1
    assert len(texts("Keep clicks\nDrop the others")) == 2


def test_speech_without_full_stops_is_cut_into_short_pieces() -> None:
    spans = split_sentences("and then we train the model " * 60)
    assert len(spans) > 5
    assert max(len(span.text.split()) for span in spans) <= LONGEST_SENTENCE


@given(st.text(max_size=400))
def test_every_span_is_a_piece_of_the_text(answer: str) -> None:
    sentences = split_sentences(answer)
    for _, _, span in windows(answer, sentences):
        assert answer[span.start : span.end] == span.text
        assert any(c.isalnum() for c in span.text)
    assert [span.start for span in sentences] == sorted(span.start for span in sentences)


def test_stems_join_forms_of_a_word() -> None:
    assert stems_of("calibrated") == stems_of("calibrating")
    assert stems_of("The model's") == stems_of("the model")


def test_several_interviews_at_once_get_the_right_stems():
    endings = ("ational", "ization", "fulness", "iveness", "alities", "ements", "ingly", "ations")
    words = [f"{start}{ending}" for start in ("gener", "optim", "relat", "measur", "predict") for ending in endings]

    def stems(_: int) -> list[str]:
        return [stem.__wrapped__(word) for word in words for _ in range(20)]

    alone = stems(0)
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert all(found == alone for found in pool.map(stems, range(4)))
    finally:
        sys.setswitchinterval(often)
