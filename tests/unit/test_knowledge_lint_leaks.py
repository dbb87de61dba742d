"""Nothing that a criterion waits for, and nothing of the fact sheet, is said by the interviewer first."""

from pathlib import Path

import pytest

from interviewer.adapters.knowledge.lint import check
from interviewer.adapters.knowledge.lint.figures import figures
from interviewer.adapters.knowledge.lint.wording import says
from tests.support.knowledge import write_case


def problems(folder: Path, **changes) -> list[str]:
    write_case(folder, **changes)
    return [f"{p.file.rpartition('/')[2]}: {p.what}" for p in check(folder)]


def with_probe(probe: str, **criterion) -> dict:
    return {"criteria": {"data.labels": {"probes": [probe, "What else?"], **criterion}}}


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("calibration", "Is the score calibrated?"),
        ("negative downsampling", "You down-sampled the negatives; and negative down-sampling?"),
        ("re-ranking", "Would you rerank them?"),
        ("two-tower", "Think of Two Towers."),
        ("weekly", "Is weekly enough?"),
    ],
)
def test_a_term_is_known_in_every_form(term: str, text: str):
    assert says(text, term)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("weekly", "It takes three weeks."),
        ("ranker", "The prank was old."),
        ("two-tower", "The tower has two doors."),
        ("age", "What is on the page?"),
    ],
)
def test_other_words_are_not_the_term(term: str, text: str):
    assert not says(text, term)


def test_an_inflected_term_in_a_probe_is_a_leak(tmp_path: Path):
    found = problems(tmp_path, **with_probe("Who settled and labelled it?", vocabulary=["labelling"]))
    assert found == [
        '3-data.md: `criteria[data.labels].probes[0]` says "labelling", which is vocabulary of `data.labels`, '
        "expected other words"
    ]


def test_what_the_opening_has_said_is_no_leak(tmp_path: Path):
    changes = with_probe("Which umbrella would you rent out?", vocabulary=["umbrellas"])
    assert problems(tmp_path, **changes) == []


@pytest.mark.parametrize(
    ("said", "terms"), [("sampling plan", ["sampling plan", "sampling"]), ("sampling", ["sampling"])]
)
def test_a_probe_does_not_name_what_a_neighbour_waits_for(tmp_path: Path, said: str, terms: list[str]):
    found = problems(tmp_path, **with_probe(f"Where does the {said} go?"))
    assert len(found) == len(terms)
    for term, problem in zip(terms, found, strict=True):
        assert f'says "{term}", which is vocabulary of `data.sampling` in the same phase' in problem


def test_a_neighbour_in_another_phase_may_be_named(tmp_path: Path):
    assert problems(tmp_path, **with_probe("Where does the rollback plan go?")) == []


def test_an_expected_figure_is_not_given(tmp_path: Path):
    expects = "Says that 150 ms are divided among the hops."
    found = problems(tmp_path, **with_probe("Who gets how much of the 150 milliseconds?", expects=expects))
    assert len(found) == 1
    assert 'says the figure "150", which `data.labels` expects' in found[0]


@pytest.mark.parametrize("probe", ["Three things: which first?", "Who gets how much of 90 milliseconds?"])
def test_other_figures_and_small_counts_are_free(tmp_path: Path, probe: str):
    assert problems(tmp_path, **with_probe(probe, expects="Says that 150 ms go to three hops and why.")) == []


FACTS = [
    {"id": f"fact-{i}", "about": "something", "answer": answer}
    for i, answer in enumerate(
        [
            "The shop has 70 thousand umbrellas.",
            "Six percent of rentals end in a storm.",
            "Repairs take ten minutes in the back room.",
            *(f"Number {i} costs {i} coins." for i in range(100, 105)),
        ]
    )
]


@pytest.mark.parametrize(
    ("changes", "file"),
    [
        (with_probe("Seventy thousand umbrellas stand there; what now?"), "3-data.md"),
        (with_probe("Six percent of rentals come back broken; why?"), "3-data.md"),
        (with_probe("If repairs in the back take ten minutes, what follows?"), "3-data.md"),
        ({"criteria": {"data.labels": {"hint": "Mind the 70,000 umbrellas."}}}, "3-data.md"),
        ({"phases": {"data": {"question": "How do 70 thousand umbrellas look?"}}}, "3-data.md"),
        ({"head": {"opening": "We rent out 70 thousand umbrellas. Begin."}}, "case.md"),
    ],
)
def test_a_figure_of_the_fact_sheet_is_not_told(tmp_path: Path, changes: dict, file: str):
    found = problems(tmp_path, **{**changes, "head": {"facts": FACTS, **changes.get("head", {})}})
    assert len(found) == 1
    assert found[0].startswith(file)
    assert "which is told to those who ask for `facts[fact-" in found[0]


@pytest.mark.parametrize(
    "probe",
    [
        "Seventy customers wait; what now?",
        "It stops raining for ten minutes; what now?",
        "Six percent of coins are false; what now?",
    ],
)
def test_the_same_figure_of_something_else_is_free(tmp_path: Path, probe: str):
    assert problems(tmp_path, **with_probe(probe), head={"facts": FACTS}) == []


def test_a_curveball_may_start_from_a_fact(tmp_path: Path):
    ball = {"id": "a", "phase": "serve", "says": "Of 70 thousand umbrellas half are lost; now?"}
    balls = [{**ball, "criterion": "serve.capacity"}, {**ball, "id": "b", "criterion": "serve.cache", "says": "And?"}]
    assert problems(tmp_path, head={"facts": FACTS, "curveballs": balls}) == []


def test_a_hint_does_not_say_what_is_expected(tmp_path: Path):
    hint = "Someone settles how the rental is done, before the rest."
    found = problems(tmp_path, criteria={"data.labels": {"hint": hint}})
    assert len(found) == 1
    assert "words of `expects` of `data.labels`, expected a nudge" in found[0]


def test_figures_are_read_as_people_write_them():
    text = (
        "120 thousand requests, half a billion people, 1,500 posts at 7:40, the 99th of twenty-four lines, 3 of 2.5 ms."
    )
    assert [(f.value, f.unit) for f in figures(text)] == [
        (120_000, "request"), (5e8, "peopl"), (1500, "post"), (24, "line"), (2.5, "millisecond"),
    ]  # fmt: skip
