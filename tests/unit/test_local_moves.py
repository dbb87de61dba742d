"""Which moves a local model may word: the table agrees with what was measured."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks.wording import READ, read_pairs, summary
from interviewer.adapters.models.local.moves import may_word, size_class, size_classes, size_in_words

RESULTS = Path(READ).parent / "results" / "wording.json"


def pair(kind: str, reading: str | None, fault: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "reading": reading, "fault": fault}


def test_a_measured_class_allows_exactly_what_the_benchmark_found():
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    known = size_class(found["parameters"])
    assert known.measured
    assert list(known.moves) == found["may_word"]


def test_the_committed_summary_is_that_of_the_committed_pairs():
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert summary(list(read_pairs(READ))) == {name: found[name] for name in ("pairs", "kinds", "faults", "may_word")}
    assert sum(kind["read"] for kind in found["kinds"].values()) >= 40


def test_every_size_has_a_class_and_larger_models_may_do_no_less():
    allowed = [set(known.moves) for known in size_classes()]
    assert all(larger >= smaller for larger, smaller in pairwise(allowed))
    assert size_class(1).from_parameters == 0
    assert not any("answer" in moves or "curveball" in moves or "open" in moves for moves in allowed)


def test_a_model_that_is_not_loaded_is_asked_so_that_it_can_say_why():
    assert may_word(None, "probe")
    assert not may_word(135_000_000, "probe")
    assert may_word(7_000_000_000, "probe")


@pytest.mark.parametrize(("parameters", "said"), [(134_515_008, "135M"), (1_543_714_304, "1.5B"), (7e9, "7.0B")])
def test_sizes_are_called_as_models_are(parameters: int, said: str):
    assert size_in_words(parameters) == said


def test_a_kind_is_allowed_where_enough_was_read_and_nearly_all_is_no_worse():
    fine = [pair("probe", "no worse")] * 19 + [pair("probe", "worse")]
    few = [pair("hint", "no worse")] * 5
    worse = [pair("advance", "no worse")] * 8 + [pair("advance", "worse")] * 4
    assert summary([*fine, *few, *worse, pair("redirect", None)])["may_word"] == ["probe"]
