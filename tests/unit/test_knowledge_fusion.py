"""Two rankings become one: evidence adds up, what is missing counts least, and general questions go to shared notes."""

import pytest

from interviewer.adapters.knowledge.fusion import (
    FIELD_WEIGHTS,
    SHARED_LEAD,
    WORDS_WEIGHT,
    Near,
    fuse,
)


def test_the_weights_of_meaning_are_shares():
    assert sum(FIELD_WEIGHTS.values()) == pytest.approx(1.0)


def test_agreement_in_several_respects_beats_agreement_in_one():
    near = [
        Near(0.6, "both", "both", "notes"),
        Near(0.6, "both", "both", "question"),
        Near(0.7, "one", "one", "notes"),
        Near(0.1, "one", "one", "question"),
    ]
    assert [found.section for found in fuse(near, {})] == ["both", "one"]


def test_of_several_texts_of_a_kind_the_nearest_counts_and_names_the_part():
    near = [
        Near(0.2, "long", "long", "notes"),
        Near(0.8, "long", "long~1", "notes"),
        Near(0.9, "long", "long", "example"),
    ]
    (found,) = fuse(near, {})
    assert found.part == "long~1"
    expected = sum(weight * {"notes": 0.8, "example": 0.9}.get(field, 0.2) for field, weight in FIELD_WEIGHTS.items())
    assert found.score == pytest.approx(expected)


def test_words_add_to_meaning_and_find_what_meaning_missed():
    near = [Near(0.9, "a", "a", "notes"), Near(0.9, "b", "b", "notes"), Near(0.1, "far", "far", "notes")]
    found = fuse(near, {"b": 1.0, "c": 0.5})
    assert [one.section for one in found] == ["b", "a", "c", "far"]
    assert found[0].score - found[1].score == pytest.approx(WORDS_WEIGHT)
    assert found[2].part is None


def test_words_alone_rank_too():
    assert [one.section for one in fuse((), {"a": 0.4, "b": 1.0})] == ["b", "a"]


def test_a_general_question_prefers_shared_sections():
    near = [Near(0.5, "case", "case", "notes"), Near(0.5, "shared", "shared", "notes")]
    found = fuse(near, {}, lambda section: section == "shared")
    assert [one.section for one in found] == ["shared", "case"]
    assert found[0].score - found[1].score == pytest.approx(SHARED_LEAD)
    assert fuse((), {"case": 1.0, "shared": 0.9}, lambda section: section == "shared")[0].section == "shared"


def test_nothing_found_is_nothing():
    assert fuse((), {}) == ()
