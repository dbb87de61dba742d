"""How something is put: a list of words and pairs, learned from ways of speaking and from no topic."""

import pytest

from benchmarks.own_examples import Item
from benchmarks.phrasing_fit import fit_phrasing
from interviewer.adapters.assess.calibration import load_fitted
from interviewer.adapters.assess.phrasing import Phrasing, grams_of


def example(case: str, text: str, label: int, place: int = 0) -> Item:
    return Item(case, "data", "example", text, frozenset(), {"c": label}, "c", place)


def test_each_word_and_pair_counts_once_and_numbers_are_alike() -> None:
    assert grams_of(["keep", "40", "keep", "40"]) == ["keep", "9", "keep 9", "9 keep"]


def test_words_are_weighed_whatever_the_length() -> None:
    phrasing = Phrasing({"robust": -1.0, "per": 1.0, "per 9": 1.0}, 0.25)
    assert phrasing.score("Nothing known here.") == 0.0
    assert phrasing.score("It must be robust.") == pytest.approx(-0.75)
    assert phrasing.score("Two per 100.") == pytest.approx(2 / 2**0.5 + 0.25)


def test_what_only_one_problem_says_is_a_topic_and_not_listed() -> None:
    items = [example(case, f"we keep {case} because", 1) for case in "ABCDEFGH"]
    items += [example(case, f"best practices of {case} matter", 0) for case in "ABCDEFGH"]
    phrasing = fit_phrasing(items)
    assert not set("abcdefgh") & set(phrasing.weights)
    assert phrasing.score("because") > 0 > phrasing.score("best practices")


def test_the_committed_list_knows_talk_from_decisions() -> None:
    phrasing = load_fitted("semantic").criterion.phrasing
    assert len(phrasing.weights) < 4_000
    talk = phrasing.score("It is important to follow best practices and to choose an appropriate, robust approach.")
    decision = phrasing.score("I'd keep every click and one in twenty of the others, but store the rate with each row.")
    assert decision > talk
