"""Lines of notes are told from lists and salads of words."""

import pytest

from interviewer.adapters.assess.notes import is_note
from interviewer.adapters.assess.sentences import split_sentences


@pytest.mark.parametrize(
    "line",
    [
        "Offline: split by time, train 14 days, test day 15",
        "Sampling: keep all clicks, 5% of non-clicks, since training is dear",
        "Low retrieval score -> hand over to a human, no guess.",
        "120k rps / 400 rps per GPU -> 300 GPUs + 30% spare.",
    ],
)
def test_a_line_with_decisions_is_a_note(line: str) -> None:
    text = f"My notes.\n- {line}\n- and more"
    span = next(s for s in split_sentences(text) if s.text == line)
    assert is_note(text, span)


@pytest.mark.parametrize(
    "line",
    [
        "negative downsampling, class imbalance, undersample, calibration, log loss",
        "I would use BM25, two-tower, HNSW and nDCG@10",
        "says imbalance because clicks why dropped non-clicks most cost become",
        "Machine learning is a powerful tool and there are always trade-offs.",
        "DCN-v2, p99, BM25, recall@10, top-k",
        "5%",
    ],
)
def test_lists_names_and_salads_are_none(line: str) -> None:
    assert not any(is_note(line, span) for span in split_sentences(line))


def test_a_piece_of_an_endless_run_of_words_is_none() -> None:
    text = "keep clicks since 5% per day -> cost " * 30
    assert len(split_sentences(text)) > 3
    assert not any(is_note(text, span) for span in split_sentences(text))
