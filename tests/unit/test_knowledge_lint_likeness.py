"""What stands twice is found: sentences in two problems, criteria that are one, probes that are the answer."""

from pathlib import Path

import pytest

from interviewer.adapters.knowledge.lint import check
from interviewer.adapters.knowledge.lint.meaning import SAME_ANSWER, SAME_CRITERION
from interviewer.adapters.knowledge.lint.wording import longest_run
from tests.support.embedding import WordEmbedder
from tests.support.knowledge import write_case

OWN = "A wet umbrella that hangs by the door for a night is dry by the time the next guest comes."


def repeated(folder: Path) -> list[str]:
    return [f"{p.file}:{p.line}: {p.what}" for p in check(folder) if "nearly the same" in p.what]


def add(file: Path, text: str) -> int:
    """Add a section to a file; returns the line on which its text begins."""
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines, "", "## Added", text, ""]))
    return len(lines) + 3


def two_places(folder: Path, here: str, there: str) -> list[str]:
    home = write_case(folder)
    add(home / "3-data.md", here)
    add(folder / "topics" / "umbrellas.md", there)
    return repeated(folder)


@pytest.mark.parametrize(
    "there",
    [
        OWN,
        OWN.replace("guest", "customer"),
        f"Before it. {OWN} And after it, something else altogether is said about it.",
        OWN.replace(" for ", "\nfor "),
    ],
)
def test_a_sentence_in_two_places_is_found(tmp_path: Path, there: str):
    found = two_places(tmp_path, OWN, there)
    assert len(found) == 1
    assert found[0].startswith("topics/umbrellas.md:")
    assert "is nearly the same in cases/tiny/3-data.md:" in found[0]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (OWN, "A wet umbrella that hangs by the door drips, so put a tray below and empty it each morning."),
        ("How do you notice?", "How do you notice?"),
        (f"```text\n{OWN}\n```", OWN),
        (
            'Rain (Dry et al., "On the Drying of Umbrellas in a Hall with One Door", 2017) is short.',
            'What dries (Dry et al., "On the Drying of Umbrellas in a Hall with One Door", 2017) is sold.',
        ),
    ],
)
def test_other_sentences_turns_of_speech_code_and_citations_are_free(tmp_path: Path, here: str, there: str):
    assert two_places(tmp_path, here, there) == []


def test_the_line_of_a_repeated_sentence_is_named(tmp_path: Path):
    home = write_case(tmp_path)
    add(home / "3-data.md", OWN)
    line = add(tmp_path / "topics" / "umbrellas.md", f"Something comes first.\n{OWN}")
    assert repeated(tmp_path)[0].startswith(f"topics/umbrellas.md:{line + 1}:")


def test_questions_and_examples_of_two_problems_differ(tmp_path: Path):
    write_case(tmp_path)
    write_case(tmp_path, "other")
    found = repeated(tmp_path)
    assert any("How would you go about step 1 for the umbrellas?" in line for line in found)
    assert any("First I settle the labels with the shop" in line for line in found)


def test_a_problem_may_repeat_itself(tmp_path: Path):
    home = write_case(tmp_path)
    add(home / "3-data.md", OWN)
    add(home / "4-model.md", OWN)
    assert repeated(tmp_path) == []


def distinct(criterion: str) -> dict:
    """Fields of a criterion in words of its own, so that only what a test changes is alike."""
    return {"expects": " ".join(f"{criterion}{i}" for i in range(12)), "hint": f"Hint{criterion}."}


@pytest.fixture
def criteria() -> dict:
    from tests.support.knowledge import THEMES

    return {f"{phase}.{theme}": distinct(theme) for phase, themes in THEMES.items() for theme in themes}


class Distinguishing(WordEmbedder):
    """Few words share a dimension."""

    def __init__(self) -> None:
        super().__init__(dimensions=251)


def by_meaning(folder: Path, criteria: dict) -> list[str]:
    write_case(folder, criteria=criteria)
    return [f"{p.file}:{p.line}: {p.what}" for p in check(folder, Distinguishing()) if "likeness" in p.what]


def test_criteria_that_mean_the_same_are_found_across_phases(tmp_path: Path, criteria: dict):
    criteria["serve.cache"]["expects"] = "Keeps answers of frequent questions near the phone for a minute or two."
    criteria["model.loss"]["expects"] = "Keeps answers of frequent questions near the phone for a minute or so."
    found = by_meaning(tmp_path, criteria)
    assert len(found) == 1
    assert "6-serve.md" in found[0]
    assert "`serve.cache` expects the same as `model.loss` (likeness" in found[0]


def test_a_probe_that_means_what_is_expected_is_found(tmp_path: Path, criteria: dict):
    criteria["serve.cache"]["expects"] = "Keeps answers of frequent questions near the phone for a minute or two."
    told = "Would one keep answers of frequent questions near the phone for a minute?"
    criteria["serve.cache"]["probes"] = ["What else?", told]
    found = by_meaning(tmp_path, criteria)
    assert len(found) == 1
    assert "`criteria[serve.cache].probes[1]` says what `serve.cache` expects (likeness" in found[0]


def test_without_an_embedding_nothing_is_compared_by_meaning(tmp_path: Path, criteria: dict):
    criteria["serve.cache"] = criteria["model.loss"]
    write_case(tmp_path, criteria=criteria)
    assert [p.what for p in check(tmp_path) if "likeness" in p.what] == []


def test_the_limits_are_those_that_were_measured():
    assert (SAME_CRITERION, SAME_ANSWER) == (0.72, 0.68)


def test_the_longest_run_of_words():
    assert longest_run(list("abcde"), list("xbcdye")) == 3
    assert longest_run(["a"], []) == 0
